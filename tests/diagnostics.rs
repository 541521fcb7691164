//! What is found wrong, code by code: the explanation's own examples, and a fixture with a snapshot of how it is told. A
//! fixture is a file `<code>.toml`, or a folder `<code>` with a stack.toml in it where flows belong to it: how those are told
//! is held by `tests/flows.rs`.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

mod support;

use insta::assert_snapshot;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use support::sandbox::{Sandbox, snapshot};

/// Found only beside git; its fixture is a test of its own, below.
const BESIDE_GIT: &str = "untracked-output";

/// Codes that no stack.toml alone has. The second is told by the formats for programs: `tests/formats.rs`.
const WITHOUT_FIXTURE: [&str; 2] = [BESIDE_GIT, "stale-output"];

/// A project with a stack.toml and the files that stand behind lines such as `--- flow.py ---`.
fn project(text: &str) -> Sandbox {
    let mut project = Sandbox::new();
    let (mut path, mut part) = ("stack.toml".to_owned(), String::new());
    for line in text.split_inclusive('\n') {
        let mark = line.trim_end().strip_prefix("--- ");
        match mark.and_then(|rest| rest.strip_suffix(" ---")) {
            Some(next) => {
                project = project.file(&path, &std::mem::take(&mut part));
                path = next.to_owned();
            }
            None => part.push_str(line),
        }
    }
    project.file(&path, &part).flow_of(text)
}

/// The codes that `check` finds.
fn codes(project: &Sandbox) -> BTreeSet<String> {
    let output = project.run("check --format json");
    let report: Value = serde_json::from_str(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", snapshot(&output)));
    let found = report["diagnostics"].as_array().expect("a list");
    found
        .iter()
        .map(|found| found["code"].as_str().expect("a word").to_owned())
        .collect()
}

/// The project of a code's fixture.
fn fixture(word: &str) -> Sandbox {
    match std::fs::read_to_string(fixtures().join(format!("{word}.toml"))) {
        Ok(text) => project(&text),
        Err(_) => Sandbox::new().copy_of(&format!("tests/diagnostics/{word}")),
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

#[test]
fn explanations_show_what_they_explain() {
    let mut wrong = Vec::new();
    for code in stackgen::lints::codes().filter(|code| !WITHOUT_FIXTURE.contains(&code.word)) {
        let (fails, passes) = (code.explanation.fails, code.explanation.passes);
        let (bad, good) = (codes(&project(fails)), codes(&project(passes)));
        if bad != BTreeSet::from([code.word.to_owned()]) || !good.is_empty() {
            wrong.push(format!("{}: fails {bad:?}, passes {good:?}", code.word));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// An example is shown as it is; all else fits a terminal.
#[test]
fn explanations_fit_eighty_columns() {
    let sandbox = Sandbox::new();
    for code in stackgen::lints::codes() {
        let said = sandbox.run(&format!("explain {}", code.word));
        assert_eq!(said.status, 0);
        let lines = said.stdout.lines().filter(|line| !line.starts_with("    "));
        for line in lines {
            assert!(line.chars().count() <= 80, "{}: {line}", code.word);
        }
        let is_shown = said
            .stdout
            .contains(&format!("# stackgen: allow({})", code.word));
        assert_eq!(is_shown, code.group.word() != "syntax", "{}", code.word);
    }
}

#[test]
fn every_code_has_a_fixture() {
    let codes: BTreeSet<String> = stackgen::lints::codes()
        .map(|code| code.word.to_owned())
        .filter(|word| !WITHOUT_FIXTURE.contains(&word.as_str()))
        .collect();
    let files = std::fs::read_dir(fixtures()).expect("there are fixtures");
    let fixtures: BTreeSet<String> = files
        .map(|entry| entry.expect("an entry can be read").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| !name.ends_with(".snap"))
        .map(|name| name.strip_suffix(".toml").unwrap_or(&name).to_owned())
        .collect();
    assert_eq!(fixtures, codes);
}

#[test]
fn fixtures_are_told() {
    let mut wrong = Vec::new();
    for code in stackgen::lints::codes().filter(|code| !WITHOUT_FIXTURE.contains(&code.word)) {
        let project = fixture(code.word);
        let found = codes(&project);
        if found != BTreeSet::from([code.word.to_owned()]) {
            wrong.push(format!("{}: {found:?}", code.word));
        }
        if fixtures().join(code.word).is_dir() {
            continue;
        }
        let told = project.run("gen");
        insta::with_settings!({
            snapshot_path => "diagnostics", prepend_module_to_snapshot => false, omit_expression => true,
        }, {
            assert_snapshot!(code.word, format!("status: {}\n{}", told.status, told.stderr));
        });
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// A message never shows a path of this machine, and each finding has a place in a file.
#[test]
fn each_finding_has_a_place() {
    for code in stackgen::lints::codes().filter(|code| !WITHOUT_FIXTURE.contains(&code.word)) {
        let output = project(code.explanation.fails).run("check --format json");
        let report: Value = serde_json::from_str(&output.stdout).expect("JSON");
        for found in report["diagnostics"].as_array().expect("a list") {
            assert!(
                found["line"].as_u64().is_some_and(|line| line > 0),
                "{found}"
            );
            assert!(!output.stdout.contains("[sandbox]"), "{found}");
        }
    }
}

/// The one finding that hangs on git: a commit would forget the file.
#[test]
fn an_untracked_output_is_told() {
    let stack =
        "[outputs]\nmakefile = false\ndocs = false\n\n[services.cache]\nimage = \"redis:7\"\n";
    let project = Sandbox::new().file("stack.toml", stack).committed();
    assert_eq!(project.run("gen").status, 0);
    assert_eq!(codes(&project), BTreeSet::from([BESIDE_GIT.to_owned()]));
    project.git("add --all");
    assert!(codes(&project).is_empty());
}
