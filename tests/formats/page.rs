//! `docs/ci.md`: its snippets are what the services take.

use super::{Sandbox, clean, python, succeed};
use serde_json::Value;

const PAGE: &str = include_str!("../../docs/ci.md");

/// The blocks of YAML whose first line names this file.
fn snippets(file: &str) -> Vec<String> {
    PAGE.split("```yaml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .filter(|block| block.starts_with(&format!("# {file}\n")))
        .map(str::to_owned)
        .collect()
}

#[track_caller]
fn hold(schema: &str, text: &str) {
    let project = Sandbox::new().file("snippet.yml", text);
    let mut command = clean(python::tool("check-jsonschema"));
    command
        .args(["--builtin-schema", schema])
        .arg(project.path().join("snippet.yml"));
    if let Err(error) = succeed(&mut command) {
        panic!("{error}\n{text}");
    }
}

#[test]
fn workflows_are_what_github_takes() {
    let workflows = snippets(".github/workflows/stack.yml");
    assert_eq!(workflows.len(), 3);
    for workflow in &workflows {
        hold("vendor.github-workflows", workflow);
        let read: Value = python::yaml(&workflow.replace("on: [", "when: [")).expect("YAML");
        let steps = read["jobs"]["stack"]["steps"].as_array().expect("steps");
        let runs = |step: &Value| {
            let is_ours = step["run"]
                .as_str()
                .is_some_and(|run| run.starts_with("uvx stackgen check "));
            is_ours || step["uses"] == "stackgen/stackgen@v0"
        };
        assert!(steps.iter().any(runs), "{workflow}");
    }
}

#[test]
fn jobs_are_what_gitlab_takes() {
    let jobs = snippets(".gitlab-ci.yml");
    assert_eq!(jobs.len(), 1);
    hold("vendor.gitlab-ci", &jobs[0]);
}

/// Every option that the page names is one that the commands have.
#[test]
fn options_are_those_that_there_are() {
    let help =
        ["--help", "check --help", "gen --help"].map(|words| Sandbox::new().run(words).stdout);
    for word in PAGE.split(|c: char| c.is_whitespace() || "`|\"'".contains(c)) {
        let option = word.trim_end_matches([',', '.', ':', ';']);
        if option.starts_with("--") && !option.starts_with("---") {
            assert!(help.iter().any(|text| text.contains(option)), "{option}");
        }
    }
}
