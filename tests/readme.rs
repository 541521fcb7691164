//! Every block of README.md: what it shows is what the commands do.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used
)]

mod support;

use support::python;
use support::sandbox::Sandbox;

const README: &str = include_str!("../README.md");

/// The text of the fenced blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README
        .split(&fence)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect()
}

fn project() -> Sandbox {
    let [stack] = blocks("toml")[..] else {
        panic!("one TOML block")
    };
    Sandbox::new().stack(stack).file(
        "flows/hello.py",
        "from prefect import flow\n\n\n@flow\ndef hello():\n    pass\n",
    )
}

#[test]
fn the_example_becomes_the_tree_beside_it() {
    let sandbox = project();
    let done = sandbox.run("gen");
    assert_eq!(done.status, 0, "{}", done.stderr);
    let ours = ["flows/hello.py", "stack.toml"];
    let written: String = sandbox
        .tree()
        .into_iter()
        .filter(|path| !ours.contains(&path.as_str()))
        .map(|path| path + "\n")
        .collect();
    assert_eq!(written, blocks("text")[0]);
    assert_eq!(sandbox.run("check").status, 0);
}

#[test]
fn the_example_has_fifteen_lines() {
    assert!(blocks("toml")[0].lines().count() <= 15);
}

#[test]
fn the_finding_is_the_one_that_check_prints() {
    let [stack] = blocks("toml")[..] else {
        panic!("one TOML block")
    };
    let sandbox = project().stack(&stack.replace(
        "work_pool = \"default\"\nsched",
        "work_pool = \"defualt\"\nsched",
    ));
    let done = sandbox.run("check");
    assert_eq!(done.status, 1);
    assert_eq!(done.stderr.trim_end(), blocks("text")[1].trim_end());
}

#[test]
fn the_hook_and_the_workflow_are_yaml_that_runs_check() {
    let [hook, workflow] = blocks("yaml")[..] else {
        panic!("two YAML blocks")
    };
    let hook = python::yaml(hook).unwrap();
    assert_eq!(hook["repos"][0]["hooks"][0]["entry"], "stackgen check");
    let workflow = python::yaml(workflow).unwrap();
    assert_eq!(
        workflow["jobs"]["stack"]["steps"][1]["run"],
        "stackgen check"
    );
}

/// What it leads to is seen by the live tests.
#[test]
fn the_quick_start_is_what_init_tells() {
    let sandbox = Sandbox::new();
    let done = sandbox.run("init --name demo");
    let told = done
        .stdout
        .lines()
        .filter_map(|line| line.strip_prefix("  "));
    let told: Vec<&str> = told.filter_map(|line| line.split("   ").next()).collect();
    let block = blocks("console")[0].replace("$ ", "");
    let typed: Vec<&str> = block.lines().collect();
    assert_eq!(typed[0], "stackgen init");
    assert_eq!(typed[1..], told);
}

#[test]
fn the_two_commands_are_the_ones_that_this_repository_has() {
    assert_eq!(blocks("console")[1..], ["$ cargo gen\n$ cargo test\n"]);
    assert!(include_str!("../.cargo/config.toml").contains("gen = \"run --quiet -- gen\""));
}

#[test]
fn every_dependency_has_its_row() {
    let manifest = include_str!("../Cargo.toml");
    let rows: Vec<&str> = README
        .lines()
        .filter(|line| line.starts_with('|'))
        .collect();
    let sections = manifest
        .split("\n[")
        .filter(|section| section.contains("dependencies]"));
    let names = sections.flat_map(|section| {
        section
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(" ="))
    });
    for (name, _) in names {
        let told = rows.iter().any(|row| row.contains(&format!("`{name}`")));
        assert!(
            told || name.starts_with("ruff_"),
            "{name} has no row in the table of dependencies"
        );
    }
}
