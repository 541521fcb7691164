//! The file of a deployment's flow is not there.

use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::formats::grammar::path;
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint {
    code: Code {
        word: "missing-entrypoint",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "The file that an entrypoint names is not there.",
            why: "`prefect deploy` stops at this deployment, and those behind it are not deployed.",
            fails: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n",
            passes: "[deployments.load]\nentrypoint = \"{{ $ENTRYPOINT }}\"\npull = []\n",
        },
    },
    check,
};

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    for deployment in stack.deployments.values() {
        let Some(entrypoint) = &deployment.entrypoint else {
            continue;
        };
        let parsed = deployment.parsed_entrypoint();
        let Some(file) = parsed.as_ref().and_then(|entrypoint| entrypoint.file()) else {
            continue;
        };
        let file = path::clean(&path::join(&deployment.directory, file));
        if !workspace.is_missing(&file) {
            continue;
        }
        let message = format!(
            "deployment `{}` runs `{file}`, which does not exist",
            deployment.key.value
        );
        let found = Diagnostic::new(&LINT.code, entrypoint.span(), message).label("no such file");
        report.push(match deployment.directory.is_written() {
            true => found.related(deployment.directory.span(), "looked for in this folder"),
            false => found,
        });
    }
}
