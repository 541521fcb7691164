//! What an entrypoint names is there, and is no flow.

use super::{Places, flows, listed};
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;
use crate::workspace::python::{FlowState, Lookup};

pub static LINT: Lint = Lint {
    code: Code {
        word: "not-a-flow",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "An entrypoint names something that is no flow: a function without `@flow`, a class, a number.",
            why: "`prefect deploy` stops at this deployment, and those behind it are not deployed.",
            fails: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n\n--- flow.py ---\ndef load():\n    pass\n",
            passes: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load():\n    pass\n",
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
        let Some((file, found)) = workspace.flow(deployment) else {
            continue;
        };
        let (range, label, can_be_decorated) = match found {
            Lookup::Found(function) if function.state == FlowState::NotFlow => {
                (function.range.clone(), "no `@flow` stands above it", true)
            }
            Lookup::Class { range } => (range, "this is a class", false),
            Lookup::Assigned {
                range,
                state: FlowState::NotFlow,
            } => (range, "this is no flow", false),
            _ => continue,
        };
        let name = deployment.parsed_entrypoint();
        let name = name.map_or("", |parsed| parsed.function());
        let message = format!(
            "deployment `{}` runs `{name}` of `{}`, which is not a flow",
            deployment.key.value, file.shown
        );
        let found = Diagnostic::new(&LINT.code, entrypoint.span(), message)
            .label("not a flow")
            .related(file.at(&range), label);
        let names = flows(&file.module);
        let is_unknown = file.module.lookup("flow") == Lookup::Missing;
        let mentions = is_unknown
            && !file
                .module
                .imports
                .iter()
                .any(|it| it.module == "prefect.flows");
        places.add(match (can_be_decorated, names.is_empty()) {
            (true, true) if mentions => {
                found.help("decorate it with `@flow`, and import that: `from prefect import flow`")
            }
            (true, true) => found.help("decorate it with `@flow`"),
            (true, false) => {
                let names = listed(&names);
                found.help(format!(
                    "name a flow of the file ({names}), or decorate it with `@flow`"
                ))
            }
            (false, true) => found.help("the file has no flow at all"),
            (false, false) => found.help(format!("the file has {}", listed(&names))),
        });
    }
    places.report(report);
}
