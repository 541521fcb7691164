//! A value of the wrong type for a parameter.

use super::Places;
use super::parameters::{given, target, value};
use super::refusal;
use crate::diagnostics::{Code, Explanation, Group, Level, Report};
use crate::lints::Lint;
use crate::model::{Deployment, Stack};
use crate::tree::Tree;
use crate::workspace::Workspace;
use crate::workspace::python::Answer;

pub static LINT: Lint = Lint {
    code: Code {
        word: "wrong-parameter-type",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "A deployment or a schedule gives a parameter a value that its annotation does not allow.",
            why: "Prefect's server refuses the deployment, or each run of the schedule: nothing is converted, `\"5\"` is no `int`. A text that is no date, and a model without a field that it must have, fail the run.",
            fails: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\nparameters = { days = \"5\" }\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load(days: int = 1):\n    pass\n",
            passes: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\nparameters = { days = 5 }\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load(days: int = 1):\n    pass\n",
        },
    },
    check,
};

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    let mut places = Places::default();
    for deployment in stack.deployments.values() {
        if given(deployment).next().is_none() || !is_enforced(deployment) {
            continue;
        }
        let Some(target) = target(workspace, deployment) else {
            continue;
        };
        for (key, tree) in given(deployment) {
            let Some(parameter) = target.signature.parameter(key) else {
                continue;
            };
            if parameter.accepts(&value(&tree.value)) != Answer::No {
                continue;
            }
            let refusal = refusal::find(&parameter.annotation, tree, key);
            let words = refusal::words(&parameter.annotation);
            let found = refusal.tell(&LINT.code, &target.function.name).related(
                target.file.at(&parameter.range),
                format!("this takes {words}"),
            );
            places.add(found);
        }
    }
    places.report(report);
}

/// Whether the server holds the values against the flow's signature.
fn is_enforced(deployment: &Deployment) -> bool {
    let key = deployment.keys.get("enforce_parameter_schema");
    key.is_none_or(|value| matches!(value.value, Tree::Bool(true)))
}
