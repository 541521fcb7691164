//! No pull step follows from the mounts of the worker.

use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report, nearest};
use crate::formats::grammar::mount::Source;
use crate::formats::grammar::path;
use crate::lints::Lint;
use crate::model::{Deployment, Directory, Stack, Unmounted};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint {
    code: Code {
        word: "unmounted-directory",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "A deployment says no `pull`, and none follows from the mounts of its pool's worker.",
            why: "Prefect would write the folder of whoever deploys into the deployment, and the worker would not find it.",
            fails: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\n",
            passes: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\n",
        },
    },
    check,
};

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    for directory in stack.directories.values() {
        for (key, reason) in &directory.unmounted {
            if is_unpolled(stack, reason)
                || is_misspelled(stack, workspace, &directory.path, reason)
            {
                continue;
            }
            report.push(finding(stack, directory, &stack.deployments[key], reason));
        }
    }
}

/// Whether no worker polls the pool: that is reported, and the folder follows from it.
fn is_unpolled(stack: &Stack, reason: &Unmounted) -> bool {
    let Unmounted::NoWorker { pool } = reason else {
        return false;
    };
    let pool = stack.work_pools.get(pool);
    pool.is_some_and(|pool| !pool.workers_elsewhere)
}

/// Whether the worker mounts a folder that is not there and is called almost like this one: that is reported.
fn is_misspelled(stack: &Stack, workspace: &Workspace, folder: &str, reason: &Unmounted) -> bool {
    let Unmounted::NotMounted { pool } = reason else {
        return false;
    };
    let mut mounts = stack
        .workers(pool)
        .flat_map(|worker| &worker.body.mounts)
        .filter_map(|mount| match &mount.source {
            Source::Bind(source) => Some(path::clean(source)),
            _ => None,
        });
    let parents: Vec<&str> = std::iter::successors(Some(folder), |path| {
        path.rsplit_once('/').map(|(parent, _)| parent)
    })
    .collect();
    mounts.any(|source| {
        workspace.is_missing(&source) && nearest(&source, parents.iter().copied()).is_some()
    })
}

fn finding(
    stack: &Stack,
    directory: &Directory,
    deployment: &Deployment,
    reason: &Unmounted,
) -> Diagnostic {
    let at = if deployment.directory.is_written() {
        deployment.directory.span()
    } else {
        deployment.key.span()
    };
    let path = &deployment.directory.value;
    let message = format!(
        "it is not known where a run of deployment `{}` finds its code",
        deployment.key.value
    );
    let found = Diagnostic::new(&LINT.code, at, message).subject(&directory.path);
    match reason {
        Unmounted::NotMounted { pool } => {
            let workers = stack.workers(pool).map(|worker| &worker.name);
            let found = workers.fold(found.label(format!("`{path}` is mounted into no worker of pool `{pool}`")), |found, worker| {
                found.related(worker.span(), "this worker does not have it")
            });
            found.help(format!("mount the folder into the worker (`volumes = [\"./{path}:/opt/prefect/{path}\"]`), or write `pull`"))
        }
        Unmounted::OtherType { pool, kind } => found
            .label(format!("pool `{pool}` is of type {kind}: its runs are not in a container of this stack"))
            .help("write `pull`: steps that bring the code (`git_clone`, …), or `pull = []` if the image holds it"),
        Unmounted::NoWorker { pool } => found
            .label(format!("no service polls pool `{pool}`"))
            .help("write `pull`: steps that bring the code (`git_clone`, …), or the folder in which the worker has it"),
        Unmounted::NotPortable { container } => found
            .label(format!("the worker has it at `{container}`, which does not end with `{path}`"))
            .help("`portable` needs one path of the project's root: mount the folder at the same path below it"),
    }
}
