//! Slugs on some schedules of a deployment only.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::model::{Rule, Stack};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::warning(
    "mixed-slugs",
    Explanation {
        what: "Some schedules of a deployment have a slug, and others have none.",
        why: "Prefect tells schedules apart by their slugs as soon as one has any: those without are doubled or lost at a redeploy.",
        fails: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\nschedules = [{ cron = \"0 6 * * *\", slug = \"daily\" }, { cron = \"0 7 * * 1\" }]\n",
        passes: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\nschedules = [{ cron = \"0 6 * * *\", slug = \"daily\" }, { cron = \"0 7 * * 1\", slug = \"weekly\" }]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for deployment in stack.deployments.values() {
        let with = deployment
            .schedules
            .iter()
            .find_map(|schedule| schedule.slug.as_ref());
        let without = deployment
            .schedules
            .iter()
            .find(|it| it.slug.is_none() && !it.keys.is_broken("slug"));
        let (Some(with), Some(without)) = (with, without) else {
            continue;
        };
        let span = match &without.rule {
            Rule::Cron(text) | Rule::Rrule(text) => text.span(),
            Rule::Interval(value) => value.span(),
        };
        let message = format!(
            "a schedule of `{}` has no slug, and others have one",
            deployment.key.value
        );
        report.push(
            Diagnostic::new(&LINT.code, span, message)
                .related(with.span(), "this one has")
                .help("give each of them a `slug`, or none"),
        );
    }
}
