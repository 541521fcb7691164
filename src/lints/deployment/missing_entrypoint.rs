//! The file or the module of a deployment's flow is not there.

use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report, nearest};
use crate::dialects::prefect::Templated;
use crate::lints::Lint;
use crate::lints::flow::{Places, edit_entrypoint, relate_directory};
use crate::model::{Deployment, Stack};
use crate::source::At;
use crate::workspace::{Entry, Workspace};

pub static LINT: Lint = Lint {
    code: Code {
        word: "missing-entrypoint",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "The file that an entrypoint names is not there, or the module in a package of the project.",
            why: "`prefect deploy` stops at this deployment, and those behind it are not deployed.",
            fails: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n",
            passes: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load():\n    pass\n",
        },
    },
    check,
};

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    let mut places = Places::default();
    for deployment in stack.deployments.values() {
        let Some(entrypoint) = &deployment.entrypoint else {
            if !deployment.keys.is_broken("entrypoint") {
                places.add(no_entrypoint(deployment));
            }
            continue;
        };
        match workspace.entry(deployment) {
            Entry::MissingFile(path) => {
                places.add(missing_file(workspace, deployment, entrypoint, path));
            }
            Entry::MissingModule { package, folder } => {
                places.add(missing_module(
                    workspace, deployment, entrypoint, package, folder,
                ));
            }
            Entry::File(_) | Entry::Unknown => {}
        }
    }
    places.report(report);
}

fn no_entrypoint(deployment: &Deployment) -> Diagnostic {
    let message = format!("deployment `{}` has no entrypoint", deployment.key.value);
    Diagnostic::new(&LINT.code, deployment.key.span(), message)
        .label("it is not known what it runs")
        .help("write `entrypoint = \"FILE.py:FUNCTION\"`")
}

fn missing_file(
    workspace: &Workspace,
    deployment: &Deployment,
    entrypoint: &At<Templated>,
    path: &str,
) -> Diagnostic {
    let message = format!(
        "deployment `{}` runs `{}`, which does not exist",
        deployment.key.value,
        workspace.shown(path)
    );
    if deployment.directory.is_written() && is_folder_missing(workspace, deployment) {
        return missing_folder(workspace, deployment, entrypoint, message);
    }
    let found = Diagnostic::new(&LINT.code, entrypoint.span(), message).label("no such file");
    let found = relate_directory(found, deployment);
    let directory = format!("{}/", deployment.directory.value);
    if let Some(rest) = entrypoint.text().strip_prefix(&directory) {
        let help = format!("an entrypoint begins in the deployment's folder: write `{rest}`");
        return edit_entrypoint(found, entrypoint, help, rest);
    }
    if let Some(near) = near_file(workspace, path) {
        let text = entrypoint.text();
        let (file, rest) = text.split_at(text.rfind(':').unwrap_or(text.len()));
        let parent = file
            .rsplit_once('/')
            .map_or(String::new(), |(parent, _)| format!("{parent}/"));
        let help = format!("a file with a similar name exists: `{near}`");
        return edit_entrypoint(found, entrypoint, help, &format!("{parent}{near}{rest}"));
    }
    found
}

/// Whether the folder itself is not there, as far as those above it were listed.
fn is_folder_missing(workspace: &Workspace, deployment: &Deployment) -> bool {
    let directory = &*deployment.directory.value;
    let (parent, name) = directory.rsplit_once('/').unwrap_or((".", directory));
    match workspace.folder(parent) {
        Some(folder) => !folder.contains(name),
        None => workspace.folder(directory).is_none() && directory != ".",
    }
}

fn missing_folder(
    workspace: &Workspace,
    deployment: &Deployment,
    entrypoint: &At<Templated>,
    message: String,
) -> Diagnostic {
    let directory = &deployment.directory;
    let found = Diagnostic::new(&LINT.code, directory.span(), message)
        .label("no such folder")
        .related(entrypoint.span(), "looked for in it");
    match near_folder(workspace, deployment) {
        Some(near) => found.edit(
            format!("a folder with a similar name exists: `{near}`"),
            directory.span(),
            format!("\"{near}\""),
        ),
        None => found,
    }
}

/// The file beside it that was probably meant.
fn near_file<'w>(workspace: &'w Workspace, path: &str) -> Option<&'w str> {
    let (parent, name) = path.rsplit_once('/').unwrap_or((".", path));
    let stem = name.strip_suffix(".py")?;
    let files = workspace.folder(parent)?.python_files();
    let stems = files.filter_map(|file| file.strip_suffix(".py").map(|stem| (stem, file)));
    let stems: Vec<(&str, &str)> = stems.filter(|(stem, _)| *stem != "__init__").collect();
    let near = nearest(stem, stems.iter().map(|(stem, _)| *stem))?;
    stems
        .iter()
        .find(|(stem, _)| *stem == near)
        .map(|(_, file)| *file)
}

/// The folder beside the deployment's that was probably meant, where that one is not there.
fn near_folder(workspace: &Workspace, deployment: &Deployment) -> Option<String> {
    let directory = &*deployment.directory.value;
    let (parent, name) = directory.rsplit_once('/').unwrap_or((".", directory));
    let folder = workspace.folder(parent)?;
    if folder.contains(name) {
        return None;
    }
    let near = nearest(name, folder.folders())?;
    Some(match parent {
        "." => near.to_owned(),
        parent => format!("{parent}/{near}"),
    })
}

fn missing_module(
    workspace: &Workspace,
    deployment: &Deployment,
    entrypoint: &At<Templated>,
    package: &str,
    folder: &str,
) -> Diagnostic {
    let parsed = deployment.parsed_entrypoint();
    let module = parsed.and_then(|parsed| parsed.module()).unwrap_or("");
    let message = format!(
        "deployment `{}` runs module `{module}`, which does not exist",
        deployment.key.value
    );
    let shown = workspace.shown(folder);
    let found = Diagnostic::new(&LINT.code, entrypoint.span(), message)
        .label(format!("`{shown}` has no such module"));
    let name = module
        .strip_prefix(package)
        .map(|rest| rest.trim_start_matches('.'));
    let items = workspace.folder(folder);
    let (Some(name), Some(items)) = (name, items) else {
        return found;
    };
    match nearest(name, items.modules(|_| true)) {
        Some(near) => {
            let rest = &entrypoint.text()[module.len()..];
            let help = format!("a module with a similar name exists: `{package}.{near}`");
            edit_entrypoint(found, entrypoint, help, &format!("{package}.{near}{rest}"))
        }
        None => found,
    }
}
