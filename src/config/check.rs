//! A tree of literal strings held against a key table → the same tree in the dialect of its reader.
//!
//! Each fault is reported at its place and left out of the tree; the key that it stands under is marked broken, so that
//! what hangs on it stays silent.

use super::findings::{INVALID_INTERPOLATION, INVALID_VALUE, MISSING_KEY, UNKNOWN_KEY, WRONG_TYPE};
use super::value::{Leaf, is_elsewhere, read_elsewhere};
use crate::diagnostics::{Diagnostic, Report, inside};
use crate::dialects::toml;
use crate::formats::{Grammar, Key, Shape, Table};
use crate::source::{At, Name};
use crate::tree::{Map, Tree};

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
    Checker { report, key: None }.table(raw, table, at)
}

/// Reads the value of a key against its shape; `None` if nothing of it is left.
pub fn read_value<D: Leaf>(
    raw: At<Tree<Name>>,
    key: &Key,
    report: &mut Report,
) -> Option<At<Tree<D>>> {
    Checker {
        report,
        key: Some(key.into()),
    }
    .value(raw, &key.shape)
    .value
}

#[derive(Clone, Copy)]
struct Subject {
    name: &'static str,
    example: &'static str,
}

impl From<&Key> for Subject {
    fn from(key: &Key) -> Self {
        Self {
            name: key.name,
            example: key.example,
        }
    }
}

struct Checker<'a> {
    report: &'a mut Report,
    /// The key whose value is read, for messages.
    key: Option<Subject>,
}

