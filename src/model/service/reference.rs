//! Services that a service names inside a longer text: `links`, `volumes_from`, `service:NAME`, `extends`.

use crate::config::Value;
use crate::source::{At, Name};
use crate::tree::{Map, Tree};

/// The keys and the names, as far as they are known without variables.
pub fn services(keys: &Map<Value>) -> Vec<(&'static str, At<Name>)> {
    let mut found = Vec::new();
    let first = |text: At<Name>| text.with(Name::from(text.split(':').next().unwrap_or_default()));
    for link in literals(keys, "links") {
        found.push(("links", first(link)));
    }
    for source in literals(keys, "volumes_from") {
        if !source.starts_with("container:") {
            found.push(("volumes_from", first(source)));
        }
    }
    for key in ["network_mode", "ipc", "pid"] {
        for text in literals(keys, key) {
            if let Some(name) = text.strip_prefix("service:") {
                found.push((key, text.with(name.into())));
            }
        }
    }
    match keys.get("extends").map(|value| &value.value) {
        Some(Tree::Map(map)) if map.contains("file") || map.is_broken("file") => {}
        Some(Tree::Map(map)) => {
            let name = map.text("service");
            found.extend(name.map(|name| ("extends", name)));
        }
        Some(_) => found.extend(literals(keys, "extends").map(|name| ("extends", name))),
        None => {}
    }
    found.retain(|(_, name)| !name.is_empty());
    found
}

/// The strings of a key that no variable decides.
fn literals<'a>(keys: &'a Map<Value>, key: &str) -> impl Iterator<Item = At<Name>> + use<'a> {
    let value = keys.get(key);
    let items = match value.map(|value| &value.value) {
        Some(Tree::List(items)) => items.iter().collect(),
        Some(_) => value.into_iter().collect(),
        None => Vec::new(),
    };
    items.into_iter().filter_map(|item| match &item.value {
        Tree::Text(Value::Text(text)) => Some(item.with(text.as_literal()?.as_ref().into())),
        _ => None,
    })
}
