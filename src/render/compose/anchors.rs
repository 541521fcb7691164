//! Text that a person would read twice is said once: env groups, kinds of the team's own, equal lists of mounts.

use super::service;
use crate::model::{Body, Stack};
use crate::render::layout::Node;
use indexmap::IndexMap;

/// The services, and the anchors that they refer to.
pub struct Shared {
    pub anchors: Vec<Named>,
    pub services: Vec<(String, Node)>,
}

/// What stands under an anchor.
pub struct Named {
    pub name: String,
    pub body: Node,
}

type Entries = Vec<(String, Node)>;

pub fn share(stack: &Stack) -> Shared {
    let mut kinds: IndexMap<String, Entries> = used_kinds(stack);
    let mut services: Vec<(String, Entries)> = stack
        .services
        .values()
        .map(|service| {
            let mut entries = service::body(&service.body, &group_anchors(&service.body));
            let own: Vec<&str> = service.kinds.iter().map(|kind| &*kind.value).collect();
            merge_kinds(&mut entries, &own, &kinds);
            (crate::render::nodes::key_text(&service.name), entries)
        })
        .collect();
    kinds.retain(|name, _| {
        let alias = format!("*{}", kind_anchor(name));
        services.iter().any(|(_, entries)| {
            entries
                .iter()
                .any(|(key, value)| key == "<<" && refers(value, &alias))
        })
    });
    let groups = group_names(stack, &kinds);
    let mounts = share_mounts(&mut services, &mut kinds);
    let group = |name: &String| {
        let group = &stack.groups[name.as_str()];
        Named {
            name: group_anchor(name),
            body: crate::render::nodes::strings(&crate::tree::Tree::Map(group.variables.clone())),
        }
    };
    let kinds = kinds.into_iter().map(|(name, body)| Named {
        name: kind_anchor(&name),
        body: Node::Map(body),
    });
    Shared {
        anchors: groups
            .iter()
            .map(group)
            .chain(mounts)
            .chain(kinds)
            .collect(),
        services: services
            .into_iter()
            .map(|(name, entries)| (name, Node::Map(entries)))
            .collect(),
    }
}

/// The anchor of a group of variables.
pub fn group_anchor(group: &str) -> String {
    format!("{group}-env")
}

fn kind_anchor(kind: &str) -> String {
    // A kind that is called as a group's anchor is.
    if kind.ends_with("-env") || kind.ends_with("-volumes") {
        format!("{kind}-kind")
    } else {
        kind.to_owned()
    }
}

fn group_anchors(body: &Body) -> Vec<String> {
    body.groups
        .iter()
        .map(|group| group_anchor(&group.value))
        .collect()
}

/// Kinds that some service is of, as nodes.
fn used_kinds(stack: &Stack) -> IndexMap<String, Entries> {
    let used = |name: &str| {
        stack
            .services
            .values()
            .any(|service| service.kinds.iter().any(|kind| &*kind.value == name))
    };
    let kinds = stack.kinds.values().filter(|kind| used(&kind.name));
    kinds
        .map(|kind| {
            (
                kind.name.value.to_string(),
                service::body(&kind.body, &group_anchors(&kind.body)),
            )
        })
        .collect()
}

/// Groups that a service or a kind in use takes, in the order of `[env]`.
fn group_names(stack: &Stack, kinds: &IndexMap<String, Entries>) -> Vec<String> {
    let in_kinds = stack
        .kinds
        .values()
        .filter(|kind| kinds.contains_key(&*kind.name.value))
        .map(|kind| &kind.body);
    let bodies: Vec<&Body> = stack
        .services
        .values()
        .map(|service| &service.body)
        .chain(in_kinds)
        .collect();
    let used = |name: &str| {
        bodies
            .iter()
            .any(|body| body.groups.iter().any(|group| &*group.value == name))
    };
    stack
        .groups
        .keys()
        .filter(|name| used(name))
        .map(|name| name.to_string())
        .collect()
}

