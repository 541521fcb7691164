//! A pull step leads to a relative folder.

use super::steps::{self, Ending};
use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "relative-pull",
    Explanation {
        what: "`set_working_directory` names a relative folder, and no step before it brings one.",
        why: "A run begins in an empty temporary folder: the relative one is not there.",
        fails: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"jobs/load\" } }]\n",
        passes: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"/opt/jobs/load\" } }]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for deployment in stack.deployments.values() {
        let Some(Ending::Relative(folder)) = steps::ending(stack, deployment) else {
            continue;
        };
        // In an image of its own a run begins where the image says.
        let pool = deployment
            .pool_name()
            .and_then(|name| stack.work_pools.get(&name.value));
        if pool.is_none_or(|pool| !pool.is_process()) {
            continue;
        }
        // A pool may say in which folder its runs begin.
        let pool = deployment
            .keys
            .map("work_pool")
            .and_then(|pool| pool.map("job_variables"));
        if pool.is_some_and(|variables| variables.contains("working_dir")) {
            continue;
        }
        let message = format!(
            "`{}` is relative to a folder that only the worker knows",
            folder.value
        );
        report.push(
            Diagnostic::new(&LINT.code, folder.span(), message)
                .label("a run begins in an empty temporary folder")
                .help("write the path in the worker's container, from `/` on, or leave `pull` out: it follows from the mounts"),
        );
    }
}
