//! A work queue that no worker polls.

use crate::diagnostics::{Diagnostic, Explanation, Report, nearest};
use crate::lints::Lint;
use crate::lints::container::{Container, containers};
use crate::model::Stack;
use crate::source::{At, Name};
use crate::workspace::Workspace;
use std::collections::HashMap;

pub static LINT: Lint = Lint::error(
    "unpolled-queue",
    Explanation {
        what: "A deployment's runs go to a queue of its pool, and all workers of the pool poll other ones.",
        why: "Its runs are scheduled, become late, and are picked up by nobody.",
        fails: "[services.prefect-worker]\nkind = \"prefect-worker\"\nserver = { url = \"https://prefect.example.com/api\" }\nwork_pool = \"default\"\nqueues = [\"urgent\"]\n\n[work_pools.default]\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = { name = \"default\", work_queue_name = \"urgnet\" }\npull = []\n",
        passes: "[services.prefect-worker]\nkind = \"prefect-worker\"\nserver = { url = \"https://prefect.example.com/api\" }\nwork_pool = \"default\"\nqueues = [\"urgent\"]\n\n[work_pools.default]\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = { name = \"default\", work_queue_name = \"urgent\" }\npull = []\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let mut of_pools: HashMap<Name, Option<Vec<String>>> = HashMap::new();
    for deployment in stack.deployments.values() {
        let Some(pool) = deployment.pool_name() else {
            continue;
        };
        let polled = of_pools
            .entry(pool.value.clone())
            .or_insert_with(|| polled(stack, &pool));
        let Some(polled) = polled else { continue };
        let written = deployment
            .keys
            .map("work_pool")
            .and_then(|table| table.text("work_queue_name"));
        let (queue, span) = match &written {
            Some(queue) => (&*queue.value, queue.span()),
            None => ("default", deployment.key.span()),
        };
        let names: Vec<&str> = polled.iter().map(String::as_str).collect();
        if names.contains(&queue) || queue.contains("{{") {
            continue;
        }
        let message = format!("no worker of pool `{}` polls queue `{queue}`", pool.value);
        let found = Diagnostic::new(&LINT.code, span, message)
            .label(format!("runs of `{}` go there", deployment.key.value));
        report.push(match nearest(queue, names) {
            Some(near) => found.help(format!("a queue with a similar name is polled: `{near}`")),
            None => found.help("add it to the `queues` of a worker"),
        });
    }
}

/// The queues that the workers of a pool poll, all together; none if one polls all of them, or if that is not known.
fn polled(stack: &Stack, pool: &At<Name>) -> Option<Vec<String>> {
    if stack.work_pools.get(&pool.value)?.workers_elsewhere {
        return None;
    }
    let workers = containers(stack).filter(|it| it.service.work_pool.as_ref() == Some(pool));
    let polled: Vec<Vec<String>> = workers.map(queues).collect::<Option<_>>()?;
    (!polled.is_empty()).then(|| polled.concat())
}

/// The queues that a worker polls; none if it polls all of them, or if that is not known.
fn queues(worker: Container<'_>) -> Option<Vec<String>> {
    let words = worker.command()?;
    let named = words
        .windows(2)
        .filter(|two| ["-q", "--work-queue"].contains(&two[0].as_str()));
    let named: Vec<String> = named.map(|two| two[1].clone()).collect();
    let other = words.iter().any(|word| {
        word.contains("--work-queue=") || word.contains("prefix") || word.contains(' ')
    });
    (!named.is_empty() && !other).then_some(named)
}
