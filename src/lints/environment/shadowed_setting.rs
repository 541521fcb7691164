//! A setting of Prefect under two names.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::settings;
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::warning(
    "shadowed-setting",
    Explanation {
        what: "A service gets a setting of Prefect under an old and under its present name, with different values.",
        why: "Prefect reads the present name and ignores the other one without a word.",
        fails: "[env.prefect]\nPREFECT_API_DEFAULT_LIMIT = 100\nPREFECT_SERVER_API_DEFAULT_LIMIT = 200\n\n[services.prefect-server]\nkind = \"prefect-server\"\nenv = [\"prefect\"]\n",
        passes: "[env.prefect]\nPREFECT_SERVER_API_DEFAULT_LIMIT = 200\n\n[services.prefect-server]\nkind = \"prefect-server\"\nenv = [\"prefect\"]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        for variable in container.variables() {
            let Some(canonical) =
                settings::find(&variable.name.value).and_then(|setting| setting.alias_of)
            else {
                continue;
            };
            let Some(other) = container
                .variable(canonical)
                .filter(|other| other.value != variable.value)
            else {
                continue;
            };
            if !variable.is_written() {
                continue;
            }
            let message = format!("`{}` is ignored beside `{canonical}`", variable.name.value);
            report.push(
                Diagnostic::new(&LINT.code, variable.name.span(), message)
                    .label("the old name of the same setting")
                    .related(other.name.span(), "this one is read"),
            );
        }
    }
}
