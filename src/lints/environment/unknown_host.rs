//! An address leads to a service that there is not.

use super::{Sighting, sightings};
use crate::diagnostics::{Diagnostic, Explanation, Report, nearest};
use crate::lints::Lint;
use crate::lints::address::{Protocol, is_loopback};
use crate::lints::container::containers;
use crate::model::{BuiltIn, Stack};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "unknown-host",
    Explanation {
        what: "An address in a variable names a host without a dot that is no service of the stack.",
        why: "Inside the stack services are reached by their names; no other name leads anywhere.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\n\n[services.prefect-worker]\nkind = \"prefect-worker\"\nwork_pool = \"default\"\nenvironment = { PREFECT_API_URL = \"http://prefect-api:4200/api\" }\n\n[work_pools.default]\n",
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
    let (container, host) = (sighting.container, sighting.host());
    // `+`, `*`, `_`: patterns, and not names.
    let is_name = host.starts_with(|c: char| c.is_ascii_alphanumeric())
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    let outside = !is_name || is_loopback(host);
    if outside
        || container.sees_more()
        || container.knows(host)
        || container.resolve(host).is_some()
    {
        return None;
    }
    let names: Vec<String> = containers(container.stack)
        .flat_map(|it| it.names())
        .collect();
    let near = nearest(host, names.iter().map(String::as_str));
    let is_server = container.role() == Some(BuiltIn::PrefectServer);
    let name = &sighting.variable.name.value;
    if &**name == "PREFECT_API_URL" && is_server || sighting.is_for_browsers() && near.is_none() {
        return None;
    }
    let sure = sighting.is_opened()
        || sighting.address.protocol(&sighting.text) != Protocol::Http
        || near.is_some();
    let span = sighting.span(sighting.address.host.clone());
    let message = format!("`{name}` leads to `{host}`, which is no service of the stack");
    let found = Diagnostic::new(&LINT.code, span, message).label("no service has this name");
    let found = match near {
        Some(near) if span != sighting.variable.value.span() => found.edit(
            format!("a service with a similar name exists: `{near}`"),
            span,
            near,
        ),
        Some(near) => found.help(format!("a service with a similar name exists: `{near}`")),
        None => match meant(sighting) {
            Some(meant) => found.help(format!("did you mean service `{meant}`?")),
            None => found,
        },
    };
    Some(if sure { found } else { found.doubtful() })
}

/// The only service that listens on the address's port.
fn meant(sighting: &Sighting<'_>) -> Option<String> {
    let port = sighting.address.port(&sighting.text)?;
    let mut all = containers(sighting.container.stack)
        .filter(|it| it.listens().is_some_and(|ports| ports.contains(&port)));
    let first = all.next()?;
    all.next().is_none().then(|| first.name().to_string())
}
