//! A health check asks where nobody answers, or with a program that the image does not have.

use crate::diagnostics::{Diagnostic, Explanation, Report, inside, nearest};
use crate::dialects::compose::Interpolated;
use crate::lints::Lint;
use crate::lints::address::{self, is_loopback};
use crate::lints::container::{Container, containers, marked};
use crate::lints::environment::wrong_port::right_port;
use crate::model::{BuiltIn, Stack};
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
        let found = words.iter().find_map(|word| judge(container, word));
        report.extend(found.or_else(|| judge_option(container, &words)));
    }
}

fn judge(container: Container<'_>, word: &At<&Interpolated>) -> Option<Diagnostic> {
    let text = marked(word);
    address::find(&text).into_iter().find_map(|address| {
        let host = address.host(&text);
        let is_own = is_loopback(host)
            || host == "0.0.0.0"
            || container.names().iter().any(|name| name == host);
        if is_own && let Some(found) = judge_path(container, word, &text, &address) {
            return Some(found);
        }
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

/// A path that is nearly the one on which Prefect's server says that it is well.
fn judge_path(
    container: Container<'_>,
    word: &At<&Interpolated>,
    text: &str,
    address: &address::Address,
) -> Option<Diagnostic> {
    const RIGHT: &str = "/api/health";
    const OTHERS: [&str; 3] = ["/api/ready", "/api/hello", "/health"];
    let path = &text[address.path.clone()];
    let asked = path.split('?').next().unwrap_or(path).trim_end_matches('/');
    let is_server = container.role() == Some(BuiltIn::PrefectServer);
    let is_moved = ["PREFECT_SERVER_API_BASE_PATH", "PREFECT_UI_SERVE_BASE"];
    if !is_server || OTHERS.contains(&asked) || container.first_variable(&is_moved).is_some() {
        return None;
    }
    nearest(asked, [RIGHT])?;
    let span = match word.has_variables() {
        true => word.span(),
        false => inside(word.span(), text, address.path.clone()),
    };
    let message = format!("the check of `{}` asks `{path}`", container.name());
    let found = Diagnostic::new(&LINT.code, span, message).label("the server has no such page");
    Some(found.help(format!("write `{RIGHT}`")))
}

/// `pg_isready -p 5433`, `redis-cli -p 6380`: the port of a client's option.
fn judge_option(container: Container<'_>, words: &[At<&Interpolated>]) -> Option<Diagnostic> {
    let texts: Vec<(String, &At<&Interpolated>)> = words
        .iter()
        .flat_map(|word| {
            let text = marked(word);
            let parts: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            parts.into_iter().map(move |part| (part, word))
        })
        .collect();
    let client = texts
        .iter()
        .position(|(word, _)| ["pg_isready", "redis-cli", "psql"].contains(&word.as_str()))?;
    let rest = &texts[client..];
    let elsewhere = rest
        .windows(2)
        .any(|two| two[0].0 == "-h" && !is_loopback(&two[1].0));
    let (given, at) = rest
        .windows(2)
        .find(|two| two[0].0 == "-p")
        .map(|two| (&two[1].0, two[1].1))?;
    let port = given.parse().ok().filter(|_| !elsewhere)?;
    let (right, sure) = right_port(container, port)?;
    let message = format!(
        "the check of `{}` asks port {port}, and it listens on {right}",
        container.name()
    );
    let found = Diagnostic::new(&LINT.code, at.span(), message)
        .label("nobody answers here")
        .help(format!("write port {right}"));
    Some(if sure { found } else { found.doubtful() })
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
