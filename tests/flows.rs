//! What `check` says of flows: the Python behind the deployments.

mod support;

use std::path::Path;
use support::sandbox::{Output, Sandbox};

const OWN: [&str; 9] = [
    "missing-entrypoint",
    "missing-flow",
    "not-a-flow",
    "method-flow",
    "unknown-parameter",
    "missing-parameter",
    "wrong-parameter-type",
    "unknown-import",
    "flow-syntax",
];

/// Each finding as `code file:line`, in their order; that of files that are not generated yet is none.
fn findings(output: &Output) -> Vec<String> {
    let mut found = Vec::new();
    let mut code = None;
    for line in output.stderr.lines() {
        let head = line.strip_prefix("error[").or_else(|| line.strip_prefix("warning["));
        if let Some((word, _)) = head.and_then(|head| head.split_once(']')) {
            code = Some(word);
        }
        let place = line.trim_start().strip_prefix("--> ");
        if let (Some(place), Some(code)) = (place, code.take_if(|_| place.is_some())) {
            let place = place.rsplit_once(':').map_or(place, |(place, _)| place);
            found.push(format!("{code} {place}"));
        }
    }
    found
}

/// The project with its flows present.
fn project() -> Sandbox {
    Sandbox::new().copy_of("tests/projects/dhis2")
}

/// Changes a text of a file, which must be there.
fn change(sandbox: &Sandbox, path: &str, old: &str, new: &str) {
    let text = sandbox.read(path);
    assert!(text.contains(old), "{path} has no {old:?}");
    sandbox.write(path, &text.replace(old, new));
}

/// A deployment of a flow file with these texts, and what `check` finds.
fn check(stack: &str, flow: &str) -> Vec<String> {
    let stack = format!("[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n{stack}\n");
    let sandbox = Sandbox::new().file("stack.toml", &stack);
    let text = format!("from prefect import flow\n\n{flow}\n");
    findings(&sandbox.file("flow.py", &text).run("check"))
}

#[test]
fn the_project_is_clean() {
    let output = project().generate().run("check --color never");
    assert_eq!((output.status, &*output.stderr), (0, ""));
}
