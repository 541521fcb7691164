//! Two services that talk to each other, and are in no network together.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::address;
use crate::lints::container::{Container, Place, containers};
use crate::lints::environment::{DATABASE_URLS, is_for_browsers};
use crate::model::{BuiltIn, Stack};
use crate::source::{At, Span};
use crate::tree::Map;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "no-common-network",
    Explanation {
        what: "A service needs another one, and the two have no network in common.",
        why: "The name of the other one leads nowhere.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\nnetworks = [\"back\"]\n\n[services.prefect-worker]\nkind = \"prefect-worker\"\nserver = \"prefect-server\"\nwork_pool = \"default\"\nnetworks = [\"front\"]\n\n[work_pools.default]\n\n[networks.back]\n[networks.front]\n",
        passes: "[services.prefect-server]\nkind = \"prefect-server\"\nnetworks = [\"back\"]\n\n[services.prefect-worker]\nkind = \"prefect-worker\"\nserver = \"prefect-server\"\nwork_pool = \"default\"\nnetworks = [\"back\"]\n\n[work_pools.default]\n\n[networks.back]\n[networks.front]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let mut told: Vec<&str> = Vec::new();
        for (target, cause) in needed(container) {
            // What nobody declares is reported itself.
            if !is_declared(container) || !is_declared(target) {
                continue;
            }
            if container.shares_network(target) || told.contains(&&**target.name()) {
                continue;
            }
            told.push(target.name());
            let message = format!(
                "`{}` needs `{}`, and they have no network in common",
                container.name(),
                target.name()
            );
            let found = Diagnostic::new(&LINT.code, place(container), message)
                .label(networks(container))
                .related(place(target), networks(target));
            report.push(match cause == place(container) {
                true => found,
                false => found.related(cause, "it is needed here"),
            });
        }
    }
}

fn is_declared(container: Container<'_>) -> bool {
    let declared = &container.stack.networks;
    match container.place() {
        Place::Networks(names) => names
            .iter()
            .all(|name| &**name == "default" || declared.contains(name)),
        Place::Elsewhere => true,
    }
}

/// The services that a container talks to: derived links, and addresses in its variables.
fn needed(container: Container<'_>) -> Vec<(Container<'_>, Span)> {
    let waits = container
        .keys()
        .map("depends_on")
        .into_iter()
        .flat_map(Map::keys);
    // What a kind waits for it talks to; what a user writes there may be a matter of order alone.
    let derived = waits.filter(|name| !name.is_written());
    let mut found: Vec<_> = derived
        .filter_map(|name| Some((container.of(name)?, name.span())))
        .filter(|(target, _)| !goes_elsewhere(container, *target))
        .collect();
    for variable in container.variables() {
        let text = variable
            .text()
            .filter(|text| text.contains("://") && !is_for_browsers(&variable.name.value));
        for (address, text) in text
            .iter()
            .flat_map(|text| address::find(text).into_iter().map(move |it| (it, text)))
        {
            let target = container
                .resolve(address.host(text))
                .filter(|it| it.name() != container.name());
            // A group may give an address to services that never use it.
            found.extend(
                target
                    .filter(|_| !variable.is_shared)
                    .map(|target| (target, variable.value.span())),
            );
        }
    }
    found
}

/// Whether a database is waited for, and reached through another service or outside the stack.
fn goes_elsewhere(container: Container<'_>, target: Container<'_>) -> bool {
    let text = container
        .first_variable(&DATABASE_URLS)
        .and_then(|url| url.text());
    let host = text
        .as_deref()
        .and_then(|text| Some(address::find(text).first()?.host(text).to_owned()));
    target.role() == Some(BuiltIn::Postgres)
        && host.is_some_and(|host| {
            container
                .resolve(&host)
                .is_none_or(|it| it.name() != target.name())
        })
}

fn place(container: Container<'_>) -> Span {
    container
        .keys()
        .key("networks")
        .map_or(container.service.name.span(), At::span)
}

fn networks(container: Container<'_>) -> String {
    let Place::Networks(names) = container.place() else {
        return String::new();
    };
    let words: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!(
        "`{}` is in {}",
        container.name(),
        if words.is_empty() {
            "none".into()
        } else {
            words.join(", ")
        }
    )
}
