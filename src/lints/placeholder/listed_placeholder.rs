//! A placeholder is a whole item of a list.

use super::visit;
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::dialects::prefect::PlaceholderKind;
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint {
    code: Code {
        word: "listed-placeholder",
        level: Level::Warn,
        group: Group::Correctness,
        explanation: Explanation {
            what: "A placeholder that is a whole item of a list, and no variable of the environment.",
            why: "`prefect deploy` drops the item in its first pass, even if a step would supply it later.",
            fails: "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nbuild = [{ \"prefect.deployments.steps.run_shell_script\" = { id = \"version\", script = \"git describe\" } }]\ntags = [\"{{ version.stdout }}\"]\n",
            passes: "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nbuild = [{ \"prefect.deployments.steps.run_shell_script\" = { id = \"version\", script = \"git describe\" } }]\ntags = [\"version-{{ version.stdout }}\"]\n",
        },
    },
    check,
};

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let lost = [
        PlaceholderKind::Bare,
        PlaceholderKind::Output,
        PlaceholderKind::Context,
    ];
    visit(stack, |place| {
        let whole = place.text.as_placeholder();
        let Some(found) =
            whole.filter(|it| place.is_item && lost.contains(&it.kind) && place.supplies(it))
        else {
            return;
        };
        let message = format!("`{{{{ {} }}}}` alone in a list is lost", found.name);
        report.push(
            Diagnostic::new(&LINT.code, place.text.span(), message)
                .label("`prefect deploy` drops the item before the step has run")
                .help("put text beside the placeholder, such as `x-{{ … }}`"),
        );
    });
}
