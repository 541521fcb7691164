//! A shape → what JSON Schema says of it: a list of alternatives, which become one schema.
//!
//! Tombi holds every table to `additionalProperties`, Taplo ignores `unevaluatedProperties` and `dependentRequired`, and a
//! list of words is told best as `enum`: what is written here keeps to what both read.

use super::table::Definitions;
use crate::formats::{Shape, Strings};
use serde_json::{Value, json};

/// What stands for a number or a boolean in Compose's tables: a variable, or the value as text.
const INT_TEXT: &str = r"\$|^[+-]?[0-9]+$";
const NUMBER_TEXT: &str = r"\$|^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$|^[+-]?([iI][nN][fF]([iI][nN][iI][tT][yY])?|[nN][aA][nN])$";
const BOOL_TEXT: &str = r"\$|^(true|false)$";

/// How TOML's dates and times are called. To Taplo they are strings, to Tombi they are not.
const DATES: [&str; 4] = ["date-time", "date-time-local", "date", "time-local"];

/// What a place besides its shape says of the strings in it.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub strings: Strings,
    /// Words to offer for a string that may say anything.
    pub words: &'a [&'a str],
}

/// The schema of a shape.
pub fn schema(shape: &Shape, place: Place<'_>, definitions: &mut Definitions) -> Value {
    any_of(alternatives(shape, place, definitions))
}

/// Several schemas as one; those that say nothing but their type are put together.
pub fn any_of(alternatives: Vec<Value>) -> Value {
    let mut types: Vec<Value> = Vec::new();
    let mut others: Vec<Value> = Vec::new();
    for schema in alternatives {
        match schema.as_object() {
            Some(object) if object.len() == 1 && object.contains_key("type") => {
                if !types.contains(&object["type"]) {
                    types.push(object["type"].clone());
                }
            }
            _ if others.contains(&schema) => {}
            _ => others.push(schema),
        }
    }
    match types.len() {
        0 => {}
        1 => others.push(json!({ "type": types[0] })),
        _ => others.push(json!({ "type": types })),
    }
    match others.len() {
        1 => others.remove(0),
        _ => json!({ "anyOf": others }),
    }
}

fn alternatives(shape: &Shape, place: Place<'_>, definitions: &mut Definitions) -> Vec<Value> {
    let casts = place.strings == Strings::Interpolated;
    let one = |schema: Value| vec![schema];
    match shape {
        Shape::Any => one(json!({ "additionalProperties": true })),
        Shape::Text => text(place.words),
        Shape::Format(grammar) => text(grammar.words),
        Shape::Int => number("integer", INT_TEXT, casts),
        Shape::Number => number("number", NUMBER_TEXT, casts),
        Shape::Bool => number("boolean", BOOL_TEXT, casts),
        Shape::Word(words) => {
            let mut found = vec![json!({ "enum": words })];
            // What decides the word later may stand in its place.
            found.extend(match place.strings {
                Strings::Literal => None,
                Strings::Interpolated => Some(json!({ "type": "string", "pattern": r"\$" })),
                Strings::Templated => Some(json!({ "type": "string", "pattern": r"\{\{" })),
            });
            found
        }
        Shape::Date => DATES
            .iter()
            .map(|format| json!({ "type": "string", "format": format }))
            .collect(),
        Shape::Null => one(definitions.null()),
        Shape::Step => one(definitions.step()),
        Shape::Value => one(definitions.value()),
        Shape::List(item) => {
            let items = schema(item, place, definitions);
            one(json!({ "type": "array", "items": items }))
        }
        Shape::Names(_, value) => {
            let value = schema(value, place, definitions);
            one(json!({ "type": "object", "additionalProperties": value }))
        }
        Shape::Table(table) => one(definitions.table(table, place.strings)),
        Shape::Either(shapes) => shapes
            .iter()
            .flat_map(|shape| alternatives(shape, place, definitions))
            .collect(),
    }
}

fn text(words: &[&str]) -> Vec<Value> {
    let mut found = Vec::new();
    if !words.is_empty() {
        found.push(json!({ "enum": words }));
    }
    found.push(json!({ "type": "string" }));
    found
}

fn number(kind: &str, text: &str, casts: bool) -> Vec<Value> {
    let mut found = vec![json!({ "type": kind })];
    if casts {
        found.push(json!({ "type": "string", "pattern": text }));
    }
    found
}
