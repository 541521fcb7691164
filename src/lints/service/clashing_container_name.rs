//! Two containers of one name.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::container::{Container, containers};
use crate::model::Stack;
use crate::source::{At, Span};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "clashing-container-name",
    Explanation {
        what: "Two services have one `container_name`, or one that has it runs several times.",
        why: "A name belongs to one container: the second one cannot be created.",
        fails: "[services.api]\nimage = \"api:1\"\ncontainer_name = \"main\"\n\n[services.jobs]\nimage = \"jobs:1\"\ncontainer_name = \"main\"\n",
        passes: "[services.api]\nimage = \"api:1\"\ncontainer_name = \"main-api\"\n\n[services.jobs]\nimage = \"jobs:1\"\ncontainer_name = \"main-jobs\"\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let named: Vec<_> = containers(stack)
        .filter_map(|it| Some((it, it.keys().text("container_name")?)))
        .collect();
    for (index, (container, name)) in named.iter().enumerate() {
        if let Some((count, at)) = copies(*container).filter(|(count, _)| *count > 1) {
            let message = format!(
                "{count} containers of `{}` cannot all be called `{}`",
                container.name(),
                name.value
            );
            report.push(
                Diagnostic::new(&LINT.code, name.span(), message)
                    .related(at, "it runs several times")
                    .help("leave the name out: Compose numbers the containers"),
            );
        }
        let first = named[..index]
            .iter()
            .find(|(other, text)| text == name && container.runs_with(*other));
        if let Some((other, first)) = first {
            let message = format!(
                "`{}` and `{}` have one container name, `{}`",
                other.name(),
                container.name(),
                name.value
            );
            report.push(
                Diagnostic::new(&LINT.code, name.span(), message)
                    .related(first.span(), "the other one"),
            );
        }
    }
}

/// How often a service runs, and where it says so.
pub fn copies(container: Container<'_>) -> Option<(i64, Span)> {
    let keys = container.keys();
    let replicas = keys.map("deploy").and_then(|deploy| deploy.int("replicas"));
    let scale = keys.int("scale").or(replicas)?;
    Some((scale.value, At::span(&scale)))
}
