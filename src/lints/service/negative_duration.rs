//! A duration below zero.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::dialects::compose::Interpolated;
use crate::formats::grammar::duration;
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::Stack;
use crate::source::At;
use crate::tree::Tree;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "negative-duration",
    Explanation {
        what: "A duration is negative.",
        why: "Compose takes it, and the engine refuses the container at `up`.",
        fails: "[services.api]\nimage = \"api:1\"\nstop_grace_period = \"-5s\"\n",
        passes: "[services.api]\nimage = \"api:1\"\nstop_grace_period = \"5s\"\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    const KEYS: [&str; 4] = ["interval", "timeout", "start_period", "start_interval"];
    for container in containers(stack) {
        let check = container.keys().map("healthcheck");
        let lengths = check
            .into_iter()
            .flat_map(|check| KEYS.iter().filter_map(|key| check.get(key)));
        let grace = container.keys().get("stop_grace_period");
        for value in lengths.chain(grace).filter(|value| is_negative(value)) {
            report.push(Diagnostic::new(
                &LINT.code,
                value.span(),
                "a duration cannot be negative",
            ));
        }
    }
}

fn is_negative(value: &At<Tree<Interpolated>>) -> bool {
    let text = value.as_text().and_then(|text| text.as_literal());
    text.and_then(|text| duration::parse(&text).ok())
        .is_some_and(|length| length.nanos() < 0)
}
