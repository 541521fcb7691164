//! A tree of literal strings held against a key table → the same tree in the dialect of its reader.
//!
//! Each fault is reported at its place and left out of the tree; the key that it stands under is marked broken, so that
//! what hangs on it stays silent.

mod either;
mod subject;
mod synonyms;
mod table;
mod text;

use super::findings::WRONG_TYPE;
use super::value::{Leaf, read_elsewhere};
use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::toml;
use crate::formats::grammar::{duration::DURATION, size::SIZE};
use crate::formats::{Grammar, Key, Shape, Table};
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use subject::Subject;

/// What was read of a value.
struct Read<D> {
    value: Option<At<Tree<D>>>,
    /// Whether anything in it was left out.
    broken: bool,
}

impl<D> Read<D> {
    fn sound(value: At<Tree<D>>) -> Self {
        Self {
            value: Some(value),
            broken: false,
        }
    }

    fn broken() -> Self {
        Self {
            value: None,
            broken: true,
        }
    }
}

/// Reads a table against its keys.
pub fn read_table<D: Leaf>(
    raw: Map<Name>,
    table: &Table,
    at: &At<()>,
    report: &mut Report,
) -> Map<D> {
    Checker::new(None, report).table(raw, table, at)
}

/// Reads the value of a key against its shape; `None` if nothing of it is left.
pub fn read_value<D: Leaf>(
    raw: At<Tree<Name>>,
    key: &Key,
    report: &mut Report,
) -> Option<At<Tree<D>>> {
    Checker::new(Some(key.into()), report)
        .value(raw, &key.shape)
        .value
}

struct Checker<'a> {
    report: &'a mut Report,
    /// The key whose value is read, for messages.
    key: Option<Subject>,
}

impl<'a> Checker<'a> {
    fn new(key: Option<Subject>, report: &'a mut Report) -> Self {
        Self { report, key }
    }

    /// Reads a part of the value of the key: what has a name there, or an item of a list.
    fn within<T>(&mut self, name: Option<&Name>, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.key.clone();
        if let Some(subject) = &mut self.key {
            subject.enter(name);
        }
        let read = read(self);
        self.key = outer;
        read
    }

    fn value<D: Leaf>(&mut self, raw: At<Tree<Name>>, shape: &Shape) -> Read<D> {
        let origin = raw.origin;
        match (shape, raw.value) {
            (Shape::Any, tree) => self.anything(At::new(tree, origin)),
            (Shape::Either(shapes), tree) => self.either(At::new(tree, origin), shape, shapes),
            (Shape::Text | Shape::Date, Tree::Text(text) | Tree::Date(text)) => {
                self.text(At::new(text, origin))
            }
            (Shape::Word(words), Tree::Text(text)) => self.word(At::new(text, origin), words),
            (Shape::Format(grammar), Tree::Text(text) | Tree::Date(text)) => {
                self.format(At::new(text, origin), grammar)
            }
            (Shape::Int | Shape::Number | Shape::Bool, Tree::Text(text)) if D::CASTS => {
                self.cast(At::new(text, origin), shape)
            }
            (Shape::Int | Shape::Number, Tree::Int(int)) => {
                Read::sound(At::new(Tree::Int(int), origin))
            }
            (Shape::Number, Tree::Float(float)) => Read::sound(At::new(Tree::Float(float), origin)),
            (Shape::Bool, Tree::Bool(value)) => Read::sound(At::new(Tree::Bool(value), origin)),
            (Shape::Null, Tree::Null) => Read::sound(At::new(Tree::Null, origin)),
            (Shape::List(item), Tree::List(items)) => self.list(At::new(items, origin), item),
            (Shape::Names(grammar, value), Tree::Map(map)) => {
                self.names(At::new(map, origin), *grammar, value)
            }
            (Shape::Table(table), Tree::Map(map)) => {
                let map = self.table(map, table, &At::new((), origin));
                let broken = !map.broken().is_empty();
                Read {
                    value: Some(At::new(Tree::Map(map), origin)),
                    broken,
                }
            }
            (Shape::Step, Tree::Map(map)) => self.names(At::new(map, origin), None, &Shape::Any),
            (Shape::Value, Tree::Map(map)) => self.elsewhere(At::new(map, origin)),
            (Shape::Value, tree) if !matches!(tree, Tree::List(_)) => {
                self.anything(At::new(tree, origin))
            }
            (shape, tree) => self.refuse(At::new(tree, origin), shape),
        }
    }

