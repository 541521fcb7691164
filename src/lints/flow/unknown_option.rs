//! A misspelled option of `@flow` or `@task`.

use super::Places;
use crate::diagnostics::{Diagnostic, Explanation, Report, nearest};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "unknown-option",
    Explanation {
        what: "`@flow(…)` or `@task(…)` in the file of a flow is given an option that Prefect does not have, and that is nearly called as one.",
        why: "Python stops at the decorator: `prefect deploy` falls back to the text of the file and says nothing, and each run fails.",
        fails: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow(log_print=True)\ndef load():\n    pass\n",
        passes: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow(log_prints=True)\ndef load():\n    pass\n",
    },
    check,
);

/// The options of `@flow`, those of older versions of Prefect 3 too.
const FLOW: [&str; 19] = [
    "cache_result_in_memory",
    "description",
    "flow_run_name",
    "log_prints",
    "name",
    "on_cancellation",
    "on_completion",
    "on_crashed",
    "on_failure",
    "on_running",
    "persist_result",
    "result_serializer",
    "result_storage",
    "retries",
    "retry_delay_seconds",
    "task_runner",
    "timeout_seconds",
    "validate_parameters",
    "version",
];

/// The options of `@task`.
const TASK: [&str; 27] = [
    "asset_deps",
    "cache_expiration",
    "cache_key_fn",
    "cache_policy",
    "cache_result_in_memory",
    "description",
    "log_prints",
    "name",
    "on_commit",
    "on_completion",
    "on_failure",
    "on_rollback",
    "on_running",
    "persist_result",
    "refresh_cache",
    "result_serializer",
    "result_storage",
    "result_storage_key",
    "retries",
    "retry_condition_fn",
    "retry_delay_seconds",
    "retry_jitter_factor",
    "tags",
    "task_run_name",
    "timeout_seconds",
    "version",
    "viz_return_value",
];

/// What Prefect 1 had, and what people call them: the option, and what does its work.
const OTHERS: [(&str, &str); 7] = [
    ("max_retries", "retries"),
    ("on_success", "on_completion"),
    ("retry", "retries"),
    ("retry_delay", "retry_delay_seconds"),
    ("state_handlers", "on_failure"),
    ("timeout", "timeout_seconds"),
    ("trigger", "on_completion"),
];

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    let mut places = Places::default();
    let files = stack
        .deployments
        .values()
        .filter_map(|it| workspace.flow_file(it));
    for file in files.filter(|file| file.module.syntax_errors.is_empty()) {
        for option in &file.module.options {
            let (decorator, known) = match option.is_task {
                true => ("@task", &TASK[..]),
                false => ("@flow", &FLOW[..]),
            };
            let name = option.name.as_str();
            if known.contains(&name) {
                continue;
            }
            let other = OTHERS.iter().find(|(other, _)| *other == name);
            let near = other.map(|(_, near)| *near);
            let Some(near) = near.or_else(|| nearest(name, known.iter().copied())) else {
                continue;
            };
            let message = format!("`{decorator}` in `{}` has no option `{name}`", file.shown);
            places.add(
                Diagnostic::new(&LINT.code, file.at(&option.range), message)
                    .label("Python stops here with a TypeError")
                    .help(format!("an option with a similar name exists: `{near}`")),
            );
        }
    }
    places.report(report);
}
