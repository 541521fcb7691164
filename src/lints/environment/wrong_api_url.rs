//! The address of Prefect's API leads to the server, and not to its API.

use super::sightings;
use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::address::{self, is_loopback};
use crate::lints::container::{Variable, containers};
use crate::model::{BuiltIn, Stack};
use crate::source::{At, Name};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "wrong-api-url",
    Explanation {
        what: "`PREFECT_API_URL` leads to the stack's own server, with another path than `/api`, or with https.",
        why: "The server answers with its web page, or not at all.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\n\n[services.prefect-worker]\nkind = \"prefect-worker\"\nwork_pool = \"default\"\nenvironment = { PREFECT_API_URL = \"http://prefect-server:4200\" }\n\n[work_pools.default]\n",
        passes: "[services.prefect-server]\nkind = \"prefect-server\"\n\n[services.prefect-worker]\nkind = \"prefect-worker\"\nwork_pool = \"default\"\nenvironment = { PREFECT_API_URL = \"http://prefect-server:4200/api\" }\n\n[work_pools.default]\n",
    },
    check,
);

const OTHER_PATHS: [&str; 5] = [
    "PREFECT_SERVER_API_BASE_PATH",
    "PREFECT_SERVER_UI_SERVE_BASE",
    "PREFECT_UI_SERVE_BASE",
    "PREFECT_SERVER_API_SSL_CERTFILE",
    "PREFECT_API_SSL_CERT_FILE",
];

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let url = container
            .variable("PREFECT_API_URL")
            .filter(Variable::is_written);
        report.extend(url.and_then(no_address));
    }
    report.extend(
        stack
            .project
            .api_url
            .as_ref()
            .and_then(|url| judge_host(stack, url)),
    );
    for sighting in sightings(stack) {
        let (address, text) = (&sighting.address, &sighting.text);
        let target = sighting.container.resolve(sighting.host());
        let Some(target) = target.filter(|it| it.role() == Some(BuiltIn::PrefectServer)) else {
            continue;
        };
        let moved = target.has_more()
            || target.has_written_command()
            || target.first_variable(&OTHER_PATHS).is_some();
        if &*sighting.variable.name.value != "PREFECT_API_URL" || moved {
            continue;
        }
        let path = &text[address.path.clone()];
        let found = if path.trim_end_matches('/') != "/api"
            && !path.contains(crate::lints::container::VARIABLE)
        {
            let span = sighting.span(address.host.start..address.path.end);
            let path = if path.is_empty() { "/" } else { path };
            let message = format!(
                "`PREFECT_API_URL` leads to `{path}` of `{}`, and its API is at `/api`",
                target.name()
            );
            Diagnostic::new(&LINT.code, span, message).help("let the address end with `/api`")
        } else if &text[address.scheme.clone()] == "https" {
            let span = sighting.span(address.scheme.clone());
            let message = format!("`{}` does not speak https", target.name());
            Diagnostic::new(&LINT.code, span, message).edit("write `http`", span, "http")
        } else {
            continue;
        };
        report.push(found);
    }
}

/// A text that is no address at all.
fn no_address(variable: Variable<'_>) -> Option<Diagnostic> {
    let text = variable.text()?;
    let is_address = ["http://", "https://"]
        .iter()
        .any(|scheme| text.to_ascii_lowercase().starts_with(scheme));
    if is_address || text.starts_with(crate::lints::container::VARIABLE) {
        return None;
    }
    let found = Diagnostic::new(
        &LINT.code,
        variable.value.span(),
        "`PREFECT_API_URL` is no address of a web server",
    );
    Some(found.help("write such as `http://prefect-server:4200/api`"))
}

/// The address that the host is told: on this machine it has to be a port that the server publishes.
fn judge_host(stack: &Stack, url: &At<Name>) -> Option<Diagnostic> {
    let address = address::find(url).into_iter().next()?;
    let host = address.host(url);
    if containers(stack).any(|it| &**it.name() == host && !host.contains('.')) {
        let message = format!("the host does not know the name `{host}`");
        return Some(
            Diagnostic::new(&LINT.code, url.span(), message)
                .label("only containers of the stack do")
                .help("write `localhost` and the port that the server publishes")
                .doubtful(),
        );
    }
    let port = address
        .port(url)
        .filter(|_| is_loopback(address.host(url)))?;
    let published = containers(stack)
        .flat_map(|it| it.service.ports())
        .filter_map(|port| port.value.published);
    let published: Vec<_> = published.collect();
    let has_server = containers(stack).any(|it| it.role() == Some(BuiltIn::PrefectServer));
    if published.is_empty() || !has_server || published.iter().any(|range| range.contains(port)) {
        return None;
    }
    let found = Diagnostic::new(
        &LINT.code,
        url.span(),
        format!("no service publishes port {port} of this machine"),
    );
    Some(
        found
            .label("`make deploy` would look for the server here")
            .doubtful(),
    )
}
