//! A worker's command contradicts what else is said of its pool.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::container::{Container, containers, option};
use crate::model::{BuiltIn, Stack, pool_of};
use crate::source::Span;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "worker-command",
    Explanation {
        what: "A command of Prefect that does not exist, or that of a worker names another pool than its `work_pool`, one that is not declared, none, or another type.",
        why: "The command wins: the worker polls a pool that no deployment uses, or does not start.",
        fails: "[services.prefect-worker]\nkind = \"prefect-worker\"\nserver = { url = \"https://prefect.example.com/api\" }\nwork_pool = \"default\"\ncommand = \"prefect worker start -p dhis2\"\n\n[work_pools.default]\n[work_pools.dhis2]\n",
        passes: "[services.prefect-worker]\nkind = \"prefect-worker\"\nserver = { url = \"https://prefect.example.com/api\" }\nwork_pool = \"default\"\ncommand = \"prefect worker start -p default\"\n\n[work_pools.default]\n[work_pools.dhis2]\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack) {
        let written = container.keys().get("command").filter(|it| it.is_written());
        if let (Some(command), Some(words)) = (written, container.command()) {
            let found = misspelled(container, command.span(), &words)
                .or_else(|| outdated(container, command.span(), &words));
            report.extend(found.or_else(|| judge(container, command.span(), &words)));
        }
    }
}

/// `prefect wroker start`: a word of the command that its kind tells better.
fn misspelled(container: Container<'_>, at: Span, words: &[String]) -> Option<Diagnostic> {
    let right: &[&str] = match container.service.built_in? {
        BuiltIn::PrefectWorker => &["worker", "start"],
        BuiltIn::PrefectServer => &["server", "start"],
        BuiltIn::PrefectServices => &["server", "services", "start"],
        _ => return None,
    };
    let (first, rest) = words.split_first()?;
    let (given, right) = match first.as_str() {
        "prefect" => rest
            .iter()
            .zip(right)
            .find(|(given, right)| given != right)?,
        _ => return None,
    };
    let right = crate::diagnostics::nearest(given, [*right])?;
    let message = format!("`prefect` has no command `{given}`");
    Some(
        Diagnostic::new(&LINT.code, at, message)
            .label("the container stops at once")
            .help(format!("write `{right}`")),
    )
}

/// A command of Prefect 2, which has another name now.
fn outdated(container: Container<'_>, at: Span, words: &[String]) -> Option<Diagnostic> {
    let mut words = words.iter().flat_map(|word| word.split_whitespace());
    words.find(|word| *word == "prefect")?;
    let given = words.next()?;
    let now = match given {
        "agent" => "prefect worker start -p POOL",
        "orion" => "prefect server start --host 0.0.0.0",
        _ => return None,
    };
    let message = format!("Prefect 3 has no command `prefect {given}`");
    let help = match container.service.built_in {
        Some(_) => "leave `command` out: it follows from the kind".to_owned(),
        None => format!("write `{now}`"),
    };
    let found = Diagnostic::new(&LINT.code, at, message);
    Some(found.label("the container stops at once").help(help))
}

fn judge(
    container: Container<'_>,
    at: crate::source::Span,
    words: &[String],
) -> Option<Diagnostic> {
    let words: Vec<String> = words
        .iter()
        .flat_map(|word| word.split_whitespace())
        .map(str::to_owned)
        .collect();
    let start = words
        .windows(3)
        .position(|three| three == ["prefect", "worker", "start"])?;
    let words = &words[start + 3..];
    let Some(pool) =
        pool_of(&[&["prefect".into(), "worker".into(), "start".into()], words].concat())
    else {
        let named = ["-p", "--pool"]
            .iter()
            .any(|name| words.iter().any(|word| word.starts_with(name)));
        let message = format!("the command of `{}` names no pool", container.name());
        let found = Diagnostic::new(&LINT.code, at, message)
            .label("`prefect worker start` needs `-p POOL`");
        return (!named).then_some(found);
    };
    if pool.contains(crate::lints::container::VARIABLE) {
        return None;
    }
    let stack = container.stack;
    if let Some(own) = &container.service.work_pool
        && *own.value != *pool
    {
        let message = format!(
            "the command of `{}` polls pool `{pool}`, and its `work_pool` is `{}`",
            container.name(),
            own.value
        );
        let found = Diagnostic::new(&LINT.code, at, message).label("the command wins");
        return Some(
            found
                .related(own.span(), "this has no effect")
                .help("leave `command` out: it follows from `work_pool`"),
        );
    }
    let Some(known) = stack.work_pools.get(&*pool) else {
        let message = format!(
            "the command of `{}` polls pool `{pool}`, which is not declared",
            container.name()
        );
        let names = stack.work_pools.keys().map(|name| &**name);
        let near = crate::diagnostics::nearest(&pool, names);
        let found = Diagnostic::new(&LINT.code, at, message).label("no work pool has this name");
        // A service without a kind may poll what somebody else declares.
        if near.is_none() && container.service.built_in.is_none() {
            return None;
        }
        return Some(match near {
            Some(near) => found.help(format!("a work pool with a similar name exists: `{near}`")),
            None => found.help(format!("declare it: `[work_pools.{pool}]`")),
        });
    };
    let kind = option(words, &["-t", "--type"])?;
    if *kind == *known.kind.value {
        return None;
    }
    let message = format!(
        "the command of `{}` starts a worker of type {kind}, and pool `{pool}` is of type {}",
        container.name(),
        known.kind.value
    );
    Some(Diagnostic::new(&LINT.code, at, message).related(known.kind.span(), "the pool's type"))
}
