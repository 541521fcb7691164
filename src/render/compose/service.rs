//! One service, or one kind of the team's own, as a node.

use crate::dialects::compose::{self, Interpolated};
use crate::model::Body;
use crate::render::layout::Node;
use crate::render::nodes::{self, Print, key_text};
use crate::tree::{Map, Tree};

/// Lists that have one item a line.
const LINES: [&str; 5] = ["ports", "volumes", "expose", "extra_hosts", "devices"];

/// Maps of strings: their reader takes every scalar for text, and would rewrite a number.
const STRINGS: [&str; 9] = [
    "environment",
    "labels",
    "annotations",
    "sysctls",
    "args",
    "options",
    "driver_opts",
    "storage_opt",
    "extra_hosts",
];

/// The keys of a body. `groups` are the anchors that its environment merges.
pub fn body(body: &Body, groups: &[String]) -> Vec<(String, Node)> {
    body.keys
        .iter()
        .map(|(key, value)| {
            let node = match &*key.value {
                "environment" => environment(&value.value, groups),
                "depends_on" => dependencies(&value.value),
                name => member(name, &value.value),
            };
            (key_text(key), node)
        })
        .collect()
}

/// A table of Compose's below a service or at the top.
pub fn table(map: &Map<Interpolated>) -> Node {
    Node::Map(entries(map))
}

/// The keys of such a table.
pub fn entries(map: &Map<Interpolated>) -> Vec<(String, Node)> {
    map.iter()
        .map(|(key, value)| (key_text(key), member(key, &value.value)))
        .collect()
}

fn member(key: &str, value: &Tree<Interpolated>) -> Node {
    match value {
        Tree::Map(map) if STRINGS.contains(&key) => strings(map),
        Tree::List(_) if LINES.contains(&key) => nodes::lines(value),
        Tree::Map(map) if !key.starts_with("x-") => table(map),
        Tree::List(items) if items.iter().any(|item| matches!(item.value, Tree::Map(_))) => {
            Node::List(
                items
                    .iter()
                    .map(|item| match &item.value {
                        Tree::Map(map) => table(map),
                        other => nodes::node(other),
                    })
                    .collect(),
            )
        }
        other => nodes::node(other),
    }
}

/// Compose loses a key that begins with `x-` from a map of strings; its list form keeps it.
fn strings(map: &Map<Interpolated>) -> Node {
    if !map.keys().any(|key| key.starts_with("x-")) {
        return nodes::strings(&Tree::Map(map.clone()));
    }
    let items = map.iter().map(|(key, value)| {
        // In a list the key is a part of a value, in which Compose interpolates.
        let name = compose::escape(key);
        let value = match &value.value {
            Tree::Text(text) => Print::print(text).into_owned(),
            Tree::Bool(value) => value.to_string(),
            Tree::Int(value) => value.to_string(),
            Tree::Float(value) => format!("{value:?}"),
            Tree::Date(date) => date.to_string(),
            Tree::Null | Tree::List(_) | Tree::Map(_) => return Node::Scalar(key_text(&name)),
        };
        Node::Scalar(key_text(&format!("{name}={value}")))
    });
    Node::List(items.collect())
}

/// What a service sets itself, over the groups that it takes: of several in a merge the first wins, so the later ones
/// stand first.
fn environment(value: &Tree<Interpolated>, groups: &[String]) -> Node {
    let mut entries = Vec::new();
    match groups {
        [] => {}
        [one] => entries.push(("<<".to_owned(), Node::alias(one))),
        several => {
            let aliases = several
                .iter()
                .rev()
                .map(|anchor| format!("*{anchor}"))
                .collect();
            entries.push(("<<".to_owned(), Node::Words(aliases)));
        }
    }
    if let Node::Map(own) = nodes::strings(value) {
        entries.extend(own);
    }
    Node::Map(entries)
}

/// As a list where nothing but the start is waited for, as people write it.
fn dependencies(value: &Tree<Interpolated>) -> Node {
    let Tree::Map(map) = value else {
        return nodes::node(value);
    };
    let is_started = |entry: &Tree<Interpolated>| {
        let Tree::Map(entry) = entry else {
            return false;
        };
        entry.len() == 1
            && entry
                .text("condition")
                .is_some_and(|word| &*word.value == "service_started")
    };
    if !map.is_empty() && map.iter().all(|(_, entry)| is_started(&entry.value)) {
        return Node::List(
            map.keys()
                .map(|name| Node::Scalar(key_text(name)))
                .collect(),
        );
    }
    nodes::node(value)
}
