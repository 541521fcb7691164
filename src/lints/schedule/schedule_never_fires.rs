//! There is no date at all.

use super::{accepted, place, text};
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::firing;
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint {
    code: Code {
        word: "schedule-never-fires",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "A schedule that Prefect accepts, and that has no date in any year.",
            why: "It never runs, and a cron expression without a date makes the scheduler skip the whole deployment.",
            fails: "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nschedules = [{ cron = \"0 0 31 2 *\" }]\n",
            passes: "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nschedules = [{ cron = \"0 0 28 2 *\" }]\n",
        },
    },
    check,
};

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for (deployment, schedule, parsed) in accepted(stack) {
        if !firing::never_fires(parsed) {
            continue;
        }
        let message = format!(
            "`{}` of deployment `{}` never fires",
            text(schedule),
            deployment.key.value
        );
        let found =
            Diagnostic::new(&LINT.code, place(schedule), message).label("there is no such date");
        report.push(found.help("run `stackgen schedules` to see the dates of a schedule"));
    }
}
