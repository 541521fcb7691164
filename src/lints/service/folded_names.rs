//! Names that differ in a way that not every reader sees.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::source::{At, Name};
use crate::workspace::Workspace;
use std::collections::HashMap;

pub static LINT: Lint = Lint::warning(
    "folded-names",
    Explanation {
        what: "Two services, or the folders of two prefect.yaml, have names that differ in upper and lower case only.",
        why: "Names of hosts have no case, and on many machines those of folders have none either: one is taken for the other.",
        fails: "[services.api]\nimage = \"api:1\"\n\n[services.API]\nimage = \"api:2\"\n",
        passes: "[services.api]\nimage = \"api:1\"\n\n[services.api-next]\nimage = \"api:2\"\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let services: Vec<&At<Name>> = stack
        .services
        .values()
        .map(|service| &service.name)
        .collect();
    compare("services", &services, report);
    let folders: Vec<&At<Name>> = stack
        .directories
        .values()
        .map(|directory| &directory.path)
        .collect();
    compare("folders", &folders, report);
}

fn compare(nouns: &str, names: &[&At<Name>], report: &mut Report) {
    let mut seen: HashMap<String, &At<Name>> = HashMap::with_capacity(names.len());
    for name in names {
        let Some(first) = seen.get(&name.to_lowercase()) else {
            seen.insert(name.to_lowercase(), name);
            continue;
        };
        let message = format!(
            "the {nouns} `{}` and `{}` differ in case only",
            first.value, name.value
        );
        report.push(
            Diagnostic::new(&LINT.code, name.span(), message)
                .related(first.span(), "the other one"),
        );
    }
}
