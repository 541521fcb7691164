//! The function that an entrypoint names is not in its file.

use super::{Places, edit_entrypoint, flows, listed, relate_directory};
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report, nearest};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;
use crate::workspace::python::Lookup;

pub static LINT: Lint = Lint {
    code: Code {
        word: "missing-flow",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "The file of an entrypoint has no function of the name that the entrypoint gives.",
            why: "`prefect deploy` stops at this deployment, and those behind it are not deployed.",
            fails: "[deployments.load]\nentrypoint = \"flow.py:laod\"\npull = []\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load():\n    pass\n",
            passes: "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n\n--- flow.py ---\nfrom prefect import flow\n\n\n@flow\ndef load():\n    pass\n",
        },
    },
    check,
};

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    let mut places = Places::default();
    for deployment in stack.deployments.values() {
        let (Some(entrypoint), Some(parsed)) =
            (&deployment.entrypoint, deployment.parsed_entrypoint())
        else {
            continue;
        };
        let Some((file, Lookup::Missing)) = workspace.flow(deployment) else {
            continue;
        };
        let (path, function) = (&file.shown, parsed.function());
        let message = format!(
            "deployment `{}` runs `{function}` of `{path}`, which has no such function",
            deployment.key.value
        );
        let found = Diagnostic::new(&LINT.code, entrypoint.span(), message)
            .label(format!("the file has no `{function}`"));
        let found = relate_directory(found, deployment);
        let names = flows(&file.module);
        places.add(match nearest(function, names.iter().copied()) {
            Some(name) => {
                let text = entrypoint.text();
                let place = &text[..text.len() - function.len()];
                let help = format!("a flow with a similar name exists: `{name}`");
                edit_entrypoint(found, entrypoint, help, &format!("{place}{name}"))
            }
            None if names.is_empty() => found.help("the file has no flow at all"),
            None => found.help(format!("the file has {}", listed(&names))),
        });
    }
    places.report(report);
}
