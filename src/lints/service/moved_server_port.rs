//! Prefect's server listens elsewhere than what is derived says.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::{BuiltIn, Stack};
use crate::source::At;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "moved-server-port",
    Explanation {
        what: "Prefect's server is given another port than 4200, and its health check or its clients' address are derived.",
        why: "What is derived asks at 4200: the server never becomes healthy, and workers do not reach it.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\nports = [\"4200:4300\"]\nenvironment = { PREFECT_SERVER_API_PORT = 4300 }\n",
        passes: "[services.prefect-server]\nkind = \"prefect-server\"\nports = [\"4300:4200\"]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in
        containers(stack).filter(|it| it.service.built_in == Some(BuiltIn::PrefectServer))
    {
        let Some(port) = container
            .listens()
            .and_then(|ports| ports.first().copied())
            .filter(|port| *port != 4200)
        else {
            continue;
        };
        // A port that is published and not listened on is reported there.
        let ports = container.service.ports();
        if !ports.is_empty() && !ports.iter().any(|it| it.target.contains(port)) {
            continue;
        }
        let is_derived = |value: Option<bool>| value == Some(false);
        let check = is_derived(container.check().map(At::is_written));
        let client = containers(stack).any(|it| {
            let leads_here = it
                .service
                .server
                .as_ref()
                .is_some_and(|server| server.value == *container.name());
            leads_here && is_derived(it.variable("PREFECT_API_URL").map(|url| url.is_written()))
        });
        let variable = container.variable("PREFECT_SERVER_API_PORT");
        let command = container
            .keys()
            .get("command")
            .filter(|command| command.is_written());
        let at = command.map(At::span).or(variable.map(|it| it.value.span()));
        let Some(at) = at.filter(|_| check || client) else {
            continue;
        };
        let message = format!(
            "`{}` listens on port {port}, and what is derived asks at 4200",
            container.name()
        );
        report.push(
            Diagnostic::new(&LINT.code, at, message)
                .label(if check { "its health check asks at 4200" } else { "its clients ask at 4200" })
                .help("leave the port in the container at 4200 and publish it as another one, or write both by hand"),
        );
    }
}
