//! A limit that lets nothing run.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::dialects::prefect::Templated;
use crate::lints::Lint;
use crate::model::{Stack, WorkPool};
use crate::source::At;
use crate::tree::Tree;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "invalid-concurrency-limit",
    Explanation {
        what: "The `concurrency_limit` of a deployment is below 1.",
        why: "Prefect refuses the deployment.",
        fails: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\nconcurrency_limit = 0\n",
        passes: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\nconcurrency_limit = 1\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    report.extend(stack.work_pools.values().filter_map(closed_pool));
    for deployment in stack.deployments.values() {
        let Some(value) = deployment.keys.get("concurrency_limit") else {
            continue;
        };
        let inner = value.as_map();
        report.extend(too_small(
            inner.and_then(|map| map.get("limit")).unwrap_or(value),
            1,
            "`concurrency_limit`",
        ));
        let grace = inner.and_then(|map| map.get("grace_period_seconds"));
        report.extend(grace.and_then(|grace| too_small(grace, 60, "`grace_period_seconds`")));
    }
}

fn closed_pool(pool: &WorkPool) -> Option<Diagnostic> {
    let limit = pool
        .concurrency_limit
        .as_ref()
        .filter(|limit| limit.value < 1)?;
    let message = format!("work pool `{}` lets nothing run", pool.name.value);
    let found = Diagnostic::new(&LINT.code, limit.span(), message);
    Some(if limit.value == 0 {
        found.doubtful()
    } else {
        found
    })
}

fn too_small(value: &At<Tree<Templated>>, least: i64, what: &str) -> Option<Diagnostic> {
    let Tree::Int(int) = value.value else {
        return None;
    };
    let found = Diagnostic::new(
        &LINT.code,
        value.span(),
        format!("{what} is {least} or more"),
    );
    (int < least).then(|| {
        found
            .label("Prefect refuses this")
            .help("leave the key out for no limit")
    })
}
