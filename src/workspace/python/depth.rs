//! A bound on nesting, checked before anything recursive touches a text.
//!
//! In: a text. Out: whether it may be parsed. The parser itself grows its stack, but dropping and
//! walking the tree recurse once for each level, and a chain such as `a + a + …` nests without a
//! bracket. Python itself stops at 200 brackets and 100 indents.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::Mode;
use ruff_python_parser::lexer::lex;

/// Operators, brackets and keywords that one expression may hold above any of its parts.
const DEPTH: usize = 1000;
const BRACKETS: usize = 200;
const INDENTS: usize = 100;
/// Bytes; positions are 32 bits wide, and no flow is that long.
const LENGTH: usize = 16 << 20;

/// Whether a text is short and flat enough to be parsed and walked.
pub fn is_readable(text: &str) -> bool {
    if text.len() > LENGTH {
        return false;
    }
    if is_flat(text) {
        return true;
    }
    let mut lexer = lex(text, Mode::Module);
    let mut levels = Levels::default();
    let mut indents = 0usize;
    loop {
        match lexer.next_token() {
            TokenKind::EndOfFile => return true,
            TokenKind::Indent => indents += 1,
            TokenKind::Dedent => indents = indents.saturating_sub(1),
            token => levels.take(token),
        }
        if indents > INDENTS || levels.outer.len() > BRACKETS || levels.sum > DEPTH {
            return false;
        }
    }
}

/// Whether a text has so few words and marks that it cannot nest too deeply, however they stand: most flows are like that,
/// and a look at their bytes costs less than one at their tokens.
fn is_flat(text: &str) -> bool {
    let (mut tokens, mut brackets, mut margin) = (0, 0, 0);
    let mut before = Mark::End;
    for byte in text.bytes() {
        let mark = MARKS[usize::from(byte)];
        match mark {
            // Nearly all bytes.
            Mark::Word if before == Mark::Word => continue,
            Mark::Blank if matches!(before, Mark::Blank | Mark::End) => margin += 1,
            Mark::Blank => {}
            Mark::End => margin = 0,
            Mark::Word | Mark::Sign => tokens += 1,
            Mark::Bracket => {
                tokens += 1;
                brackets += 1;
            }
        }
        if tokens > DEPTH || brackets > BRACKETS || margin > INDENTS {
            return false;
        }
        before = mark;
    }
    true
}

/// What a byte is to somebody who counts words and marks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Word,
    Blank,
    End,
    /// What opens, and the quotes, behind which there may be a string with expressions in it.
    Bracket,
    Sign,
}

const MARKS: [Mark; 256] = {
    let mut marks = [Mark::Sign; 256];
    let mut byte = 0;
    while byte < marks.len() {
        marks[byte] = match byte as u8 {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | 0x80.. => Mark::Word,
            b' ' | b'\t' | b'\x0C' => Mark::Blank,
            b'\n' | b'\r' => Mark::End,
            b'(' | b'[' | b'{' | b'"' | b'\'' => Mark::Bracket,
            _ => Mark::Sign,
        };
        byte += 1;
    }
    marks
};

/// How many tokens that can nest stand above the current one: a count for each open bracket.
#[derive(Default)]
struct Levels {
    outer: Vec<Level>,
    current: Level,
    sum: usize,
}

#[derive(Clone, Copy, Default)]
struct Level {
    count: usize,
    /// A comma does not end a lambda's parameters.
    lambda: bool,
}

impl Levels {
    fn take(&mut self, token: TokenKind) {
        use TokenKind as T;
        match token {
            T::Lpar | T::Lsqb | T::Lbrace | T::FStringStart | T::TStringStart => {
                self.add();
                self.outer.push(self.current);
                self.current = Level::default();
            }
            T::Rpar | T::Rsqb | T::Rbrace | T::FStringEnd | T::TStringEnd => {
                self.reset();
                self.current = self.outer.pop().unwrap_or_default();
            }
            T::Comma if self.current.lambda => self.add(),
            T::Newline | T::Comma | T::Semi => self.reset(),
            T::Name | T::Int | T::Float | T::Complex | T::String => {}
            T::FStringMiddle | T::TStringMiddle | T::Comment | T::NonLogicalNewline => {}
            token => {
                self.current.lambda |= token == T::Lambda;
                self.add();
            }
        }
    }

    fn add(&mut self) {
        self.current.count += 1;
        self.sum += 1;
    }

    fn reset(&mut self) {
        self.sum = self.sum.saturating_sub(self.current.count);
        self.current = Level::default();
    }
}
