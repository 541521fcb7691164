//! The formats of `check` for programs, the summary of a step, and several stacks in one run.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

#[path = "../support/mod.rs"]
mod support;

mod github;
mod gitlab;
mod json;
mod page;
mod report;
mod sarif;
mod several;
mod statuses;
mod streams;
mod summary;

use serde_json::Value;
use support::readers::{clean, succeed};
use support::sandbox::{Output, Sandbox, snapshot};
use support::stacks::{SMALLEST as STACK, flows};
use support::{python, sandbox};

/// Two findings on one line each: an error with an exact edit and a second place, and a warning.
const MISTAKES: &str = r#"
[outputs]
makefile = false
docs = false

[work_pools.default]
workers = "elsewhere"

[services.cache]
image = "redis:7"
without = ["healthcheck"]

[deployments.load]
entrypoint = "{{ $ENTRYPOINT }}"
work_pool = "defualt"
pull = []

[deployments.store]
entrypoint = "{{ $ENTRYPOINT }}"
work_pool = "defualt"
pull = []
"#;

/// A document on stdout.
#[track_caller]
fn document(output: &Output) -> Value {
    serde_json::from_str(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", snapshot(output)))
}

/// Holds a document to a JSON schema with check-jsonschema.
#[track_caller]
fn validate(project: &Sandbox, schema: &str, document: &str) {
    project.write("document.json", document);
    let mut command = clean(python::tool("check-jsonschema"));
    command.args(["--regex-variant", "python", "--schemafile", schema]);
    command.arg(project.path().join("document.json"));
    let output = command.output().expect("check-jsonschema starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{document}");
}

/// What the environment's Python prints.
fn ask_python(program: &str) -> String {
    let said = succeed(clean(python::tool("python")).args(["-c", program]));
    said.expect("python answers").trim().to_owned()
}

/// A sandbox that is a repository with a stack in its folder `team`.
fn in_repository(stack: &str) -> Sandbox {
    sandbox::Sandbox::new()
        .file("team/stack.toml", stack)
        .committed()
}
