//! Where in a value it is that a parameter does not take it, and what belongs there.
//!
//! In: an annotation, and a value that it refuses. Out: the innermost part that is refused, as a finding.

use super::parameters::value;
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::dialects::prefect::Templated;
use crate::dialects::toml;
use crate::source::At;
use crate::tree::Tree;
use crate::workspace::python::{Annotation, Answer, Literal, Model, Moment};

/// The part of a value that is refused.
pub struct Refusal<'a> {
    /// The parameter, with keys and indexes behind it.
    path: String,
    at: &'a At<Tree<Templated>>,
    annotation: &'a Annotation,
    /// The field that is missing there.
    missing: Option<&'a str>,
}

/// Looks for the innermost part of a value that is refused.
pub fn find<'a>(
    annotation: &'a Annotation,
    at: &'a At<Tree<Templated>>,
    path: &str,
) -> Refusal<'a> {
    let deeper = |inner: &'a Annotation, item: &'a At<Tree<Templated>>, step: String| {
        let is_refused = inner.accepts(&value(&item.value)) == Answer::No;
        is_refused.then(|| find(inner, item, &format!("{path}{step}")))
    };
    let found = match (annotation, &at.value) {
        (Annotation::Refined(base), _) => return find(base, at, path),
        (Annotation::Union(members), tree) => {
            let mut fitting = members.iter().filter(|member| is_of_kind(member, tree));
            match (fitting.next(), fitting.next()) {
                (Some(only), None) => return find(only, at, path),
                _ => None,
            }
        }
        (Annotation::List(item), Tree::List(items)) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(index, value)| deeper(item, value, format!("[{index}]")))
        }
        (Annotation::Dict(item), Tree::Map(map)) => map
            .iter()
            .find_map(|(key, value)| deeper(item, value, format!(".{}", key.value))),
        (Annotation::Model(model), Tree::Map(map)) => map.iter().find_map(|(key, value)| {
            let field = model.field(key)?;
            deeper(&field.annotation, value, format!(".{}", key.value))
        }),
        _ => None,
    };
    found.unwrap_or_else(|| Refusal {
        path: path.to_owned(),
        at,
        annotation,
        missing: missing(annotation, &at.value),
    })
}

fn missing<'a>(annotation: &'a Annotation, tree: &Tree<Templated>) -> Option<&'a str> {
    let (Annotation::Model(model), Tree::Map(map)) = (annotation, tree) else {
        return None;
    };
    let field = model.missing(|name| map.contains(name))?;
    Some(&field.name)
}

/// Whether a value is of the sort that an annotation takes, whatever is in it.
fn is_of_kind(annotation: &Annotation, tree: &Tree<Templated>) -> bool {
    match (annotation, tree) {
        (Annotation::Refined(base), _) => is_of_kind(base, tree),
        (Annotation::List(_) | Annotation::Array, Tree::List(_)) => true,
        (Annotation::Dict(_) | Annotation::Model(_), Tree::Map(_)) => true,
        (Annotation::Moment(_) | Annotation::Literal(_), Tree::Text(_) | Tree::Date(_)) => true,
        _ => false,
    }
}

