//! Targets of the Makefile that need each other in a circle.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::model::{Stack, Target};
use crate::source::{At, Name};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::warning(
    "target-cycle",
    Explanation {
        what: "Targets of `[make.targets]` need each other in a circle.",
        why: "make drops one step of the circle, and runs the others in an order that nobody wrote.",
        fails: "[make.targets.fresh]\nneeds = [\"clean\"]\n\n[make.targets.clean]\nneeds = [\"fresh\"]\nrun = [\"rm -rf build\"]\n",
        passes: "[make.targets.fresh]\nneeds = [\"clean\"]\n\n[make.targets.clean]\nrun = [\"rm -rf build\"]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let targets = &stack.makefile.targets;
    for (index, target) in targets.iter().enumerate() {
        // Each circle once: at the first of its targets.
        let before: Vec<&Name> = targets[..index].iter().map(|it| &it.name.value).collect();
        let mut path = Vec::new();
        if let Some(need) = back(targets, target, &target.name.value, &before, &mut path) {
            let words = path
                .iter()
                .map(|name| format!("{name} -> "))
                .collect::<String>();
            let message = format!(
                "targets need each other in a circle: {words}{}",
                target.name.value
            );
            report.push(
                Diagnostic::new(&LINT.code, need.span(), message)
                    .label("make drops a step of the circle"),
            );
        }
    }
}

/// The step that leads back to the first target.
fn back<'a>(
    targets: &'a [Target],
    from: &'a Target,
    first: &Name,
    skip: &[&Name],
    path: &mut Vec<&'a Name>,
) -> Option<&'a At<Name>> {
    if path.contains(&&from.name.value) {
        return None;
    }
    path.push(&from.name.value);
    for need in &from.needs {
        if need.value == *first {
            return Some(need);
        }
        let next = targets
            .iter()
            .find(|it| it.name.value == need.value && !skip.contains(&&it.name.value));
        if let Some(found) = next.and_then(|next| back(targets, next, first, skip, path)) {
            return Some(found);
        }
    }
    path.pop();
    None
}
