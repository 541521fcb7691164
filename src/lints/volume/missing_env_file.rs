//! A file of variables that is not there.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;
use crate::workspace::nearby::env_files;

pub static LINT: Lint = Lint::error(
    "missing-env-file",
    Explanation {
        what: "The `env_file` of a service is not there. One that git ignores is left alone.",
        why: "Compose starts nothing without it.",
        fails: "[services.api]\nimage = \"api:1\"\nenv_file = \"settings/api.env\"\n",
        passes: "[services.api]\nimage = \"api:1\"\nenv_file = [{ path = \"settings/api.env\", required = false }]\n",
    },
    check,
);

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    for service in stack.services.values() {
        for file in env_files(service) {
            if !workspace.nearby.is_missing(&file.value) || workspace.nearby.is_ignored(&file.value)
            {
                continue;
            }
            let message = format!(
                "`{}` is read by service `{}` and does not exist",
                file.value, service.name.value
            );
            report.push(
                Diagnostic::new(&LINT.code, file.span(), message)
                    .label("no such file")
                    .help("create it, correct the path, or write `{ path = \"…\", required = false }`"),
            );
        }
    }
}
