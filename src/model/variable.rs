//! The environment variables that the stack reads: what `.env.example` lists.

use super::block::BlockValue;
use super::{Body, Stack};
use crate::dialects::compose::{Interpolated, Variable};
use crate::source::{At, Name, Span};
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
    /// Whether a container gets it as it is, or not at all: an empty value would be another thing.
    pub is_passed: bool,
    /// Who reads it, in words.
    pub readers: Vec<String>,
    /// Where it is declared, else where it is read first.
    pub at: Span,
}

impl EnvVariable {
    /// Whether it is marked as secret, or called as secrets are: then its value is shown nowhere.
    pub fn looks_secret(&self) -> bool {
        const WORDS: [&str; 7] = [
            "PASS",
            "SECRET",
            "TOKEN",
            "KEY",
            "CREDENTIAL",
            "AUTH",
            "PWD",
        ];
        let name = self.name.to_ascii_uppercase();
        self.secret || WORDS.iter().any(|word| name.contains(word))
    }
}

/// Collects all variables: those of `[variables]`, then those that compose.yml and the blocks read.
pub fn collect(stack: &Stack, declared: &Map<Name>) -> IndexMap<Name, EnvVariable> {
    let mut collector = Collector {
        found: IndexMap::new(),
    };
    for (name, table) in declared.tables() {
        let variable = collector.entry(&name.value, name.span());
        variable.description = table.text("description");
        variable.written_default = table.text("default");
        variable.default = table.text("default").map(|text| text.value.to_string());
        variable.required = table.bool("required").is_some_and(|yes| yes.value);
        variable.secret = table.bool("secret").is_some_and(|yes| yes.value);
    }
    collector.compose(stack);
    for block in &stack.blocks {
        let reader = format!("block {}", block.name.value);
        for (key, value) in &block.values {
            if let BlockValue::Tree(tree) = value {
                collector.tree(tree, key.span(), &reader);
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
                let variables = &stack.groups[&group.value].variables;
                self.map(variables, &reader);
                self.passed(variables, &reader);
            }
        }
        for volume in stack.volumes.values() {
            let reader = format!("volume {}", volume.name.value);
            if let Some(source) = &volume.source {
                self.text(source, source.span(), &reader);
            }
            self.map(&volume.declaration, &reader);
        }
        for (noun, table) in [("secret", &stack.secrets), ("config", &stack.configs)] {
            for (name, entry) in table.tables() {
                if let Some(variable) = entry.text("environment") {
                    let reader = format!("{noun} {}", name.value);
                    self.note(&variable.value, variable.span(), &reader)
                        .required = true;
                }
            }
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
        if let Some(own) = body.keys.map("environment") {
            self.passed(own, reader);
        }
    }

    /// Variables without a value: Compose hands on what it finds in its own environment or in .env.
    fn passed(&mut self, variables: &Map<Interpolated>, reader: &str) {
        for (name, value) in variables.iter() {
            if matches!(value.value, Tree::Null) {
                self.note(&name.value, name.span(), reader).is_passed = true;
            }
        }
    }

    fn map(&mut self, map: &Map<Interpolated>, reader: &str) {
        map.iter()
            .for_each(|(_, value)| self.tree(&value.value, value.span(), reader));
    }

    fn tree(&mut self, tree: &Tree<Interpolated>, at: Span, reader: &str) {
        match tree {
            Tree::Text(text) => self.text(text, at, reader),
            Tree::List(items) => items
                .iter()
                .for_each(|item| self.tree(&item.value, item.span(), reader)),
            Tree::Map(map) => self.map(map, reader),
            Tree::Null | Tree::Bool(_) | Tree::Int(_) | Tree::Float(_) | Tree::Date(_) => {}
        }
    }

    fn text(&mut self, text: &Interpolated, at: Span, reader: &str) {
        for variable in text.variables() {
            self.add(variable, at, reader);
        }
    }

    fn add(&mut self, variable: &Variable, at: Span, reader: &str) {
        let entry = self.entry(variable.name(), at);
        let default = variable.default().and_then(Interpolated::assumed);
        if entry.readers.is_empty() && entry.default.is_none() {
            entry.default = default.map(|text| text.into_owned());
        }
        entry.required |= variable.rule().is_some_and(|(rule, _)| rule.is_error());
        if entry.required && entry.written_default.is_none() {
            // One reader has a default, and another stops without a value.
            entry.default = None;
        }
        self.note(variable.name(), at, reader);
    }

    fn note(&mut self, name: &Name, at: Span, reader: &str) -> &mut EnvVariable {
        let entry = self.entry(name, at);
        if !entry.readers.iter().any(|known| known == reader) {
            entry.readers.push(reader.to_owned());
        }
        entry
    }

    fn entry(&mut self, name: &Name, at: Span) -> &mut EnvVariable {
        self.found
            .entry(name.clone())
            .or_insert_with(|| EnvVariable {
                name: name.clone(),
                description: None,
                default: None,
                written_default: None,
                required: false,
                secret: false,
                is_passed: false,
                readers: Vec::new(),
                at,
            })
    }
}
