//! PYTHONPATH leads to a folder that the container does not have.

use crate::diagnostics::{Diagnostic, Explanation, Report, inside, nearest};
use crate::formats::grammar::path;
use crate::lints::Lint;
use crate::lints::container::{Container, Variable, containers};
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "unmounted-python-path",
    Explanation {
        what: "PYTHONPATH names a folder that is neither mounted into the container nor part of Prefect's own image.",
        why: "Python skips it without a word, and the flows' own modules are not found.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\nimage = \"prefecthq/prefect:3.8.8-python3.13\"\nenvironment = { PYTHONPATH = \"/opt/prefect/src\" }\n",
        passes: "[services.prefect-server]\nkind = \"prefect-server\"\nimage = \"prefecthq/prefect:3.8.8-python3.13\"\nenvironment = { PYTHONPATH = \"/opt/prefect/src\" }\nvolumes = [\"sources:/opt/prefect/src\"]\n\n[volumes.sources]\n",
    },
    check,
);

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    for container in containers(stack)
        .filter(|it| it.is_stock_prefect() && !it.has_more() && !it.may_bring_files())
    {
        let Some(variable) = container
            .variable("PYTHONPATH")
            .filter(Variable::is_written)
        else {
            continue;
        };
        let Some(text) = variable.literal() else {
            continue;
        };
        let mut at = 0;
        for entry in text.split(':') {
            report.extend(judge(
                container,
                workspace,
                &variable,
                &text,
                at..at + entry.len(),
            ));
            at += entry.len() + 1;
        }
    }
}

fn judge(
    container: Container<'_>,
    workspace: &Workspace,
    variable: &Variable<'_>,
    text: &str,
    range: std::ops::Range<usize>,
) -> Option<Diagnostic> {
    let entry = &text[range.clone()];
    let folder = path::clean(entry);
    if !entry.starts_with('/') {
        return relative(container, variable, text, range);
    }
    // What a shared group gives a service that mounts nothing is meant for the others.
    let mounts = &container.service.body.mounts;
    if variable.is_shared && mounts.is_empty() || is_in_image(&folder) {
        return None;
    }
    // A mount without a known target may be anywhere.
    let is_mounted = |target: &str| {
        target.is_empty()
            || path::below(&folder, target).is_some()
            || path::below(target, &folder).is_some()
    };
    if mounts.iter().any(|mount| is_mounted(&mount.target))
        || extra_targets(container).iter().any(|it| is_mounted(it))
    {
        let host = mounts
            .iter()
            .filter_map(|mount| mount.host_path(&folder))
            .max_by_key(String::len)?;
        if !workspace.nearby.is_missing(&host) || mounts.iter().any(|mount| mount.target == folder)
        {
            return None;
        }
        let message = format!(
            "PYTHONPATH holds `{folder}`, which is `{host}` on the host and does not exist"
        );
        return Some(Diagnostic::new(
            &LINT.code,
            inside(variable.value.span(), text, range),
            message,
        ));
    }
    let span = inside(variable.value.span(), text, range);
    let message = format!(
        "PYTHONPATH holds `{folder}`, which is not mounted into service `{}`",
        container.name()
    );
    let found = Diagnostic::new(&LINT.code, span, message).label("no mount brings this folder");
    Some(
        match nearest(&folder, mounts.iter().map(|mount| mount.target.as_str())) {
            Some(near) => found.help(format!("`{near}` is mounted")),
            None => found.help("mount the folder, or correct the path"),
        },
    )
}

/// A relative folder is one of wherever a process starts; with a `/` before it, one that is mounted.
fn relative(
    container: Container<'_>,
    variable: &Variable<'_>,
    text: &str,
    range: std::ops::Range<usize>,
) -> Option<Diagnostic> {
    let entry = &text[range.clone()];
    let absolute = format!("/{entry}");
    let mut mounts = container.service.body.mounts.iter();
    mounts.find(|mount| {
        !mount.target.is_empty() && path::below(&path::clean(&absolute), &mount.target).is_some()
    })?;
    let span = inside(variable.value.span(), text, range);
    let found = Diagnostic::new(
        &LINT.code,
        span,
        format!("PYTHONPATH holds the relative folder `{entry}`"),
    );
    Some(found.help(format!("write `{absolute}`")))
}

/// Folders that Prefect's image has by itself.
fn is_in_image(folder: &str) -> bool {
    folder == "/opt/prefect"
        || ["/usr", "/lib", "/root", "/home", "/tmp", "/var", "/etc"]
            .iter()
            .any(|top| path::below(folder, top).is_some())
}

/// Where configs, secrets and tmpfs put something.
fn extra_targets(container: Container<'_>) -> Vec<String> {
    let keys = container.keys();
    let mut found: Vec<String> = keys
        .texts("tmpfs")
        .iter()
        .map(|it| it.value.to_string())
        .collect();
    for key in ["configs", "secrets"] {
        let items = keys
            .get(key)
            .and_then(|value| value.as_list())
            .unwrap_or_default();
        found.extend(
            items
                .iter()
                .filter_map(|item| Some(item.as_map()?.text("target")?.value.to_string())),
        );
    }
    found
}
