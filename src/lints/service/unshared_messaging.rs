//! Several processes of Prefect's server, without a place where they pass messages.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::container::{Container, containers};
use crate::lints::environment::DATABASE_URLS;
use crate::lints::service::clashing_container_name::copies;
use crate::model::{BuiltIn, Stack};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::warning(
    "unshared-messaging",
    Explanation {
        what: "Prefect's server runs several times, or its background services apart, without Redis for their messages.",
        why: "Each keeps its messages to itself: events are lost, and runs are doubled.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\n\n[services.prefect-services]\nkind = \"prefect-services\"\nserver = \"prefect-server\"\n",
        passes: "[services.redis]\nkind = \"redis\"\n\n[services.prefect-server]\nkind = \"prefect-server\"\nredis = \"redis\"\n\n[services.prefect-services]\nkind = \"prefect-services\"\nserver = \"prefect-server\"\nredis = \"redis\"\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let all: Vec<Container<'_>> = containers(stack)
        .filter(|it| {
            matches!(
                it.role(),
                Some(BuiltIn::PrefectServer | BuiltIn::PrefectServices)
            )
        })
        .collect();
    for (index, container) in all.iter().enumerate() {
        let others = all.iter().enumerate().filter(|(other, _)| *other != index);
        let shared = others
            .map(|(_, it)| it)
            .find(|it| it.runs_with(*container) && database(**it) == database(*container));
        let several = copies(*container).filter(|(count, _)| *count > 1);
        if shared.is_none() && several.is_none() || has_messaging(*container) {
            continue;
        }
        // One finding for all of them: at the first that lacks it.
        let name = &container.service.name;
        let message = format!(
            "service `{}` shares its work with another process, and passes it no messages",
            name.value
        );
        let found = Diagnostic::new(&LINT.code, name.span(), message).label("it has no `redis`");
        let found = match (shared, several) {
            (_, Some((_, at))) => found.related(at, "it runs several times"),
            (Some(other), None) => found.related(other.service.name.span(), "the other process"),
            (None, None) => found,
        };
        report.push(found.help("write `redis = \"NAME\"` on each: a credential of type redis, or a service of kind redis"));
        return;
    }
}

fn has_messaging(container: Container<'_>) -> bool {
    container.has_more()
        || container
            .variable("PREFECT_SERVER_EVENTS_MESSAGING_BROKER")
            .is_some()
        || container.variable("PREFECT_MESSAGING_BROKER").is_some()
}

fn database(container: Container<'_>) -> Option<String> {
    let host = ["PREFECT_SERVER_DATABASE_HOST", "PREFECT_API_DATABASE_HOST"];
    container
        .first_variable(&DATABASE_URLS)
        .or_else(|| container.first_variable(&host))?
        .text()
}
