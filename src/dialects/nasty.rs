//! Strings that formats trip over, the same ones in every run.
//!
//! In: a seed. Out: an endless row of strings made of the traps of every format that stackgen writes. The file needs nothing
//! but the standard library, so that the integration tests can take it in by its path.

/// A small generator of numbers (xorshift64*).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    /// A number under `limit`, which must not be 0.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// One string of up to about forty characters.
    pub fn string(&mut self) -> String {
        match self.below(10) {
            0 => self.pick(TRAPS).to_owned(),
            1 => self.pick(WORDS).to_owned(),
            2 => format!(
                "{}{}{}",
                self.pick(EDGES),
                self.pick(TRAPS),
                self.pick(EDGES)
            ),
            3 => format!(
                "{}{}{}",
                self.pick(EDGES),
                self.pick(WORDS),
                self.pick(EDGES)
            ),
            4 => (0..1 + self.below(6))
                .map(|_| self.pick(WORDS))
                .collect::<Vec<_>>()
                .join(" "),
            5 => (0..1 + self.below(3)).map(|_| self.character()).collect(),
            _ => (0..1 + self.below(8)).map(|_| self.piece()).collect(),
        }
    }

    fn piece(&mut self) -> String {
        match self.below(8) {
            0 | 1 => self.pick(TRAPS).to_owned(),
            2 => self.pick(WORDS).to_owned(),
            3 => self.pick(EDGES).to_owned(),
            4 | 5 => char::from(b' ' + self.below(95) as u8).to_string(),
            _ => self.character().to_string(),
        }
    }

    fn character(&mut self) -> char {
        let code = match self.below(8) {
            0 => self.below(0x20),
            1 => 0x7F + self.below(0x22),
            2 => self.below(0x250),
            3 => 0x2000 + self.below(0x70),
            4 => self.pick(&[
                0x85, 0xA0, 0xAD, 0x1680, 0x2028, 0x2029, 0x3000, 0xD7FF, 0xE000, 0xFEFF, 0xFFFD,
            ]),
            5 => self.pick(&[
                0xFFFE, 0xFFFF, 0x1F600, 0x1_FFFF, 0xE_0001, 0xF_0000, 0x10_FFFF, 0x1_0000,
            ]),
            6 => self.below(0x1_0000),
            _ => self.below(0x11_0000),
        };
        u32::try_from(code)
            .ok()
            .and_then(char::from_u32)
            .unwrap_or('\u{FFFD}')
    }
}

/// An endless row of strings; equal seeds give equal rows.
pub fn strings(seed: u64) -> impl Iterator<Item = String> {
    let mut random = Random::new(seed);
    std::iter::once(String::new()).chain(std::iter::repeat_with(move || random.string()))
}

/// What stands before or behind a string and is lost by readers that trim.
pub const EDGES: &[&str] = &[
    "", " ", "\t", "\n", "\r", "\r\n", "  ", "\u{85}", "\u{A0}", "\u{2028}", "\u{FEFF}", "\\", ":",
    "#", "-", "'", "\"",
];

/// Words and numbers that some YAML reader takes for something else, and words that none does.
pub const WORDS: &[&str] = &[
    "y",
    "n",
    "Y",
    "N",
    "yes",
    "no",
    "Yes",
    "NO",
    "on",
    "off",
    "On",
    "OFF",
    "true",
    "false",
    "True",
    "FALSE",
    "null",
    "Null",
    "NULL",
    "~",
    "=",
    "<<",
    "-",
    "--",
    "---",
    "...",
    "?",
    ":",
    "!",
    "&",
    "*",
    "|",
    ">",
    "%",
    "@",
    "`",
    ".",
    "..",
    ".inf",
    "-.inf",
    "+.Inf",
    ".nan",
    ".NaN",
    "inf",
    "nan",
    "0",
    "00",
    "-0",
    "010",
    "08",
    "0o14",
    "0x1F",
    "0b101",
    "1_000",
    "1e3",
    "1E3",
    "1.5e+3",
    "+.5",
    ".5",
    "5.",
    "3.10",
    "1.0",
    "-1",
    "+1",
    "12:30:45",
    "22:22",
    "1:2",
    "190:20:30.15",
    "2026-01-01",
    "2026-01-01T00:00:00Z",
    "2026-01-01 00:00:00",
    "99999999999999999999",
    "10s",
    "500ms",
    "1h30m",
    "50%",
    "word",
    "two words",
    "a:b",
    "a: b",
    "a #b",
    "a-b",
    "./a",
    "/a/b",
    "~/a",
    "a=b",
    "A=b",
    "x-y",
    "é",
    "日本",
    "postgres:17-alpine",
    "1d",
    "0x",
    "0_",
    "e1",
    "_1",
    "None",
    "True",
    "__init__",
    "end",
    "graph",
    "class",
    "subgraph",
    "if",
    "for",
    "define",
    "endef",
    "export",
    "include",
    "$ref",
    "__prefect_kind",
];

