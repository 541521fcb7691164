//! Steps of `pull`, `build` and `push`: named lists put in place of their names, each step held to its form.

use super::pull::Pull;
use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::prefect::Templated;
use crate::model::findings::{MALFORMED_STEP, UNKNOWN_STEP};
use crate::source::At;
use crate::tree::{Map, Tree};

type Step = At<Tree<Templated>>;

/// The named lists of `[steps]`.
pub struct Steps<'a> {
    pub lists: &'a Map<Templated>,
}

impl Steps<'_> {
    /// Reads a value of `pull`; null says nothing.
    pub fn pull(&self, value: &Step, report: &mut Report) -> Option<At<Pull>> {
        Some(value.with(match &value.value {
            Tree::Null | Tree::Bool(true) => return None,
            Tree::Bool(false) => Pull::Omitted,
            _ => Pull::Steps(self.read(value, report)),
        }))
    }

    /// Puts the steps of `build` or `push` in the place of what names them. Null stays: on a deployment it switches the
    /// file's own `build` off.
    pub fn replace(&self, keys: &mut Map<Templated>, key: &str, report: &mut Report) {
        let Some(value) = keys.get(key).cloned() else {
            return;
        };
        if matches!(value.value, Tree::Null) {
            return;
        }
        let steps = self.read(&value, report);
        if let Some(place) = keys.get_mut(key) {
            place.value = Tree::List(steps);
        }
    }

    fn read(&self, value: &Step, report: &mut Report) -> Vec<Step> {
        match &value.value {
            Tree::List(items) => items
                .iter()
                .flat_map(|item| self.item(item, report))
                .collect(),
            Tree::Map(map) if map.is_empty() => Vec::new(),
            _ => self.item(value, report),
        }
    }

    fn item(&self, item: &Step, report: &mut Report) -> Vec<Step> {
        match &item.value {
            Tree::Text(name) => match self.lists.get(name.text()) {
                Some(list) => match &list.value {
                    Tree::List(steps) => steps
                        .iter()
                        .filter(|step| check(step, report))
                        .cloned()
                        .collect(),
                    _ => Some(list)
                        .filter(|step| check(step, report))
                        .cloned()
                        .into_iter()
                        .collect(),
                },
                None => {
                    self.refuse(item, name, report);
                    Vec::new()
                }
            },
            _ => Some(item)
                .filter(|step| check(step, report))
                .cloned()
                .into_iter()
                .collect(),
        }
    }

    fn refuse(&self, item: &Step, name: &Templated, report: &mut Report) {
        if self.lists.is_broken(name.text()) {
            return;
        }
        let written = item.with(name.text().clone());
        let message = format!("no list of steps is called `{}`", written.value);
        let names = self.lists.keys().map(|name| &*name.value);
        report.push(
            Diagnostic::new(&UNKNOWN_STEP, item.span(), message)
                .label("`[steps]` has no such name")
                .subject(&written)
                .nearest_quoted(&written, "a list of steps", names),
        );
    }
}

/// A step is a table of one key, the dotted name of a function, with its arguments.
fn check(step: &Step, report: &mut Report) -> bool {
    let Tree::Map(map) = &step.value else {
        return true;
    };
    let mut keys = map.keys();
    match (keys.next(), keys.next()) {
        (Some(first), Some(second)) => {
            let message = "a step has one key, its function";
            report.push(
                Diagnostic::new(&MALFORMED_STEP, second.span(), message)
                    .label("a second key")
                    .related(first.span(), "the first")
                    .help("write each step as a table of its own"),
            );
            false
        }
        (Some(function), None) => check_quotes(function, map, report),
        (None, _) => {
            let message = "a step has one key, its function";
            report.push(
                Diagnostic::new(&MALFORMED_STEP, step.span(), message).label("an empty step"),
            );
            false
        }
    }
}

/// `prefect.deployments.steps.git_clone = …` without quotes is a table in a table in a table.
fn check_quotes(
    function: &At<crate::source::Name>,
    map: &Map<Templated>,
    report: &mut Report,
) -> bool {
    if function.contains('.') {
        return true;
    }
    let mut path = vec![function.to_string()];
    let mut inner = map;
    while let Some((key, Tree::Map(next))) =
        inner.iter().next().map(|(key, value)| (key, &value.value))
    {
        if path.len() > 1 || inner.len() > 1 || !std::ptr::eq(inner, map) {
            path.push(key.to_string());
        }
        inner = next;
        if path.len() > 8 {
            break;
        }
    }
    let message = format!("`{}` is not the dotted name of a function", function.value);
    let found = Diagnostic::new(&MALFORMED_STEP, function.span(), message);
    report.push(if path.len() > 1 {
        found
            .label("an unquoted dotted key is a table in a table")
            .help(format!("write the key in quotes: `\"{}\"`", path.join(".")))
    } else {
        found.help("write such as `\"prefect.deployments.steps.git_clone\"`")
    });
    false
}
