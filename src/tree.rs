//! What is carried verbatim: a value of TOML, or of a format that it is rendered to, each node with its origin.
//!
//! The type of the strings is the dialect in which they are read: [`Name`](crate::source::Name) where they are literal,
//! [`Interpolated`](crate::dialects::compose::Interpolated) in Compose's tables,
//! [`Templated`](crate::dialects::prefect::Templated) in Prefect's.

mod map;

pub use map::Map;

use crate::dialects::Dialect;
use crate::source::{At, Name, Origin};

/// A value. Keys are literal in every format.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree<S> {
    /// `{ null = true }`.
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// A TOML date or time, as RFC 3339 text.
    Date(Name),
    Text(S),
    List(Vec<At<Tree<S>>>),
    Map(Map<S>),
}

impl<S> Tree<S> {
    /// The kind of value in words, with its article: "an integer".
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) => "an integer",
            Self::Float(_) => "a float",
            Self::Date(_) => "a date or time",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "a table",
        }
    }

    pub fn as_text(&self) -> Option<&S> {
        if let Self::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    pub fn as_list(&self) -> Option<&[At<Tree<S>>]> {
        if let Self::List(items) = self {
            Some(items)
        } else {
            None
        }
    }

    pub fn as_map(&self) -> Option<&Map<S>> {
        if let Self::Map(map) = self {
            Some(map)
        } else {
            None
        }
    }

    /// The same tree with each string changed.
    pub fn map_text<T>(
        self,
        change: &mut impl FnMut(S, Origin) -> Tree<T>,
        origin: Origin,
    ) -> Tree<T> {
        match self {
            Self::Null => Tree::Null,
            Self::Bool(value) => Tree::Bool(value),
            Self::Int(value) => Tree::Int(value),
            Self::Float(value) => Tree::Float(value),
            Self::Date(value) => Tree::Date(value),
            Self::Text(text) => change(text, origin),
            Self::List(items) => Tree::List(
                items
                    .into_iter()
                    .map(|item| At::new(item.value.map_text(change, item.origin), item.origin))
                    .collect(),
            ),
            Self::Map(map) => Tree::Map(map.map_text(change)),
        }
    }
}

/// Own keys, which say one literal thing.
impl<S: Dialect> Map<S> {
    pub fn text(&self, key: &str) -> Option<At<Name>> {
        self.get(key).and_then(literal)
    }

    /// A list of strings; a single string is a list of one.
    pub fn texts(&self, key: &str) -> Vec<At<Name>> {
        match self.get(key) {
            Some(value) => match &value.value {
                Tree::List(items) => items.iter().filter_map(literal).collect(),
                _ => literal(value).into_iter().collect(),
            },
            None => Vec::new(),
        }
    }

    pub fn bool(&self, key: &str) -> Option<At<bool>> {
        let value = self.get(key)?;
        if let Tree::Bool(yes) = value.value {
            Some(value.with(yes))
        } else {
            None
        }
    }

    pub fn int(&self, key: &str) -> Option<At<i64>> {
        let value = self.get(key)?;
        if let Tree::Int(int) = value.value {
            Some(value.with(int))
        } else {
            None
        }
    }

    pub fn map(&self, key: &str) -> Option<&Map<S>> {
        self.get(key)?.as_map()
    }

    /// The tables of a table of tables.
    pub fn tables(&self) -> impl Iterator<Item = (&At<Name>, At<&Map<S>>)> {
        self.iter()
            .filter_map(|(key, value)| Some((key, value.with(value.as_map()?))))
    }
}

fn literal<S: Dialect>(value: &At<Tree<S>>) -> Option<At<Name>> {
    value.as_text()?.assumed().map(|text| value.with(text))
}
