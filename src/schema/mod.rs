//! The JSON Schema of stack.toml: what editors complete, explain and mark while it is written.
//!
//! In: the key tables. Out: one document of draft 2020-12, which Taplo and Tombi both take. It says what JSON Schema can
//! say of shapes, refuses nothing that `check` takes, and judges no meaning: names, references and grammars of strings are
//! left to `check`.

mod example;
mod particular;
mod shape;
mod shared;
mod table;

use crate::formats::stack;
use serde_json::{Value, json};
use table::Definitions;

/// The name of the file that stands beside a stack.toml.
pub const FILE_NAME: &str = "stack.schema.json";

/// The line at the top of a stack.toml that leads editors to the schema, whose path is relative to it.
pub fn directive(path: &str) -> String {
    let path = if path.starts_with(['.', '/']) {
        path.to_owned()
    } else {
        format!("./{path}")
    };
    format!("#:schema {path}\n")
}

/// The text of the schema's file.
pub fn text() -> String {
    format!("{:#}\n", document())
}

/// The schema.
pub fn document() -> Value {
    let mut definitions = Definitions::default();
    let root = definitions.root(&stack::ROOT);
    let mut document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "stack.toml",
        "description": "One file for a self-hosted Prefect stack: stackgen renders compose.yml, every prefect.yaml and the Makefile from it.",
        // Tables of several lines within braces, which TOML has since 1.1.
        "x-tombi-toml-version": "v1.1.0",
    });
    if let (Some(document), Value::Object(root)) = (document.as_object_mut(), root) {
        document.extend(root);
        document.insert("$defs".into(), definitions.into_value());
    }
    document
}
