//! A value of the wrong type for a parameter.

use super::Places;
use super::parameters::{given, target, value};
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::lints::Lint;
use crate::model::{Deployment, Stack};
use crate::tree::Tree;
use crate::workspace::Workspace;
use crate::workspace::python::{Annotation, Answer, Literal};

pub static LINT: Lint = Lint {
    code: Code {
        word: "wrong-parameter-type",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "A deployment or a schedule gives a parameter a value that its annotation does not allow.",
            why: "Prefect's server refuses the deployment, or each run of the schedule: nothing is converted, `\"5\"` is no `int`.",
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
            let flow = &target.function.name;
            let message = format!(
                "parameter `{}` of flow `{flow}` does not take {}",
                key.value,
                tree.kind()
            );
            let words = words(&parameter.annotation);
            let found = Diagnostic::new(&LINT.code, tree.span(), message)
                .label(format!("expected {words}"))
                .related(
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

/// An annotation in words.
fn words(annotation: &Annotation) -> String {
    match annotation {
        Annotation::Any | Annotation::Unknown => "another type".into(),
        Annotation::None => "null".into(),
        Annotation::Bool => "a boolean".into(),
        Annotation::Int => "an integer".into(),
        Annotation::Float => "a number".into(),
        Annotation::Str => "a string".into(),
        Annotation::Array => "a list".into(),
        Annotation::List(item) => of("a list", item),
        Annotation::Dict(item) => of("a table", item),
        Annotation::Refined(base) => words(base),
        Annotation::Literal(values) => {
            let values: Vec<String> = values.iter().map(literal).collect();
            format!("one of {}", values.join(", "))
        }
        Annotation::Union(members) => {
            let members: Vec<String> = members.iter().map(words).collect();
            members.join(" or ")
        }
    }
}

/// "a list", where its items may be anything; else with what they are.
fn of(container: &str, item: &Annotation) -> String {
    match item {
        Annotation::Any | Annotation::Unknown => container.into(),
        item => format!("{container} whose values are each {}", words(item)),
    }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::None => "null".into(),
        Literal::Bool(value) => format!("`{value}`"),
        Literal::Int(value) => format!("`{value}`"),
        Literal::Text(text) => format!("`\"{text}\"`"),
        Literal::Unknown => "…".into(),
    }
}
