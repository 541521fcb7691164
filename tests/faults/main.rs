//! Single mistakes in a whole project, one edit each: what `check` says of them, and that it says nothing of what is right.
//!
//! The project is generated once a test; each row changes files of it, looks, and puts them back.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

mod further;
mod listed;
mod right;
#[path = "../support/mod.rs"]
mod support;

use serde_json::Value;
use std::ops::RangeInclusive;
use support::sandbox::Sandbox;

/// What a row must come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Want {
    /// An error, and exit status 1.
    Error,
    /// An error or a warning.
    Told,
    /// Nothing at all.
    Silent,
}

/// An edit: a file, a text in it and the one in its place; no old text: the whole file.
type Edit = (&'static str, &'static str, &'static str);

/// A row: its name, what it must come to, its edits, and where the finding stands if not on a line of an edit: at the other
/// of two places that contradict each other, or where a key is missing.
type Row = (&'static str, Want, &'static [Edit], &'static str);

/// The project, generated.
fn project() -> Sandbox {
    Sandbox::new()
        .copy_of("tests/projects/dhis2")
        .generate()
        .committed()
}

#[track_caller]
fn hold(rows: &[Row]) {
    let sandbox = project();
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let found = judge(&sandbox, row);
            found.err().map(|why| format!("{}: {why}", row.0))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn judge(sandbox: &Sandbox, (_, want, edits, elsewhere): &Row) -> Result<(), String> {
    let before: Vec<(&str, Option<String>)> = edits
        .iter()
        .rev()
        .map(|(file, ..)| {
            let path = sandbox.path().join(file);
            (*file, std::fs::read_to_string(path).ok())
        })
        .collect();
    let edited: Vec<(&str, RangeInclusive<usize>)> = edits
        .iter()
        .filter_map(|edit| apply(sandbox, edit))
        .collect();
    let output = sandbox.run("check --format json");
    let stack = sandbox.read("stack.toml");
    for (file, text) in before {
        match text {
            Some(text) => sandbox.write(file, &text),
            None => std::fs::remove_file(sandbox.path().join(file)).expect("it was written"),
        }
    }
    let report: Value =
        serde_json::from_str(&output.stdout).map_err(|error| format!("{error}: {output:?}"))?;
    let found = report["diagnostics"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let has_error = found.iter().any(|it| it["severity"] == "error");
    let is_good = match want {
        Want::Error => has_error && output.status == 1,
        Want::Told => !found.is_empty(),
        Want::Silent => found.is_empty(),
    };
    if *want == Want::Silent {
        schema_takes(&stack)?;
    }
    let is_placed = found.is_empty() || is_at(&found, &edited, elsewhere);
    match (is_good, is_placed) {
        (true, true) => Ok(()),
        (true, false) => Err(format!("not at the edit: {}", shown(&found))),
        _ => Err(format!(
            "wanted {want:?}, status {}: {}",
            output.status,
            shown(&found)
        )),
    }
}

/// What `check` is silent about the JSON Schema takes too.
fn schema_takes(stack: &str) -> Result<(), String> {
    match support::python::stack_schema(stack)?.as_slice() {
        [] => Ok(()),
        found => Err(format!("the schema refuses it: {found:?}")),
    }
}

/// Makes an edit; the lines that it changed.
fn apply(
    sandbox: &Sandbox,
    (file, old, new): &Edit,
) -> Option<(&'static str, RangeInclusive<usize>)> {
    if old.is_empty() {
        sandbox.write(file, new);
        return None;
    }
    let text = sandbox.read(file);
    let at = text
        .find(old)
        .unwrap_or_else(|| panic!("{file} has no {old:?}"));
    sandbox.write(file, &text.replacen(old, new, 1));
    let first = text[..at].matches('\n').count() + 1;
    Some((file, first..=first + new.matches('\n').count()))
}

/// Whether a finding, or a place that belongs to it, lies on a line of an edit, or at the place that the row names.
fn is_at(found: &[Value], edited: &[(&str, RangeInclusive<usize>)], elsewhere: &str) -> bool {
    let on = |place: &Value| {
        let file = place["file"].as_str().unwrap_or_default();
        let line = usize::try_from(place["line"].as_u64().unwrap_or_default()).unwrap_or_default();
        let mut lines = edited.iter().filter(|(name, _)| *name == file);
        lines.any(|(_, lines)| lines.contains(&line)) || format!("{file}:{line}") == elsewhere
    };
    let related = |it: &Value| it["related"].as_array().cloned().unwrap_or_default();
    found.iter().any(|it| on(it) || related(it).iter().any(on))
}

fn shown(found: &[Value]) -> String {
    let one = |it: &Value| format!("{} {}:{}", it["code"], it["file"], it["line"]);
    found.iter().map(one).collect::<Vec<_>>().join(", ")
}
