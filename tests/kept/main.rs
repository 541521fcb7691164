//! Nobody's work is lost: what git, an editor, a full disk, a kill or a second run does between two runs of `gen` is never
//! taken for a user's edit, and a user's edit is never overwritten.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

#[path = "../support/mod.rs"]
mod support;

mod diffs;
mod git;
#[cfg(unix)]
mod modes;
#[cfg(unix)]
mod obstacles;
mod paths;
#[cfg(unix)]
mod people;
#[cfg(unix)]
mod runs;
mod same;
#[cfg(unix)]
mod shared;

use serde_json::Value;
use std::collections::BTreeMap;
use support::sandbox::{Sandbox, snapshot};
use support::stacks::flows;

/// Two folders, three deployments, far enough apart for git to merge changes of each.
const STACK: &str = r#"# A stack.
[services.server]
kind = "prefect-server"
ports = ["4200:4200"]

[services.worker]
kind = "prefect-worker"
server = "server"
work_pool = "default"
volumes = ["./flows:/opt/flows"]

[work_pools.default]

[defaults.deployment]
work_pool = "default"
timezone = "UTC"

[deployments.load]
directory = "flows/load"
entrypoint = "load.py:load"
description = "Loads"
schedules = [{ cron = "0 1 * * *" }]

[deployments.reload]
directory = "flows/load"
entrypoint = "load.py:reload"
description = "Loads again"
schedules = [{ cron = "0 2 * * *" }]

[deployments.report]
directory = "flows/report"
entrypoint = "report.py:report"
description = "Reports"
schedules = [{ cron = "0 3 * * *" }]
"#;

/// The project with its flows, generated and committed.
fn project() -> Sandbox {
    Sandbox::new()
        .stack(STACK)
        .file("flows/load/load.py", &flows(&["load", "reload"]))
        .file("flows/report/report.py", &flows(&["report"]))
        .generate()
}

/// Replaces a text in stack.toml, which must be there.
fn change(project: &Sandbox, old: &str, new: &str) {
    project.change("stack.toml", old, new);
}

/// Each path that is not as it should be, with its state.
fn states(project: &Sandbox) -> BTreeMap<String, String> {
    let output = project.run("check --format json");
    let report: Value = serde_json::from_str(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", snapshot(&output)));
    let files = report["files"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().expect("a word").to_owned();
    files
        .iter()
        .map(|file| (text(&file["path"]), text(&file["state"])))
        .filter(|(_, state)| state != "same")
        .collect()
}

/// `gen` finishes, and `check` finds nothing then.
#[track_caller]
fn assert_finishes(project: &Sandbox) {
    for command in ["gen", "check"] {
        let output = project.run(command);
        assert_eq!(output.status, 0, "{command}: {}", snapshot(&output));
    }
    let again = project.run("gen");
    assert_eq!(snapshot(&again), "status: 0\n");
}
