//! Every example stack: what it becomes, and that it becomes the same everywhere and again.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

#[macro_use]
mod support;

use std::time::SystemTime;
use support::examples::{outputs, sandbox};
use support::sandbox::{Sandbox, snapshot};

each_example!(hold);

#[test]
fn the_page_of_the_examples_has_each_of_them() {
    let page = include_str!("../examples/README.md");
    for name in support::examples::names() {
        let row = format!("\n| [{name}]({name}/stack.toml) | ");
        assert_eq!(page.matches(&row).count(), 1, "{name}");
    }
}

fn hold(name: &str) {
    let project = sandbox(name).generate();
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, all_files(&project, name));
    });
    is_written_once(&project, name);
    is_clean(&project);
    has_the_same_bytes_elsewhere(&project, name);
}

/// All outputs but the lock, which holds digests of the others.
fn all_files(project: &Sandbox, name: &str) -> String {
    let files = outputs(project, name).into_iter();
    files
        .filter(|path| !path.ends_with(".stackgen.lock"))
        .map(|path| format!("===== {path}\n{}", varying(&path, project.read(&path))))
        .collect()
}

/// The part of a file that differs from stack to stack: of a script, what stands before its own code.
fn varying(path: &str, text: String) -> String {
    match text.split_once("\n\n\ndef main(") {
        Some((table, _)) if path.ends_with(".py") => format!("{table}\n"),
        _ => text,
    }
}

fn is_written_once(project: &Sandbox, name: &str) {
    let before = times(project, name);
    let again = project.run("gen");
    assert_eq!(snapshot(&again), "status: 0\n");
    assert_eq!(times(project, name), before);
}

fn times(project: &Sandbox, name: &str) -> Vec<(String, SystemTime)> {
    let files = outputs(project, name).into_iter();
    files
        .map(|path| {
            let metadata = std::fs::metadata(project.path().join(&path)).expect("the file exists");
            (path, metadata.modified().expect("files have times"))
        })
        .collect()
}

fn is_clean(project: &Sandbox) {
    assert_eq!(snapshot(&project.run("check")), "status: 0\n");
}

/// From another folder, in another locale and time zone.
fn has_the_same_bytes_elsewhere(project: &Sandbox, name: &str) {
    let other = sandbox(name)
        .env("LC_ALL", "tr_TR.UTF-8")
        .env("TZ", "Asia/Kathmandu")
        .generate();
    for path in outputs(project, name) {
        assert_eq!(project.read(&path), other.read(&path), "{path}");
    }
    assert_eq!(project.tree(), other.tree());
}
