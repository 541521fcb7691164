//! What stackgen writes, read by a reader that is not ours: is it well-formed?

use granit_parser::{Event, Parser};
use stackgen::workspace::python;
use std::collections::HashSet;

/// Holds that a text is YAML, and that no mapping has a key twice.
pub fn yaml(path: &str, text: &str) {
    let mut nodes: Vec<Node> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, _) = event.unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
        match event {
            Event::MappingStart(..) => {
                enter(&mut nodes);
                nodes.push(Node::Map(HashSet::new(), true));
            }
            Event::SequenceStart(..) => {
                enter(&mut nodes);
                nodes.push(Node::List);
            }
            Event::MappingEnd | Event::SequenceEnd => drop(nodes.pop()),
            Event::Scalar(value, ..) => {
                if let Some(Node::Map(keys, true)) = nodes.last_mut() {
                    let is_new = keys.insert(value.to_string());
                    assert!(
                        is_new,
                        "{path}: `{value}` stands twice in one mapping\n{text}"
                    );
                }
                enter(&mut nodes);
            }
            Event::Alias(_) => enter(&mut nodes),
            _ => {}
        }
    }
}

/// What is open: a list, or a mapping with its keys and whether a key comes next.
enum Node {
    List,
    Map(HashSet<String>, bool),
}

fn enter(nodes: &mut [Node]) {
    if let Some(Node::Map(_, key_is_next)) = nodes.last_mut() {
        *key_is_next = !*key_is_next;
    }
}

/// The one scalar that a YAML text holds.
pub fn scalar(text: &str) -> Option<String> {
    let mut found = None;
    for event in Parser::new_from_str(text) {
        if let Event::Scalar(value, ..) = event.ok()?.0 {
            if found.is_some() {
                return None;
            }
            found = Some(value.to_string());
        }
    }
    found
}

/// Holds that a text is Python.
pub fn python(path: &str, text: &str) {
    let module = python::read(text);
    assert!(
        module.syntax_errors.is_empty(),
        "{path}: {:?}\n{text}",
        module.syntax_errors
    );
}
