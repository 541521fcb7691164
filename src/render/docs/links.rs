//! Who talks to whom, as far as the model knows it.
//!
//! In: the services. Out: one [`Link`] for each pair, in the order of the services.

use crate::model::{BuiltIn, Service, Stack};
use crate::source::Name;
use crate::tree::Map;
use std::collections::{BTreeSet, HashSet};

/// A service that uses another one.
pub struct Link<'a> {
    pub from: &'a Name,
    pub to: &'a Name,
    pub verb: &'static str,
}

/// Variables that tell a server where its database is.
pub const DATABASE: [&str; 3] = [
    "PREFECT_SERVER_DATABASE_CONNECTION_URL",
    "PREFECT_API_DATABASE_CONNECTION_URL",
    "PREFECT_SERVER_DATABASE_HOST",
];
const MESSAGES: [&str; 2] = ["PREFECT_REDIS_MESSAGING_HOST", "PREFECT_SERVER_DOCKET_URL"];

/// All links of the stack.
pub fn all(stack: &Stack) -> Vec<Link<'_>> {
    let mut links: Vec<Link<'_>> = Vec::new();
    for service in stack.services.values() {
        let mut known = HashSet::from([&service.name.value]);
        for (to, verb) in own(stack, service) {
            if known.insert(to) {
                let from = &service.name.value;
                links.push(Link { from, to, verb });
            }
        }
    }
    add_stores(stack, &mut links);
    links
}

/// What a service itself says of others, the most telling first.
fn own<'a>(stack: &'a Stack, service: &'a Service) -> Vec<(&'a Name, &'static str)> {
    let mut found = Vec::new();
    match service.built_in {
        Some(BuiltIn::PrefectWorker | BuiltIn::PrefectServe) => {
            let server = service.server.as_ref();
            let server = server.and_then(|server| known(stack, &server.value));
            found.extend(server.map(|server| (server, "polls")));
        }
        Some(BuiltIn::PrefectServer | BuiltIn::PrefectServices) => {
            let database = DATABASE
                .iter()
                .find_map(|name| named_by(stack, service, name));
            found.extend(database.map(|to| (to, "reads/writes")));
            let messages = MESSAGES
                .iter()
                .find_map(|name| named_by(stack, service, name));
            found.extend(messages.map(|to| (to, "sends messages")));
        }
        _ => {}
    }
    let verb = if service.built_in.is_some() {
        "stores results"
    } else {
        "reads/writes"
    };
    found.extend(mentioned_stores(stack, service).map(|store| (store, verb)));
    let waits = service.body.keys.map("depends_on").into_iter();
    let waits = waits.flat_map(Map::keys);
    found.extend(
        waits
            .filter_map(|name| known(stack, &name.value))
            .map(|name| (name, "depends on")),
    );
    found
}

fn known<'a>(stack: &'a Stack, name: &str) -> Option<&'a Name> {
    stack.services.get(name).map(|service| &service.name.value)
}

fn is_store(service: &Service) -> bool {
    matches!(service.built_in, Some(BuiltIn::Rustfs | BuiltIn::Minio))
}

/// The service whose name a variable holds, alone or as the host of an address.
fn named_by<'a>(stack: &'a Stack, service: &Service, variable: &str) -> Option<&'a Name> {
    let text = stack.variable(service, variable)?.assumed()?;
    known(stack, host(&text))
}

/// `db` of `postgresql://user:password@db:5432/prefect`, and of `db`.
fn host(text: &str) -> &str {
    let behind = text.split_once("://").map_or(text, |(_, rest)| rest);
    let server = behind.split(['/', '?']).next().unwrap_or(behind);
    let server = server.rsplit_once('@').map_or(server, |(_, host)| host);
    server.split(':').next().unwrap_or(server)
}

/// The object stores at which some variable of a service holds an address, in the order of the services.
fn mentioned_stores<'a>(stack: &'a Stack, service: &'a Service) -> impl Iterator<Item = &'a Name> {
    let own = service.body.keys.map("environment").into_iter();
    let groups = service.body.groups.iter();
    let groups = groups.map(|group| &stack.groups[&group.value].variables);
    let values = own.chain(groups).flat_map(Map::iter);
    let places: BTreeSet<usize> = values
        .filter_map(|(_, value)| {
            let text = value.as_text()?.assumed()?;
            let host = text.contains("://").then(|| host(&text))?;
            stack.services.get_index_of(host)
        })
        .collect();
    let services = places
        .into_iter()
        .filter_map(|place| stack.services.get_index(place));
    services
        .filter(|(_, service)| is_store(service))
        .map(|(_, service)| &service.name.value)
}

/// An object store that nobody names is there for the results that Prefect keeps.
fn add_stores<'a>(stack: &'a Stack, links: &mut Vec<Link<'a>>) {
    let server = stack
        .services
        .values()
        .find(|service| service.built_in == Some(BuiltIn::PrefectServer));
    let Some(server) = server else { return };
    let named: HashSet<&Name> = links.iter().map(|link| link.to).collect();
    for store in stack.services.values().filter(|store| is_store(store)) {
        if !named.contains(&store.name.value) {
            links.push(Link {
                from: &server.name.value,
                to: &store.name.value,
                verb: "stores results",
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn hosts() {
        for (text, expected) in [
            ("postgresql+asyncpg://u:p%40@db:5432/prefect", "db"),
            ("http://rustfs:9000", "rustfs"),
            ("db", "db"),
        ] {
            assert_eq!(host(text), expected);
        }
    }
}
