//! Text in Markdown: in a table's cell, in a line of prose, in a block of code.
//!
//! In: a string. Out: a cell's text, a code span, a line, or a fenced block. But for the block they are one line, so every line
//! break becomes a blank.
//!
//! Source: CommonMark 0.31 (2.4 backslash escapes, 6.1 code spans) and GitHub's table extension (a `|` is escaped even in a
//! code span); read back with markdown-it-py.

/// A cell's text, with every character standing for itself.
pub fn cell(text: &str) -> String {
    let line = one_line(text);
    let mut out = String::with_capacity(line.len());
    for character in line.chars() {
        if is_special(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// A code span for a cell; of an empty string nothing, since Markdown has no empty span.
pub fn code(text: &str) -> String {
    // Only a table takes the backslash away again, in a code span too.
    span(text).replace('|', "\\|")
}

/// A code span outside of a table; of an empty string nothing.
pub fn span(text: &str) -> String {
    let line = one_line(text);
    if line.is_empty() {
        return line;
    }
    let longest = line
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let loses_blanks =
        line.starts_with(' ') && line.ends_with(' ') && !line.trim_matches(' ').is_empty();
    let pad = if line.starts_with('`') || line.ends_with('`') || loses_blanks {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{line}{pad}{fence}")
}

/// A line that people wrote as plain text, with as few escapes as its meaning allows; not for the start of a paragraph, where
/// `-` and `1.` mean something.
pub fn line(text: &str) -> String {
    let line = one_line(text);
    let line = line.trim();
    let mut out = String::with_capacity(line.len());
    for (at, character) in line.char_indices() {
        let in_word = |beside: Option<char>| beside.is_some_and(char::is_alphanumeric);
        let is_inner = character == '_'
            && in_word(line[..at].chars().next_back())
            && in_word(line[at + 1..].chars().next());
        if "\\`*_[]<>|~$&#@".contains(character) && !is_inner {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// Such a line in a cell, in which pairs of backticks may mark code.
pub fn remark(text: &str) -> String {
    let line = one_line(text);
    let pieces: Vec<&str> = line.trim().split('`').collect();
    if pieces.len().is_multiple_of(2) || pieces.iter().skip(1).step_by(2).any(|it| it.is_empty()) {
        return self::line(&line);
    }
    let mut out = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        if index % 2 == 1 {
            out.push_str(&code(piece));
            continue;
        }
        // The blanks beside a span belong to the sentence.
        let start = piece.len() - piece.trim_start().len();
        let end = piece.trim_end().len().max(start);
        out.push_str(&piece[..start]);
        out.push_str(&self::line(&piece[start..end]));
        out.push_str(&piece[end..]);
    }
    out
}

/// A fenced block; its last line needs no end.
pub fn fence(language: &str, text: &str) -> String {
    let runs = text.split(|character| character != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
    format!(
        "{fence}{language}\n{}\n{fence}",
        text.trim_end_matches('\n')
    )
}

/// Line breaks, and the blanks around them, as one blank.
fn one_line(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\n', '\r'], " ")
}

/// All of ASCII's punctuation but `,` `;` `?` `%`, which mean nothing; `:` `@` `/` and `.` keep bare links from forming.
fn is_special(character: char) -> bool {
    character.is_ascii_punctuation() && !",;?%".contains(character)
}

#[cfg(test)]
mod tests {
    use super::{cell, code, fence, line, remark, span};
    use crate::dialects::nasty;

    #[test]
    fn cells() {
        assert_eq!(cell("a|b *c*"), "a\\|b \\*c\\*");
        assert_eq!(cell("two\r\nlines"), "two lines");
    }

    #[test]
    fn code_spans() {
        for (text, expected) in [
            ("a|b", "`a\\|b`"),
            ("`", "`` ` ``"),
            ("a``b", "```a``b```"),
            (" a ", "`  a  `"),
            ("  ", "`  `"),
            ("", ""),
        ] {
            assert_eq!(code(text), expected);
        }
    }

    #[test]
    fn lines() {
        for (text, expected) in [
            ("dhis2_ou, at 06:00 - daily", "dhis2_ou, at 06:00 - daily"),
            (" _x_ <b>\n#1 ", "\\_x\\_ \\<b\\> \\#1"),
        ] {
            assert_eq!(line(text), expected);
        }
        assert_eq!(span("a|b"), "`a|b`");
    }

    #[test]
    fn remarks() {
        for (text, expected) in [
            (
                "Library (`a_b|c`) of *us*",
                "Library (`a_b\\|c`) of \\*us\\*",
            ),
            ("one ` alone", "one \\` alone"),
            ("``", "\\`\\`"),
        ] {
            assert_eq!(remark(text), expected);
        }
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(fence("yaml", "a\n"), "```yaml\na\n```");
        assert_eq!(fence("", "````"), "`````\n````\n`````");
    }

    #[test]
    fn a_cell_is_one_line_without_bare_pipes() {
        for text in nasty::strings(7).take(20_000) {
            for rendered in [cell(&text), code(&text), line(&text), remark(&text)] {
                assert!(!rendered.contains(['\n', '\r']));
                assert!(
                    rendered
                        .match_indices('|')
                        .all(|(at, _)| rendered[..at].ends_with('\\'))
                );
            }
        }
    }
}
