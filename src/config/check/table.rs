//! Tables and lists: each item held against its shape, unknown and missing keys told.

use super::{Checker, Read, synonyms};
use crate::config::findings::{INVALID_VALUE, MISSING_KEY, UNKNOWN_KEY};
use crate::config::value::Leaf;
use crate::diagnostics::Diagnostic;
use crate::formats::stack::ROOT;
use crate::formats::{Grammar, Key, Shape, Table};
use crate::source::{At, Name};
use crate::tree::{Map, Tree};

impl Checker<'_> {
    pub(super) fn list<D: Leaf>(
        &mut self,
        items: At<Vec<At<Tree<Name>>>>,
        shape: &Shape,
    ) -> Read<D> {
        let origin = items.origin;
        let mut broken = false;
        let mut list = Vec::with_capacity(items.value.len());
        for item in items.value {
            let read = self.within(None, |this| this.value(item, shape));
            broken |= read.broken;
            list.extend(read.value);
        }
        Read {
            value: Some(At::new(Tree::List(list), origin)),
            broken,
        }
    }

    pub(super) fn names<D: Leaf>(
        &mut self,
        map: At<Map<Name>>,
        grammar: Option<&'static Grammar>,
        shape: &Shape,
    ) -> Read<D> {
        let origin = map.origin;
        let mut names = Map::with_capacity(map.value.len());
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
            let read = self.within(Some(&key.value), |this| this.value(value, shape));
            self.keep(&mut names, key, read);
        }
        let broken = !names.broken().is_empty();
        Read {
            value: Some(At::new(Tree::Map(names), origin)),
            broken,
        }
    }

    pub(super) fn table<D: Leaf>(&mut self, raw: Map<Name>, table: &Table, at: &At<()>) -> Map<D> {
        let mut map = Map::with_capacity(raw.len());
        raw.broken()
            .iter()
            .for_each(|key| map.mark_broken(key.clone()));
        let outer = self.key.take();
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

    pub(super) fn keep<D>(&mut self, map: &mut Map<D>, key: At<Name>, read: Read<D>) {
        if read.broken {
            map.mark_broken(key.value.clone());
        }
        if let Some(value) = read.value {
            map.insert(key, value);
        }
    }

    pub(super) fn unknown<D>(
        &mut self,
        name: &At<Name>,
        table: &Table,
        present: &[Name],
        map: &mut Map<D>,
    ) {
        let is_plural = table.noun.starts_with("the ") && table.noun.ends_with('s');
        let verb = if is_plural { "have" } else { "has" };
        let message = format!("{} {verb} no key `{}`", table.noun, name.value);
        let found = Diagnostic::new(&UNKNOWN_KEY, name.span(), message);
        if let Some(help) = synonyms::help(table, name) {
            self.report.push(found.help(help));
            return;
        }
        let near = crate::diagnostics::nearest(name, table.iter().map(|key| key.name));
        let is_top = is_top(table, name);
        let near = near.filter(|near| !is_top || strsim::damerau_levenshtein(near, name) < 2);
        let found = match (near, inner(table, name)) {
            (None, _) if is_top => found.help(format!(
                "`{0}` is a table of the top: write `[{0}]` or `[{0}.NAME]`, with its keys below",
                name.value
            )),
            // It is written too, or another one is meant to be it: renaming this one would make two of it.
            (Some(near), _) if present.iter().any(|key| **key == *near) || map.is_broken(near) => {
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
}

/// Whether a key is a table of the top, dotted (`services.api = …`) or under a header that was meant for another one.
fn is_top(table: &Table, name: &str) -> bool {
    ROOT.key(name).is_some() && inner(table, name).is_none()
}

/// The key of a table whose own table has a key of this name.
fn inner<'a>(table: &'a Table, name: &str) -> Option<&'a Key> {
    fn tables(shape: &Shape) -> Vec<&'static Table> {
        match shape {
            Shape::Table(table) => vec![table],
            Shape::List(item) => tables(item),
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
