//! What no key table says alone: the keys of a credential hang on its type, the levels are those of the lints, and some words
//! only a later stage knows.

use super::table::Definitions;
use crate::diagnostics::{Group, Level};
use crate::formats::{Key, Strings, Table, stack};
use crate::lints;
use crate::model::{BuiltIn, SECTIONS};
use serde_json::{Map, Value, json};

/// The type of each says which keys it has. Editors offer the keys of all: they do not look behind a condition.
pub fn credentials(definitions: &mut Definitions) -> Value {
    let mut base = definitions.object(&stack::CREDENTIAL, Strings::Literal);
    base["additionalProperties"] = true.into();
    for (name, about) in keys_of_credentials() {
        if base["properties"].get(name).is_none() {
            let schema = json!({ "description": about, "additionalProperties": true });
            base["properties"][name] = schema;
        }
    }
    let by_type = stack::CREDENTIAL_TYPES.iter().map(|(word, table)| {
        let keys = match table {
            Some(table) => definitions.table(table, Strings::Literal),
            None => json!({ "type": "object", "additionalProperties": definitions.value() }),
        };
        json!({ "if": { "properties": { "type": { "enum": [word] } } }, "then": keys })
    });
    base["allOf"] = by_type.collect();
    json!({ "type": "object", "additionalProperties": base })
}

/// The keys that some type of credential has, each with those types and what it means to the first of them.
fn keys_of_credentials() -> Vec<(&'static str, String)> {
    let tables = || {
        let typed = stack::CREDENTIAL_TYPES.iter();
        typed.filter_map(|(word, table)| Some((*word, (*table)?)))
    };
    let mut found: Vec<(&str, String)> = Vec::new();
    for key in tables().flat_map(|(_, table)| table.iter()) {
        if found.iter().any(|(name, _)| *name == key.name) {
            continue;
        }
        let types: Vec<&str> = tables()
            .filter(|(_, table)| table.key(key.name).is_some())
            .map(|(word, _)| word)
            .collect();
        found.push((
            key.name,
            format!("{} Of type {}.", key.doc, types.join(", ")),
        ));
    }
    found
}

const LEVELS: [Level; 3] = [Level::Error, Level::Warn, Level::Allow];

/// The levels of `[lints]`: those of groups and of all codes whose level can be changed.
pub fn levels() -> Value {
    let words = |level: Option<Level>, about: String| {
        let mut schema = json!({ "enum": LEVELS.map(Level::word), "description": about });
        if let Some(level) = level {
            schema["default"] = level.word().into();
        }
        schema
    };
    let mut properties = Map::new();
    for group in [Group::Correctness, Group::Hygiene] {
        let about = format!("All findings of the group {}.", group.word());
        properties.insert(group.word().into(), words(None, about));
    }
    let mut codes: Vec<_> = lints::codes()
        .filter(|code| code.group != Group::Syntax)
        .collect();
    codes.sort_by_key(|code| code.word);
    for code in codes {
        let about = format!("{} {}", code.explanation.what, code.explanation.why);
        properties.insert(code.word.into(), words(Some(code.level), about));
    }
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

/// Words that only a later stage than the key tables knows.
pub fn words(table: &Table, key: &Key) -> Vec<&'static str> {
    if std::ptr::eq(table, &stack::SERVICE) && key.name == "kind" {
        return BuiltIn::ALL.iter().map(|kind| kind.word()).collect();
    }
    if std::ptr::eq(table, &stack::DOCS) && key.name == "without" {
        return SECTIONS.to_vec();
    }
    Vec::new()
}
