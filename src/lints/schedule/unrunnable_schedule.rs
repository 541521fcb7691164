//! Prefect accepts the schedule and cannot run it.

use super::{accepted, place, text};
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::firing::{self, Hazard};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint {
    code: Code {
        word: "unrunnable-schedule",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "A schedule that Prefect accepts, and on which its engine then raises, hangs, or gives other dates each time.",
            why: "The scheduler schedules nothing for the whole deployment, or stops working for all of them.",
            fails: "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nschedules = [{ rrule = \"FREQ=DAILY;INTERVAL=0\" }]\n",
            passes: "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nschedules = [{ rrule = \"FREQ=DAILY;INTERVAL=1\" }]\n",
        },
    },
    check,
};

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for (deployment, schedule, parsed) in accepted(stack) {
        if firing::never_fires(parsed) {
            continue;
        }
        let Some(hazard) = firing::hazard(parsed) else {
            continue;
        };
        let (label, help) = describe(&hazard);
        let message = format!(
            "Prefect accepts `{}` of deployment `{}` and cannot run it",
            text(schedule),
            deployment.key.value
        );
        report.push(
            Diagnostic::new(&LINT.code, place(schedule), message)
                .label(label)
                .help(help),
        );
    }
}

fn describe(hazard: &Hazard) -> (String, &'static str) {
    match hazard {
        Hazard::Raises(reason) => (
            format!("its engine raises: {reason}"),
            "write it in another way",
        ),
        Hazard::Expires(year) => (
            format!(
                "its engine raises as soon as {year} is over, and the whole deployment is scheduled no more"
            ),
            "leave the years out",
        ),
        Hazard::Clocked => (
            "it depends on the time of the day whether the engine takes it".into(),
            "write a DTSTART of its own",
        ),
        Hazard::Hangs => (
            "its engine does not return, and hangs the server".into(),
            "write an INTERVAL of 1 or more",
        ),
        Hazard::Random => ("it has other dates each time".into(), "write fixed values"),
    }
}
