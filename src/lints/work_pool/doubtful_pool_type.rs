//! A type of work pool that is nearly one of Prefect's.

use crate::diagnostics::{Diagnostic, Explanation, Report, nearest};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::warning(
    "doubtful-pool-type",
    Explanation {
        what: "The type of a work pool is none of Prefect's, and nearly called as one.",
        why: "Prefect makes no pool of a type that it does not know, and no worker polls it. A package may bring types of its own.",
        fails: "[work_pools.default]\ntype = \"proces\"\n",
        passes: "[work_pools.default]\ntype = \"process\"\n",
    },
    check,
);

/// The types of Prefect and of its own packages, and those of Prefect Cloud.
const TYPES: [&str; 8] = [
    "azure-container-instance",
    "cloud-run",
    "cloud-run-v2",
    "docker",
    "ecs",
    "kubernetes",
    "process",
    "vertex-ai",
];

/// What people call them.
const NAMES: [(&str, &str); 6] = [
    ("docker-compose", "docker"),
    ("fargate", "ecs"),
    ("k8s", "kubernetes"),
    ("kubernetes-job", "kubernetes"),
    ("local", "process"),
    ("subprocess", "process"),
];

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for pool in stack.work_pools.values() {
        let kind = &*pool.kind.value;
        if TYPES.contains(&kind) || kind.contains(':') {
            continue;
        }
        let named = NAMES.iter().find(|(name, _)| *name == kind);
        let Some(meant) = named
            .map(|(_, meant)| *meant)
            .or_else(|| nearest(kind, TYPES))
        else {
            continue;
        };
        let message = format!("Prefect has no work pool of type `{kind}`");
        report.push(
            Diagnostic::new(&LINT.code, pool.kind.span(), message)
                .label("no type of its own has this name")
                .edit(
                    format!("write `\"{meant}\"`"),
                    pool.kind.span(),
                    format!("\"{meant}\""),
                ),
        );
    }
}