impl Checker<'_> {
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
        } else if let Some(key) = self.key.filter(|key| !key.example.is_empty()) {
            found = found.help(format!("write `{} = {}`", key.name, key.example));
        }
        self.report.push(found);
        Read::broken()
    }

    fn text<D: Leaf>(&mut self, text: At<Name>) -> Read<D> {
        match D::read(&text) {
            Ok(leaf) => Read::sound(text.with(Tree::Text(leaf))),
            Err(faults) => {
                for fault in faults {
                    let span = inside(text.span(), &text, fault.range);
                    let message = "this `$` is neither a dollar nor a variable";
                    let found =
                        Diagnostic::new(&INVALID_INTERPOLATION, span, message).label(fault.message);
                    self.report.push(match fault.help {
                        Some(help) => found.help(help),
                        None => found,
                    });
                }
                Read::broken()
            }
        }
    }

    fn word<D: Leaf>(&mut self, text: At<Name>, words: &[&str]) -> Read<D> {
        let read = self.text::<D>(text.clone());
        let Some(word) = read
            .value
            .as_ref()
            .and_then(|leaf| leaf.as_text())
            .and_then(D::assumed)
        else {
            return read;
        };
        if words.contains(&&*word) {
            return read;
        }
        let message = format!("expected {}, found `{word}`", Shape::describe_words(words));
        let found = Diagnostic::new(&INVALID_VALUE, text.span(), message);
        let found = match crate::diagnostics::nearest(&word, words.iter().copied()) {
            Some(near) => found.edit(
                format!("write `\"{near}\"`"),
                text.span(),
                format!("\"{near}\""),
            ),
            None => found,
        };
        self.report.push(found);
        Read::broken()
    }

    fn format<D: Leaf>(&mut self, text: At<Name>, grammar: &Grammar) -> Read<D> {
        let read = self.text::<D>(text.clone());
        let Some(value) = read
            .value
            .as_ref()
            .and_then(|leaf| leaf.as_text())
            .and_then(D::assumed)
        else {
            return read;
        };
        let Err(fault) = (grammar.check)(&value) else {
            return read;
        };
        // Where the reader's text is not the one in the file, the fault's range means nothing there.
        let fault = if *value == **text {
            fault
        } else {
            crate::formats::Fault {
                range: 0..value.len(),
                ..fault
            }
        };
        self.report.push(Diagnostic::fault(
            &INVALID_VALUE,
            &text,
            grammar.noun,
            fault,
        ));
        Read::broken()
    }

    /// A string where a number or a boolean belongs: right if it holds a variable, or says one.
    fn cast<D: Leaf>(&mut self, text: At<Name>, shape: &Shape) -> Read<D> {
        let read = self.text::<D>(text.clone());
        let fits = match read
            .value
            .as_ref()
            .and_then(|leaf| leaf.as_text())
            .and_then(D::assumed)
        {
            None => true,
            Some(value) => match shape {
                Shape::Bool => ["true", "false"].contains(&&*value),
                Shape::Int => value.parse::<i64>().is_ok(),
                _ => value.parse::<f64>().is_ok(),
            },
        };
        if fits {
            read
        } else {
            self.refuse(text.map(Tree::Text), shape)
        }
    }

    fn list<D: Leaf>(&mut self, items: At<Vec<At<Tree<Name>>>>, shape: &Shape) -> Read<D> {
        let origin = items.origin;
        let mut broken = false;
        let mut list = Vec::with_capacity(items.value.len());
        for item in items.value {
            let read = self.value(item, shape);
            broken |= read.broken;
            list.extend(read.value);
        }
        Read {
            value: Some(At::new(Tree::List(list), origin)),
            broken,
        }
    }

    fn names<D: Leaf>(
        &mut self,
        map: At<Map<Name>>,
        grammar: Option<&'static Grammar>,
        shape: &Shape,
    ) -> Read<D> {
        let origin = map.origin;
        let mut names = Map::default();
        map.value
            .broken()
            .iter()
            .for_each(|key| names.mark_broken(key.clone()));
        for (key, value) in map.value {
            if let Some(grammar) = grammar
                && let Err(fault) = (grammar.check)(&key)
            {
                self.report
                    .push(Diagnostic::fault(&INVALID_VALUE, &key, grammar.noun, fault));
                names.mark_broken(key.value);
                continue;
            }
            let read = self.value(value, shape);
            self.keep(&mut names, key, read);
        }
        let broken = !names.broken().is_empty();
        Read {
            value: Some(At::new(Tree::Map(names), origin)),
            broken,
        }
    }

    fn table<D: Leaf>(&mut self, raw: Map<Name>, table: &Table, at: &At<()>) -> Map<D> {
        let mut map = Map::default();
        raw.broken()
            .iter()
            .for_each(|key| map.mark_broken(key.clone()));
        let outer = self.key;
        let present: Vec<Name> = raw.keys().map(|key| key.value.clone()).collect();
        for (name, value) in raw {
            let read = if let Some(key) = table.key(&name) {
                self.key = Some(key.into());
                self.value(value, &key.shape)
            } else if table.extensions && name.starts_with("x-") {
                self.key = None;
                self.value(value, &Shape::Any)
            } else {
                self.unknown(&name, table, &present, &mut map);
                continue;
            };
            self.keep(&mut map, name, read);
        }
        self.key = outer;
        for key in table.iter().filter(|key| key.required) {
            if map.contains(key.name) || map.is_broken(key.name) {
                continue;
            }
            let message = format!("{} must have `{}`", table.noun, key.name);
            let found = Diagnostic::new(&MISSING_KEY, at.span(), message);
            let write = format!("write `{} = {}`", key.name, key.example);
            self.report.push(if key.example.is_empty() {
                found
            } else {
                found.help(write)
            });
            map.mark_broken(key.name.into());
        }
        map
    }

    fn keep<D>(&mut self, map: &mut Map<D>, key: At<Name>, read: Read<D>) {
        if read.broken {
            map.mark_broken(key.value.clone());
        }
        if let Some(value) = read.value {
            map.insert(key, value);
        }
    }

    fn unknown<D>(&mut self, name: &At<Name>, table: &Table, present: &[Name], map: &mut Map<D>) {
        let message = format!("{} has no key `{}`", table.noun, name.value);
        let found = Diagnostic::new(&UNKNOWN_KEY, name.span(), message);
        let near = crate::diagnostics::nearest(name, table.iter().map(|key| key.name));
        let found = match (near, inner(table, name)) {
            // It is written too: renaming this one would make two of it.
            (Some(near), _) if present.iter().any(|key| **key == *near) => {
                found.help(format!("a key with a similar name is here too: `{near}`"))
            }
            (Some(near), _) => {
                map.mark_broken(near.into());
                found.edit(
                    format!("a key with a similar name exists: `{near}`"),
                    name.span(),
                    near,
                )
            }
            (None, Some(key)) => {
                found.help(format!("`{}` belongs inside `{}`", name.value, key.name))
            }
            (None, None) => found,
        };
        self.report.push(found);
    }

    fn either<D: Leaf>(&mut self, raw: At<Tree<Name>>, whole: &Shape, shapes: &[Shape]) -> Read<D> {
        if let Tree::Map(map) = &raw.value
            && is_elsewhere(map)
            && shapes.iter().any(|shape| matches!(shape, Shape::Value))
        {
            // Said to be found elsewhere: its faults are told, not taken for some other table.
            return self.value(raw, &Shape::Value);
        }
        let fitting: Vec<&Shape> = shapes
            .iter()
            .filter(|shape| fits::<D>(shape, &raw))
            .collect();
        match fitting.as_slice() {
            [] => self.refuse(raw, whole),
            [one] => self.value(raw, one),
            [first, others @ ..] => {
                for shape in std::iter::once(first).chain(others) {
                    let mut scratch = Report::default();
                    let read = Checker {
                        report: &mut scratch,
                        key: self.key,
                    }
                    .value(raw.clone(), shape);
                    if scratch.is_empty() && !read.broken {
                        return read;
                    }
                }
                self.value(raw, first)
            }
        }
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
        (_, Tree::Int(int)) if takes(shape, &int.to_string()) => {
            Some(toml::string(&int.to_string()))
        }
        _ => None,
    }
}

