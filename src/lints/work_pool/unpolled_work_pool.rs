//! Deployments run on a pool that no worker polls.

use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::source::{At, Name};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint {
    code: Code {
        word: "unpolled-work-pool",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "Deployments run on a work pool that no service of the stack polls.",
            why: "Their runs are scheduled, become late, and are picked up by nobody.",
            fails: "[work_pools.default]\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\n",
            passes: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\n",
        },
    },
    check,
};

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    // A worker whose pool is misspelled is told: it may be the one.
    let is_lost = |name: &At<Name>| !stack.work_pools.contains_key(&name.value);
    let mut polled = stack
        .services
        .values()
        .filter_map(|it| it.work_pool.as_ref());
    if polled.any(is_lost) {
        return;
    }
    for pool in stack.work_pools.values() {
        if pool.workers_elsewhere || stack.workers(&pool.name).next().is_some() {
            continue;
        }
        let mut users = stack
            .deployments
            .values()
            .filter(|it| it.pool_name().as_ref() == Some(&pool.name));
        let Some(first) = users.next() else { continue };
        let at = first
            .work_pool
            .as_ref()
            .map_or(first.key.span(), |name| name.span());
        let message = format!("no worker polls work pool `{}`", pool.name.value);
        report.push(
            Diagnostic::new(&LINT.code, pool.name.span(), message)
                .label("no service has `work_pool` set to it")
                .related(at, format!("deployment `{}` runs on it", first.key.value))
                .help("add a service of kind `prefect-worker`, or write `workers = \"elsewhere\"`"),
        );
    }
}
