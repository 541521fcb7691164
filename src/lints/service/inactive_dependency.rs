//! A service waits for one that does not run unless a profile is switched on.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::Stack;
use crate::tree::Map;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "inactive-dependency",
    Explanation {
        what: "A service waits for one that runs in certain profiles only, in none of which it runs itself.",
        why: "Unless somebody switches the profile on, Compose refuses to start it.",
        fails: "[services.api]\nimage = \"api:1\"\ndepends_on = [\"cache\"]\n\n[services.cache]\nkind = \"redis\"\nprofiles = [\"debug\"]\n",
        passes: "[services.api]\nimage = \"api:1\"\nprofiles = [\"debug\"]\ndepends_on = [\"cache\"]\n\n[services.cache]\nkind = \"redis\"\nprofiles = [\"debug\"]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let own = container.keys().texts("profiles");
        let dependencies = container.keys().map("depends_on");
        for (name, table) in dependencies.into_iter().flat_map(Map::tables) {
            let Some(target) = container.of(&name.value) else {
                continue;
            };
            let theirs = target.keys().texts("profiles");
            let optional = table.value.bool("required").is_some_and(|it| !it.value);
            let reachable = own.is_empty() || !own.iter().any(|it| theirs.contains(it));
            if theirs.is_empty() || optional || !reachable {
                continue;
            }
            let message = format!(
                "`{}` waits for `{}`, which does not run without a profile",
                container.name(),
                name.value
            );
            let words = theirs
                .iter()
                .map(|it| format!("`{}`", it.value))
                .collect::<Vec<_>>()
                .join(", ");
            // What a kind waits for is needed in any case. Who writes it may always start the stack with the profile.
            let found = Diagnostic::new(&LINT.code, name.span(), message)
                .related(theirs[0].span(), format!("it runs in {words} only"))
                .help("give both the same `profiles`, or write `required = false`");
            report.push(if name.is_written() {
                found.doubtful()
            } else {
                found
            });
        }
    }
}
