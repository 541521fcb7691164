//! A limit that lets nothing run, or that Prefect refuses.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::dialects::prefect::Templated;
use crate::lints::Lint;
use crate::model::{Queue, Stack, WorkPool};
use crate::source::At;
use crate::tree::Tree;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "invalid-concurrency-limit",
    Explanation {
        what: "The `concurrency_limit` of a deployment, the priority of a work queue or the `limit` of a worker is below 1, or the limit of a pool or a queue below 0.",
        why: "Prefect refuses it; a limit of 0, where that is allowed, lets nothing run.",
        fails: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\nconcurrency_limit = 0\n",
        passes: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\nconcurrency_limit = 1\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for service in stack.services.values() {
        let who = format!("worker `{}`", service.name.value);
        report.extend(closed(&who, service.limit.as_ref()));
    }
    for pool in stack.work_pools.values() {
        let who = format!("work pool `{}`", pool.name.value);
        report.extend(closed(&who, pool.concurrency_limit.as_ref()));
        for queue in &pool.queues {
            let who = format!(
                "work queue `{}` of pool `{}`",
                queue.name.value, pool.name.value
            );
            report.extend(closed(&who, queue.concurrency_limit.as_ref()));
            report.extend(misplaced(pool, queue));
        }
    }
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

/// A limit below 1: with 0 Prefect starts and nothing runs, which somebody may want for a while.
fn closed(who: &str, limit: Option<&At<i64>>) -> Option<Diagnostic> {
    let limit = limit.filter(|limit| limit.value < 1)?;
    let message = format!("{who} lets nothing run");
    let found = Diagnostic::new(&LINT.code, limit.span(), message)
        .help("write the number of runs at a time, or leave the key out for no limit");
    Some(if limit.value == 0 {
        found.doubtful()
    } else {
        found.label("Prefect refuses this")
    })
}

fn misplaced(pool: &WorkPool, queue: &Queue) -> Option<Diagnostic> {
    let priority = queue.priority.as_ref().filter(|it| it.value < 1)?;
    let message = format!(
        "the priority of work queue `{}` of pool `{}` is 1 or more",
        queue.name.value, pool.name.value
    );
    Some(
        Diagnostic::new(&LINT.code, priority.span(), message)
            .label("Prefect refuses this")
            .help("1 is served first, then 2, and so on"),
    )
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
