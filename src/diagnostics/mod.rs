//! What is wrong with the user's files: collected, all of it shown, sorted by position.
//!
//! In: findings with a [`Code`], a span and words. Out: a [`Report`]; the printers beside this file turn it into text.

mod codes;
mod fingerprint;
mod fix;
pub mod github;
pub mod gitlab;
pub mod human;
mod joined;
pub mod json;
mod nearest;
mod run;
pub mod sarif;
pub mod summary;

pub use codes::{Code, Explanation, Group, Level, Part};
pub use fix::{Fixed, fix};
pub use nearest::nearest;
pub use run::{Checked, Failure, FileState, Run, within};

use crate::formats::Fault;
use crate::source::{At, Name, Span};
use std::collections::HashMap;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Warning,
    Error,
}

impl Severity {
    /// As all formats call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub code: &'static Code,
    pub severity: Severity,
    /// One sentence without an end mark; names stand in backticks.
    pub message: String,
    pub primary: Label,
    /// Other places that belong to it.
    pub related: Vec<Label>,
    pub help: Option<Help>,
    /// What it is about, where the same fault may be met in several places: all of them become one finding.
    pub subject: Option<Name>,
}

/// A place and what is to be said of it.
#[derive(Clone, Debug)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

/// What to do about a finding.
#[derive(Clone, Debug)]
pub struct Help {
    pub text: String,
    /// The exact change of the text, where there is one.
    pub edit: Option<Edit>,
}

/// A change of the text at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

impl Diagnostic {
    /// A finding of the code's default level.
    pub fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        let severity = if code.level == Level::Error {
            Severity::Error
        } else {
            Severity::Warning
        };
        let primary = Label {
            span,
            text: String::new(),
        };
        Self {
            code,
            severity,
            message: message.into(),
            primary,
            related: Vec::new(),
            help: None,
            subject: None,
        }
    }

    /// One that is likely and not certain: a warning, whatever the level of its code.
    pub fn doubtful(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// The text under the caret.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(Help {
            text: text.into(),
            edit: None,
        });
        self
    }

    /// Findings of one code and one subject are one finding with several places.
    pub fn subject(mut self, name: &At<Name>) -> Self {
        self.subject = Some(name.value.clone());
        self
    }

    /// Its places, the primary one first.
    fn spans(&self) -> impl Iterator<Item = Span> {
        let related = self.related.iter().map(|label| label.span);
        std::iter::once(self.primary.span).chain(related)
    }

    /// A help that is an exact edit of the text.
    pub fn edit(mut self, text: impl Into<String>, span: Span, new: impl Into<String>) -> Self {
        self.help = Some(Help {
            text: text.into(),
            edit: Some(Edit {
                span,
                text: new.into(),
            }),
        });
        self
    }

    /// "a … with a similar name exists", where one does; the edit replaces `span`.
    pub fn nearest<'a>(
        self,
        wrong: &str,
        span: Span,
        noun: &str,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        match nearest(wrong, names) {
            Some(name) => {
                let name = name.to_owned();
                self.edit(
                    format!("{noun} with a similar name exists: `{name}`"),
                    span,
                    name,
                )
            }
            None => self,
        }
    }

    /// The same for a name that stands in quotes as a value; derived ones have nothing to edit.
    pub fn nearest_quoted<'a>(
        self,
        wrong: &At<Name>,
        noun: &str,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        match nearest(wrong, names) {
            Some(name) if wrong.is_written() => {
                let text = format!("{noun} with a similar name exists: `{name}`");
                self.edit(text, wrong.span(), format!("\"{name}\""))
            }
            _ => self,
        }
    }

    /// A string that breaks the grammar of its format. `text` is the string whose value has the fault.
    pub fn fault(
        code: &'static Code,
        text: &At<impl AsRef<str>>,
        noun: &str,
        fault: Fault,
    ) -> Self {
        let value = text.value.as_ref();
        let is_whole = fault.range == (0..value.len());
        let span = inside(text.span(), value, fault.range);
        // Between the quotes of one plain string: what is put there leaves them alone.
        let is_exact = is_whole && text.is_written() && span != text.span();
        let mut this =
            Self::new(code, span, format!("`{value}` is not a valid {noun}")).label(fault.message);
        if let Some(help) = fault.help {
            this = match replacement(value, &help).filter(|_| is_exact) {
                Some(right) => this.edit(help.clone(), span, right),
                None => this.help(help),
            };
        }
        this
    }
}

/// The span of a part of a string's value. Exact where the source holds the value as it is between two quotes or bare;
/// else the whole string, since an escape shifts what follows.
pub fn inside(string: Span, value: &str, part: std::ops::Range<usize>) -> Span {
    match (string.end - string.start) as usize {
        length if length == value.len() + 2 => {
            string.part(part.start + 1..part.end.max(part.start + 1) + 1)
        }
        length if length == value.len() => string.part(part),
        _ => string,
    }
}

/// All findings of a stack.
#[derive(Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    /// How many there were of each code.
    counts: HashMap<&'static str, usize>,
}

/// Findings of one code that are kept: a million of one fault say no more than these, and fill the memory.
const MOST: usize = 50_000;

impl Report {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let count = self.counts.entry(diagnostic.code.word).or_default();
        *count += 1;
        if *count <= MOST {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Takes in the finding of a check that may have none.
    pub fn extend(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        found.into_iter().for_each(|found| self.push(found));
    }

    /// How many findings of a code were not kept.
    pub fn dropped(&self, code: &Code) -> usize {
        let count = self.counts.get(code.word).copied().unwrap_or_default();
        count.saturating_sub(MOST)
    }

    pub fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|found| found.severity == Severity::Error)
    }

    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter()
    }

    /// Sorts by position. Findings of one code and one subject become one, with a label for each further place; equal ones
    /// at one place become one.
    pub fn sort(&mut self) {
        self.diagnostics.sort_by(|a, b| {
            let key = |found: &Diagnostic| (found.primary.span, found.code.word);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        self.diagnostics = joined::join(std::mem::take(&mut self.diagnostics));
    }

    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.diagnostics.retain(keep);
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.diagnostics.iter_mut()
    }
}

/// The word that a help puts in the place of a misspelled one: "write `always`", "a time zone with a similar name exists: …".
fn replacement<'h>(wrong: &str, help: &'h str) -> Option<&'h str> {
    let rest = match help.split_once("a similar name exists: ") {
        Some((_, rest)) => rest,
        None => help.strip_prefix("write ")?,
    };
    let right = rest.strip_prefix('`')?.strip_suffix('`')?;
    let is_plain = !right.is_empty() && !right.contains(['`', '"', '\'', '\\']);
    (is_plain && strsim::damerau_levenshtein(wrong, right) <= 3).then_some(right)
}
