//! Two schedules of one slug.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::source::{At, Name};
use crate::workspace::Workspace;
use std::collections::HashMap;

pub static LINT: Lint = Lint::error(
    "duplicate-slug",
    Explanation {
        what: "Two schedules of a deployment share a slug.",
        why: "The server refuses the deployment.",
        fails: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\nschedules = [{ cron = \"0 6 * * *\", slug = \"daily\" }, { cron = \"0 7 * * *\", slug = \"daily\" }]\n",
        passes: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\nschedules = [{ cron = \"0 6 * * *\", slug = \"daily\" }, { cron = \"0 7 * * *\", slug = \"later\" }]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for deployment in stack.deployments.values() {
        let slugs: Vec<&At<Name>> = deployment
            .schedules
            .iter()
            .filter_map(|it| it.slug.as_ref())
            .collect();
        let mut seen: HashMap<&Name, &At<Name>> = HashMap::new();
        for slug in slugs {
            let first = *seen.entry(&slug.value).or_insert(slug);
            if !std::ptr::eq(first, slug) {
                let message = format!(
                    "two schedules of `{}` have the slug `{}`",
                    deployment.key.value, slug.value
                );
                report.push(
                    Diagnostic::new(&LINT.code, slug.span(), message)
                        .related(first.span(), "the other one"),
                );
            }
        }
    }
}
