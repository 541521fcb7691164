//! A number that is no port, in the long form of `ports`.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "invalid-port",
    Explanation {
        what: "A port in the long form that is no number from 1 to 65535; on the host, 0 is a random one.",
        why: "Compose takes it, and the engine refuses the container.",
        fails: "[services.api]\nimage = \"api:1\"\nports = [{ target = 80000, published = 8000 }]\n",
        passes: "[services.api]\nimage = \"api:1\"\nports = [{ target = 8000, published = 8000 }]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let items = container.keys().get("ports").and_then(|it| it.as_list());
        let tables = items
            .unwrap_or_default()
            .iter()
            .filter_map(|it| it.as_map());
        for (table, key, least) in tables.flat_map(|it| [(it, "target", 1), (it, "published", 0)]) {
            let Some(port) = table.int(key) else {
                continue;
            };
            if (least..=65535).contains(&port.value) {
                continue;
            }
            let message = format!("`{key}` is {}, which is no port", port.value);
            report.push(
                Diagnostic::new(&LINT.code, port.span(), message)
                    .label(format!("expected a number from {least} to 65535")),
            );
        }
    }
}