/// Puts `<<` in the place of what the kinds say. Merging is shallow: what differs in part is written whole, and a service
/// that lacks a key of a kind does not merge that kind.
fn merge_kinds(entries: &mut Entries, own: &[&str], kinds: &IndexMap<String, Entries>) {
    let has = |key: &str| entries.iter().any(|(name, _)| name == key);
    let merged: Vec<&str> = own
        .iter()
        .copied()
        .filter(|kind| {
            kinds
                .get(*kind)
                .is_some_and(|body| body.iter().all(|(key, _)| has(key)))
        })
        .collect();
    let mut given: IndexMap<&str, &Node> = IndexMap::new();
    for (key, value) in merged.iter().flat_map(|kind| &kinds[*kind]) {
        given.insert(key, value);
    }
    let before = entries.len();
    entries.retain(|(key, value)| given.get(key.as_str()) != Some(&value));
    if entries.len() == before {
        return;
    }
    let aliases: Vec<String> = merged
        .iter()
        .rev()
        .map(|kind| format!("*{}", kind_anchor(kind)))
        .collect();
    let merge = match &aliases[..] {
        [one] => Node::Scalar(one.clone()),
        _ => Node::Words(aliases),
    };
    entries.insert(0, ("<<".to_owned(), merge));
}

fn refers(value: &Node, alias: &str) -> bool {
    match value {
        Node::Scalar(text) => text == alias,
        Node::Words(words) => words.iter().any(|word| word == alias),
        Node::List(_) | Node::Map(_) => false,
    }
}

/// Lists of two or more mounts that several services or kinds have become one anchor each.
fn share_mounts(
    services: &mut [(String, Entries)],
    kinds: &mut IndexMap<String, Entries>,
) -> Vec<Named> {
    let mut holders: Vec<(Node, Vec<String>)> = Vec::new();
    let all = services
        .iter()
        .map(|(name, body)| (name, body))
        .chain(kinds.iter());
    for (name, body) in all {
        let Some(list) = mounts(body) else { continue };
        match holders.iter_mut().find(|(known, _)| known == list) {
            Some((_, names)) => names.push(name.clone()),
            None => holders.push((list.clone(), vec![name.clone()])),
        }
    }
    let mut anchors: Vec<Named> = Vec::new();
    for (body, names) in holders.into_iter().filter(|(_, names)| names.len() > 1) {
        let base = mounts_anchor(&names);
        let mut name = base.clone();
        for number in 2.. {
            if !anchors.iter().any(|anchor| anchor.name == name) {
                break;
            }
            name = format!("{base}-{number}");
        }
        anchors.push(Named { name, body });
    }
    let bodies = services
        .iter_mut()
        .map(|(_, body)| body)
        .chain(kinds.values_mut());
    for (_, list) in bodies.flatten().filter(|(key, _)| key == "volumes") {
        if let Some(anchor) = anchors.iter().find(|anchor| anchor.body == *list) {
            *list = Node::alias(&anchor.name);
        }
    }
    anchors
}

fn mounts(body: &Entries) -> Option<&Node> {
    let (_, list) = body.iter().find(|(key, _)| key == "volumes")?;
    matches!(list, Node::List(items) if items.len() > 1).then_some(list)
}

/// `prefect-volumes` for prefect-server and prefect-worker: the words that the names have in common at their beginning.
fn mounts_anchor(names: &[String]) -> String {
    let mut common: Vec<&str> = names[0].split('-').collect();
    for name in &names[1..] {
        let same = common
            .iter()
            .zip(name.split('-'))
            .take_while(|(a, b)| **a == *b)
            .count();
        common.truncate(same);
    }
    let plain = common.iter().all(|word| {
        word.chars()
            .all(|c| c.is_ascii_alphanumeric() || "._".contains(c))
    });
    match common[..] {
        [] => "shared-volumes".into(),
        _ if !plain => "shared-volumes".into(),
        _ => format!("{}-volumes", common.join("-")),
    }
}
