//! The environment variables that the stack reads: what `.env.example` lists.

use super::block::BlockValue;
use super::{Body, Stack};
use crate::dialects::compose::{Interpolated, Variable};
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use indexmap::IndexMap;

/// A variable of the environment.
#[derive(Clone, Debug)]
pub struct EnvVariable {
    pub name: Name,
    pub description: Option<At<Name>>,
    /// The value that is used when it is not set, where there is one and all readers agree on it.
    pub default: Option<String>,
    /// The default of `[variables]`, as written there.
    pub written_default: Option<At<Name>>,
    /// Whether something stops without it.
    pub required: bool,
    pub secret: bool,
    /// Who reads it, in words.
    pub readers: Vec<String>,
}

/// Collects all variables: those of `[variables]`, then those that compose.yml and the blocks read.
pub fn collect(stack: &Stack, declared: &Map<Name>) -> IndexMap<Name, EnvVariable> {
    let mut collector = Collector {
        found: IndexMap::new(),
    };
    for (name, table) in declared.tables() {
        let variable = collector.entry(&name.value);
        variable.description = table.text("description");
        variable.written_default = table.text("default");
        variable.default = table.text("default").map(|text| text.value.to_string());
        variable.required = table.bool("required").is_some_and(|yes| yes.value);
        variable.secret = table.bool("secret").is_some_and(|yes| yes.value);
    }
    collector.compose(stack);
    for block in &stack.blocks {
        for (_, value) in &block.values {
            if let BlockValue::Tree(tree) = value {
                collector.tree(tree, &format!("block {}", block.name.value));
            }
        }
    }
    collector.found
}

struct Collector {
    found: IndexMap<Name, EnvVariable>,
}

impl Collector {
    fn compose(&mut self, stack: &Stack) {
        for service in stack.services.values() {
            let reader = format!("service {}", service.name.value);
            self.body(&service.body, &reader);
            for group in &service.body.groups {
                self.map(&stack.groups[&group.value].variables, &reader);
            }
        }
        for volume in stack.volumes.values() {
            let reader = format!("volume {}", volume.name.value);
            volume
                .source
                .iter()
                .for_each(|source| self.text(source, &reader));
            self.map(&volume.declaration, &reader);
        }
        let tables = [
            &stack.networks,
            &stack.secrets,
            &stack.configs,
            &stack.models,
            &stack.compose,
        ];
        tables
            .into_iter()
            .for_each(|map| self.map(map, "compose.yml"));
    }

    fn body(&mut self, body: &Body, reader: &str) {
        self.map(&body.keys, reader);
    }

    fn map(&mut self, map: &Map<Interpolated>, reader: &str) {
        map.iter()
            .for_each(|(_, value)| self.tree(&value.value, reader));
    }

    fn tree(&mut self, tree: &Tree<Interpolated>, reader: &str) {
        match tree {
            Tree::Text(text) => self.text(text, reader),
            Tree::List(items) => items.iter().for_each(|item| self.tree(&item.value, reader)),
            Tree::Map(map) => self.map(map, reader),
            Tree::Null | Tree::Bool(_) | Tree::Int(_) | Tree::Float(_) | Tree::Date(_) => {}
        }
    }

    fn text(&mut self, text: &Interpolated, reader: &str) {
        for variable in text.variables() {
            self.add(variable, reader);
        }
    }

    fn add(&mut self, variable: &Variable, reader: &str) {
        let entry = self.entry(variable.name());
        let default = variable.default().and_then(Interpolated::assumed);
        if entry.readers.is_empty() && entry.default.is_none() {
            entry.default = default.map(|text| text.into_owned());
        }
        entry.required |= variable.rule().is_some_and(|(rule, _)| rule.is_error());
        if !entry.readers.iter().any(|known| known == reader) {
            entry.readers.push(reader.to_owned());
        }
    }

    fn entry(&mut self, name: &Name) -> &mut EnvVariable {
        self.found
            .entry(name.clone())
            .or_insert_with(|| EnvVariable {
                name: name.clone(),
                description: None,
                default: None,
                written_default: None,
                required: false,
                secret: false,
                readers: Vec::new(),
            })
    }
}
