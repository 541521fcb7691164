//! Targets of the Makefile that need each other in a circle.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::circle::circles;
use crate::model::{Stack, Target};
use crate::source::{At, Name};
use crate::workspace::Workspace;
use indexmap::IndexMap;

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
    let targets = stack.makefile.targets.iter();
    let targets: IndexMap<&Name, &Target> = targets.map(|it| (&it.name.value, it)).collect();
    let steps = |name: &Name| -> Vec<(At<Name>, &Name)> {
        let needs = targets.get(name).map(|target| target.needs.as_slice());
        let known = |need: &At<Name>| {
            let (next, _) = targets.get_key_value(&need.value)?;
            Some((need.clone(), *next))
        };
        needs.unwrap_or_default().iter().filter_map(known).collect()
    };
    for circle in circles(targets.keys().copied(), steps) {
        let Some((_, need)) = circle.last() else {
            continue;
        };
        let words: String = circle
            .iter()
            .map(|(name, _)| format!("{name} -> "))
            .collect();
        let message = format!("targets need each other in a circle: {words}{}", need.value);
        report.push(
            Diagnostic::new(&LINT.code, need.span(), message)
                .label("make drops a step of the circle"),
        );
    }
}
