//! A compose file that is taken in, or a file of variables of it, that is not there.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::source::{At, Name};
use crate::workspace::Workspace;
use crate::workspace::nearby::{compose_files, included_env_files};

pub static LINT: Lint = Lint::error(
    "missing-compose-file",
    Explanation {
        what: "A compose file that `include` or `extends` names, or the `env_file` of an `include`, is not there. One that git ignores is left alone.",
        why: "Compose starts nothing without it.",
        fails: "[compose]\ninclude = [\"monitoring.yml\"]\n\n[services.api]\nimage = \"api:1\"\n",
        passes: "[compose]\ninclude = [\"monitoring.yml\"]\n\n[services.api]\nimage = \"api:1\"\n\n--- monitoring.yml ---\nservices: {}\n",
    },
    check,
);

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    let nearby = &workspace.nearby;
    let is_lost = |file: &At<Name>| nearby.is_missing(file) && !nearby.is_ignored(file);
    let files = compose_files(stack)
        .into_iter()
        .chain(included_env_files(stack));
    for file in files.filter(is_lost) {
        let message = format!("`{}` does not exist", file.value);
        report.push(
            Diagnostic::new(&LINT.code, file.span(), message)
                .label("Compose looks for it here and stops")
                .help("create it, or correct the path: it begins at the project's root"),
        );
    }
}
