//! A pull step leads to the folder of another deployment.

use super::steps::{self, Behind, Ending};
use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::grammar::path;
use crate::lints::Lint;
use crate::model::{Deployment, Stack, mounted};
use crate::workspace::{Workspace, is_inside};

pub static LINT: Lint = Lint::error(
    "foreign-pull",
    Explanation {
        what: "A `pull` step of the user's own leads to another folder than that of the deployment.",
        why: "The entrypoint is looked up there: another flow runs, or none.",
        fails: "[services.prefect-worker]\nkind = \"prefect-worker\"\nserver = { url = \"https://prefect.example.com/api\" }\nwork_pool = \"default\"\nvolumes = [\"./jobs:/opt/jobs\"]\n\n[work_pools.default]\n\n[deployments.load]\ndirectory = \"jobs/load\"\nentrypoint = \"flow.py:load\"\nwork_pool = \"default\"\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"/opt/jobs/clean\" } }]\n\n--- jobs/load/flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load():\n    pass\n",
        passes: "[services.prefect-worker]\nkind = \"prefect-worker\"\nserver = { url = \"https://prefect.example.com/api\" }\nwork_pool = \"default\"\nvolumes = [\"./jobs:/opt/jobs\"]\n\n[work_pools.default]\n\n[deployments.load]\ndirectory = \"jobs/load\"\nentrypoint = \"flow.py:load\"\nwork_pool = \"default\"\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"/opt/jobs/load\" } }]\n\n--- jobs/load/flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load():\n    pass\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for deployment in stack.deployments.values() {
        report.extend(judge(stack, deployment));
    }
}

fn judge(stack: &Stack, deployment: &Deployment) -> Option<Diagnostic> {
    let Some(Ending::Folder(folder)) = steps::ending(stack, deployment) else {
        return None;
    };
    let file = deployment.parsed_entrypoint()?.file()?.to_owned();
    let container_file = path::join(&folder, &file);
    let own = path::join(&deployment.directory, &file);
    let workers = steps::workers(stack, deployment);
    let hosts: Vec<String> = workers
        .iter()
        .filter_map(|worker| match steps::behind(worker, &container_file) {
            Behind::Host(host) => Some(host),
            Behind::Hidden | Behind::Image => None,
        })
        .collect();
    // Folders outside the project may be the project's own by another way.
    if hosts.len() != workers.len()
        || hosts.contains(&own)
        || !hosts.iter().all(|host| is_inside(host))
    {
        return None;
    }
    let host = hosts.first()?;
    let message = format!(
        "runs of `{}` look for `{file}` in another folder than its own",
        deployment.key.value
    );
    let found = Diagnostic::new(&LINT.code, folder.span(), message)
        .label(format!("the worker finds `{host}` there"));
    let found = match deployment.directory.is_written() {
        true => found.related(deployment.directory.span(), "the deployment's folder"),
        false => found,
    };
    Some(
        match workers
            .first()
            .and_then(|worker| mounted(worker, &deployment.directory))
        {
            Some(right) => found.help(format!(
                "its folder is at `{right}`; without `pull` the step follows from that"
            )),
            None => found,
        },
    )
}
