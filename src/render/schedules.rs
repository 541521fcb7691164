//! `scripts/sync_schedules.py`: makes the schedules on the server what the stack says.
//!
//! In: the deployments. Out: the view of its template, whose only variable part is the table of what is wanted.

use super::engine::Block;
use super::python::{Expression, table};
use crate::dialects::prefect::Templated;
use crate::dialects::python;
use crate::formats::grammar::interval;
use crate::model::{Deployment, Stack};
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use minijinja::Value;
use serde::Serialize;

#[derive(Serialize)]
pub struct SchedulesView {
    header: Value,
    /// What the script calls the stack's file.
    file: Value,
    /// Whose deployments they are: the project's name. None: that of its folder, found from the script's.
    project: Option<String>,
    root: Value,
    deployments: Value,
}

pub fn view(stack: &Stack, script: &str, file: &str, header: Value) -> SchedulesView {
    let rows = stack.deployments.values().map(deployment);
    SchedulesView {
        header,
        file: Block::text(spoken(file).to_owned()),
        project: stack
            .project
            .name
            .as_ref()
            .map(|name| name.value.to_string()),
        root: Block::text(format!("parents[{}]", script.matches('/').count())),
        deployments: Block::text(table("DEPLOYMENTS: list[Json]", rows)),
    }
}

/// A file's name in the midst of comments and texts of Python; one that would have to be quoted there is not spelled out.
fn spoken(file: &str) -> &str {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    match file.chars().all(is_plain) {
        true => file,
        false => "the stack file",
    }
}

/// Whether the stack has the script.
pub fn script(stack: &Stack) -> Option<&At<Name>> {
    stack
        .outputs
        .schedules
        .as_ref()
        .filter(|_| !stack.deployments.is_empty())
}

fn deployment(deployment: &Deployment) -> Expression {
    let none = || Expression::Atom(python::NONE.into());
    let entrypoint = deployment
        .entrypoint
        .as_ref()
        .filter(|text| !text.has_placeholders());
    // What Prefect calls a flow whose decorator gives it no name.
    let flow = deployment
        .parsed_entrypoint()
        .map(|entrypoint| entrypoint.function().replace('_', "-"));
    Expression::record([
        ("name", Expression::text(deployment.name.text())),
        (
            "is_named",
            Expression::Atom(python::boolean(!deployment.name.has_placeholders()).into()),
        ),
        (
            "flow",
            flow.map_or_else(none, |flow| Expression::text(&flow)),
        ),
        (
            "entrypoint",
            entrypoint.map_or_else(none, |text| Expression::text(text.text())),
        ),
        ("directory", Expression::text(&deployment.directory)),
        (
            "schedules",
            known_schedules(deployment).unwrap_or_else(none),
        ),
    ])
}

/// What prefect.yaml says of its schedules, also where only `prefect deploy` can read it.
pub fn schedules(deployment: &Deployment) -> impl Iterator<Item = &Map<Templated>> {
    let list = deployment.keys.get("schedules");
    let list = list.and_then(|list| list.value.as_list());
    let items = list.unwrap_or_default().iter();
    items.filter_map(|item| item.value.as_map())
}

/// Its schedules; none where only `prefect deploy` knows what stands in the place of a placeholder.
fn known_schedules(deployment: &Deployment) -> Option<Expression> {
    let list = deployment.keys.get("schedules");
    let is_open = list.is_some_and(|list| has_placeholders(&list.value));
    if is_open || deployment.name.has_placeholders() {
        return None;
    }
    Some(Expression::List(
        schedules(deployment).map(schedule).collect(),
    ))
}

/// Whether something is put into a value at deploy.
pub fn has_placeholders(tree: &Tree<Templated>) -> bool {
    match tree {
        Tree::Text(text) => text.has_placeholders(),
        Tree::List(items) => items.iter().any(|item| has_placeholders(&item.value)),
        Tree::Map(map) => map.iter().any(|(_, value)| has_placeholders(&value.value)),
        Tree::Null | Tree::Bool(_) | Tree::Int(_) | Tree::Float(_) | Tree::Date(_) => false,
    }
}

/// A schedule by Prefect's own names; an interval in seconds.
pub fn schedule(keys: &Map<Templated>) -> Expression {
    let said = keys.iter().filter(|(_, value)| value.value != Tree::Null);
    Expression::Dict(
        said.map(|(key, value)| {
            let value = match (&*key.value, &value.value) {
                ("interval", Tree::Text(text)) => length(text),
                ("active", Tree::Text(text)) => {
                    Expression::Atom(python::boolean(is_true(text.text())).into())
                }
                (_, other) => literal(other),
            };
            (key.to_string().into(), value)
        })
        .collect(),
    )
}

/// A value whose strings are themselves.
pub fn literal(tree: &Tree<Templated>) -> Expression {
    Expression::tree(tree, &|text: &Templated| Expression::text(text.text()))
}

fn length(text: &Templated) -> Expression {
    match interval::parse(text.text()) {
        Ok(interval) if interval.micros() % 1_000_000 == 0 => {
            Expression::Atom(python::integer(interval.micros() / 1_000_000))
        }
        Ok(interval) => Expression::Atom(python::float(interval.seconds())),
        Err(_) => Expression::text(text.text()),
    }
}

/// The words that Prefect takes for true.
fn is_true(text: &str) -> bool {
    ["true", "t", "yes", "y", "on", "1"].contains(&text.to_lowercase().as_str())
}
