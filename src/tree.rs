//! What is carried verbatim: a value of TOML, or of a format that it is rendered to, each node with its origin.
//!
//! The type of the strings is the dialect in which they are read: [`Name`](crate::source::Name) where they are literal,
//! [`Interpolated`](crate::dialects::compose::Interpolated) in Compose's tables,
//! [`Templated`](crate::dialects::prefect::Templated) in Prefect's.

use crate::dialects::Dialect;
use crate::source::{At, Name, Origin};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

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

/// A table: keys in the order in which they are written.
#[derive(Clone, Debug)]
pub struct Map<S> {
    entries: IndexMap<At<Name>, At<Tree<S>>, FxBuildHasher>,
    /// Keys whose value was reported and left out: what hangs on them stays silent. There are hardly any.
    #[allow(
        clippy::box_collection,
        reason = "one word in each of very many tables"
    )]
    broken: Option<Box<Vec<Name>>>,
}

impl<S> Default for Map<S> {
    fn default() -> Self {
        Self {
            entries: IndexMap::default(),
            broken: None,
        }
    }
}

impl<S: PartialEq> PartialEq for Map<S> {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl<S> Map<S> {
    pub fn get(&self, key: &str) -> Option<&At<Tree<S>>> {
        self.entries.get(key)
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut At<Tree<S>>> {
        self.entries.get_mut(key)
    }

    /// The key as written, with its place.
    pub fn key(&self, key: &str) -> Option<&At<Name>> {
        self.entries.get_key_value(key).map(|(key, _)| key)
    }

    pub fn contains(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Puts a value at the end, or in the place of the one that has this key.
    pub fn insert(&mut self, key: At<Name>, value: At<Tree<S>>) {
        self.entries.insert(key, value);
    }

    /// Puts a new key before the one that now stands at `index`.
    pub fn insert_at(&mut self, index: usize, key: At<Name>, value: At<Tree<S>>) {
        self.entries
            .shift_insert(index.min(self.entries.len()), key, value);
    }

    pub fn remove(&mut self, key: &str) -> Option<At<Tree<S>>> {
        self.entries.shift_remove(key)
    }

    pub fn iter(
        &self,
    ) -> impl DoubleEndedIterator<Item = (&At<Name>, &At<Tree<S>>)> + ExactSizeIterator {
        self.entries.iter()
    }

    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &At<Name>> {
        self.entries.keys()
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Remembers that a key was written but could not be read.
    pub fn mark_broken(&mut self, key: Name) {
        self.broken.get_or_insert_default().push(key);
    }

    pub fn is_broken(&self, key: &str) -> bool {
        self.broken().iter().any(|broken| &**broken == key)
    }

    pub fn broken(&self) -> &[Name] {
        self.broken.as_ref().map_or(&[], |broken| broken.as_slice())
    }

    /// The same table with each string changed.
    pub fn map_text<T>(self, change: &mut impl FnMut(S, Origin) -> Tree<T>) -> Map<T> {
        let entries = self
            .entries
            .into_iter()
            .map(|(key, value)| {
                (
                    key,
                    At::new(value.value.map_text(change, value.origin), value.origin),
                )
            })
            .collect();
        Map {
            entries,
            broken: self.broken,
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
    value
        .as_text()?
        .assumed()
        .map(|text| value.with(Name::from(text.as_ref())))
}

impl<S> IntoIterator for Map<S> {
    type Item = (At<Name>, At<Tree<S>>);
    type IntoIter = indexmap::map::IntoIter<At<Name>, At<Tree<S>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<S> FromIterator<(At<Name>, At<Tree<S>>)> for Map<S> {
    fn from_iter<I: IntoIterator<Item = (At<Name>, At<Tree<S>>)>>(items: I) -> Self {
        Self {
            entries: items.into_iter().collect(),
            broken: None,
        }
    }
}
