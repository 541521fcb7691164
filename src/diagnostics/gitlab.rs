//! The printer for GitLab: `check --format gitlab`, a Code Quality report.
//!
//! A finding that has the fingerprint of one on the target branch is not new, and equal fingerprints are one finding: no line
//! is in them, and each is given once. A generated file that is not as it should be is a finding of its own.

use super::fingerprint::Fingerprints;
use super::run::{Checked, Failure, FileState, Run, sentence};
use super::{Diagnostic, Group, Severity};
use serde::Serialize;

#[derive(Serialize)]
struct Entry {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// One list, with a newline at its end; `[]` if nothing was found.
pub fn print(run: &Run<'_>) -> String {
    let mut known = Fingerprints::default();
    let mut entries: Vec<Entry> = Vec::new();
    entries.extend(
        run.failures
            .iter()
            .map(|failure| of_failure(failure, &mut known)),
    );
    for stack in &run.stacks {
        entries.extend(
            stack
                .report
                .iter()
                .map(|found| of_finding(found, stack, &mut known)),
        );
        entries.extend(stack.changes().map(|file| of_file(file, stack, &mut known)));
    }
    // Neither maps with other keys than strings nor failing serialisers are in it.
    serde_json::to_string_pretty(&entries).unwrap_or_default() + "\n"
}

fn of_failure(failure: &Failure, known: &mut Fingerprints) -> Entry {
    let code = "could-not-run";
    Entry {
        description: failure.reason.clone(),
        check_name: code,
        fingerprint: known.give(code, &failure.stack, &failure.reason),
        severity: "blocker",
        location: Location {
            path: failure.stack.clone(),
            lines: Lines { begin: 1, end: 1 },
        },
    }
}

fn of_finding(found: &Diagnostic, stack: &Checked<'_>, known: &mut Fingerprints) -> Entry {
    let place = stack.place(found.primary.span);
    Entry {
        description: sentence(found),
        check_name: found.code.word,
        fingerprint: known.give(found.code.word, &place.path, &found.message),
        severity: match (found.severity, found.code.group) {
            (Severity::Error, Group::Syntax) => "critical",
            (Severity::Error, _) => "major",
            (Severity::Warning, Group::Hygiene) => "info",
            (Severity::Warning, _) => "minor",
        },
        location: Location {
            path: place.path,
            lines: Lines {
                begin: place.line,
                end: place.end_line,
            },
        },
    }
}

fn of_file(file: &FileState, stack: &Checked<'_>, known: &mut Fingerprints) -> Entry {
    let shown = stack.path(&file.path);
    let (path, line) = stack.place_of(file);
    Entry {
        description: stack.told(file),
        check_name: file.code.word,
        fingerprint: known.give(file.code.word, &shown, file.state),
        severity: "major",
        location: Location {
            path,
            lines: Lines {
                begin: line,
                end: line,
            },
        },
    }
}
