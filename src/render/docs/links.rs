//! Who talks to whom, as far as the model knows it.
//!
//! In: the services. Out: one [`Link`] for each pair, in the order of the services.

use crate::model::{BuiltIn, Service, Stack};
use crate::source::Name;
use crate::tree::Map;

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
        for (to, verb) in own(stack, service) {
            let is_known = links
                .iter()
                .rev()
                .take_while(|link| *link.from == service.name.value)
                .any(|link| link.to == to);
            if !is_known && *to != service.name.value {
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
    let stores = stack.services.values().filter(|store| is_store(store));
    found.extend(
        stores
            .filter(|store| mentions(stack, service, &store.name))
            .map(|store| (&store.name.value, verb)),
    );
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

/// Whether some variable of a service holds an address at another one.
fn mentions(stack: &Stack, service: &Service, other: &str) -> bool {
    let own = service.body.keys.map("environment").into_iter();
    let groups = service.body.groups.iter();
    let groups = groups.map(|group| &stack.groups[&group.value].variables);
    let mut values = own.chain(groups).flat_map(Map::iter);
    values.any(|(_, value)| {
        let text = value.as_text().and_then(|text| text.assumed());
        text.is_some_and(|text| text.contains("://") && host(&text) == other)
    })
}

/// An object store that nobody names is there for the results that Prefect keeps.
fn add_stores<'a>(stack: &'a Stack, links: &mut Vec<Link<'a>>) {
    let server = stack
        .services
        .values()
        .find(|service| service.built_in == Some(BuiltIn::PrefectServer));
    let Some(server) = server else { return };
    for store in stack.services.values().filter(|store| is_store(store)) {
        if !links.iter().any(|link| *link.to == store.name.value) {
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
