//! Prefect refuses the schedule.

use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint {
    code: Code {
        word: "invalid-schedule",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "A cron expression, an interval, a recurrence rule, an anchor date or a time zone that Prefect refuses.",
            why: "`prefect deploy` stops there; what comes behind it in the file is not deployed.",
            fails: "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nschedules = [{ cron = \"0 25 * * *\" }]\n",
            passes: "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nschedules = [{ cron = \"0 23 * * *\" }]\n",
        },
    },
    check,
};

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for schedule in stack
        .deployments
        .values()
        .flat_map(|deployment| &deployment.schedules)
    {
        for refusal in schedule.firing.as_ref().err().into_iter().flatten() {
            // One default may reach many schedules.
            let found =
                Diagnostic::fault(&LINT.code, &refusal.at, refusal.noun, refusal.fault.clone());
            report.push(if refusal.at.is_written() {
                found
            } else {
                found.subject(&refusal.at)
            });
        }
    }
}
