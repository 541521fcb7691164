//! A pull step leads to a folder that the worker does not have.

use super::steps::{self, Behind, Ending};
use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::grammar::path;
use crate::lints::Lint;
use crate::lints::container::Container;
use crate::model::{Deployment, Stack, mounted};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "unmounted-pull",
    Explanation {
        what: "A `pull` step of the user's own leads to a folder that is not mounted into the worker.",
        why: "The worker does not find the flow's code, and every run crashes.",
        fails: "[services.prefect-worker]\nkind = \"prefect-worker\"\nserver = { url = \"https://prefect.example.com/api\" }\nwork_pool = \"default\"\nvolumes = [\"code:/opt/prefect/code\"]\n\n[volumes.code]\n\n[work_pools.default]\n\n[deployments.load]\nentrypoint = \"flow.py:load\"\nwork_pool = \"default\"\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"/srv/code\" } }]\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load():\n    pass\n",
        passes: "[services.prefect-worker]\nkind = \"prefect-worker\"\nserver = { url = \"https://prefect.example.com/api\" }\nwork_pool = \"default\"\nvolumes = [\"code:/opt/prefect/code\"]\n\n[volumes.code]\n\n[work_pools.default]\n\n[deployments.load]\nentrypoint = \"flow.py:load\"\nwork_pool = \"default\"\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"/opt/prefect/code\" } }]\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load():\n    pass\n",
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
    let workers = steps::workers(stack, deployment);
    let all_lack = workers
        .iter()
        .all(|worker| matches!(steps::behind(worker, &container_file), Behind::Image));
    let worker = *workers.first().filter(|_| all_lack)?;
    // Another image than Prefect's own may hold the code itself.
    let container = Container {
        stack,
        service: worker,
    };
    let stock = container.is_stock_prefect() && !container.may_bring_files();
    let right = mounted(worker, &deployment.directory);
    if !stock && right.is_none() {
        return None;
    }
    let message = format!(
        "`{}` is not mounted into `{}`",
        folder.value, worker.name.value
    );
    let found = Diagnostic::new(&LINT.code, folder.span(), message)
        .label(format!(
            "runs of `{}` look for `{file}` here",
            deployment.key.value
        ))
        .related(worker.name.span(), "this worker does not have it");
    let found = match right {
        Some(right) => found.help(format!(
            "the folder is at `{right}`; without `pull` the step follows from that"
        )),
        None => found.help("mount the folder, or leave `pull` out"),
    };
    Some(if stock { found } else { found.doubtful() })
}
