//! A schedule runs a flow without a parameter that it needs.

use super::Places;
use super::parameters::{Target, given, target};
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report, nearest};
use crate::lints::Lint;
use crate::model::{Deployment, Rule, Schedule, Stack};
use crate::source::Span;
use crate::tree::Tree;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint {
    code: Code {
        word: "missing-parameter",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "A schedule runs a flow, and neither it nor its deployment gives a parameter that has no default.",
            why: "It is deployed, and each run of the schedule fails before the flow begins.",
            fails: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\nschedules = [{ cron = \"0 6 * * *\" }]\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load(country: str):\n    pass\n",
            passes: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\nparameters = { country = \"NO\" }\nschedules = [{ cron = \"0 6 * * *\" }]\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load(country: str):\n    pass\n",
        },
    },
    check,
};

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    let mut places = Places::default();
    for deployment in stack.deployments.values() {
        if !runs(deployment) || !is_known(&deployment.keys) {
            continue;
        }
        if let Some(target) = target(workspace, deployment) {
            judge(deployment, &target, &mut places);
        }
    }
    places.report(report);
}

fn judge(deployment: &Deployment, target: &Target<'_>, places: &mut Places) {
    for parameter in target.signature.required() {
        let name = parameter.name.as_str();
        if gives(&deployment.keys, name) || is_misspelled(deployment, target, name) {
            continue;
        }
        let (have, lack): (Vec<&Schedule>, Vec<&Schedule>) = deployment
            .schedules
            .iter()
            .filter(|schedule| is_active(schedule) && is_known(&schedule.keys))
            .partition(|schedule| gives(&schedule.keys, name));
        let Some(first) = lack.first() else { continue };
        let (at, who) = match have.is_empty() {
            true => (deployment.key.span(), "nothing gives it a value"),
            false => (rule(first), "this schedule gives it no value"),
        };
        let message = format!(
            "deployment `{}` is scheduled without parameter `{name}` of flow `{}`",
            deployment.key.value, target.function.name
        );
        let found = Diagnostic::new(&LINT.code, at, message)
            .label(who)
            .related(target.file.at(&parameter.range), "this has no default");
        places.add_about(
            name,
            found.help(format!(
                "add `parameters = {{ {name} = … }}`, or give it a default"
            )),
        );
    }
}

/// Whether a schedule of it may run.
fn runs(deployment: &Deployment) -> bool {
    let paused = deployment.keys.get("paused");
    paused.is_none_or(|value| matches!(value.value, Tree::Bool(false)))
}

fn is_active(schedule: &Schedule) -> bool {
    let active = schedule.keys.get("active");
    active.is_none_or(|value| matches!(value.value, Tree::Bool(true)))
}

/// Whether all names that are given a value stand in the file.
fn is_known(keys: &crate::tree::Map<crate::dialects::prefect::Templated>) -> bool {
    let parameters = keys.get("parameters");
    !keys.is_broken("parameters")
        && parameters.is_none_or(|value| match &value.value {
            Tree::Map(map) => map.broken().is_empty(),
            value => matches!(value, Tree::Null),
        })
}

fn gives(keys: &crate::tree::Map<crate::dialects::prefect::Templated>, name: &str) -> bool {
    let parameters = keys.map("parameters");
    parameters.is_some_and(|parameters| parameters.contains(name))
}

/// Whether a value is given under a name that is nearly this one: that was told already.
fn is_misspelled(deployment: &Deployment, target: &Target<'_>, name: &str) -> bool {
    let unknown = given(deployment).filter(|(key, _)| target.signature.parameter(key).is_none());
    unknown.into_iter().any(|(key, _)| {
        let names = target.signature.parameters.iter();
        nearest(key, names.map(|parameter| parameter.name.as_str())) == Some(name)
    })
}

fn rule(schedule: &Schedule) -> Span {
    match &schedule.rule {
        Rule::Cron(text) | Rule::Rrule(text) => text.span(),
        Rule::Interval(value) => value.span(),
    }
}
