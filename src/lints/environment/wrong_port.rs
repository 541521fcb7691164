//! An address leads to a port of a service on which nobody listens.

use super::{Sighting, sightings};
use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::container::Container;
use crate::model::Stack;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "wrong-port",
    Explanation {
        what: "An address in a variable leads to a port on which the service does not listen.",
        why: "Between containers it is the port in the container that counts, not the one published on the host; every other \
              one refuses the connection.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\n\n[services.prefect-worker]\nkind = \"prefect-worker\"\nwork_pool = \"default\"\nenvironment = { PREFECT_API_URL = \"http://prefect-server:4020/api\" }\n\n[work_pools.default]\n",
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
    if sighting.address.is_open(&sighting.text) || sighting.container.knows(sighting.host()) {
        return None;
    }
    let target = sighting.container.resolve(sighting.host())?;
    let port = sighting.address.port(&sighting.text)?;
    // What is no port at all is told as such.
    if port == 0 {
        return None;
    }
    let (right, sure) = right_port(target, port)?;
    let span = sighting.span(
        sighting
            .address
            .port
            .clone()
            .unwrap_or(sighting.address.host.clone()),
    );
    let message = format!(
        "`{}` leads to port {port} of `{}`, which listens on {right}",
        sighting.variable.name.value,
        target.name()
    );
    let found = Diagnostic::new(&LINT.code, span, message).label("nobody listens here");
    let exact = sighting.address.port.is_some() && span != sighting.variable.value.span();
    let found = match exact {
        true => found.edit(format!("write port {right}"), span, right.to_string()),
        false => found.help(format!("write port {right}")),
    };
    Some(if sure { found } else { found.doubtful() })
}

/// The port that is meant, if this one is wrong, and whether that is certain.
pub fn right_port(target: Container<'_>, port: u16) -> Option<(u16, bool)> {
    if target
        .named_ports()
        .iter()
        .any(|range| range.contains(port))
        && target.listens().is_none()
    {
        return None;
    }
    if let Some(ports) = target.listens() {
        let named = target
            .named_ports()
            .iter()
            .any(|range| range.contains(port));
        return (!ports.contains(&port) && !named).then_some((*ports.first()?, true));
    }
    // Of a program that is not known only one thing is: who writes the port of the host means that of the container.
    let published = target.service.ports().into_iter().find_map(|it| {
        let host = it.value.published?;
        let offset = host.contains(port).then(|| port - host.first())?;
        Some(it.value.target.first().saturating_add(offset))
    })?;
    Some((published, false))
}
