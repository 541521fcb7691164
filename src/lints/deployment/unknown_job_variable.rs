//! A job variable that a pool of type process does not have.

use crate::diagnostics::{Diagnostic, Explanation, Report, nearest};
use crate::lints::Lint;
use crate::model::Stack;
use crate::tree::Tree;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::warning(
    "unknown-job-variable",
    Explanation {
        what: "A deployment sets a job variable that pools of type process do not have, or one to a value of another type.",
        why: "Prefect passes over what it does not know, and a run with a wrong value fails.",
        fails: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = { name = \"default\", job_variables = { image = \"jobs:1\" } }\npull = []\n",
        passes: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = { name = \"default\", job_variables = { env = { LANG = \"C\" } } }\npull = []\n",
    },
    check,
);

/// What the template of such a pool takes, if the team has none of its own.
const KNOWN: [&str; 6] = [
    "name",
    "env",
    "labels",
    "command",
    "stream_output",
    "working_dir",
];

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for deployment in stack.deployments.values() {
        let pool = deployment.pool_name();
        let pool = pool.and_then(|name| stack.work_pools.get(&name.value));
        if pool.is_none_or(|pool| !pool.is_process() || pool.base_job_template.is_some()) {
            continue;
        }
        let own = deployment.keys.map("work_pool");
        let Some(variables) = own.and_then(|pool| pool.map("job_variables")) else {
            continue;
        };
        for (name, value) in variables.iter() {
            if !KNOWN.contains(&&*name.value) {
                let message = format!(
                    "pools of type process have no job variable `{}`",
                    name.value
                );
                let found = Diagnostic::new(&LINT.code, name.span(), message);
                report.push(match nearest(name, KNOWN) {
                    Some(near) => found.edit(
                        format!("a job variable with a similar name exists: `{near}`"),
                        name.span(),
                        near,
                    ),
                    None => found.label("Prefect passes over it"),
                });
                continue;
            }
            let is_table = ["env", "labels"].contains(&&*name.value);
            let open = matches!(&value.value, Tree::Text(text) if text.has_placeholders());
            if is_table && !open && !matches!(value.value, Tree::Map(_) | Tree::Null) {
                let message = format!(
                    "job variable `{}` is a table of names and values",
                    name.value
                );
                report.push(
                    Diagnostic::new(&LINT.code, value.span(), message)
                        .help(format!("write `{} = {{ NAME = \"VALUE\" }}`", name.value)),
                );
            }
        }
    }
}
