//! A variable that looks like a setting of Prefect, and is none.

use crate::diagnostics::{Diagnostic, Explanation, Report, nearest};
use crate::formats::settings;
use crate::lints::Lint;
use crate::model::Stack;
use crate::source::{At, Name};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::warning(
    "unknown-setting",
    Explanation {
        what: "A variable begins with `PREFECT_`, and Prefect 3.8 has no such setting.",
        why: "Prefect ignores it without a word: what it was to change stays as it is.",
        fails: "[env.prefect]\nPREFECT_SERVER_ANALYTIC_ENABLED = false\n",
        passes: "[env.prefect]\nPREFECT_SERVER_ANALYTICS_ENABLED = false\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let own = stack
        .services
        .values()
        .filter_map(|service| service.body.keys.map("environment"));
    let kinds = stack
        .kinds
        .values()
        .filter_map(|kind| kind.body.keys.map("environment"));
    let groups = stack.groups.values().map(|group| &group.variables);
    for name in own.chain(kinds).chain(groups).flat_map(|map| map.keys()) {
        // What `[variables]` declares is the team's own.
        let declared = stack
            .variables
            .get(&name.value)
            .is_some_and(|it| it.description.is_some());
        if name.is_written()
            && name.starts_with("PREFECT_")
            && !settings::is_free(name)
            && !declared
        {
            report.extend(judge(name));
        }
    }
}

fn judge(name: &At<Name>) -> Option<Diagnostic> {
    if settings::find(name).is_some() {
        return None;
    }
    let message = format!(
        "Prefect {} has no setting `{}`",
        settings::VERSION,
        name.value
    );
    let found =
        Diagnostic::new(&LINT.code, name.span(), message).label("this is ignored without a word");
    Some(match nearest(name, settings::names()) {
        Some(_) => found.nearest(name, name.span(), "a setting", settings::names()),
        None => {
            found.help("names of your own are free as long as they do not begin with `PREFECT_`")
        }
    })
}
