//! A cron expression of six fields that was meant to begin with the seconds.

use super::{accepted, place, text};
use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::firing::Rule;
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::warning(
    "each-second",
    Explanation {
        what: "A cron expression has six fields, and the sixth is `*`.",
        why: "Prefect reads the sixth field as seconds, not the first: the flow runs sixty times in each minute that the others name.",
        fails: "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nschedules = [{ cron = \"0 0 6 * * *\" }]\n",
        passes: "[deployments.load]\nentrypoint = \"load.py:load\"\npull = []\nschedules = [{ cron = \"0 6 * * *\" }]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for (deployment, schedule, parsed) in accepted(stack) {
        let Rule::Cron { cron, .. } = &parsed.rule else {
            continue;
        };
        if !cron.fires_each_second() {
            continue;
        }
        let written = text(schedule);
        let message = format!(
            "`{written}` of deployment `{}` fires in every second of its minutes",
            deployment.key.value
        );
        let fields: Vec<&str> = written.split_whitespace().collect();
        let found = Diagnostic::new(&LINT.code, place(schedule), message)
            .label("the sixth field is the second");
        report.push(match fields.as_slice() {
            ["0" | "00", rest @ ..] if rest.len() == 5 => found.help(format!(
                "write five fields: `{}` if the first was meant to be the second",
                rest.join(" ")
            )),
            _ => found.help("write five fields, or the second in place of the last `*`"),
        });
    }
}
