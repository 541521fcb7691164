//! A key that belongs to another sort of schedule.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::model::{Rule, Schedule, Stack};
use crate::tree::Tree;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::warning(
    "ignored-schedule-key",
    Explanation {
        what: "A schedule has `day_or` without `cron`, or `anchor_date` without `interval`.",
        why: "Prefect takes the file and drops the key: the schedule fires as if it were not there.",
        fails: "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nschedules = [{ cron = \"0 6 * * *\", anchor_date = \"2026-01-01T00:00:00Z\" }]\n",
        passes: "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nschedules = [{ interval = 86400, anchor_date = \"2026-01-01T06:00:00Z\" }]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let deployments = stack.deployments.values();
    for schedule in deployments.flat_map(|deployment| &deployment.schedules) {
        report.extend(judge(schedule, "day_or", "cron"));
        report.extend(judge(schedule, "anchor_date", "interval"));
    }
}

/// A key that only schedules with another one read.
fn judge(schedule: &Schedule, key: &str, owner: &str) -> Option<Diagnostic> {
    let rule = match &schedule.rule {
        Rule::Cron(_) => "cron",
        Rule::Interval(_) => "interval",
        Rule::Rrule(_) => "rrule",
    };
    // What somebody wrote out is no wish: null, and the value that holds anyway.
    let value = schedule.keys.get(key).filter(|_| rule != owner)?;
    let is_default = matches!(value.value, Tree::Null | Tree::Bool(true));
    let name = schedule.keys.key(key).filter(|_| !is_default)?;
    let message =
        format!("`{key}` belongs to a schedule with `{owner}`, and this one has `{rule}`");
    let help = match (rule, key) {
        ("rrule", "anchor_date") => "take it out; a rule begins with its own `DTSTART:…`",
        ("cron", "anchor_date") => "take it out; for a first day, use `interval` or `rrule`",
        _ => "take it out",
    };
    Some(
        Diagnostic::new(&LINT.code, name.span(), message)
            .label("Prefect ignores it here")
            .help(help),
    )
}
