//! A flow file that no Python can read.

use super::Places;
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint {
    code: Code {
        word: "flow-syntax",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "The file of a flow has a syntax error, in every Python from 3.9 to 3.14.",
            why: "`prefect deploy` stops at its deployment, or the run fails before it begins.",
            fails: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load()\n    pass\n",
            passes: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load():\n    pass\n",
        },
    },
    check,
};

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    let mut places = Places::default();
    for deployment in stack.deployments.values() {
        let (Some(entrypoint), Some(file)) =
            (&deployment.entrypoint, workspace.flow_file(deployment))
        else {
            continue;
        };
        // What follows the first error may be its consequence.
        let Some((range, reason)) = file.module.syntax_errors.first() else {
            continue;
        };
        let message = format!("`{}` is not valid Python", file.shown);
        let found = Diagnostic::new(&LINT.code, file.at(range), message).label(lowered(reason));
        let runs = format!("deployment `{}` runs it", deployment.key.value);
        places.add(found.related(entrypoint.span(), runs));
    }
    places.report(report);
}

/// A label begins with a small letter.
fn lowered(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}
