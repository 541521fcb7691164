//! An address in a container leads back into the same container.

use super::{DATABASE_URLS, Sighting, sightings};
use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::address::{Protocol, is_loopback};
use crate::lints::container::{Container, Place, containers};
use crate::model::{BuiltIn, Stack};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "localhost-address",
    Explanation {
        what: "An address that a service opens leads to `localhost`, where what it looks for is another service.",
        why: "In a container `localhost` is the container itself, not the host, and nobody listens there.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\n\n[services.prefect-worker]\nkind = \"prefect-worker\"\nwork_pool = \"default\"\nenvironment = { PREFECT_API_URL = \"http://localhost:4200/api\" }\n\n[work_pools.default]\n",
        passes: "[services.prefect-server]\nkind = \"prefect-server\"\n\n[services.prefect-worker]\nkind = \"prefect-worker\"\nwork_pool = \"default\"\nenvironment = { PREFECT_API_URL = \"http://prefect-server:4200/api\" }\n\n[work_pools.default]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for sighting in sightings(stack) {
        report.extend(judge(&sighting));
    }
}

fn judge(sighting: &Sighting<'_>) -> Option<Diagnostic> {
    let (container, name) = (sighting.container, &*sighting.variable.name.value);
    let protocol = sighting.address.protocol(&sighting.text);
    if !is_loopback(sighting.host()) || container.place() == Place::Elsewhere {
        return None;
    }
    let port = sighting.address.port(&sighting.text);
    if port.is_some_and(|port| has_port(container, port))
        || is_server(container) && name == "PREFECT_API_URL"
    {
        return None;
    }
    let other = port.and_then(|port| containers(container.stack).find(|it| has_port(*it, port)));
    let is_prefect = container.role().is_some_and(|it| {
        matches!(
            it,
            BuiltIn::PrefectWorker
                | BuiltIn::PrefectServe
                | BuiltIn::PrefectServices
                | BuiltIn::PrefectServer
        )
    });
    let is_database =
        DATABASE_URLS.contains(&name) && is_prefect || name == "PREFECT_SERVER_DOCKET_URL";
    let is_client = is_prefect || container.is_stock_prefect();
    let is_api = name == "PREFECT_API_URL";
    let is_sure =
        is_api && is_client || is_database || protocol != Protocol::Http && other.is_some();
    if !is_sure && !is_api && (other.is_none() || sighting.is_for_browsers()) {
        return None;
    }
    let host = sighting.address.host.clone();
    let message = format!("`{name}` leads service `{}` to itself", container.name());
    let found = Diagnostic::new(&LINT.code, sighting.span(host.clone()), message)
        .label("in a container this is the container itself");
    let found = match other {
        Some(other) if sighting.span(host.clone()) != sighting.variable.value.span() => found.edit(
            format!("write the service's name: `{}`", other.name()),
            sighting.span(host),
            &**other.name(),
        ),
        Some(other) => found.help(format!("write the service's name: `{}`", other.name())),
        None => found.help("write the name of the service, or `host.docker.internal` for the host"),
    };
    Some(if is_sure { found } else { found.doubtful() })
}

fn is_server(container: Container<'_>) -> bool {
    container.role() == Some(BuiltIn::PrefectServer)
}

/// Whether it listens on a port, as far as stack.toml tells.
fn has_port(container: Container<'_>, port: u16) -> bool {
    container
        .listens()
        .is_some_and(|ports| ports.contains(&port))
        || container
            .named_ports()
            .iter()
            .any(|range| range.contains(port))
}
