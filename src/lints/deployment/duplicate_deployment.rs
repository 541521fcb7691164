//! Two deployments that are one for Prefect.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::grammar::path;
use crate::lints::Lint;
use crate::model::{Deployment, Stack};
use crate::workspace::Workspace;
use rustc_hash::FxHashMap;

pub static LINT: Lint = Lint::error(
    "duplicate-deployment",
    Explanation {
        what: "Two deployments of one flow have one name.",
        why: "For Prefect they are one deployment: the second replaces the first without a word.",
        fails: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[defaults.deployment]\nentrypoint = \"flow.py:load\"\nwork_pool = \"default\"\npull = []\n\n[deployments.load]\n\n[deployments.load-again]\nname = \"load\"\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load():\n    pass\n",
        passes: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[defaults.deployment]\nentrypoint = \"flow.py:load\"\nwork_pool = \"default\"\npull = []\n\n[deployments.load]\n\n[deployments.load-again]\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load():\n    pass\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let mut seen = FxHashMap::default();
    for deployment in stack
        .deployments
        .values()
        .filter(|it| !it.name.has_placeholders())
    {
        let Some(flow) = flow(deployment) else {
            continue;
        };
        let Some(first) = seen.insert((flow, deployment.name.text()), deployment) else {
            continue;
        };
        let at = |of: &Deployment| {
            if of.name.is_written() {
                of.name.span()
            } else {
                of.key.span()
            }
        };
        // The later one is mostly the copy; of the two the one that says its name.
        let (copy, other) = if deployment.name.is_written() {
            (deployment, first)
        } else {
            (first, deployment)
        };
        let message = format!(
            "two deployments of one flow are called `{}`",
            deployment.name.text()
        );
        report.push(
            Diagnostic::new(&LINT.code, at(copy), message)
                .label("the one that is deployed last replaces the other")
                .related(at(other), "the other one"),
        );
    }
}

/// The flow by where it is defined: what is written the same way is the same, whatever its name.
fn flow(deployment: &Deployment) -> Option<(String, &str)> {
    let entrypoint = deployment.parsed_entrypoint()?;
    let text = deployment.entrypoint.as_ref()?.text();
    let function = text.rsplit(':').next()?;
    Some(match entrypoint.file() {
        Some(file) => (path::join(&deployment.directory, file), function),
        None => (format!("{}//{text}", deployment.directory.value), function),
    })
}
