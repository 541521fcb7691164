//! A setting of Prefect has a value of another type.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::dialects::compose::Interpolated;
use crate::formats::settings;
use crate::lints::Lint;
use crate::model::Stack;
use crate::source::{At, Name};
use crate::tree::Tree;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "invalid-setting",
    Explanation {
        what: "A setting of Prefect is given a value of another type: a word where a boolean or a number belongs.",
        why: "Prefect refuses its settings, and the process does not start.",
        fails: "[env.prefect]\nPREFECT_SERVER_ANALYTICS_ENABLED = \"flase\"\n",
        passes: "[env.prefect]\nPREFECT_SERVER_ANALYTICS_ENABLED = \"false\"\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let own = stack
        .services
        .values()
        .filter_map(|service| service.body.keys.map("environment"));
    let groups = stack.groups.values().map(|group| &group.variables);
    for (name, value) in own.chain(groups).flat_map(|map| map.iter()) {
        report.extend(judge(name, value));
    }
}

fn judge(name: &At<Name>, value: &At<Tree<Interpolated>>) -> Option<Diagnostic> {
    let setting = settings::find(name)?;
    let text = value.as_text()?.as_literal()?;
    let wanted = setting.refuses(&text).filter(|_| value.is_written())?;
    let message = format!("`{}` is {wanted}, not `{text}`", name.value);
    Some(
        Diagnostic::new(&LINT.code, value.span(), message)
            .label("Prefect does not start with this"),
    )
}
