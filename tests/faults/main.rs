//! Single mistakes in a whole project: what `check` says of each, and that it says nothing of what is right and looks odd.
//!
//! In: `tests/faults/cases/`, a file a subject (`case.rs` tells its form). The project is generated once a test; each case
//! changes files of it, looks, and puts them back. `UPDATE_FAULTS=1` writes what `check` says into the files.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

mod case;
mod change;
#[path = "../support/mod.rs"]
mod support;

use case::{Case, Cases};
use serde_json::Value;
use similar::{ChangeTag, TextDiff};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use support::sandbox::Sandbox;

/// A test for each subject, and one that fails when a file has none.
macro_rules! subjects {
    ($($subject:ident)*) => {
        $(
            #[test]
            fn $subject() {
                hold(stringify!($subject));
            }
        )*

        #[test]
        fn every_subject_has_a_test() {
            let files = std::fs::read_dir(folder()).expect("there are cases");
            let names = files.map(|file| file.expect("a file can be read").file_name());
            let names: BTreeSet<String> = names.map(|name| name.to_string_lossy().into()).collect();
            let tested = [$(concat!(stringify!($subject), ".txt")),*];
            assert_eq!(names, tested.map(String::from).into());
        }
    };
}

subjects! {
    addresses commands compose credentials dependencies deployments entrypoints environments flows health_checks images
    imports kinds make mounts networks odd parameters ports pythonpath schedules secrets_and_configs servers service_keys
    settings steps syntax tables usual work_pools
}

/// A whole stack that uses much of what few use.
#[test]
fn what_is_right_and_unusual_is_silent() {
    let project = Sandbox::new().copy_of("tests/projects/unusual");
    assert_eq!(project.findings(), [Value::Null; 0]);
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/cases")
}

/// Holds the cases of a subject, or writes what they come to.
fn hold(subject: &str) {
    let path = folder().join(format!("{subject}.txt"));
    let text = std::fs::read_to_string(&path).expect("the cases can be read");
    let mut file = Cases::parse(&text);
    assert_eq!(file.print(), text, "the cases of {subject} are laid out");
    let sandbox = Sandbox::new()
        .copy_of("tests/projects/dhis2")
        .generate()
        .committed();
    let mut wrong = Vec::new();
    for case in &mut file.cases {
        let said = look(&sandbox, case);
        if said != case.says {
            wrong.push(format!("{}\n  {}", case.name, said.join("\n  ")));
            case.says = said;
        }
    }
    if std::env::var_os("UPDATE_FAULTS").is_some() {
        std::fs::write(&path, file.print()).expect("the cases can be written");
    } else {
        assert!(wrong.is_empty(), "check says now:\n{}", wrong.join("\n"));
    }
}

/// What `check` says of the project with a case's change.
fn look(sandbox: &Sandbox, case: &Case) -> Vec<String> {
    let text = |file: &str| std::fs::read_to_string(sandbox.path().join(file)).ok();
    let files = change::apply(&case.change, text);
    let before: Vec<(&String, Option<String>)> =
        files.keys().map(|file| (file, text(file))).collect();
    for (file, text) in &files {
        sandbox.write(file, text);
    }
    let said = findings(sandbox, &changed_lines(&before, &files));
    if said == ["silent"] {
        let schema = support::python::stack_schema(&sandbox.read("stack.toml"));
        assert_eq!(schema, Ok(Vec::new()), "{}: the schema takes it", case.name);
    }
    for (file, text) in before {
        match text {
            Some(text) => sandbox.write(file, &text),
            None => std::fs::remove_file(sandbox.path().join(file)).expect("it was written"),
        }
    }
    said
}

/// The lines that a change wrote, as they stand in the new files.
fn changed_lines(
    before: &[(&String, Option<String>)],
    after: &BTreeMap<String, String>,
) -> BTreeSet<(String, u64)> {
    let mut lines = BTreeSet::new();
    for (file, old) in before {
        let old = old.as_deref().unwrap_or_default();
        let diff = TextDiff::from_lines(old, &after[*file]);
        let new = diff
            .iter_all_changes()
            .filter(|change| change.tag() == ChangeTag::Insert);
        let numbers = new.filter_map(|change| change.new_index());
        lines.extend(numbers.map(|index| ((*file).clone(), index as u64 + 1)));
    }
    lines
}

/// The findings of `check`, a line each, and the place of the first if none stands on a changed line.
fn findings(sandbox: &Sandbox, changed: &BTreeSet<(String, u64)>) -> Vec<String> {
    let found = sandbox.findings();
    let word = |it: &Value, key: &str| it[key].as_str().unwrap_or_default().to_owned();
    let is_changed =
        |it: &Value| changed.contains(&(word(it, "file"), it["line"].as_u64().unwrap_or_default()));
    let is_placed = |it: &Value| {
        let related = it["related"].as_array().into_iter().flatten();
        [it].into_iter().chain(related).any(is_changed)
    };
    let Some(first) = found.first() else {
        return vec!["silent".into()];
    };
    let mut said: Vec<String> = found
        .iter()
        .map(|it| {
            let [severity, code, message] =
                ["severity", "code", "message"].map(|key| word(it, key));
            format!("{severity}[{code}]: {message}")
        })
        .collect();
    if !found.iter().any(is_placed) {
        let file = word(first, "file");
        let text = sandbox.read(&file);
        let number = first["line"].as_u64().unwrap_or_default() as usize;
        let line = text.lines().nth(number - 1).unwrap_or_default();
        said.push(format!("at {file}: {}", line.trim()));
    }
    said
}
