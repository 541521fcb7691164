//! A package of the project that lies where the worker's Python does not look.
//!
//! In: the package that a flow imports, which no folder of its search path has. Out: where it lies, if it is sure that the
//! worker does not find it: its image is Prefect's own, nothing installs packages there, and no mount puts the package into
//! a folder that PYTHONPATH names.

use super::unknown_import::LINT;
use crate::diagnostics::Diagnostic;
use crate::formats::grammar::mount::Source;
use crate::formats::grammar::path;
use crate::lints::container::Container;
use crate::lints::deployment::steps;
use crate::model::{Deployment, Stack};
use crate::source::Span;
use crate::workspace::{Kind, USUAL_FOLDERS, Workspace};

/// What is said of it, wherever it is imported.
pub struct Unreached {
    label: String,
    help: String,
    worker: Span,
}

impl Unreached {
    pub fn place(self, span: Span, message: String) -> Diagnostic {
        Diagnostic::new(&LINT.code, span, message)
            .label(self.label)
            .related(self.worker, "runs here do not have it on their path")
            .help(self.help)
    }
}

pub fn judge(
    stack: &Stack,
    workspace: &Workspace,
    deployment: &Deployment,
    package: &str,
) -> Option<Unreached> {
    if workspace.requires(package) || steps::ending(stack, deployment).is_some() {
        return None;
    }
    let home = home(workspace, package)?;
    let host = path::join(home, package);
    let workers = steps::workers(stack, deployment);
    let lost: Vec<(Span, Vec<String>)> = workers
        .iter()
        .filter_map(|service| lost(workspace, Container { stack, service }, &host))
        .collect();
    if lost.is_empty() || lost.len() < workers.len() {
        return None;
    }
    let (worker, folders) = lost.into_iter().next()?;
    Some(Unreached {
        label: format!("it lies in `{}`", workspace.shown(home)),
        help: match folders.first() {
            Some(folder) => format!("the worker has it in `{folder}`: name that in PYTHONPATH"),
            None => format!("mount `./{home}` into the worker, and name the folder in PYTHONPATH"),
        },
        worker,
    })
}

/// The folder that has the package, with an `__init__.py`: anything less may be something else.
fn home(workspace: &Workspace, package: &str) -> Option<&'static str> {
    USUAL_FOLDERS.into_iter().find(|folder| {
        let is_folder = workspace
            .folder(folder)
            .is_some_and(|it| it.kind(package) == Some(Kind::Folder));
        let inner = path::join(folder, package);
        let is_package = workspace
            .folder(&inner)
            .is_some_and(|it| it.contains("__init__.py"));
        is_folder && is_package
    })
}

/// The worker, and the folders in which it has the package; `None` where it may find it.
fn lost(workspace: &Workspace, worker: Container<'_>, host: &str) -> Option<(Span, Vec<String>)> {
    let mounts = &worker.service.body.mounts;
    let is_plain = worker.is_stock_prefect()
        && !worker.has_more()
        && !worker.may_bring_files()
        && !worker.keys().contains("working_dir")
        && worker.variable("EXTRA_PIP_PACKAGES").is_none()
        && mounts.iter().all(|mount| !mount.target.is_empty());
    if !is_plain {
        return None;
    }
    let path = match worker.variable("PYTHONPATH") {
        Some(variable) => variable.literal()?,
        None => String::new(),
    };
    let entries: Vec<String> = path.split(':').map(path::clean).collect();
    let is_reported = |entry: &String| {
        entry.starts_with('/')
            && mounts
                .iter()
                .all(|mount| path::below(entry, &mount.target).is_none())
    };
    // A folder that is not there is told, and may be this one.
    let is_gone = |source: &Source| matches!(source, Source::Bind(source) if workspace.is_missing(&path::clean(source)));
    if mounts.iter().any(|mount| is_gone(&mount.source)) {
        return None;
    }
    if !path.is_empty() && entries.iter().any(is_reported) {
        return None;
    }
    let mut folders = Vec::new();
    for mount in mounts {
        let Source::Bind(source) = &mount.source else {
            if !matches!(mount.source, Source::Named(_)) {
                continue;
            }
            // What a named volume holds is not known.
            let is_named = entries
                .iter()
                .any(|it| path::below(it, &mount.target).is_some());
            if is_named {
                return None;
            }
            continue;
        };
        if let Some(rest) = path::below(host, &path::clean(source)) {
            let inside = path::join(&mount.target, rest);
            folders.extend(inside.rsplit_once('/').map(|(parent, _)| parent.to_owned()));
        }
    }
    let is_found = |folder: &String| entries.contains(folder) || folder.starts_with("/usr/");
    (!folders.iter().any(is_found)).then(|| (worker.service.name.span(), folders))
}
