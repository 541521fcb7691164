//! A service waits for the end of one that runs for ever.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::Stack;
use crate::tree::Map;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "endless-dependency",
    Explanation {
        what: "A service waits with `service_completed_successfully` for a server or a worker.",
        why: "Such a container does not end: whoever waits for it never starts.",
        fails: "[services.api]\nimage = \"api:1\"\ndepends_on = { redis = { condition = \"service_completed_successfully\" } }\n\n[services.redis]\nkind = \"redis\"\n",
        passes: "[services.api]\nimage = \"api:1\"\ndepends_on = { redis = { condition = \"service_healthy\" } }\n\n[services.redis]\nkind = \"redis\"\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let dependencies = container.keys().map("depends_on");
        for (name, table) in dependencies.into_iter().flat_map(Map::tables) {
            let condition = table.value.text("condition");
            let condition = condition.filter(|it| &*it.value == "service_completed_successfully");
            let Some(target) = container.of(&name.value) else {
                continue;
            };
            // With a command of its own, such an image may do one thing and end: a migration, an export.
            let runs_on = target.role().is_some() && !target.has_written_command();
            let Some(condition) = condition.filter(|_| runs_on) else {
                continue;
            };
            let message = format!(
                "`{}` waits for the end of `{}`, which does not end",
                container.name(),
                name.value
            );
            report.push(
                Diagnostic::new(&LINT.code, condition.span(), message)
                    .label("this never comes true")
                    .help("wait with `service_healthy` or `service_started`"),
            );
        }
    }
}
