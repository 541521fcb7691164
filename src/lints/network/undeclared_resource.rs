//! A service uses a network, secret, config or model that nothing declares.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::dialects::compose::Interpolated;
use crate::lints::Lint;
use crate::lints::container::{Container, containers};
use crate::model::Stack;
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "undeclared-resource",
    Explanation {
        what: "A service uses a network, secret, config or model that stack.toml does not declare.",
        why: "Compose refuses the file.",
        fails: "[services.api]\nimage = \"api:1\"\nnetworks = [\"bakc\"]\n\n[networks.back]\n",
        passes: "[services.api]\nimage = \"api:1\"\nnetworks = [\"back\"]\n\n[networks.back]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    // Files that are included may declare more.
    if stack.compose.contains("include") {
        return;
    }
    let tables = [
        ("networks", "network", &stack.networks),
        ("secrets", "secret", &stack.secrets),
        ("configs", "config", &stack.configs),
        ("models", "model", &stack.models),
    ];
    for container in containers(stack) {
        for (key, noun, declared) in tables {
            for name in used(container, key) {
                let is_implicit = key == "networks" && &*name.value == "default";
                if !is_implicit && !declared.contains(&name) && !declared.is_broken(&name) {
                    report.push(finding(key, noun, &name, declared));
                }
            }
        }
    }
}

fn finding(key: &str, noun: &str, name: &At<Name>, declared: &Map<Interpolated>) -> Diagnostic {
    let found = Diagnostic::new(
        &LINT.code,
        name.span(),
        format!("no {noun} is called `{}`", name.value),
    )
    .label(format!("`[{key}]` has no such name"))
    .subject(name);
    let names = || declared.keys().map(|key| &*key.value);
    match crate::diagnostics::nearest(name, names()) {
        Some(_) => found.nearest_quoted(name, &format!("a {noun}"), names()),
        None => found.help(format!("declare it: `[{key}.{}]`", name.value)),
    }
}

/// The names that a service uses of one table, in the short or the long form.
fn used(container: Container<'_>, key: &str) -> Vec<At<Name>> {
    match container.keys().get(key).map(|value| &value.value) {
        Some(Tree::Map(map)) => map.keys().cloned().collect(),
        Some(Tree::List(items)) => items.iter().filter_map(name).collect(),
        _ => Vec::new(),
    }
}

fn name(item: &At<Tree<Interpolated>>) -> Option<At<Name>> {
    match &item.value {
        Tree::Text(text) => Some(item.with(Name::from(text.as_literal()?))),
        Tree::Map(map) => map.text("source"),
        _ => None,
    }
}
