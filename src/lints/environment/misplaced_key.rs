//! A key of a service was written behind the header of its `environment`.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::stack::SERVICE;
use crate::lints::Lint;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::warning(
    "misplaced-key",
    Explanation {
        what: "A variable of a service's environment has the name of a key of services, in lower case.",
        why: "In TOML every key behind `[services.NAME.environment]` belongs to that table: it becomes a variable, and the \
              service lacks the key.",
        fails: "[services.api]\nimage = \"api:1\"\n\n[services.api.environment]\nLEVEL = \"info\"\nrestart = \"always\"\n",
        passes: "[services.api]\nimage = \"api:1\"\nrestart = \"always\"\n\n[services.api.environment]\nLEVEL = \"info\"\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for service in stack.services.values() {
        let variables = service.body.keys.map("environment");
        for key in variables.into_iter().flat_map(|map| map.keys()) {
            if !key.is_written() || SERVICE.key(key).is_none() {
                continue;
            }
            let (key, service) = (&key.with(key.value.clone()), &service.name.value);
            let message = format!(
                "`{}` is a variable of service `{service}` here, not a key of it",
                key.value
            );
            report.push(
                Diagnostic::new(&LINT.code, key.span(), message)
                    .label("this stands in the service's `environment`")
                    .help(format!(
                        "move it up, before `[services.{service}.environment]`"
                    )),
            );
        }
    }
}
