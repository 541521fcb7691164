//! `--format gitlab`: the Code Quality report.

use super::{MISTAKES, STACK, Sandbox, document, in_repository, validate};
use insta::assert_snapshot;
use std::collections::BTreeSet;

/// What GitLab asks of each finding.
const SCHEMA: &str = r#"{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "array",
  "items": {
    "type": "object",
    "required": ["description", "check_name", "fingerprint", "severity", "location"],
    "properties": {
      "description": { "type": "string", "minLength": 1 },
      "check_name": { "type": "string", "minLength": 1 },
      "fingerprint": { "type": "string", "pattern": "^[0-9a-f]{32}$" },
      "severity": { "enum": ["info", "minor", "major", "critical", "blocker"] },
      "location": {
        "type": "object",
        "required": ["path", "lines"],
        "properties": {
          "path": { "type": "string", "pattern": "^[^./]" },
          "lines": {
            "type": "object",
            "required": ["begin"],
            "properties": { "begin": { "type": "integer", "minimum": 1 }, "end": { "type": "integer", "minimum": 1 } }
          }
        }
      }
    }
  }
}"#;

/// The fingerprints of a report that fits the schema.
fn fingerprints(project: &Sandbox) -> BTreeSet<String> {
    let said = project.run("check -C team --format gitlab");
    project.write("schema.json", SCHEMA);
    let schema = project.path().join("schema.json");
    validate(project, &schema.to_string_lossy(), &said.stdout);
    let report = document(&said);
    let entries = report.as_array().expect("a list");
    let found: BTreeSet<String> = entries
        .iter()
        .map(|entry| entry["fingerprint"].as_str().expect("a text").to_owned())
        .collect();
    assert_eq!(found.len(), entries.len(), "each is given once: {report:#}");
    found
}

#[test]
fn a_report_has_what_gitlab_asks_for() {
    let project = in_repository(MISTAKES);
    let said = project.run("check -C team --format gitlab");
    assert_snapshot!(said.stdout, @r#"
    [
      {
        "description": "`healthcheck` is not there to be taken away: neither a kind nor a default gives this",
        "check_name": "useless-without",
        "fingerprint": "e8c4a877b988077f53afa208da0249c3",
        "severity": "minor",
        "location": {
          "path": "team/stack.toml",
          "lines": {
            "begin": 11,
            "end": 11
          }
        }
      },
      {
        "description": "deployment `load` runs on work pool `defualt`, which is not declared: no work pool has this name",
        "check_name": "unknown-work-pool",
        "fingerprint": "fc7cf26e317642002d71a045761620e2",
        "severity": "critical",
        "location": {
          "path": "team/stack.toml",
          "lines": {
            "begin": 15,
            "end": 15
          }
        }
      }
    ]
    "#);
    assert_eq!((said.status, said.stderr.as_str()), (1, ""));
    assert_eq!(fingerprints(&project).len(), 2);
}

#[test]
fn nothing_found_is_an_empty_list() {
    let project = Sandbox::new().stack(STACK).generate();
    let said = project.run("check --format gitlab");
    assert_eq!((said.status, said.stdout.as_str()), (0, "[]\n"));
}

/// A line more above a finding does not make it a new one.
#[test]
fn fingerprints_stay_when_lines_move() {
    let project = in_repository(MISTAKES);
    let before = fingerprints(&project);
    project.write("team/stack.toml", &format!("# one\n# two\n{MISTAKES}"));
    assert_eq!(fingerprints(&project), before);
}

/// A finding with the same words as another has a fingerprint of its own.
#[test]
fn equal_findings_are_told_apart() {
    let same = "[services.NAME]\nimage = \"redis:7\"\nvolumes = [\"./gone:/data\"]\n";
    let stack = same.replace("NAME", "a") + &same.replace("NAME", "b");
    assert!(fingerprints(&in_repository(&stack)).len() >= 2);
}

#[test]
fn files_that_are_not_right_are_findings() {
    let project = in_repository(STACK);
    let missing = fingerprints(&project);
    assert_eq!(project.run("gen -C team").status, 0);
    project.git("add --all");
    project.write("team/stack.toml", &STACK.replace("redis:7", "redis:8"));
    let said = project.run("check -C team --format gitlab");
    let entry = &document(&said)[0];
    assert_eq!(entry["check_name"], "stale-output");
    assert_eq!(entry["location"]["path"], "team/compose.yml");
    assert_eq!(entry["location"]["lines"]["begin"], 5);
    assert!(missing.is_disjoint(&fingerprints(&project)));
}

#[test]
fn a_stack_that_cannot_be_read_blocks() {
    let project = Sandbox::new();
    let said = project.run("check --stack prod.toml --format gitlab");
    let report = document(&said);
    assert_eq!(
        (said.status, &report[0]["severity"]),
        (2, &"blocker".into())
    );
    assert_eq!(report[0]["location"]["path"], "prod.toml");
}
