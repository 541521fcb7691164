//! Secrets of Compose: those of `[secrets]`, and those that `{ file = "…" }` brings.

use crate::config::Value;
use crate::dialects::compose::{Interpolated, Part};
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use indexmap::IndexMap;

/// The files that are mounted as secrets, each under one name.
#[derive(Debug, Default)]
pub struct FileSecrets {
    /// Names that are taken by `[secrets]`.
    taken: Vec<Name>,
    /// Files that `[secrets]` declares itself.
    declared: IndexMap<String, Name>,
    /// Files that only a value names.
    found: IndexMap<String, At<Name>>,
}

impl FileSecrets {
    pub fn read(declared: &Map<Value>) -> Self {
        let mut secrets = Self::default();
        for (name, table) in declared.tables() {
            secrets.taken.push(name.value.clone());
            if let Some(file) = table.text("file") {
                secrets
                    .declared
                    .insert(bare(&file).to_owned(), name.value.clone());
            }
        }
        secrets
    }

    /// The name under which a file is mounted.
    pub fn name(&mut self, path: &At<Name>) -> Name {
        let file = bare(path);
        if let Some(name) = self
            .declared
            .get(file)
            .or_else(|| self.found.get(file).map(|name| &name.value))
        {
            return name.clone();
        }
        let base = file.rsplit('/').next().unwrap_or(file);
        let base = base
            .rsplit_once('.')
            .map_or(base, |(stem, _)| if stem.is_empty() { base } else { stem });
        let base: String = base
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '_' {
                    c
                } else {
                    '-'
                }
            })
            .collect();
        let mut name = base.clone();
        for number in 2.. {
            if !self.is_taken(&name) {
                break;
            }
            name = format!("{base}-{number}");
        }
        let name = Name::from(name);
        self.found.insert(file.to_owned(), path.with(name.clone()));
        name
    }

    /// The secrets that only values name, as Compose declares them.
    pub fn derived(&self) -> impl Iterator<Item = (At<Name>, At<Tree<Interpolated>>)> {
        self.found.iter().map(|(file, name)| {
            let path = if file.starts_with('/') {
                file.clone()
            } else {
                format!("./{file}")
            };
            let text = At::new(
                Tree::Text(Interpolated::literal(path)),
                name.origin.filled(),
            );
            let key = At::new(Name::from("file"), name.origin.filled());
            (
                At::new(name.value.clone(), name.origin.filled()),
                text.with(Tree::Map(Map::from_iter([(key, text.clone())]))),
            )
        })
    }

    fn is_taken(&self, name: &str) -> bool {
        self.taken.iter().any(|taken| &**taken == name)
            || self.found.values().any(|taken| &*taken.value == name)
    }
}

fn bare(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

/// The marked literals of a stack, as they are and percent-encoded as addresses hold them.
pub fn texts(stack: &super::Stack) -> Vec<Name> {
    let mut found: Vec<Name> = Vec::new();
    let mut add = |text: &Interpolated| {
        for part in text.parts() {
            if let Part::Secret(secret) = part {
                found.push(secret.clone());
                found.push(crate::dialects::url::encode(secret).into());
                found.push(crate::dialects::compose::escape(secret).into());
            }
        }
    };
    let bodies = stack
        .services
        .values()
        .map(|service| &service.body)
        .chain(stack.kinds.values().map(|kind| &kind.body));
    bodies.for_each(|body| visit(&body.keys, &mut add));
    stack
        .groups
        .values()
        .for_each(|group| visit(&group.variables, &mut add));
    for block in &stack.blocks {
        for (_, value) in &block.values {
            if let super::BlockValue::Tree(Tree::Text(text)) = value {
                add(text);
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

fn visit(map: &Map<Interpolated>, add: &mut impl FnMut(&Interpolated)) {
    fn tree(value: &Tree<Interpolated>, add: &mut impl FnMut(&Interpolated)) {
        match value {
            Tree::Text(text) => add(text),
            Tree::List(items) => items.iter().for_each(|item| tree(&item.value, add)),
            Tree::Map(map) => map.iter().for_each(|(_, value)| tree(&value.value, add)),
            Tree::Null | Tree::Bool(_) | Tree::Int(_) | Tree::Float(_) | Tree::Date(_) => {}
        }
    }
    map.iter().for_each(|(_, value)| tree(&value.value, add));
}
