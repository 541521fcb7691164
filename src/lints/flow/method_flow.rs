//! A flow that is a method of an instance.

use super::Places;
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;
use crate::workspace::python::{FlowState, Lookup, Method};

pub static LINT: Lint = Lint {
    code: Code {
        word: "method-flow",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "An entrypoint names a flow that is a method and needs an instance or its class.",
            why: "It is deployed, and each of its runs fails: Prefect calls it without `self` or `cls`.",
            fails: "[deployments.load]\nentrypoint = \"flow.py:Jobs.load\"\npull = []\n\n--- flow.py ---\nfrom prefect import flow\n\n\nclass Jobs:\n    @flow\n    def load(self):\n        pass\n",
            passes: "[deployments.load]\nentrypoint = \"flow.py:Jobs.load\"\npull = []\n\n--- flow.py ---\nfrom prefect import flow\n\n\nclass Jobs:\n    @staticmethod\n    @flow\n    def load():\n        pass\n",
        },
    },
    check,
};

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    let mut places = Places::default();
    for deployment in stack.deployments.values() {
        let Some(entrypoint) = &deployment.entrypoint else {
            continue;
        };
        let Some((file, Lookup::Found(function))) = workspace.flow(deployment) else {
            continue;
        };
        let label = match function.method {
            _ if function.state != FlowState::Flow || function.alias => continue,
            Method::Instance => "this is a method of an instance",
            Method::Class => "`@classmethod` stands below `@flow`",
            Method::Free | Method::Static => continue,
        };
        let message = format!(
            "deployment `{}` runs `{}`, which cannot be called without its object",
            deployment.key.value, function.name
        );
        let found = Diagnostic::new(&LINT.code, entrypoint.span(), message)
            .label("each run would fail")
            .related(file.at(&function.range), label);
        places.add(
            found.help("make it a function, or a static method: `@staticmethod` above `@flow`"),
        );
    }
    places.report(report);
}
