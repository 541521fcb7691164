//! A service that has nothing to run.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "missing-image",
    Explanation {
        what: "A service has neither an image nor a `build`.",
        why: "Compose refuses the file: there is nothing to run.",
        fails: "[services.api]\nports = [\"8000:8000\"]\n",
        passes: "[services.api]\nimage = \"api:1\"\nports = [\"8000:8000\"]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let keys = container.keys();
        let has = ["image", "build", "extends", "provider"]
            .iter()
            .any(|key| keys.contains(key) || keys.is_broken(key));
        // A key that nobody knows may be the misspelled one, and is reported; so is a kind.
        let name = &container.service.name;
        let kinds = &container.service.kinds;
        let is_lost = kinds
            .iter()
            .any(|kind| !stack.kinds.contains_key(&kind.value));
        if has || is_lost || !keys.broken().is_empty() {
            continue;
        }
        let message = format!(
            "service `{}` has neither an image nor a `build`",
            name.value
        );
        report.push(
            Diagnostic::new(&LINT.code, name.span(), message)
                .label("what does it run?")
                .help("write `image = \"NAME:TAG\"` or `build = \"FOLDER\"`"),
        );
    }
}
