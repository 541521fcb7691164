//! Keys that exclude each other.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::dialects::compose::Interpolated;
use crate::lints::Lint;
use crate::lints::container::{Container, containers, marked};
use crate::model::Stack;
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "conflicting-keys",
    Explanation {
        what: "Two keys of a table exclude each other, or one of several that it needs is missing.",
        why: "Compose refuses the file.",
        fails: "[services.api]\nimage = \"api:1\"\nscale = 2\ndeploy = { replicas = 3 }\n",
        passes: "[services.api]\nimage = \"api:1\"\nscale = 2\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        judge_service(container, report);
    }
    for (name, volume) in &stack.volumes {
        let declared = &volume.declaration;
        if volume.source.is_some() {
            if let Some(key) = declared.keys().find(|key| !key.starts_with("x-")) {
                let message = format!(
                    "volume `{name}` is a folder of the host, and `{}` is a key of named volumes",
                    key.value
                );
                report.push(
                    Diagnostic::new(&LINT.code, key.span(), message)
                        .label("this would say nothing"),
                );
            }
        } else {
            judge_external("volume", &volume.name, declared, report);
        }
    }
    judge_sources("secret", &stack.secrets, &["file", "environment"], report);
    judge_sources(
        "config",
        &stack.configs,
        &["file", "environment", "content"],
        report,
    );
}

/// Keys of a service, and where `deploy` says the same.
const TWICE: [(&str, &[&str]); 5] = [
    ("scale", &["replicas"]),
    ("cpus", &["resources", "limits", "cpus"]),
    ("mem_limit", &["resources", "limits", "memory"]),
    ("mem_reservation", &["resources", "reservations", "memory"]),
    ("pids_limit", &["resources", "limits", "pids"]),
];

fn judge_service(container: Container<'_>, report: &mut Report) {
    let keys = container.keys();
    for (key, path) in TWICE {
        let other = keys.map("deploy").and_then(|deploy| walk(deploy, path));
        if let (Some(own), Some(other)) = (keys.get(key), other)
            && differ(own, other)
        {
            let message = format!(
                "`{key}` and `deploy.{}` say different things",
                path.join(".")
            );
            report.push(
                Diagnostic::new(&LINT.code, own.span(), message)
                    .related(other.span(), "the other one"),
            );
        }
    }
    if let Some(build) = keys.map("build") {
        together(build, "dockerfile", "dockerfile_inline", report);
    }
    together(keys, "network_mode", "networks", report);
}

fn walk<'a>(map: &'a Map<Interpolated>, path: &[&str]) -> Option<&'a At<Tree<Interpolated>>> {
    match path {
        [last] => map.get(last),
        [first, rest @ ..] => walk(map.map(first)?, rest),
        [] => None,
    }
}

fn together(map: &Map<Interpolated>, first: &str, second: &str, report: &mut Report) {
    if let (Some(one), Some(other)) = (map.key(first), map.key(second)) {
        let message = format!("`{first}` and `{second}` exclude each other");
        report.push(
            Diagnostic::new(&LINT.code, other.span(), message).related(one.span(), "the other one"),
        );
    }
}

/// Whether two values are sure to be different: numbers by their worth, texts by their letters, sizes not at all.
fn differ(one: &At<Tree<Interpolated>>, other: &At<Tree<Interpolated>>) -> bool {
    let number = |value: &Tree<Interpolated>| match value {
        Tree::Int(int) => Some(*int as f64),
        Tree::Float(float) => Some(*float),
        Tree::Text(text) => marked(text).parse().ok(),
        _ => None,
    };
    let size = |value: &Tree<Interpolated>| match value {
        Tree::Text(text) => crate::formats::grammar::size::parse(&text.as_literal()?).ok(),
        _ => None,
    };
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one != other,
        _ => matches!((size(one), size(other)), (Some(one), Some(other)) if one != other),
    }
}

fn judge_external(
    noun: &str,
    name: &At<Name>,
    table: &Map<Interpolated>,
    report: &mut Report,
) -> bool {
    if !table.bool("external").is_some_and(|yes| yes.value) {
        return false;
    }
    let other = table
        .keys()
        .find(|key| !["external", "name"].contains(&&*key.value) && !key.starts_with("x-"));
    if let Some(key) = other {
        let message = format!(
            "{noun} `{}` is external, and `{}` belongs to one that Compose makes",
            name.value, key.value
        );
        report.push(
            Diagnostic::new(&LINT.code, key.span(), message)
                .label("only `name` goes with `external`"),
        );
    }
    true
}

fn judge_sources(noun: &str, all: &Map<Interpolated>, sources: &[&str], report: &mut Report) {
    for (name, table) in all.tables() {
        if judge_external(noun, name, &table, report)
            || table.contains("external")
            || table.contains("driver")
        {
            continue;
        }
        let mut given = sources.iter().filter_map(|source| table.key(source));
        match (given.next(), given.next()) {
            (Some(first), Some(second)) => {
                let message = format!(
                    "{noun} `{}` has both `{}` and `{}`",
                    name.value, first.value, second.value
                );
                report.push(
                    Diagnostic::new(&LINT.code, second.span(), message)
                        .related(first.span(), "the other one"),
                );
            }
            (None, _) if table.broken().is_empty() => {
                let words: Vec<String> =
                    sources.iter().map(|source| format!("`{source}`")).collect();
                let message = format!("{noun} `{}` does not say where it comes from", name.value);
                let help = format!("write {}", crate::formats::join_or(&words));
                report.push(Diagnostic::new(&LINT.code, name.span(), message).help(help));
            }
            _ => {}
        }
    }
}
