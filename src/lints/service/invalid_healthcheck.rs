//! A health check that the engine refuses, or that cannot succeed.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::dialects::compose::Interpolated;
use crate::dialects::toml;
use crate::lints::Lint;
use crate::lints::container::{Container, containers};
use crate::model::Stack;
use crate::source::At;
use crate::tree::{Map, Tree};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "invalid-healthcheck",
    Explanation {
        what: "A health check does not begin with CMD, CMD-SHELL or NONE, or its parts do not go together.",
        why: "Compose or the engine refuses it, or the container never becomes healthy.",
        fails: "[services.api]\nimage = \"api:1\"\nhealthcheck = { test = [\"curl\", \"-f\", \"http://localhost:8000\"] }\n",
        passes: "[services.api]\nimage = \"api:1\"\nhealthcheck = { test = [\"CMD\", \"curl\", \"-f\", \"http://localhost:8000\"] }\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        if let Some(check) = container.keys().map("healthcheck") {
            if let Some(test) = check.get("test") {
                report.extend(judge_test(test));
            }
            judge_lengths(container, check, report);
        }
    }
}

fn judge_test(test: &At<Tree<Interpolated>>) -> Option<Diagnostic> {
    let Tree::List(words) = &test.value else {
        return judge_line(test);
    };
    let first = words.first()?;
    let word = first.as_text()?.as_literal()?;
    let second = words
        .get(1)
        .and_then(|it| it.as_text())
        .and_then(|it| it.as_literal());
    match &*word {
        "NONE" => None,
        "CMD" => {
            if words.len() > 2 {
                return words.iter().find_map(shell_word);
            }
            let program = second.filter(|it| it.trim().contains(' '))?;
            let message = format!("there is no program called `{program}`");
            let found = Diagnostic::new(&LINT.code, words[1].span(), message)
                .label("CMD runs no shell: each word stands alone");
            Some(found.edit("write `CMD-SHELL`", first.span(), "\"CMD-SHELL\""))
        }
        "CMD-SHELL" if words.len() > 2 => {
            let message = "CMD-SHELL takes one string, and the shell would not see the others";
            Some(
                Diagnostic::new(&LINT.code, words[2].span(), message)
                    .help("write the whole line in one string, or `CMD`"),
            )
        }
        "CMD-SHELL" => None,
        _ => {
            let message = format!("a check begins with CMD, CMD-SHELL or NONE, not with `{word}`");
            Some(Diagnostic::new(&LINT.code, first.span(), message).help(
                match word.contains(' ') {
                    true => format!("write `[\"CMD-SHELL\", \"{word}\"]`"),
                    false => format!("write `[\"CMD\", \"{word}\", …]`"),
                },
            ))
        }
    }
}

/// A word that only a shell understands, by itself in a list: the program gets it as an argument.
fn shell_word(word: &At<Tree<Interpolated>>) -> Option<Diagnostic> {
    let text = word.as_text()?.as_literal()?;
    let is_of_shell = matches!(
        &*text,
        "||" | "&&" | "|" | ";" | ">" | ">>" | "2>&1" | ">/dev/null"
    );
    let message = format!("the program of this check gets `{text}` as an argument");
    is_of_shell.then(|| {
        Diagnostic::new(&LINT.code, word.span(), message)
            .label("CMD runs no shell")
            .help("write the whole line in one string, behind `CMD-SHELL`")
    })
}

/// A line for the shell that begins with the word of the list form.
fn judge_line(test: &At<Tree<Interpolated>>) -> Option<Diagnostic> {
    let text = test.as_text()?.as_literal()?;
    let (word, line) = text.trim_start().split_once(char::is_whitespace)?;
    if !matches!(word, "CMD" | "CMD-SHELL") {
        return None;
    }
    let message = format!("the shell finds no program called `{word}`");
    Some(
        Diagnostic::new(&LINT.code, test.span(), message)
            .label("a string is a line for the shell as it is")
            .help(format!(
                "leave `{word}` out: `test = {}`",
                toml::string(line.trim())
            )),
    )
}

fn judge_lengths(container: Container<'_>, check: &Map<Interpolated>, report: &mut Report) {
    if let (Some(key), false) = (check.key("start_interval"), check.contains("start_period")) {
        let message = "`start_interval` needs a `start_period`";
        let found = Diagnostic::new(&LINT.code, key.span(), message)
            .label("the engine refuses it without one");
        if !check.is_broken("start_period") {
            report.push(found);
        }
    }
    let Some(retries) = check.int("retries") else {
        return;
    };
    if retries.value < 0 {
        report.push(Diagnostic::new(
            &LINT.code,
            retries.span(),
            "`retries` cannot be negative",
        ));
    } else if retries.value == 0 {
        let message = format!("the check of `{}` has no `retries`", container.name());
        let found = Diagnostic::new(&LINT.code, retries.span(), message)
            .label("the engine takes 0 for its default, 3");
        report.push(found.doubtful());
    }
}
