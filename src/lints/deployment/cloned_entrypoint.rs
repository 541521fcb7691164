//! An entrypoint that is looked up at the root of a clone, and lies in a folder of it.

use super::steps::{self, Ending};
use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::grammar::path;
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "cloned-entrypoint",
    Explanation {
        what: "The pull steps end with `git_clone`, and the deployment's folder is not the root of the project.",
        why: "A run looks its entrypoint up at the root of the clone, and the file lies deeper.",
        fails: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\ndirectory = \"jobs/load\"\nentrypoint = \"flow.py:load\"\nwork_pool = \"default\"\npull = [{ \"prefect.deployments.steps.git_clone\" = { repository = \"https://git.example.com/jobs.git\" } }]\n\n--- jobs/load/flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load():\n    pass\n",
        passes: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"jobs/load/flow.py:load\"\nwork_pool = \"default\"\npull = [{ \"prefect.deployments.steps.git_clone\" = { repository = \"https://git.example.com/jobs.git\" } }]\n\n--- jobs/load/flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load():\n    pass\n",
    },
    check,
);

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    for deployment in stack.deployments.values() {
        let Some(Ending::Clone(step)) = steps::ending(stack, deployment) else {
            continue;
        };
        let entrypoint = deployment.parsed_entrypoint();
        let Some(file) = entrypoint.and_then(|entrypoint| entrypoint.file()) else {
            continue;
        };
        // A file that is not there is reported; one of this name at the root too may be what is meant.
        let own = path::join(&deployment.directory, file);
        let is_deeper =
            workspace.nearby.kind(&own).is_some() && workspace.nearby.kind(file).is_none();
        if &*deployment.directory.value == "." || !is_deeper {
            continue;
        }
        let directory = &deployment.directory;
        let message = format!(
            "runs of `{}` look for `{file}` at the root of the clone",
            deployment.key.value
        );
        let found = Diagnostic::new(&LINT.code, step.span(), message)
            .label("a run stands in the clone's root after this step")
            .help(format!(
                "give the step an `id` and add a step `set_working_directory` with `{{{{ ID.directory }}}}/{}`, or put the \
                 deployment into the project's root (`entrypoint = \"{}/{file}:…\"`)",
                directory.value, directory.value
            ));
        report.push(match directory.is_written() {
            true => found.related(directory.span(), "the file lies in this folder"),
            false => found,
        });
    }
}
