//! Nothing that is known here gives a placeholder its value.

use super::visit;
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report, inside, nearest};
use crate::dialects::prefect::PlaceholderKind;
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint {
    code: Code {
        word: "unknown-placeholder",
        level: Level::Warn,
        group: Group::Correctness,
        explanation: Explanation {
            what: "A placeholder that no step before it supplies.",
            why: "Prefect looks it up in the environment of whoever deploys, also without `$`; what it does not find it cuts out.",
            fails: "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nparameters = { folder = \"{{ HOME }}/in\" }\n",
            passes: "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nparameters = { folder = \"{{ $HOME }}/in\" }\n",
        },
    },
    check,
};

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    visit(stack, |place| {
        for found in place.text.placeholders().filter(|it| !place.supplies(it)) {
            let text = place.text.value.text();
            let span = inside(place.text.span(), text, found.range.clone());
            let message = format!("nothing here supplies `{{{{ {} }}}}`", found.name);
            let diagnostic = Diagnostic::new(&LINT.code, span, message);
            let ids = place.before.iter().filter_map(|step| step.id);
            report.push(match found.kind {
                PlaceholderKind::Bare => diagnostic
                    .label("looked up in the environment of whoever deploys, and cut out if it is not there")
                    .help(format!(
                        "write `{{{{ ${} }}}}` for a variable of the environment",
                        found.name.trim_start_matches('$')
                    )),
                _ => {
                    let id = found.name.split('.').next().unwrap_or_default();
                    let diagnostic = diagnostic.label("no step before it has this id and this output");
                    match nearest(id, ids) {
                        Some(near) => diagnostic.help(format!("a step with a similar id exists: `{near}`")),
                        None => diagnostic.help("known are `{{ $VARIABLE }}`, `{{ prefect.variables.NAME }}`, `{{ prefect.blocks.TYPE.NAME }}` and `{{ STEP-ID.OUTPUT }}`"),
                    }
                }
            });
        }
    });
}
