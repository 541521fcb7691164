//! A schedule that is a new one after every deploy.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::model::{Rule, Stack};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::hygiene(
    "unslugged-schedule",
    Explanation {
        what: "A schedule has no `slug`.",
        why: "Every deploy replaces it: a pause made in the UI is undone, and its id is a new one.",
        fails: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\nschedules = [{ cron = \"0 6 * * *\" }]\n\n[lints]\nhygiene = \"warn\"\n",
        passes: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\nschedules = [{ cron = \"0 6 * * *\", slug = \"daily\" }]\n\n[lints]\nhygiene = \"warn\"\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for deployment in stack.deployments.values() {
        // Some with and some without are told by another check.
        if deployment
            .schedules
            .iter()
            .any(|schedule| schedule.slug.is_some())
        {
            continue;
        }
        for schedule in deployment
            .schedules
            .iter()
            .filter(|it| !it.keys.is_broken("slug"))
        {
            let span = match &schedule.rule {
                Rule::Cron(text) | Rule::Rrule(text) => text.span(),
                Rule::Interval(value) => value.span(),
            };
            let message = format!("a schedule of `{}` has no slug", deployment.key.value);
            report.push(
                Diagnostic::new(&LINT.code, span, message)
                    .help("write `slug = \"NAME\"` beside it"),
            );
        }
    }
}
