//! A health check asks where nobody answers, or with a program that the image does not have.

use crate::diagnostics::{Diagnostic, Explanation, Report, inside};
use crate::dialects::compose::Interpolated;
use crate::lints::Lint;
use crate::lints::address::{self, is_loopback};
use crate::lints::container::{Container, containers, marked};
use crate::lints::environment::wrong_port::right_port;
use crate::model::Stack;
use crate::source::At;
use crate::tree::Tree;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "unanswered-healthcheck",
    Explanation {
        what: "A health check asks a port on which its service does not listen, or runs a program that its image lacks.",
        why: "The container never becomes healthy, and whoever waits for it never starts.",
        fails: "[services.prefect-server]\nkind = \"prefect-server\"\nhealthcheck = { test = \"python -c \\\"import urllib.request as u; u.urlopen('http://localhost:4020/api/health')\\\"\" }\n",
        passes: "[services.prefect-server]\nkind = \"prefect-server\"\nhealthcheck = { test = \"python -c \\\"import urllib.request as u; u.urlopen('http://localhost:4200/api/health')\\\"\" }\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let Some(test) = container.check().filter(|test| test.is_written()) else {
            continue;
        };
        let words: Vec<At<&Interpolated>> = match &test.value {
            Tree::Text(text) => vec![test.with(text)],
            Tree::List(items) => items
                .iter()
                .filter_map(|item| Some(item.with(item.as_text()?)))
                .collect(),
            _ => continue,
        };
        if let Some(found) = missing_program(container, &words) {
            report.push(found);
            continue;
        }
        report.extend(words.iter().find_map(|word| judge(container, word)));
    }
}

fn judge(container: Container<'_>, word: &At<&Interpolated>) -> Option<Diagnostic> {
    let text = marked(word);
    address::find(&text).into_iter().find_map(|address| {
        let host = address.host(&text);
        let is_own = is_loopback(host)
            || host == "0.0.0.0"
            || container.names().iter().any(|name| name == host);
        let range = address.port.clone()?;
        let port = text[range.clone()].parse().ok().filter(|_| is_own)?;
        let (right, sure) = right_port(container, port)?;
        let span = match word.has_variables() {
            true => word.span(),
            false => inside(word.span(), &text, range),
        };
        let message = format!(
            "the check of `{}` asks port {port}, and it listens on {right}",
            container.name()
        );
        let found = Diagnostic::new(&LINT.code, span, message).label("nobody answers here");
        let found = match span == word.span() {
            true => found.help(format!("write port {right}")),
            false => found.edit(format!("write port {right}"), span, right.to_string()),
        };
        Some(if sure { found } else { found.doubtful() })
    })
}

/// Prefect's image has neither curl nor wget.
fn missing_program(container: Container<'_>, words: &[At<&Interpolated>]) -> Option<Diagnostic> {
    let is_entry = container.keys().contains("entrypoint")
        || container.has_written_command() && container.role().is_none();
    if !container.is_stock_prefect() || is_entry {
        return None;
    }
    let is_shell = words.len() == 1
        || words
            .first()
            .is_some_and(|word| marked(word) == "CMD-SHELL");
    let at = words
        .iter()
        .find(|word| !["CMD", "CMD-SHELL"].contains(&marked(word).as_str()))?;
    let text = marked(at);
    let program = match is_shell {
        true => text.split_whitespace().next().unwrap_or_default(),
        false => &text,
    };
    if !["curl", "wget"].contains(&program) {
        return None;
    }
    let message = format!("Prefect's image has no `{program}`");
    Some(
        Diagnostic::new(&LINT.code, at.span(), message)
            .label("the check always fails")
            .help("leave the check out: the kind `prefect-server` has one that asks with Python"),
    )
}