impl Refusal<'_> {
    pub fn tell(&self, code: &'static Code, flow: &str) -> Diagnostic {
        let path = &self.path;
        if let (Some(field), Annotation::Model(model)) = (self.missing, self.annotation) {
            let message = format!("parameter `{path}` of flow `{flow}` lacks `{field}`");
            return Diagnostic::new(code, self.at.span(), message)
                .label(format!("`{}` must have it", model.name));
        }
        let text = self.at.as_text().map(|text| text.text());
        let is_choice = matches!(
            self.annotation,
            Annotation::Literal(_) | Annotation::Moment(_)
        );
        let given = match text.filter(|_| is_choice) {
            Some(text) => toml::string(text),
            None => self.at.kind().to_owned(),
        };
        let given = if is_choice && text.is_some() {
            format!("`{given}`")
        } else {
            given
        };
        let message = format!("parameter `{path}` of flow `{flow}` does not take {given}");
        let found = Diagnostic::new(code, self.at.span(), message)
            .label(format!("expected {}", words(self.annotation)));
        match self.instead() {
            Some(right) if self.at.is_written() => {
                found.edit(format!("write `{right}`"), self.at.span(), right)
            }
            _ => found,
        }
    }

    /// The value that was meant, where there is little doubt.
    fn instead(&self) -> Option<String> {
        match (self.annotation, &self.at.value) {
            (Annotation::Literal(values), Tree::Text(text)) => {
                let texts = values.iter().filter_map(|value| match value {
                    Literal::Text(text) => Some(text.as_str()),
                    _ => None,
                });
                let near = nearest(text.text(), texts)?;
                // One letter for another is no slip.
                let is_meant = near.len() > 2 || near.eq_ignore_ascii_case(text.text());
                is_meant.then(|| toml::string(near))
            }
            (Annotation::Int, Tree::Text(text)) => {
                let number: i64 = text.text().parse().ok()?;
                Some(number.to_string())
            }
            (Annotation::Bool, Tree::Text(text)) => match &*text.text().to_ascii_lowercase() {
                "true" => Some("true".into()),
                "false" => Some("false".into()),
                _ => None,
            },
            (Annotation::Str, Tree::Int(number)) => Some(toml::string(&number.to_string())),
            (Annotation::Moment(Moment::Length), Tree::Int(seconds @ 0..)) => {
                Some(format!("\"PT{seconds}S\""))
            }
            _ => None,
        }
    }
}

/// An annotation in words.
pub fn words(annotation: &Annotation) -> String {
    match annotation {
        Annotation::Any | Annotation::Unknown => "another type".into(),
        Annotation::None => "null".into(),
        Annotation::Bool => "a boolean".into(),
        Annotation::Int => "an integer".into(),
        Annotation::Float => "a number".into(),
        Annotation::Str => "a string".into(),
        Annotation::Array => "a list".into(),
        Annotation::List(item) => of("a list", item),
        Annotation::Dict(item) => of("a table", item),
        Annotation::Model(model) => format!("a table{}", fields(model)),
        Annotation::Moment(moment) => moment_in_words(*moment).into(),
        Annotation::Refined(base) => words(base),
        Annotation::Literal(values) => {
            let values: Vec<String> = values.iter().map(literal).collect();
            format!("one of {}", values.join(", "))
        }
        Annotation::Union(members) => {
            let members: Vec<String> = members.iter().map(words).collect();
            members.join(" or ")
        }
    }
}

/// "a list", where its items may be anything; else with what they are.
fn of(container: &str, item: &Annotation) -> String {
    match item {
        Annotation::Any | Annotation::Unknown => container.into(),
        item => format!("{container} whose values are each {}", words(item)),
    }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::None => "null".into(),
        Literal::Bool(value) => format!("`{value}`"),
        Literal::Int(value) => format!("`{value}`"),
        Literal::Text(text) => format!("`\"{text}\"`"),
        Literal::Unknown => "…".into(),
    }
}

/// The fields of a model as a sentence goes on.
fn fields(model: &Model) -> String {
    const MOST: usize = 5;
    let names: Vec<String> = model
        .fields
        .iter()
        .map(|field| format!("`{}`", field.name))
        .collect();
    match names.len() {
        0 => format!(", the fields of `{}`", model.name),
        length => {
            let more = if length > MOST { ", …" } else { "" };
            let shown = names[..length.min(MOST)].join(", ");
            format!(" with the fields of `{}`: {shown}{more}", model.name)
        }
    }
}

fn moment_in_words(moment: Moment) -> &'static str {
    match moment {
        Moment::Date => "a date in a string, such as `\"2026-01-31\"`",
        Moment::DateTime => "a date and time in a string, such as `\"2026-01-31T09:00:00Z\"`",
        Moment::Time => "a time in a string, such as `\"09:00\"`",
        Moment::Length => "a length of time in a string, such as `\"PT15M\"`",
    }
}
