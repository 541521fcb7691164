//! A service sets something that only the other side of Prefect reads.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::settings::{self, Role};
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::{BuiltIn, Stack};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::warning(
    "ignored-setting",
    Explanation {
        what: "A service sets in its own `environment` a setting of Prefect that its role does not read.",
        why: "A worker ignores what only the server reads, and the other way round.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\nports = [\"4200:4200\"]\nenvironment = { PREFECT_WORKER_HEARTBEAT_SECONDS = 10 }\n",
        passes: "[services.prefect-server]\nkind = \"prefect-server\"\nports = [\"4200:4200\"]\nenvironment = { PREFECT_SERVER_ANALYTICS_ENABLED = false }\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let (role, noun) = match container.role() {
            Some(BuiltIn::PrefectServer | BuiltIn::PrefectServices) => (Role::Server, "the server"),
            Some(BuiltIn::PrefectWorker) => (Role::Client, "a worker"),
            _ => continue,
        };
        for variable in container.variables() {
            let Some(setting) = settings::find(&variable.name.value) else {
                continue;
            };
            let read = setting.role == Role::Both
                || setting.role == role
                || is_read_anyway(setting.name, role);
            if read || variable.is_shared || !variable.name.is_written() {
                continue;
            }
            let reader = if setting.role == Role::Server {
                "the server"
            } else {
                "its clients"
            };
            let message = format!(
                "`{}` is a setting of {reader}, and `{}` is {noun}",
                setting.name,
                container.name()
            );
            report.push(
                Diagnostic::new(&LINT.code, variable.name.span(), message)
                    .label("nothing in this service reads it"),
            );
        }
    }
}

/// The server tells browsers the address of the API, calls itself, and runs background clients with their login.
fn is_read_anyway(name: &str, role: Role) -> bool {
    let shared = [
        "PREFECT_API_",
        "PREFECT_CLIENT_",
        "PREFECT_CLOUD_",
        "PREFECT_CLI_",
        "PREFECT_RESULTS_",
        "PREFECT_EXPERIMENT",
    ];
    role == Role::Server && shared.iter().any(|prefix| name.starts_with(prefix))
}
