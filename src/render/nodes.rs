//! Trees of values as nodes of YAML: which quotes, which lists on one line.

use super::layout::Node;
use crate::dialects::compose::Interpolated;
use crate::dialects::prefect::Templated;
use crate::dialects::yaml;
use crate::tree::{Map, Tree};
use std::borrow::Cow;

/// A string as its file writes it, before YAML quotes it.
pub trait Print {
    fn print(&self) -> Cow<'_, str>;
}

impl Print for Interpolated {
    fn print(&self) -> Cow<'_, str> {
        Interpolated::print(self).into()
    }
}

impl Print for Templated {
    fn print(&self) -> Cow<'_, str> {
        (&**self.text()).into()
    }
}

/// A value as people write it.
pub fn node<S: Print>(tree: &Tree<S>) -> Node {
    match tree {
        Tree::List(items)
            if !items.is_empty() && items.iter().all(|item| is_scalar(&item.value)) =>
        {
            Node::Words(items.iter().map(|item| word(&item.value)).collect())
        }
        Tree::List(items) => Node::List(items.iter().map(|item| node(&item.value)).collect()),
        Tree::Map(map) => Node::Map(entries(map)),
        scalar => Node::Scalar(self::scalar(scalar)),
    }
}

pub fn entries<S: Print>(map: &Map<S>) -> Vec<(String, Node)> {
    map.iter()
        .map(|(key, value)| (key_text(key), node(&value.value)))
        .collect()
}

/// A list with one item a line.
pub fn lines<S: Print>(tree: &Tree<S>) -> Node {
    match tree {
        Tree::List(items) => Node::List(
            items
                .iter()
                .map(|item| match &item.value {
                    // What looks like a number with a colon is one in YAML 1.1: such strings are always quoted.
                    Tree::Text(text) => Node::Scalar(yaml::scalar(&text.print()).into_owned()),
                    other => node(other),
                })
                .collect(),
        ),
        other => node(other),
    }
}

/// A map whose values are strings to its reader, whatever TOML calls them.
pub fn strings<S: Print>(tree: &Tree<S>) -> Node {
    match tree {
        Tree::Map(map) => Node::Map(
            map.iter()
                .map(|(key, value)| match &value.value {
                    // Several addresses of a host, several values of a provider's option.
                    list @ Tree::List(_) => (key_text(key), node(list)),
                    scalar => (key_text(key), Node::Scalar(string(scalar))),
                })
                .collect(),
        ),
        other => node(other),
    }
}

pub fn key_text(key: &str) -> String {
    yaml::key(key).into_owned()
}

fn is_scalar<S>(tree: &Tree<S>) -> bool {
    !matches!(tree, Tree::List(_) | Tree::Map(_))
}

/// A scalar that stands alone.
fn scalar<S: Print>(tree: &Tree<S>) -> String {
    match tree {
        Tree::Text(text) => yaml::scalar(&text.print()).into_owned(),
        other => word(other),
    }
}

/// A scalar in a list on one line: there every string is quoted.
fn word<S: Print>(tree: &Tree<S>) -> String {
    match tree {
        Tree::Text(text) => yaml::quoted(&text.print()),
        Tree::Date(date) => yaml::quoted(date),
        Tree::Bool(value) => value.to_string(),
        Tree::Int(value) => value.to_string(),
        // Infinity and not-a-number are refused before anything is rendered.
        Tree::Float(value) => yaml::float(*value).unwrap_or_else(|_| "null".into()),
        Tree::Null | Tree::List(_) | Tree::Map(_) => "null".into(),
    }
}

fn string<S: Print>(tree: &Tree<S>) -> String {
    match tree {
        Tree::Bool(value) => yaml::quoted(&value.to_string()),
        Tree::Int(value) => yaml::quoted(&value.to_string()),
        Tree::Float(value) => yaml::quoted(&format!("{value:?}")),
        other => scalar(other),
    }
}
