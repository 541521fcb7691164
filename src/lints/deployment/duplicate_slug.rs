//! Two schedules of one slug.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::source::{At, Name};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "duplicate-slug",
    Explanation {
        what: "Two schedules of a deployment share a slug.",
        why: "The server refuses the deployment.",
        fails: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"{{ $ENTRYPOINT }}\"\nwork_pool = \"default\"\npull = []\nschedules = [{ cron = \"0 6 * * *\", slug = \"daily\" }, { cron = \"0 7 * * *\", slug = \"daily\" }]\n",
        passes: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"{{ $ENTRYPOINT }}\"\nwork_pool = \"default\"\npull = []\nschedules = [{ cron = \"0 6 * * *\", slug = \"daily\" }, { cron = \"0 7 * * *\", slug = \"later\" }]\n",
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
        for (index, slug) in slugs.iter().enumerate() {
            if let Some(first) = slugs[..index]
                .iter()
                .find(|other| other.value == slug.value)
            {
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