/// What ends a quotation, begins a substitution, or is cut off, in one format or another.
pub const TRAPS: &[&str] = &[
    "'",
    "\"",
    "`",
    "''",
    "\"\"",
    "'\\''",
    "\\",
    "\\\\",
    "\\n",
    "\\\\n",
    "\\'",
    "\\\"",
    "\\x41",
    "\\u0041",
    "\\0",
    "\\$",
    "$",
    "$$",
    "$$$",
    "$A",
    "$$A",
    "${A}",
    "$${A}",
    "${A:-b}",
    "${A:-${B}}",
    "${A:-b}c}",
    "${",
    "$}",
    "${}",
    "${1}",
    "${A B}",
    "$(A)",
    "$(echo x)",
    "`echo x`",
    "$1",
    "$@",
    "$<",
    "$((1+1))",
    "s3cr$et",
    "{",
    "}",
    "{{",
    "}}",
    "{}",
    "{{}}",
    "{{ a }}",
    "{{a}}",
    "{{ $HOME }}",
    "{{ prefect.variables.x }}",
    "{{ a b }}",
    "{% x %}",
    "{# x #}",
    "{{{ a }}}",
    "#",
    " #",
    "# ",
    " # x",
    ":",
    ": ",
    " :",
    "- ",
    "-x",
    "? ",
    "! ",
    "& ",
    "* ",
    "[",
    "]",
    "[x]",
    "(",
    ")",
    "[x](y)",
    "![x](y)",
    "<",
    ">",
    "<b>",
    "<!-- x -->",
    "&amp;",
    "&#35;",
    "#35;",
    "#quot;",
    "%",
    "%%",
    "%%{init}%%",
    "%41",
    "%20",
    "+",
    "~",
    "~~x~~",
    "|",
    "||",
    "\\|",
    "*",
    "**x**",
    "_",
    "__x__",
    "@",
    "@x",
    "!",
    "!x",
    ";",
    ";;",
    "&&",
    ">x",
    "<x",
    "^",
    "=",
    "==",
    ",",
    "?",
    "/",
    "//",
    "http://x.y",
    "a@b.c",
    "www.x.y",
    "\n",
    "\n\n",
    "\r",
    "\r\n",
    "\t",
    " ",
    "  ",
    "\n ",
    " \n",
    "\\\n",
    "\0",
    "\u{1}",
    "\u{7}",
    "\u{8}",
    "\u{B}",
    "\u{C}",
    "\u{1B}[0m",
    "\u{1C}",
    "\u{7F}",
    "\u{85}",
    "\u{A0}",
    "\u{AD}",
    "\u{300}",
    "\u{200B}",
    "\u{200F}",
    "\u{2028}",
    "\u{2029}",
    "\u{202E}",
    "\u{FEFF}",
    "\u{FFFD}",
    "\u{FFFE}",
    "\u{FFFF}",
    "ß",
    "İ",
    "\u{1F600}",
    "\u{10FFFF}",
    "\u{E0001}",
    "'it''s'",
    "it's $5",
    "'${A}'",
    "'a\\\\b'",
    "a\\",
    "a'b\"c",
    "\"a\" 'b'",
    "A=b",
    "export A=b",
    "endef",
    "---\n",
    "\n...\n",
    "\n---\n",
    "EOF",
    "p@ss:w/rd?#[]",
    "1e",
    "::",
    "\"\"\"",
    "'''",
    "]]>",
    "*/",
    "\\u{41}",
];

#[cfg(test)]
mod tests {
    use super::strings;

    #[test]
    fn equal_seeds_give_equal_strings() {
        assert!(strings(7).take(100).eq(strings(7).take(100)));
        assert!(strings(7).take(100).ne(strings(8).take(100)));
        let mut distinct: Vec<_> = strings(7).take(10_000).collect();
        distinct.sort();
        distinct.dedup();
        assert!(distinct.len() > 6_000, "{}", distinct.len());
    }
}
