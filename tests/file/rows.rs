//! The rows of a list: each key with its type, its default and what it means; and the sections of tables inside others.

use crate::FILE;
use crate::pages::{Book, relative, tables_of};
use stackgen::formats::{Key, Shape, Table};
use std::fmt::Write;

/// A table that stands inside another one.
pub struct Nested {
    pub table: &'static Table,
    /// Where it stands, with dots between the keys.
    pub path: String,
    /// The key that it is the value of.
    pub key: &'static Key,
}

/// Collects the tables below one, the nearest first, each once.
pub fn reach(
    root: &'static Table,
    found: &mut Vec<Nested>,
    is_known: &dyn Fn(&Table, &[Nested]) -> bool,
) {
    let mut waiting = vec![(root, String::new())];
    while !waiting.is_empty() {
        let mut next = Vec::new();
        for (table, path) in waiting {
            for key in first_of_name(table) {
                let inner = if path.is_empty() {
                    key.name.to_owned()
                } else {
                    format!("{path}.{}", key.name)
                };
                for below in tables_of(&key.shape) {
                    if !is_known(below, found) {
                        found.push(Nested {
                            table: below,
                            path: inner.clone(),
                            key,
                        });
                        next.push((below, inner.clone()));
                    }
                }
            }
        }
        waiting = next;
    }
}

/// Of two keys of one name the first one counts.
pub fn first_of_name(table: &'static Table) -> impl Iterator<Item = &'static Key> {
    table
        .iter()
        .enumerate()
        .filter(|(at, key)| {
            let first = table.iter().position(|other| other.name == key.name);
            first == Some(*at)
        })
        .map(|(_, key)| key)
}

/// The section of a table that has no place of its own in the prose.
pub fn section(nested: &Nested, depth: usize, book: &Book, page: &'static str) -> String {
    let Nested { table, path, key } = nested;
    let mut text = format!("\n{} {}\n\n`{path}`", "#".repeat(depth), title(table));
    if !key.example.is_empty() {
        let _ = write!(
            text,
            ", such as {}",
            code(&format!("{} = {}", key.name, key.example))
        );
    }
    text.push_str("\n\n");
    text + &rows(first_of_name(table), book, page)
}

/// What messages call a table, as a heading.
pub fn title(table: &Table) -> String {
    let noun = table
        .noun
        .trim_start_matches("a ")
        .trim_start_matches("an ")
        .trim_start_matches("the ");
    let noun = noun.trim_matches('`');
    noun[..1].to_uppercase() + &noun[1..]
}

/// A table of keys.
pub fn rows(keys: impl Iterator<Item = &'static Key>, book: &Book, page: &'static str) -> String {
    let mut text = String::from("| key | type | default | |\n|---|---|---|---|\n");
    for key in keys {
        let default = if key.default.is_empty() {
            String::new()
        } else {
            code(key.default)
        };
        let mut about = key.doc.to_owned();
        if key.required {
            about.push_str(" Required.");
        }
        if !key.example.is_empty() {
            let _ = write!(about, " Such as {}.", code(key.example));
        }
        let kind = kind(&key.shape, book, page);
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            key.name,
            cell(&kind),
            cell(&default),
            cell(&about)
        );
    }
    text
}

fn kind(shape: &Shape, book: &Book, page: &'static str) -> String {
    match shape {
        Shape::Any => "anything".into(),
        Shape::Text => "string".into(),
        Shape::Int => "integer".into(),
        Shape::Number => "number".into(),
        Shape::Bool => "boolean".into(),
        Shape::Null => "null".into(),
        Shape::Date => "date".into(),
        Shape::Word(words) => words
            .iter()
            .map(|word| code(&format!("\"{word}\"")))
            .collect::<Vec<_>>()
            .join(", "),
        Shape::Format(grammar) => format!("string ({})", grammar.noun),
        Shape::Step => format!("[step]({})", relative(page, crate::DEPLOYMENTS, "steps")),
        Shape::Value => format!("[value]({})", relative(page, FILE, "values-from-elsewhere")),
        Shape::Table(table) => format!("[table]({})", book.link(table, page)),
        Shape::List(Shape::Text) => "list of strings".into(),
        Shape::Names(_, Shape::Any) => "table with keys of your own".into(),
        Shape::List(item) => format!("list of {}", grouped(&kind(item, book, page))),
        Shape::Names(_, value) => format!("names, each with {}", grouped(&kind(value, book, page))),
        Shape::Either(shapes) => {
            let mut parts: Vec<String> = Vec::new();
            for shape in shapes.iter().filter(|shape| !matches!(shape, Shape::Null)) {
                let part = kind(shape, book, page);
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
            parts.join(" or ")
        }
    }
}

fn grouped(kind: &str) -> String {
    if kind.contains(" or ") {
        format!("({kind})")
    } else {
        kind.to_owned()
    }
}

/// A span of code, also of text that holds backticks.
pub fn code(text: &str) -> String {
    let text = text.replace('\n', "\\n");
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

pub fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
