//! A parameter that the flow does not have.

use super::Places;
use super::parameters::{given, target};
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint {
    code: Code {
        word: "unknown-parameter",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "A deployment or a schedule gives a value to a parameter that the flow does not have.",
            why: "It is deployed, and each of its runs fails before the flow begins; `**kwargs` does not help.",
            fails: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\nparameters = { contry = \"NO\" }\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load(country: str = \"SE\"):\n    pass\n",
            passes: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\nparameters = { country = \"NO\" }\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load(country: str = \"SE\"):\n    pass\n",
        },
    },
    check,
};

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    let mut places = Places::default();
    for deployment in stack.deployments.values() {
        if given(deployment).next().is_none() {
            continue;
        }
        let Some(target) = target(workspace, deployment) else {
            continue;
        };
        let known = &target.signature.parameters;
        for (key, _) in given(deployment) {
            if target.signature.parameter(key).is_some() {
                continue;
            }
            let flow = &target.function.name;
            let message = format!("flow `{flow}` has no parameter `{}`", key.value);
            let signature = match known.is_empty() {
                true => "this flow has no parameters".to_owned(),
                false => format!("`{flow}` does not have it"),
            };
            let names = known.iter().map(|parameter| parameter.name.as_str());
            let found = Diagnostic::new(&LINT.code, key.span(), message)
                .label("no such parameter")
                .related(target.file.at(&target.function.range), signature);
            places.add(found.nearest(key, key.span(), "a parameter", names));
        }
    }
    places.report(report);
}
