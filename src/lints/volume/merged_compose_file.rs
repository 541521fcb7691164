//! A file beside ours that Compose reads too, or instead.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;
use crate::workspace::nearby::{COMPOSE_FILES, OVERRIDES};

pub static LINT: Lint = Lint::warning(
    "merged-compose-file",
    Explanation {
        what: "Beside the generated compose file lies another one of a name that Compose looks for itself.",
        why: "Compose merges an override into ours unseen, or reads the other file instead.",
        fails: "[services.redis]\nkind = \"redis\"\n\n--- compose.override.yml ---\nservices: {}\n",
        passes: "[services.redis]\nkind = \"redis\"\n",
    },
    check,
);

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    let Some(ours) = &stack.outputs.compose else {
        return;
    };
    // Of a file with a name of its own nothing else is read.
    let Some(rank) = COMPOSE_FILES.iter().position(|name| *name == &*ours.value) else {
        return;
    };
    if stack.services.is_empty() {
        return;
    }
    let first = stack
        .services
        .values()
        .next()
        .map(|service| service.name.span());
    let at = if ours.is_written() {
        ours.span()
    } else {
        first.unwrap_or_default()
    };
    let there =
        |name: &&&str| workspace.nearby.kind(name).is_some() && !workspace.nearby.is_ignored(name);
    for name in OVERRIDES.iter().filter(there) {
        let message = format!(
            "Compose merges `{name}` into the generated `{}`",
            ours.value
        );
        let found =
            Diagnostic::new(&LINT.code, at, message).label("what it changes is not checked");
        report.push(found.help(
            "move what it says into the stack, or let git ignore a file that is yours alone",
        ));
    }
    for (index, name) in COMPOSE_FILES
        .iter()
        .enumerate()
        .filter(|(index, name)| *index != rank && there(name))
    {
        let message = match index < rank {
            true => format!(
                "Compose reads `{name}` instead of the generated `{}`",
                ours.value
            ),
            false => format!(
                "`{name}` lies beside the generated `{}`, and Compose reads only the latter",
                ours.value
            ),
        };
        report.push(Diagnostic::new(&LINT.code, at, message).help("remove it"));
    }
}
