//! What a service is, in sentences.

use super::links::{self, Link};
use super::words::{self, Titles};
use crate::dialects::compose::Interpolated;
use crate::dialects::markdown::span;
use crate::dialects::shell;
use crate::formats::grammar::mount::Source;
use crate::model::{BuiltIn, Service, Stack};
use crate::source::At;
use crate::tree::{Map, Tree};
use std::collections::HashMap;

/// What it is, what it runs, and whom it works with.
pub fn sentences(
    stack: &Stack,
    titles: &Titles<'_>,
    links: &[Link<'_>],
    waiters: &Waiters<'_>,
    service: &Service,
) -> Vec<String> {
    let mut said = Vec::new();
    let command = service.body.keys.get("command").and_then(command_text);
    if let Some(command) = command.filter(|_| shows_command(service)) {
        said.push(format!("Runs {}.", span(&command)));
    }
    let is_used = |verb: &str| {
        let mut links = links.iter();
        links.any(|link| *link.to == service.name.value && link.verb == verb)
    };
    said.extend(role(service.built_in, is_used).map(str::to_owned));
    said.extend(match service.built_in {
        Some(BuiltIn::Postgres | BuiltIn::Redis) => waiting(waiters, titles, service),
        Some(BuiltIn::PrefectServer | BuiltIn::PrefectServices) => {
            database(stack, titles, links, service)
        }
        Some(BuiltIn::PrefectWorker) => shared_volumes(stack, titles, service),
        _ => None,
    });
    said
}

/// What a kind does; of those that others may use, only what somebody uses them for.
fn role(kind: Option<BuiltIn>, is_used: impl Fn(&str) -> bool) -> Option<&'static str> {
    Some(match kind? {
        BuiltIn::Postgres if is_used("reads/writes") => {
            "Stores Prefect server state (flow runs, deployments, blocks, etc.)."
        }
        BuiltIn::Redis if is_used("sends messages") => {
            "Passes messages between the processes of the Prefect server."
        }
        BuiltIn::Postgres | BuiltIn::Redis => return None,
        BuiltIn::Rustfs | BuiltIn::Minio => {
            "S3-compatible object storage for flow result persistence and artifact storage."
        }
        BuiltIn::PrefectServer => "The server provides the UI, API, and orchestration layer.",
        BuiltIn::PrefectServices => {
            "These are the background services of the server (scheduler, late runs, …), which run apart from it."
        }
        BuiltIn::PrefectWorker => {
            "The worker polls the server for scheduled flow runs and executes them."
        }
        BuiltIn::PrefectServe => {
            "Serves its flows itself: it polls the server for their scheduled runs and executes them."
        }
    })
}

/// A data kind's command is not what people ask of it, and may hold a password.
fn shows_command(service: &Service) -> bool {
    service
        .built_in
        .is_none_or(|kind| kind.credential_type().is_none())
}

fn command_text(value: &At<Tree<Interpolated>>) -> Option<String> {
    match &value.value {
        Tree::Text(text) => Some(words::bare(text)),
        Tree::List(items) => {
            let words = items.iter().map(|item| {
                let word = item.as_text()?;
                let text = words::bare(word);
                // In quotes a variable would look like plain text.
                Some(if word.has_variables() {
                    text
                } else {
                    shell::word(&text).into_owned()
                })
            });
            Some(words.collect::<Option<Vec<_>>>()?.join(" "))
        }
        _ => None,
    }
    .filter(|text| !text.is_empty())
}

/// Who waits until a service is healthy, by its name.
pub type Waiters<'a> = HashMap<&'a str, Vec<&'a Service>>;

pub fn waiters(stack: &Stack) -> Waiters<'_> {
    let mut found = Waiters::new();
    for service in stack.services.values() {
        let waits = service.body.keys.map("depends_on").into_iter();
        for (name, entry) in waits.flat_map(Map::iter) {
            let condition = entry.as_map().and_then(|entry| entry.text("condition"));
            if condition.is_some_and(|word| &*word.value == "service_healthy") {
                found.entry(&name.value).or_default().push(service);
            }
        }
    }
    found
}

fn waiting(waiters: &Waiters<'_>, titles: &Titles<'_>, service: &Service) -> Option<String> {
    let waiters = waiters.get(&*service.name.value).into_iter().flatten();
    let names: Vec<String> = waiters.map(|other| titles.prose(other)).collect();
    let verb = if names.len() == 1 { "waits" } else { "wait" };
    (!names.is_empty()).then(|| {
        let names = words::list(&names);
        format!("A healthcheck ensures that {names} {verb} for it to be ready.")
    })
}

fn database(
    stack: &Stack,
    titles: &Titles<'_>,
    links: &[Link<'_>],
    service: &Service,
) -> Option<String> {
    let name = links::DATABASE
        .iter()
        .find(|name| stack.variable(service, name).is_some())?;
    let variable = if name.ends_with("_HOST") {
        format!(
            "the {} environment variables",
            span("PREFECT_SERVER_DATABASE_*")
        )
    } else {
        format!("the {} environment variable", span(name))
    };
    let of_service = links
        .iter()
        .find(|link| *link.from == service.name.value && link.verb == "reads/writes");
    let database = of_service.map_or_else(|| "its database".into(), |link| titles.of(link.to));
    Some(format!("It connects to {database} via {variable}."))
}

fn shared_volumes(stack: &Stack, titles: &Titles<'_>, service: &Service) -> Option<String> {
    let folders = |service: &Service| -> Vec<(String, String)> {
        let mounts = service.body.mounts.iter();
        let bound = mounts.filter_map(|mount| match &mount.source {
            Source::Bind(source) => Some((source.clone(), mount.target.clone())),
            _ => None,
        });
        bound.collect()
    };
    let own = folders(service);
    let names = || -> Vec<String> { own.iter().map(|(source, _)| mounted(source)).collect() };
    if own.is_empty() {
        return None;
    }
    let server = service.server.as_ref();
    let server = server.and_then(|server| stack.services.get(&server.value));
    Some(match server.filter(|server| folders(server) == own) {
        Some(server) if server.built_in == Some(BuiltIn::PrefectServer) => {
            format!(
                "It has access to the same volumes as the server ({}).",
                names().join(", ")
            )
        }
        Some(server) => format!(
            "It has access to the same volumes as {} ({}).",
            titles.prose(server),
            names().join(", ")
        ),
        None => format!("It has access to {}.", words::list(&names())),
    })
}

/// What is mounted, as people write it: a folder of the project ends with `/`. What lies elsewhere, or has an ending, may be a file.
fn mounted(source: &str) -> String {
    let Some(inside) = source.strip_prefix("./") else {
        return span(source);
    };
    let inside = inside.trim_end_matches('/');
    let name = inside.rsplit('/').next().unwrap_or_default();
    match name.contains('.') {
        true => span(inside),
        false => span(&format!("{inside}/")),
    }
}
