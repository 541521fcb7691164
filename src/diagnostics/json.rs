//! The printer for programs: `check --format json`.
//!
//! Lines and columns count from 1, columns in characters. The vocabulary is the one of the commands: severities `error` and
//! `warning`, states `same`, `stale`, `missing`, `edited`, `orphan`, `foreign`.

use super::run::{Checked, FileState, Run};
use super::{Diagnostic, Edit, Label};
use serde::Serialize;

/// One run of `check`.
#[derive(Serialize)]
struct Document<'a> {
    diagnostics: Vec<Entry<'a>>,
    files: Vec<File<'a>>,
    /// Stacks that could not be checked.
    failures: Vec<Failure<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    stack: String,
    path: String,
    state: &'static str,
    /// What `gen` would change; null where it changes nothing, or nothing while there are errors.
    diff: Option<&'a str>,
}

#[derive(Serialize)]
struct Failure<'a> {
    stack: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct Entry<'a> {
    stack: String,
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    /// What stands under the caret.
    label: Option<&'a str>,
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
pub fn print(run: &Run<'_>) -> String {
    let stacks = || run.stacks.iter();
    let document = Document {
        diagnostics: stacks()
            .flat_map(|stack| stack.report.iter().map(|found| entry(found, stack)))
            .collect(),
        files: stacks()
            .flat_map(|stack| stack.files.iter().map(|state| file(state, stack)))
            .collect(),
        failures: run
            .failures
            .iter()
            .map(|failure| Failure {
                stack: &failure.stack,
                message: &failure.reason,
            })
            .collect(),
    };
    // Neither maps with other keys than strings nor failing serialisers are in it.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn file<'a>(state: &'a FileState, stack: &Checked<'_>) -> File<'a> {
    File {
        stack: stack.stack(),
        path: stack.path(&state.path),
        state: state.state,
        diff: (!state.diff.is_empty()).then_some(&state.diff),
    }
}

fn entry<'a>(found: &'a Diagnostic, stack: &Checked<'_>) -> Entry<'a> {
    let place = stack.place(found.primary.span);
    let edit = found.help.as_ref().and_then(|help| help.edit.as_ref());
    let label = found.primary.text.as_str();
    Entry {
        stack: stack.stack(),
        code: found.code.word,
        severity: found.severity.word(),
        message: &found.message,
        label: (!label.is_empty()).then_some(label),
        file: place.path,
        line: place.line,
        column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
        help: found.help.as_ref().map(|help| help.text.as_str()),
        related: found
            .related
            .iter()
            .map(|label| related(label, stack))
            .collect(),
        fix: edit.map(|edit| fix(edit, stack)),
    }
}

fn related<'a>(label: &'a Label, stack: &Checked<'_>) -> Related<'a> {
    let place = stack.place(label.span);
    Related {
        message: &label.text,
        file: place.path,
        line: place.line,
        column: place.column,
    }
}

fn fix<'a>(edit: &'a Edit, stack: &Checked<'_>) -> Fix<'a> {
    let place = stack.place(edit.span);
    Fix {
        file: place.path,
        line: place.line,
        column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
        text: &edit.text,
    }
}
