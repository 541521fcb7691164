//! Two mounts at one place of a container.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::grammar::path;
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::Stack;
use crate::source::Span;
use crate::workspace::Workspace;
use std::collections::HashMap;

pub static LINT: Lint = Lint::error(
    "clashing-mounts",
    Explanation {
        what: "A service mounts two things at one place.",
        why: "Compose refuses it, or one hides the other.",
        fails: "[volumes]\none = {}\ntwo = {}\n\n[services.api]\nimage = \"api:1\"\nvolumes = [\"one:/data\", \"two:/data\"]\n",
        passes: "[volumes]\none = {}\ntwo = {}\n\n[services.api]\nimage = \"api:1\"\nvolumes = [\"one:/data\", \"two:/more\"]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let mounts = container.service.body.mounts.iter();
        let mounts = mounts.map(|mount| (mount.target.clone(), mount.tree.span()));
        let memory = container.keys().texts("tmpfs").into_iter().map(|text| {
            let folder = text.value.split(':').next().unwrap_or_default();
            (path::clean(folder), text.span())
        });
        let mut seen: HashMap<String, Span> = HashMap::new();
        for (target, span) in mounts
            .chain(memory)
            .filter(|(target, _)| !target.is_empty())
        {
            let Some(first) = seen.get(&target) else {
                seen.insert(target, span);
                continue;
            };
            let message = format!("`{}` mounts two things at `{target}`", container.name());
            report
                .push(Diagnostic::new(&LINT.code, span, message).related(*first, "the other one"));
        }
    }
}
