//! Words of the page: lists, numbers, values, the names of services.
//!
//! In: values of the model. Out: Markdown of one line. A secret comes out as `***`, and of an environment variable only its name.

use crate::dialects::compose::{Interpolated, Part};
use crate::dialects::markdown::{code, span};
use crate::model::{BuiltIn, Found, Service, Stack};
use crate::source::Name;
use crate::tree::Tree;

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// A list of which at most `most` are named, each as `text` has it.
pub fn short_list<T>(items: &[T], most: usize, text: impl Fn(&T) -> String) -> String {
    let texts = |items: &[T]| items.iter().map(&text).collect::<Vec<_>>();
    if items.len() <= most + 1 {
        return list(&texts(items));
    }
    let named = texts(&items[..most]).join(", ");
    format!("{named} and {} more", items.len() - most)
}

/// A number as a sentence has it.
pub fn number(number: usize) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    WORDS
        .get(number)
        .map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// A name in prose that people read without code marks.
pub fn plain(text: &str) -> String {
    crate::dialects::markdown::line(text)
}

/// `one service`, `two services`.
pub fn count(amount: usize, noun: &str) -> String {
    let plural = if amount == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", number(amount))
}

/// A value for a cell. What the environment gives is told by its name alone: a default may be as secret as the value.
pub fn value(text: &Interpolated) -> String {
    match text.parts() {
        [] => "(empty)".to_owned(),
        [Part::Secret(_)] => code("***"),
        [Part::Variable(variable)] => format!("from {}", code(variable.name())),
        _ => code(&bare(text)),
    }
}

/// A text with the names of its variables, without their defaults and without secrets.
pub fn bare(text: &Interpolated) -> String {
    let parts = text.parts().iter().map(|part| match part {
        Part::Literal(text) => text.to_string(),
        Part::Secret(_) => "***".to_owned(),
        Part::Variable(variable) => format!("${{{}}}", variable.name()),
    });
    parts.collect()
}

/// A value of an environment for a cell.
pub fn variable_value(tree: &Tree<Interpolated>) -> String {
    match tree {
        Tree::Text(text) => value(text),
        Tree::Bool(value) => code(&value.to_string()),
        Tree::Int(value) => code(&value.to_string()),
        Tree::Float(value) => code(&value.to_string()),
        Tree::Date(date) => code(date),
        Tree::Null => "as on the host".to_owned(),
        Tree::List(_) | Tree::Map(_) => String::new(),
    }
}

/// A field of a credential for a cell.
pub fn found(found: &Found) -> String {
    match found {
        Found::Text(text) => value(text),
        Found::File(path) => format!("from the file {}", code(path)),
    }
}

/// How services are called: by what they are, where only one is that, else by their names.
pub struct Titles<'a> {
    stack: &'a Stack,
}

impl<'a> Titles<'a> {
    pub fn new(stack: &'a Stack) -> Self {
        Self { stack }
    }

    /// In prose and headings.
    pub fn prose(&self, service: &Service) -> String {
        match self.kind(service) {
            (Some(title), true) => title.to_owned(),
            (Some(title), false) => format!("{title} ({})", span(&service.name)),
            (None, _) => span(&service.name),
        }
    }

    /// As a label of the graph, without any markup.
    pub fn plain(&self, service: &Service) -> String {
        match self.kind(service) {
            (Some(title), true) => title.to_owned(),
            (Some(title), false) => format!("{title} {}", service.name.value),
            (None, _) => service.name.value.to_string(),
        }
    }

    pub fn of(&self, name: &Name) -> String {
        self.stack
            .services
            .get(name)
            .map_or_else(|| span(name), |service| self.prose(service))
    }

    fn kind(&self, service: &Service) -> (Option<&'static str>, bool) {
        let kind = service.built_in;
        let same = |other: &&Service| other.built_in == kind;
        let is_only = self.stack.services.values().filter(same).nth(1).is_none();
        (kind.map(title), is_only)
    }
}

/// What people call a kind.
fn title(kind: BuiltIn) -> &'static str {
    match kind {
        BuiltIn::Postgres => "PostgreSQL",
        BuiltIn::Redis => "Redis",
        BuiltIn::Rustfs => "RustFS",
        BuiltIn::Minio => "MinIO",
        BuiltIn::PrefectServer => "Prefect Server",
        BuiltIn::PrefectServices => "Prefect Services",
        BuiltIn::PrefectWorker => "Prefect Worker",
        BuiltIn::PrefectServe => "Prefect Serve",
    }
}
