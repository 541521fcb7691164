//! `--report FILE`: a document for programs and a log for people, of one run.

use super::{MISTAKES, STACK, Sandbox, snapshot};
use insta::assert_snapshot;
use serde_json::Value;

#[test]
fn one_run_has_the_report_and_the_log() {
    let project = Sandbox::new().stack(MISTAKES);
    let human = project.run("check");
    for format in ["json", "gitlab", "sarif"] {
        let said = project.run(&format!("check --format {format} --report report.json"));
        assert_eq!((said.status, &said.stderr), (1, &human.stderr), "{format}");
        assert_eq!(said.stdout, human.stdout, "{format}");
        let document = project.run(&format!("check --format {format}")).stdout;
        assert_eq!(project.read("report.json"), document, "{format}");
    }
}

#[test]
fn a_report_of_nothing_takes_the_place_of_the_last_one() {
    let project = Sandbox::new()
        .stack(STACK)
        .file("report.json", "of yesterday");
    project.run("gen");
    let said = project.run("check --format gitlab --report report.json");
    assert_eq!(snapshot(&said), "status: 0\n");
    assert_eq!(project.read("report.json"), "[]\n");
}

#[test]
fn a_report_lies_where_the_run_is_as_if_started() {
    let project = Sandbox::new().file("team/stack.toml", STACK);
    project.run("check -C team --format json --report out/report.json");
    let report: Value = serde_json::from_str(&project.read("team/out/report.json")).expect("JSON");
    assert_eq!(report["files"][0]["state"], "missing");
}

#[test]
fn the_log_of_an_action_has_no_command_of_ours() {
    let stack = STACK.replace("redis:7", "redis:7\\n::error::not ours");
    let project = Sandbox::new().stack(&stack).env("GITHUB_ACTIONS", "true");
    let said = project.run("check --format sarif --report report.sarif");
    let log = said.stdout + &said.stderr;
    assert!(log.contains("not ours"), "{log}");
    assert!(
        log.lines().all(|line| !line.trim_start().starts_with("::")),
        "{log}"
    );
}

#[test]
fn a_report_without_a_document_is_refused() {
    let project = Sandbox::new().stack(STACK);
    for format in ["", "--format human", "--format github"] {
        let said = project.run(&format!("check {format} --report report.json"));
        assert_eq!(said.status, 2);
        assert_eq!(
            said.stderr,
            "error: --report: say which one with --format json, gitlab or sarif\n"
        );
    }
}

#[test]
fn a_report_that_cannot_be_written_is_told_after_the_findings() {
    let project = Sandbox::new().stack(MISTAKES).file("folder/file", "");
    let said = project.run("check --quiet --format json --report folder");
    assert_eq!(said.status, 2);
    assert!(said.stderr.starts_with("error["), "{}", said.stderr);
    let last = said.stderr.lines().last().expect("a line");
    assert_snapshot!(last, @"error: folder: cannot be written: what stands there is not a plain file");
    assert_eq!(project.run("check --format json --report ..").status, 2);
}