fn takes(shape: &Shape, text: &str) -> bool {
    match shape {
        Shape::Text => true,
        Shape::Format(grammar) => (grammar.check)(text).is_ok(),
        Shape::Either(shapes) => shapes.iter().any(|shape| takes(shape, text)),
        _ => false,
    }
}

/// Whether a value is of the kind that a shape takes, whatever is in it.
fn fits<D: Leaf>(shape: &Shape, value: &Tree<Name>) -> bool {
    match (shape, value) {
        (Shape::Any, _) | (Shape::Null, Tree::Null) | (Shape::Bool, Tree::Bool(_)) => true,
        (Shape::Text | Shape::Word(_) | Shape::Format(_), Tree::Text(_) | Tree::Date(_)) => true,
        (Shape::Int | Shape::Number | Shape::Bool, Tree::Text(_)) => D::CASTS,
        (Shape::Int | Shape::Number, Tree::Int(_)) | (Shape::Number, Tree::Float(_)) => true,
        (Shape::List(_), Tree::List(_)) | (Shape::Date, Tree::Date(_)) => true,
        (Shape::Names(..) | Shape::Table(_) | Shape::Step, Tree::Map(_)) => true,
        (Shape::Value, Tree::Map(map)) => is_elsewhere(map),
        (Shape::Value, value) => !matches!(value, Tree::List(_)),
        (Shape::Either(shapes), value) => shapes.iter().any(|shape| fits::<D>(shape, value)),
        _ => false,
    }
}

/// The key of a table whose own table has a key of this name.
fn inner<'a>(table: &'a Table, name: &str) -> Option<&'a Key> {
    fn tables(shape: &Shape) -> Vec<&'static Table> {
        match shape {
            Shape::Table(table) => vec![table],
            Shape::Either(shapes) => shapes.iter().flat_map(tables).collect(),
            _ => Vec::new(),
        }
    }
    table.iter().find(|key| {
        tables(&key.shape)
            .iter()
            .any(|table| table.key(name).is_some())
    })
}
