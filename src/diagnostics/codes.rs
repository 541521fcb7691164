//! A finding's code: the word in brackets, and what stands behind it.

/// What a kind of finding is called and means. The same word is the constant, the text in brackets, the fixture
/// `tests/diagnostics/<word>.toml`, the argument of `explain` and the key in `[lints]`.
#[derive(Debug)]
pub struct Code {
    pub word: &'static str,
    pub level: Level,
    pub group: Group,
    pub explanation: Explanation,
}

/// How a finding is treated unless `[lints]` says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Allow,
    Warn,
    Error,
}

impl Level {
    /// As `[lints]` has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

/// Findings that are switched together in `[lints]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The file cannot be read as meant; cannot be switched off.
    Syntax,
    /// The stack would not start, deploy or run as meant.
    Correctness,
    /// Works, and is bad practice.
    Hygiene,
}

impl Group {
    /// Its key in `[lints]`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Correctness => "correctness",
            Self::Hygiene => "hygiene",
        }
    }
}

/// What `explain` prints.
#[derive(Debug)]
pub struct Explanation {
    /// One sentence: what is found.
    pub what: &'static str,
    /// What happens if it stays.
    pub why: &'static str,
    /// A stack.toml that has exactly this finding; files beside it stand behind lines such as `--- flow.py ---`.
    pub fails: &'static str,
    /// The same one without it.
    pub passes: &'static str,
}

/// One file of an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its path; none for stack.toml, which comes first.
    pub path: Option<&'static str>,
    pub text: &'static str,
}

impl Part {
    /// The files of an example, as people make them.
    pub fn of(example: &'static str) -> Vec<Self> {
        let mut parts = Vec::new();
        let (mut path, mut start, mut at) = (None, 0, 0);
        for line in example.split_inclusive('\n') {
            let mark = line.trim_end().strip_prefix("--- ");
            if let Some(next) = mark.and_then(|rest| rest.strip_suffix(" ---")) {
                let text = &example[start..at];
                parts.push(Self { path, text });
                (path, start) = (Some(next), at + line.len());
            }
            at += line.len();
        }
        let text = &example[start..];
        parts.push(Self { path, text });
        parts
    }

    /// What stands over it: `title` for the first.
    pub fn title(&self, title: &str) -> String {
        match self.path {
            None => format!("{title}:"),
            Some(path) => format!("with `{path}`:"),
        }
    }

    /// What Markdown calls its language.
    pub fn language(&self) -> &'static str {
        let Some(path) = self.path else {
            return "toml";
        };
        match path.rsplit('.').next() {
            Some("py") => "python",
            Some("yml") => "yaml",
            _ => "text",
        }
    }
}
