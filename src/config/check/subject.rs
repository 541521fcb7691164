//! What a message shows of the key whose value is wrong: an example as long as the part that is wrong.

use crate::dialects::toml;
use crate::formats::stack::ROOT;
use crate::formats::{Key, Shape};
use crate::source::Name;
use crate::tree::Tree;
use ::toml::de::{DeTable, DeValue};

/// A key, and how deep in its value the reader is.
#[derive(Clone)]
pub struct Subject {
    name: &'static str,
    example: &'static str,
    /// Whether it is a table of the top.
    is_root: bool,
    /// The way there: whether a name or an item of a list was entered, level by level.
    way: Vec<bool>,
    /// The last name on the way; none for an item of a list.
    inner: Option<Name>,
}

impl From<&Key> for Subject {
    fn from(key: &Key) -> Self {
        Self {
            name: key.name,
            example: key.example,
            is_root: ROOT
                .key(key.name)
                .is_some_and(|root| std::ptr::eq(root, key)),
            way: Vec::new(),
            inner: None,
        }
    }
}

impl Subject {
    /// One level deeper: at a name, or at an item of a list.
    pub fn enter(&mut self, name: Option<&Name>) {
        self.way.push(name.is_some());
        self.inner = name.cloned();
    }

    /// What to write instead of a value of another shape.
    pub fn help(&self, value: &Tree<Name>, shape: &Shape) -> Option<String> {
        if let Some(header) = self.header(shape) {
            return Some(header);
        }
        let Some(example) = self.part() else {
            // The example has another form: it is shown whole.
            let is_shown = !self.example.is_empty();
            return is_shown.then(|| format!("write `{} = {}`", self.name, self.example));
        };
        Some(match &self.inner {
            _ if matches!(value, Tree::Map(_)) && takes_tables_in_a_list(shape) => {
                format!("write it in a list: `{} = [{{ … }}]`", self.name)
            }
            Some(name) => format!("write `{} = {example}`", toml::key(name)),
            None if self.way.is_empty() => format!("write `{} = {example}`", self.name),
            None => format!("write such as `{example}`"),
        })
    }

    /// How a table of the top begins, where one is missing.
    fn header(&self, shape: &Shape) -> Option<String> {
        if !self.is_root || !is_table(shape) {
            return None;
        }
        match (self.way.len(), &self.inner, shape) {
            (0, _, Shape::Names(..)) if first(self.example, true)?.starts_with('{') => Some(
                format!("begin a table for each of them: `[{}.NAME]`", self.name),
            ),
            (1, Some(name), _) => Some(format!(
                "begin a table, with its keys below: `[{}.{}]`",
                self.name,
                toml::key(name)
            )),
            _ => None,
        }
    }

    /// The part of the example that stands at the same depth: the first entry of each level.
    fn part(&self) -> Option<&'static str> {
        let mut part = self.example;
        for is_name in &self.way {
            part = first(part, *is_name)?;
        }
        Some(part).filter(|part| !part.is_empty())
    }
}

/// The first value in a table, or in a list.
fn first(text: &'static str, in_table: bool) -> Option<&'static str> {
    const KEY: &str = "x = ";
    let whole = format!("{KEY}{text}");
    let table = DeTable::parse(&whole).ok()?;
    let range = match table.get_ref().get("x")?.get_ref() {
        DeValue::Table(inner) if in_table => inner.values().next()?.span(),
        DeValue::Array(items) if !in_table => items.first()?.span(),
        _ => return None,
    };
    text.get(range.start.checked_sub(KEY.len())?..range.end.checked_sub(KEY.len())?)
}

fn is_table(shape: &Shape) -> bool {
    match shape {
        Shape::Names(..) | Shape::Table(_) => true,
        Shape::Either(shapes) => shapes.iter().any(is_table),
        _ => false,
    }
}

fn takes_tables_in_a_list(shape: &Shape) -> bool {
    match shape {
        Shape::List(item) => is_table(item),
        Shape::Either(shapes) => shapes.iter().any(takes_tables_in_a_list),
        _ => false,
    }
}
