//! A client of the server logs in otherwise than the server asks for, or not at all.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::address;
use crate::lints::container::{Container, containers};
use crate::model::{BuiltIn, Stack};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "auth-drift",
    Explanation {
        what: "The login that Prefect's server asks for and the one that a client has differ.",
        why: "The server answers every call with 401. A login that is set and empty also switches it on.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\nenvironment = { PREFECT_SERVER_API_AUTH_STRING = \"admin:one\" }\n\n[services.prefect-worker]\nkind = \"prefect-worker\"\nwork_pool = \"default\"\nserver = \"prefect-server\"\n\n[work_pools.default]\n",
        passes: "[services.prefect-server]\nkind = \"prefect-server\"\nenvironment = { PREFECT_SERVER_API_AUTH_STRING = \"admin:one\" }\n\n[services.prefect-worker]\nkind = \"prefect-worker\"\nwork_pool = \"default\"\nserver = \"prefect-server\"\nenvironment = { PREFECT_API_AUTH_STRING = \"admin:one\" }\n\n[work_pools.default]\n",
    },
    check,
);

const SERVER: &str = "PREFECT_SERVER_API_AUTH_STRING";
const CLIENT: &str = "PREFECT_API_AUTH_STRING";

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for server in containers(stack).filter(|it| it.role() == Some(BuiltIn::PrefectServer)) {
        if server.has_more() {
            continue;
        }
        let asked = server.variable(SERVER);
        if let Some(asked) = asked.filter(|it| it.literal().as_deref() == Some("")) {
            let message = format!("`{SERVER}` is set and empty");
            report.push(
                Diagnostic::new(&LINT.code, asked.value.span(), message)
                    .label("this switches the login on, and nobody can log in")
                    .help("leave it out"),
            );
            continue;
        }
        for client in containers(stack).filter(|it| is_client(*it, server)) {
            report.extend(judge(server, client));
        }
    }
}

fn is_client(client: Container<'_>, server: Container<'_>) -> bool {
    let clients = [Some(BuiltIn::PrefectWorker), Some(BuiltIn::PrefectServe)];
    let leads_there = client.variable("PREFECT_API_URL").and_then(|url| {
        let text = url.text()?;
        let address = address::find(&text).into_iter().next()?;
        client.resolve(address.host(&text))
    });
    clients.contains(&client.role())
        && !client.has_more()
        && leads_there.is_some_and(|it| it.name() == server.name())
}

fn judge(server: Container<'_>, client: Container<'_>) -> Option<Diagnostic> {
    let asked = server.variable(SERVER)?;
    let Some(given) = client.variable(CLIENT) else {
        if client.variable("PREFECT_API_AUTH_STRING_FILE").is_some() {
            return None;
        }
        let name = &client.service.name;
        let message = format!(
            "service `{}` does not log in to `{}`",
            name.value,
            server.name()
        );
        return Some(
            Diagnostic::new(&LINT.code, name.span(), message)
                .label(format!("it has no `{CLIENT}`"))
                .related(asked.value.span(), "the server asks for a login")
                .help(format!(
                    "write `auth` on the server and `server = \"{}\"` here: both follow",
                    server.name()
                )),
        );
    };
    let (asked_text, given_text) = (asked.literal()?, given.literal()?);
    if asked_text == given_text {
        return None;
    }
    let (at, other) = if given.is_written() {
        (given, asked)
    } else {
        (asked, given)
    };
    let message = format!(
        "service `{}` logs in to `{}` with another login than it asks for",
        client.name(),
        server.name()
    );
    Some(
        Diagnostic::new(&LINT.code, at.value.span(), message)
            .related(other.value.span(), "the other one"),
    )
}
