//! The printer for programs: `check --format json`.
//!
//! Lines and columns count from 1, columns in characters. The vocabulary is the one of the commands: severities `error` and
//! `warning`, states `same`, `stale`, `missing`, `edited`, `orphan`, `foreign`.

use super::{Diagnostic, Label, Report, Severity};
use crate::source::Sources;
use serde::Serialize;

/// One run of `check`.
#[derive(Serialize)]
struct Document<'a> {
    diagnostics: Vec<Entry<'a>>,
    files: &'a [FileState],
}

/// A generated file and what is the matter with it.
#[derive(Debug, Serialize)]
pub struct FileState {
    /// Relative to the folder of stack.toml.
    pub path: String,
    pub state: &'static str,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    help: Option<&'a str>,
    related: Vec<Related<'a>>,
    fix: Option<Fix<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    file: String,
    line: usize,
    column: usize,
}

/// The text that takes the place of what stands there.
#[derive(Serialize)]
struct Fix<'a> {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: &'a str,
}

/// One document, with a newline at its end.
pub fn print(report: &Report, sources: &Sources, files: &[FileState]) -> String {
    let diagnostics = report.iter().map(|found| entry(found, sources)).collect();
    let document = Document { diagnostics, files };
    // Neither maps with other keys than strings nor failing serialisers are in it.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn entry<'a>(found: &'a Diagnostic, sources: &Sources) -> Entry<'a> {
    let place = sources.place(found.primary.span);
    let related = |label: &'a Label| {
        let place = sources.place(label.span);
        Related {
            message: &label.text,
            file: place.path,
            line: place.line,
            column: place.column,
        }
    };
    let fix = found
        .help
        .as_ref()
        .and_then(|help| help.edit.as_ref())
        .map(|edit| {
            let place = sources.place(edit.span);
            Fix {
                file: place.path,
                line: place.line,
                column: place.column,
                end_line: place.end_line,
                end_column: place.end_column,
                text: &edit.text,
            }
        });
    Entry {
        code: found.code.word,
        severity: match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: &found.message,
        file: place.path,
        line: place.line,
        column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
        help: found.help.as_ref().map(|help| help.text.as_str()),
        related: found.related.iter().map(related).collect(),
        fix,
    }
}
