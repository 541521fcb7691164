//! The host has no way to Prefect's server, and deployments are made from the host.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::container::containers;
use crate::model::{BuiltIn, Stack};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::warning(
    "unpublished-server",
    Explanation {
        what: "No server of the stack publishes a port, and `[project]` has no `api_url`.",
        why: "`make deploy` runs on the host and does not know where the server is, unless PREFECT_API_URL is set there.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\n\n[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\n",
        passes: "[services.prefect-server]\nkind = \"prefect-server\"\nports = [\"4200:4200\"]\n\n[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = []\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let server = containers(stack).find(|it| it.service.built_in == Some(BuiltIn::PrefectServer));
    let Some(server) =
        server.filter(|_| stack.api_url().is_none() && !stack.deployments.is_empty())
    else {
        return;
    };
    let keys = server.keys();
    // Ports that are not read whole say more than is known here; a wrong one is reported itself.
    let written = keys
        .get("ports")
        .and_then(|it| it.as_list())
        .map_or(0, <[_]>::len);
    let ports = server.service.ports();
    let random = ports
        .iter()
        .all(|port| port.published.is_none() && port.target.contains(4200));
    if keys.is_broken("ports")
        || ports.len() != written
        || !random
        || keys.contains("network_mode")
        || keys.contains("extends")
    {
        return;
    }
    let name = &server.service.name;
    report.push(
        Diagnostic::new(
            &LINT.code,
            name.span(),
            format!("the host has no way to `{}`", name.value),
        )
        .label(if written == 0 {
            "it publishes no port"
        } else {
            "it publishes any free port"
        })
        .help("write `ports = [\"4200:4200\"]`, or `api_url` in `[project]`"),
    );
}
