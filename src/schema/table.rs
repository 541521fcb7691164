//! A key table → a definition of its own, which all its places refer to.

use super::shape::{Place, any_of, schema};
use super::{example, particular, shared};
use crate::formats::{Key, Shape, Strings, Table, prefect, stack};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// The definitions so far, each under its name.
#[derive(Default)]
pub struct Definitions {
    entries: Map<String, Value>,
    names: HashMap<(*const Table, Strings), String>,
}

impl Definitions {
    pub fn into_value(mut self) -> Value {
        shared::share(&mut self.entries);
        Value::Object(self.entries)
    }

    /// The tables of stack.toml.
    pub fn root(&mut self, root: &'static Table) -> Value {
        self.object(root, Strings::Literal)
    }

    /// A reference to a table.
    pub fn table(&mut self, table: &'static Table, strings: Strings) -> Value {
        let known = (std::ptr::from_ref(table), strings);
        if let Some(name) = self.names.get(&known) {
            return reference(name);
        }
        let name = free_name(&self.entries, table.noun);
        // Before its keys are read: some tables hold themselves.
        self.entries.insert(name.clone(), Value::Null);
        self.names.insert(known, name.clone());
        let object = self.object(table, strings);
        self.entries.insert(name.clone(), object);
        reference(&name)
    }

    /// The null that TOML lacks.
    pub fn null(&mut self) -> Value {
        self.once("null", |_| {
            json!({
                "description": "Null, which TOML lacks.",
                "type": "object",
                "additionalProperties": false,
                "properties": { "null": { "enum": [true], "description": "Always true." } },
                "required": ["null"],
            })
        })
    }

    /// The value of an environment variable, or where it is found.
    pub fn value(&mut self) -> Value {
        self.once("value", |all| {
            let plain = Shape::Either(&[
                Shape::Text,
                Shape::Number,
                Shape::Bool,
                Shape::Date,
                Shape::Null,
            ]);
            let place = Place {
                strings: Strings::Literal,
                words: &[],
            };
            let tables = stack::ELSEWHERE
                .iter()
                .map(|table| all.table(table, Strings::Literal));
            let mut alternatives: Vec<Value> = tables.collect();
            alternatives.push(schema(&plain, place, all));
            any_of(flatten(alternatives))
        })
    }

    /// One step: of Prefect's own the arguments are known, functions of the team's own are free.
    pub fn step(&mut self) -> Value {
        self.once("step", |all| {
            let mut properties = Map::new();
            for step in prefect::STEPS {
                let mut arguments = all.object(&step.arguments, Strings::Templated);
                if step.open {
                    arguments["additionalProperties"] = true.into();
                }
                arguments["description"] = format!("{} Package {}.", step.doc, step.package).into();
                if let Some(keys) = arguments["properties"].as_object_mut() {
                    keys.values_mut().for_each(or_placeholder);
                }
                properties.insert(step.name.into(), arguments);
            }
            let known: Vec<&str> = prefect::STEPS.iter().map(|step| step.name).collect();
            // Of Prefect's own module all are known.
            let others = json!({ "not": { "pattern": r"^prefect\.deployments\.steps\.[^.]*$" } });
            json!({
                "propertyNames": { "anyOf": [{ "enum": known }, others] },
                "description": "One step: the dotted name of a function, in quotes, with its arguments.",
                "type": "object",
                "properties": properties,
                "additionalProperties": true,
            })
        })
    }

    fn once(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.entries.contains_key(name) {
            self.entries.insert(name.into(), Value::Null);
            let made = make(self);
            self.entries.insert(name.into(), made);
        }
        reference(name)
    }

    /// A table with its keys.
    pub fn object(&mut self, table: &Table, strings: Strings) -> Value {
        let mut properties = Map::new();
        for key in table.iter() {
            // Of two keys of one name the first one counts: stack.toml's own before the format's.
            if !properties.contains_key(key.name) {
                let schema = self.key(table, key, strings);
                properties.insert(key.name.into(), schema);
            }
        }
        let mut object = json!({
            "type": "object",
            "additionalProperties": false,
            "properties": properties,
        });
        let required: Vec<&str> = table
            .iter()
            .filter(|key| key.required)
            .map(|key| key.name)
            .collect();
        if !required.is_empty() {
            object["required"] = json!(required);
        }
        if table.extensions {
            object["patternProperties"] = json!({ "^x-": { "additionalProperties": true } });
        }
        if std::ptr::eq(table, &prefect::SCHEDULE) {
            let rules = prefect::SCHEDULE_RULES.map(|rule| json!({ "required": [rule] }));
            object["oneOf"] = json!(rules);
        }
        object
    }

    fn key(&mut self, table: &Table, key: &Key, outer: Strings) -> Value {
        let strings = match key.strings {
            Strings::Literal => outer,
            own => own,
        };
        let mut found = match key.name {
            "credentials" if std::ptr::eq(table, &stack::ROOT) => particular::credentials(self),
            "lints" if std::ptr::eq(table, &stack::ROOT) => particular::levels(),
            _ => {
                let words = particular::words(table, key);
                schema(
                    &key.shape,
                    Place {
                        strings,
                        words: &words,
                    },
                    self,
                )
            }
        };
        found["description"] = key.sentence().into();
        if let Some(default) = example::read(key.default) {
            found["default"] = default;
        }
        if let Some(example) = example::read(key.example) {
            found["examples"] = json!([example]);
        }
        found
    }
}

/// A name made from what messages call the table, which no definition has yet.
pub fn free_name(entries: &Map<String, Value>, noun: &str) -> String {
    let words = noun.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let name = words
        .filter(|word| !["", "a", "an", "the"].contains(word))
        .collect::<Vec<_>>()
        .join("-");
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    let free = names.find(|name| !entries.contains_key(name));
    free.unwrap_or(name)
}

pub fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// A placeholder may stand for an argument of any shape.
fn or_placeholder(schema: &mut Value) {
    let notes = ["description", "default", "examples"];
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    let said: Vec<_> = notes
        .iter()
        .filter_map(|note| Some((*note, object.shift_remove(*note)?)))
        .collect();
    let mut alternatives = flatten(vec![schema.take()]);
    if !alternatives.contains(&json!({ "type": "string" })) {
        alternatives.push(json!({ "type": "string", "pattern": r"\{\{" }));
    }
    *schema = any_of(alternatives);
    said.into_iter()
        .for_each(|(note, value)| schema[note] = value);
}

/// The alternatives of each schema that is nothing but a list of them.
fn flatten(schemas: Vec<Value>) -> Vec<Value> {
    let inner = |schema: Value| match schema.as_object().and_then(|object| object.get("anyOf")) {
        Some(Value::Array(items)) => items.clone(),
        _ => vec![schema],
    };
    schemas.into_iter().flat_map(inner).collect()
}
