//! What a run of `check` found, in all its stacks: what every printer for programs is given.
//!
//! In: the report of each stack, and how its generated files stand. Out: the same, with paths as the format wants them:
//! from the current folder, or from the root of the repository.

use super::{Code, Diagnostic, Report, Severity};
use crate::formats::grammar::path;
use crate::source::{Place, Sources, Span};

/// All stacks of one run.
#[derive(Debug, Default)]
pub struct Run<'a> {
    pub stacks: Vec<Checked<'a>>,
    pub failures: Vec<Failure>,
}

/// One stack.toml, what was found in it, and its generated files.
#[derive(Debug)]
pub struct Checked<'a> {
    /// The file, relative to its folder.
    pub file: &'a str,
    /// How the folder of stack.toml is reached from where the format's paths begin; empty if it is there.
    pub folder: String,
    /// The command that writes the files.
    pub command: String,
    pub report: &'a Report,
    pub sources: &'a Sources,
    pub files: Vec<FileState>,
}

/// A stack that could not be checked at all.
#[derive(Debug)]
pub struct Failure {
    /// Its stack.toml, as the other paths.
    pub stack: String,
    pub reason: String,
}

/// A generated file and what is the matter with it.
#[derive(Debug)]
pub struct FileState {
    /// What such a file is called as a finding.
    pub code: &'static Code,
    /// Relative to the folder of stack.toml.
    pub path: String,
    /// `same`, `stale`, `missing`, `edited`, `orphan` or `foreign`.
    pub state: &'static str,
    pub is_same: bool,
    /// Whether somebody else wrote what stands there.
    pub is_theirs: bool,
    /// The line from which on the file is not as it should be; none if there is no file.
    pub line: Option<usize>,
    /// The unified diff, without colours; empty where there is none to show.
    pub diff: String,
}

impl Checked<'_> {
    /// Its stack.toml as the format shows it.
    pub fn stack(&self) -> String {
        self.path(self.file)
    }

    /// A path relative to the folder of stack.toml as the format shows it.
    pub fn path(&self, path: &str) -> String {
        within(&self.folder, path)
    }

    pub fn place(&self, span: Span) -> Place {
        let place = self.sources.place(span);
        Place {
            path: self.path(&place.path),
            ..place
        }
    }

    /// The files that are not as they should be.
    pub fn changes(&self) -> impl Iterator<Item = &FileState> {
        self.files.iter().filter(|file| !file.is_same)
    }

    /// What is the matter with a file, and what to do.
    pub fn told(&self, file: &FileState) -> String {
        let sentence = file.sentence(&self.path(&file.path), &self.stack());
        format!("{sentence}: {}", self.advice(file))
    }

    /// What to do about a file that is not as it should be: `gen` does not touch what somebody else wrote.
    pub fn advice(&self, file: &FileState) -> String {
        match file.is_theirs {
            true => format!("change {} instead", self.stack()),
            false => format!("run `{}`", self.command),
        }
    }

    /// Where a file that is not as it should be is shown: at its first wrong line; one that is not there at the head of
    /// stack.toml, which asks for it.
    pub fn place_of(&self, file: &FileState) -> (String, usize) {
        match file.line {
            Some(line) => (self.path(&file.path), line),
            None => (self.stack(), 1),
        }
    }
}

impl Run<'_> {
    /// How many errors and warnings there are, and how many files are not as they should be.
    pub fn count(&self) -> (usize, usize, usize) {
        let found = || self.stacks.iter().flat_map(|stack| stack.report.iter());
        let of = |severity| found().filter(|it| it.severity == severity).count();
        let files = self.stacks.iter().map(|stack| stack.changes().count());
        let errors = of(Severity::Error) + self.failures.len();
        (errors, of(Severity::Warning), files.sum())
    }
}

impl FileState {
    /// What is the matter, as a sentence without an end mark. `stack` is the file that asks for it.
    pub fn sentence(&self, shown: &str, stack: &str) -> String {
        let what = match self.state {
            "missing" => "is not there",
            "orphan" => "is no longer asked for",
            "edited" => "was edited since stackgen wrote it",
            "foreign" => "was not written by stackgen",
            _ => return format!("`{shown}` is not what {stack} asks for"),
        };
        format!("`{shown}` {what}")
    }
}

/// A path seen from a folder, cleaned.
pub fn within(folder: &str, path: &str) -> String {
    match folder {
        "" => path.to_owned(),
        _ => path::join(folder, path),
    }
}

/// The message with what stands under the caret: for formats that have one text for both.
pub(super) fn sentence(found: &Diagnostic) -> String {
    match found.primary.text.as_str() {
        "" => found.message.clone(),
        label => format!("{}: {label}", found.message),
    }
}

/// `1 error`, `2 errors`.
pub(super) fn number(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}
