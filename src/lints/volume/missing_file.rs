//! A file or folder that a key names is not there.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;
use crate::workspace::nearby::named_files;

pub static LINT: Lint = Lint::warning(
    "missing-file",
    Explanation {
        what: "The file of a secret or config, the folder or Dockerfile of a `build`, the template of a work pool or the folder of `[templates]` is not there. What git ignores is left alone.",
        why: "Compose or `make work-pools` stops at it; without the folder of templates, the built-in ones are used.",
        fails: "[configs.nginx]\nfile = \"./nginx.conf\"\n\n[services.proxy]\nimage = \"nginx:1.27\"\nconfigs = [\"nginx\"]\n",
        passes: "[configs.nginx]\ncontent = \"events {}\"\n\n[services.proxy]\nimage = \"nginx:1.27\"\nconfigs = [\"nginx\"]\n",
    },
    check,
);

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    for file in named_files(stack) {
        if !workspace.nearby.is_missing(&file.value) || workspace.nearby.is_ignored(&file.value) {
            continue;
        }
        let found = Diagnostic::new(
            &LINT.code,
            file.span(),
            format!("`{}` does not exist", file.value),
        );
        report.push(
            found
                .label("no such file or folder")
                .help("create it, or correct the path"),
        );
    }
    if let Some(folder) = stack.templates.as_ref()
        && workspace.nearby.lacks_templates
    {
        let message = format!(
            "`{}`, the folder of templates, does not exist",
            folder.value
        );
        let found = Diagnostic::new(&LINT.code, folder.span(), message);
        report.push(
            found
                .label("no such folder beside stack.toml")
                .help("create it, or correct the path"),
        );
    }
}
