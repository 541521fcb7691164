//! A client of Prefect that is not told where the server is.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::container::{Container, containers};
use crate::model::{BuiltIn, Stack};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "missing-api-url",
    Explanation {
        what: "A worker has neither `server` nor `PREFECT_API_URL`.",
        why: "Prefect starts a temporary server in the worker's container: it polls a pool of its own, and nothing runs.",
        fails: "[services.prefect-worker]\nkind = \"prefect-worker\"\nwork_pool = \"default\"\n\n[work_pools.default]\n",
        passes: "[services.prefect-worker]\nkind = \"prefect-worker\"\nwork_pool = \"default\"\nserver = { url = \"https://prefect.example.com/api\" }\n\n[work_pools.default]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let is_client = matches!(
            container.service.built_in,
            Some(BuiltIn::PrefectWorker | BuiltIn::PrefectServe)
        );
        if !is_client || is_told(container) {
            continue;
        }
        let name = &container.service.name;
        let message = format!(
            "service `{}` does not know where Prefect's server is",
            name.value
        );
        let mut servers = containers(stack).filter(|it| it.role() == Some(BuiltIn::PrefectServer));
        let found = Diagnostic::new(&LINT.code, name.span(), message)
            .label("it has neither `server` nor PREFECT_API_URL");
        report.push(match servers.next() {
            Some(server) => found.help(format!("write `server = \"{}\"`", server.name())),
            None => found.help("write `server = \"NAME\"`, or `server = { url = \"…\" }` for one outside the stack"),
        });
    }
}

fn is_told(container: Container<'_>) -> bool {
    let profile = [
        "PREFECT_API_URL",
        "PREFECT_PROFILE",
        "PREFECT_PROFILES_PATH",
        "PREFECT_HOME",
        "PREFECT_API_URL_FILE",
    ];
    // A `server` that could not be read is reported where it stands.
    container.has_more()
        || container.keys().is_broken("server")
        || container.service.server.is_some()
        || container.first_variable(&profile).is_some()
        || container.variables().iter().any(|it| it.name.is_written() && &*it.name.value == "PREFECT_API_URL")
        // Image of its own: a profile may be baked into it.
        || container.keys().contains("build")
        || container.service.text("image").is_some() && !container.is_stock_prefect()
}
