//! What is found wrong, code by code: the explanation's own examples, and a fixture with a snapshot of how it is told. A
//! fixture is a file `<code>.toml`, or a folder `<code>` with a stack.toml in it where other files belong to it.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

mod support;

use insta::assert_snapshot;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use support::sandbox::Sandbox;
use support::stacks::SMALLEST;

/// Found only beside git; its fixture is a test of its own, below.
const BESIDE_GIT: &str = "untracked-output";

/// Codes that no stack.toml alone has. The second is told by the formats for programs: `tests/formats`.
const WITHOUT_FIXTURE: [&str; 2] = [BESIDE_GIT, "stale-output"];

/// An example of `explain`.
fn example(text: &str) -> Sandbox {
    Sandbox::new().parts(text)
}

/// The codes that `check` finds, in the order in which they are told.
fn codes(project: &Sandbox) -> Vec<String> {
    let found = project.findings().into_iter();
    found
        .map(|found| found["code"].as_str().expect("a word").to_owned())
        .collect()
}

/// The project of a code's fixture.
fn fixture(word: &str) -> Sandbox {
    match std::fs::read_to_string(fixtures().join(format!("{word}.toml"))) {
        Ok(text) => Sandbox::new().parts(&text),
        Err(_) if fixtures().join(word).is_dir() => {
            Sandbox::new().copy_of(&format!("tests/diagnostics/{word}"))
        }
        Err(error) => panic!("tests/diagnostics/{word}.toml: {error}"),
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
        let (bad, good) = (codes(&example(fails)), codes(&example(passes)));
        if bad != [code.word] || !good.is_empty() {
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
        .filter(|name| !name.ends_with(".snap") && !name.ends_with(".snap.new"))
        .map(|name| name.strip_suffix(".toml").unwrap_or(&name).to_owned())
        .collect();
    let missing: Vec<_> = codes.difference(&fixtures).collect();
    let strange: Vec<_> = fixtures.difference(&codes).collect();
    assert!(missing.is_empty(), "tests/diagnostics has no {missing:?}");
    assert!(strange.is_empty(), "no code is called so: {strange:?}");
}

#[test]
fn fixtures_are_told() {
    let mut wrong = Vec::new();
    for code in stackgen::lints::codes().filter(|code| !WITHOUT_FIXTURE.contains(&code.word)) {
        let project = fixture(code.word);
        let found = codes(&project);
        if found.is_empty() || found.iter().any(|found| *found != code.word) {
            wrong.push(format!("{}: {found:?}", code.word));
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
        for found in example(code.explanation.fails).findings() {
            assert!(
                found["line"].as_u64().is_some_and(|line| line > 0),
                "{found}"
            );
            assert!(!found.to_string().contains("[sandbox]"), "{found}");
        }
    }
}

/// The one finding that hangs on git: a commit would forget the file, and the lock beside it.
#[test]
fn an_untracked_output_is_told() {
    let project = Sandbox::new().stack(SMALLEST).committed().generate();
    assert_eq!(codes(&project), [BESIDE_GIT; 2]);
    project.git("add --all");
    assert!(codes(&project).is_empty());
}
