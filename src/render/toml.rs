//! Tables as TOML, for people to read or to paste into stack.toml.

use crate::dialects::compose::{Interpolated, escape};
use crate::dialects::toml;
use crate::tree::{Map, Tree};

/// `[header]` with its keys; each table in it has a header of its own, what is deeper stands on one line.
pub fn table(header: &str, map: &Map<Interpolated>) -> String {
    let is_table = |value: &Tree<Interpolated>| matches!(value, Tree::Map(map) if !map.is_empty());
    let (tables, others): (Vec<_>, Vec<_>) =
        map.iter().partition(|(_, value)| is_table(&value.value));
    let mut text = format!("[{header}]\n");
    others
        .into_iter()
        .for_each(|(key, value)| text.push_str(&line(key, &value.value)));
    for (key, value) in tables {
        text.push_str(&format!("\n[{header}.{}]\n", toml::key(key)));
        let entries = value.as_map().into_iter().flat_map(Map::iter);
        entries.for_each(|(key, value)| text.push_str(&line(key, &value.value)));
    }
    text
}

fn line(key: &str, value: &Tree<Interpolated>) -> String {
    format!("{} = {}\n", toml::key(key), inline(value))
}

fn inline(tree: &Tree<Interpolated>) -> String {
    match tree {
        Tree::Null => "{ null = true }".into(),
        Tree::Bool(value) => value.to_string(),
        Tree::Int(value) => value.to_string(),
        Tree::Float(value) => format!("{value:?}"),
        Tree::Date(date) => toml::string(date),
        Tree::Text(text) => toml::string(&match text.as_literal() {
            Some(literal) => escape(&literal).into_owned(),
            None => text.print(),
        }),
        Tree::List(items) => {
            let items: Vec<String> = items.iter().map(|item| inline(&item.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Tree::Map(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{} = {}", toml::key(key), inline(&value.value)))
                .collect();
            if entries.is_empty() {
                "{}".into()
            } else {
                format!("{{ {} }}", entries.join(", "))
            }
        }
    }
}
