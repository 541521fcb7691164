//! `server` names a service that is no server of Prefect.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::address;
use crate::lints::container::containers;
use crate::model::{BuiltIn, Stack};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "wrong-server",
    Explanation {
        what: "`server` names a database, a worker, or another service that is no server of Prefect.",
        why: "Nobody answers at the address that follows from it.",
        fails: "[services.cache]\nkind = \"redis\"\n\n[services.prefect-worker]\nkind = \"prefect-worker\"\nserver = \"cache\"\nwork_pool = \"default\"\n\n[work_pools.default]\n",
        passes: "[services.prefect-server]\nkind = \"prefect-server\"\n\n[services.prefect-worker]\nkind = \"prefect-worker\"\nserver = \"prefect-server\"\nwork_pool = \"default\"\n\n[work_pools.default]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let Some(server) = &container.service.server else {
            continue;
        };
        let Some(target) = container.of(server) else {
            continue;
        };
        // `{ url, service }` waits for a service, and goes to an address of its own.
        let url = container
            .variable("PREFECT_API_URL")
            .filter(|url| !url.is_written());
        let text = url.and_then(|url| url.text()).unwrap_or_default();
        let goes_there = address::find(&text)
            .first()
            .is_some_and(|it| it.host(&text) == &**target.name());
        let role = target
            .service
            .built_in
            .filter(|role| *role != BuiltIn::PrefectServer);
        let Some(role) = role.filter(|_| goes_there) else {
            continue;
        };
        let message = format!(
            "`{}` is of kind `{}`, and no server of Prefect",
            server.value,
            role.word()
        );
        let found = Diagnostic::new(&LINT.code, server.span(), message)
            .related(target.service.name.span(), "declared here");
        let mut servers = containers(stack).filter(|it| it.role() == Some(BuiltIn::PrefectServer));
        report.push(match servers.next() {
            Some(right) => found.help(format!("write `server = \"{}\"`", right.name())),
            None => found,
        });
    }
}
