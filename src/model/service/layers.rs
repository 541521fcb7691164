//! What lies below a service: defaults, own kinds, and its built-in kind under all of them.

use crate::config::{Config, Value};
use crate::diagnostics::{Diagnostic, Report};
use crate::formats::compose;
use crate::model::convert::split_pair;
use crate::model::findings::UNKNOWN_KIND;
use crate::model::kinds::{BuiltIn, Sketch};
use crate::model::merge::{merge_ranked, take_away};
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use indexmap::IndexMap;

/// What all services say of themselves.
#[derive(Debug)]
pub struct Sketches {
    pub entries: IndexMap<Name, Sketch>,
}

impl Sketches {
    pub fn read(config: &Config, report: &mut Report) -> Self {
        let entries = config.services.tables().map(|(name, table)| {
            let kinds = table.texts("kind");
            let built_in = check_kinds(config, &kinds, report);
            let mut keys = Map::default();
            for layer in layers(config, &table) {
                take_away(&mut keys, &layer, &mut Report::default());
                keys = merge_ranked(keys, layer, &compose::SERVICE);
            }
            let cause = kinds.first().map_or(name.span(), At::span);
            (
                name.value.clone(),
                Sketch {
                    name: name.clone(),
                    built_in,
                    cause,
                    keys,
                },
            )
        });
        Self {
            entries: entries.collect(),
        }
    }

    /// All layers of a service merged over what its built-in kind fills in.
    pub fn merge(
        &self,
        config: &Config,
        sketch: &Sketch,
        fill: Map<Value>,
        report: &mut Report,
    ) -> Map<Value> {
        let Some(own) = config.services.map(&sketch.name) else {
            return fill;
        };
        let mut keys = fill;
        let layers = layers(config, own);
        let last = layers.len() - 1;
        for (index, layer) in layers.into_iter().enumerate() {
            // A default may take away what only some services have; a service says what it means of itself.
            let mut silent = Report::default();
            take_away(
                &mut keys,
                &layer,
                if index == last { report } else { &mut silent },
            );
            keys = merge_ranked(keys, layer, &compose::SERVICE);
        }
        keys
    }
}

/// Defaults, own kinds from left to right, the service itself: from below to above, in their long forms.
fn layers(config: &Config, own: &Map<Value>) -> Vec<Map<Value>> {
    let kinds = own.texts("kind");
    let kinds = kinds.iter().filter_map(|kind| config.kinds.map(kind));
    std::iter::once(&config.service_defaults)
        .chain(kinds)
        .chain([own])
        .map(|layer| normalise(layer.clone()))
        .collect()
}

/// Compose's short forms of what is merged key by key: lists of `K=V` and of names become tables.
pub fn normalise(mut layer: Map<Value>) -> Map<Value> {
    for key in ["environment", "depends_on"] {
        let Some(value) = layer.get_mut(key) else {
            continue;
        };
        let Tree::List(items) = &value.value else {
            continue;
        };
        let entries = items.iter().filter_map(|item| {
            let Tree::Text(Value::Text(text)) = &item.value else {
                return None;
            };
            Some(if key == "environment" {
                variable(text, item)
            } else {
                dependency(&text.assumed()?, item)
            })
        });
        value.value = Tree::Map(entries.collect());
    }
    layer
}

type Entry = (At<Name>, At<Tree<Value>>);

fn variable(text: &crate::dialects::compose::Interpolated, item: &At<Tree<Value>>) -> Entry {
    let (name, value) = split_pair(text);
    let value = value.map_or(Tree::Null, |value| Tree::Text(Value::Text(value)));
    (item.with(name.into()), item.with(value))
}

fn dependency(service: &str, item: &At<Tree<Value>>) -> Entry {
    let started = Value::Text(crate::dialects::compose::Interpolated::literal(
        "service_started",
    ));
    let condition = (
        item.with("condition".into()),
        item.with(Tree::Text(started)),
    );
    (
        item.with(service.into()),
        item.with(Tree::Map(Map::from_iter([condition]))),
    )
}

/// The built-in kind among the kinds of a service; reports those that do not exist and a second built-in one.
fn check_kinds(config: &Config, kinds: &[At<Name>], report: &mut Report) -> Option<BuiltIn> {
    let mut found: Option<(BuiltIn, &At<Name>)> = None;
    for kind in kinds {
        if config.kinds.contains(kind) || config.kinds.is_broken(kind) {
            continue;
        }
        match (BuiltIn::parse(kind), found) {
            (Some(built_in), None) => found = Some((built_in, kind)),
            (Some(_), Some((_, first))) => {
                let message = "a service has at most one built-in kind";
                report.push(
                    Diagnostic::new(&UNKNOWN_KIND, kind.span(), message)
                        .label("a second built-in kind")
                        .related(first.span(), "the first"),
                );
            }
            (None, _) => {
                let names = BuiltIn::ALL.iter().map(|kind| kind.word());
                let own = config.kinds.keys().map(|key| &*key.value);
                let all: Vec<&str> = names.chain(own).collect();
                let known = all
                    .iter()
                    .map(|name| format!("`{name}`"))
                    .collect::<Vec<_>>()
                    .join(", ");
                report.push(
                    Diagnostic::new(
                        &UNKNOWN_KIND,
                        kind.span(),
                        format!("there is no kind `{}`", kind.value),
                    )
                    .help(format!("the kinds are {known}"))
                    .subject(kind)
                    .nearest_quoted(kind, "a kind", all),
                );
            }
        }
    }
    found.map(|(built_in, _)| built_in)
}