    fn refuse<D>(&mut self, raw: At<Tree<Name>>, shape: &Shape) -> Read<D> {
        let message = format!("expected {}, found {}", shape.describe(), raw.kind());
        let mut found = Diagnostic::new(&WRONG_TYPE, raw.span(), message);
        if let Some(text) = fitting(&raw.value, shape) {
            found = found.edit(format!("write `{text}`"), raw.span(), text);
        } else if let Some(help) = self
            .key
            .as_ref()
            .and_then(|key| key.help(&raw.value, shape))
        {
            found = found.help(help);
        }
        self.report.push(found);
        Read::broken()
    }

    fn elsewhere<D: Leaf>(&mut self, map: At<Map<Name>>) -> Read<D> {
        if !map.broken().is_empty() {
            return Read::broken();
        }
        let Some(value) = read_elsewhere(&map, map.span(), self.report) else {
            return Read::broken();
        };
        match D::elsewhere(value) {
            Some(leaf) => Read::sound(map.with(Tree::Text(leaf))),
            None => self.refuse(map.map(Tree::Map), &Shape::Text),
        }
    }

    fn anything<D: Leaf>(&mut self, raw: At<Tree<Name>>) -> Read<D> {
        let origin = raw.origin;
        match raw.value {
            Tree::Text(text) => self.text(At::new(text, origin)),
            Tree::List(items) => self.list(At::new(items, origin), &Shape::Any),
            Tree::Map(map) => self.names(At::new(map, origin), None, &Shape::Any),
            Tree::Null => Read::sound(At::new(Tree::Null, origin)),
            Tree::Bool(value) => Read::sound(At::new(Tree::Bool(value), origin)),
            Tree::Int(value) => Read::sound(At::new(Tree::Int(value), origin)),
            Tree::Float(value) => Read::sound(At::new(Tree::Float(value), origin)),
            Tree::Date(value) => Read::sound(At::new(Tree::Date(value), origin)),
        }
    }
}

/// The same value in the form that a shape takes: a string as a list of one, a number as a string.
fn fitting(value: &Tree<Name>, shape: &Shape) -> Option<String> {
    match (shape, value) {
        (Shape::Either(shapes), _) => shapes.iter().find_map(|shape| fitting(value, shape)),
        (Shape::List(item), Tree::Text(text)) if takes(item, text) => {
            Some(format!("[{}]", toml::string(text)))
        }
        (Shape::Format(grammar), Tree::Int(int)) if is_length(grammar) => {
            Some(format!("\"{int}s\""))
        }
        // Without a unit a size is one of bytes, which nobody means.
        (Shape::Format(grammar), Tree::Int(_)) if std::ptr::eq(*grammar, &SIZE) => None,
        (Shape::Bool, Tree::Text(text)) if matches!(&**text, "true" | "false") => {
            Some(text.to_string())
        }
        (Shape::Int | Shape::Number, Tree::Text(text)) => {
            text.parse::<i64>().ok().map(|number| number.to_string())
        }
        (_, Tree::Int(int)) if takes(shape, &int.to_string()) => {
            Some(toml::string(&int.to_string()))
        }
        _ => None,
    }
}

/// Whether a grammar is that of a length of time with a unit.
fn is_length(grammar: &Grammar) -> bool {
    std::ptr::eq(grammar, &DURATION)
}

fn takes(shape: &Shape, text: &str) -> bool {
    match shape {
        Shape::Text => true,
        Shape::Format(grammar) => (grammar.check)(text).is_ok(),
        Shape::Either(shapes) => shapes.iter().any(|shape| takes(shape, text)),
        _ => false,
    }
}
