//! compose.yml.
//!
//! In: the stack's services and what they use. Out: the view of its template. Which text is said once, in an anchor, is
//! decided in `anchors`; how a service is laid out, in `service`.

mod anchors;
mod service;

pub use anchors::group_anchor;

use super::engine::Block;
use super::layout::Node;
use super::nodes::key_text;
use crate::dialects::compose::Interpolated;
use crate::model::Stack;
use crate::tree::Map;
use minijinja::Value;
use serde::Serialize;

#[derive(Serialize)]
pub struct ComposeView {
    header: Value,
    name: Option<String>,
    /// Other top-level keys, before the anchors.
    extras: Vec<Value>,
    anchors: Vec<Anchor>,
    services: Vec<Entry>,
    /// `volumes`, `networks`, …: those that have entries.
    sections: Vec<Entry>,
}

/// `x-name: &name` and what stands under it.
#[derive(Serialize)]
struct Anchor {
    head: Value,
    body: Value,
}

#[derive(Serialize)]
struct Entry {
    /// A key as YAML writes it.
    name: Value,
    body: Value,
}

/// Whether the stack has anything that Compose would read.
pub fn is_needed(stack: &Stack) -> bool {
    !stack.services.is_empty() || stack.compose.contains("include")
}

pub fn view(stack: &Stack, header: Value) -> ComposeView {
    let shared = anchors::share(stack);
    let anchors = shared.anchors.into_iter().map(|anchor| Anchor {
        head: Block::text(format!(
            "{}: &{}",
            key_text(&format!("x-{}", anchor.name)),
            anchor.name
        )),
        body: Block::yaml(anchor.body),
    });
    ComposeView {
        header,
        name: stack
            .project
            .name
            .as_ref()
            .map(|name| name.value.to_string()),
        extras: service::entries(&stack.compose)
            .into_iter()
            .map(|entry| Block::yaml(Node::Map(vec![entry])))
            .collect(),
        anchors: anchors.collect(),
        services: shared
            .services
            .into_iter()
            .map(|(name, body)| Entry {
                name: Block::text(name),
                body: Block::yaml(body),
            })
            .collect(),
        sections: sections(stack),
    }
}

fn sections(stack: &Stack) -> Vec<Entry> {
    let named = stack
        .volumes
        .values()
        .filter(|volume| volume.source.is_none());
    let declared = named.map(|volume| (key_text(&volume.name), resource(&volume.declaration)));
    let data = stack
        .data_volumes
        .iter()
        .map(|name| (key_text(name), Node::Scalar(String::new())));
    let volumes = ("volumes", declared.chain(data).collect::<Vec<_>>());
    let others = [
        ("networks", &stack.networks),
        ("secrets", &stack.secrets),
        ("configs", &stack.configs),
        ("models", &stack.models),
    ];
    let others = others.into_iter().map(|(name, map)| (name, resources(map)));
    std::iter::once(volumes)
        .chain(others)
        .filter(|(_, entries)| !entries.is_empty())
        .map(|(name, entries)| Entry {
            name: Block::text(name),
            body: Block::yaml(Node::Map(entries)),
        })
        .collect()
}

fn resources(map: &Map<Interpolated>) -> Vec<(String, Node)> {
    map.iter()
        .map(|(name, value)| {
            (
                key_text(name),
                value.as_map().map_or(Node::Scalar(String::new()), resource),
            )
        })
        .collect()
}

/// A resource without any key is written as people write it: `postgres-data:`.
fn resource(map: &Map<Interpolated>) -> Node {
    if map.is_empty() {
        Node::Scalar(String::new())
    } else {
        service::table(map)
    }
}
