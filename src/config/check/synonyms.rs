//! Keys that people know from elsewhere: from the command line, from Prefect 2, from other schedulers.
//!
//! In: a table and a key that it does not have. Out: what to write there. Keys that are merely misspelled are not here.

use crate::formats::Table;

/// What a table is called, a key, and what to write.
const KNOWN: &[(&str, &str, &str)] = &[
    ("a schedule", "enabled", "write `active`"),
    ("a schedule", "is_active", "write `active`"),
    ("a schedule", "tz", "write `timezone`"),
    (
        "a schedule",
        "start_date",
        "an interval counts from its `anchor_date`; a rule begins with `DTSTART:…`",
    ),
    (
        "a schedule",
        "end_date",
        "a rule ends with `UNTIL=…`: write `rrule`",
    ),
    (
        "a schedule",
        "catchup",
        "leave it out: Prefect never makes up for runs that are past",
    ),
    (
        "a schedule",
        "max_scheduled_runs",
        "leave it out: prefect.yaml has no such key",
    ),
    (
        "a schedule",
        "max_active_runs",
        "leave it out: `concurrency_limit` of the deployment limits its runs",
    ),
    (
        "a deployment",
        "env",
        "write `work_pool = { job_variables = { env = { NAME = \"VALUE\" } } }`",
    ),
    (
        "a deployment",
        "image",
        "write `work_pool = { job_variables = { image = \"NAME:TAG\" } }`",
    ),
    (
        "a deployment",
        "infrastructure",
        "what its runs run in is the `type` of its work pool",
    ),
    (
        "a deployment",
        "infra_overrides",
        "write `work_pool = { job_variables = { … } }`",
    ),
    (
        "a deployment",
        "storage",
        "write `pull`: steps that bring the code",
    ),
    (
        "a deployment",
        "flow_path",
        "write `entrypoint = \"FILE.py:FUNCTION\"`",
    ),
    ("a deployment", "work_pool_name", "write `work_pool`"),
    (
        "a deployment",
        "work_queue",
        "write `work_pool = { work_queue_name = \"NAME\" }`",
    ),
    ("a deployment", "params", "write `parameters`"),
    ("a deployment", "concurrency", "write `concurrency_limit`"),
    (
        "a work pool",
        "image",
        "write `job_variables = { image = \"NAME:TAG\" }`",
    ),
    (
        "a work pool",
        "env",
        "write `job_variables = { env = { NAME = \"VALUE\" } }`",
    ),
    ("a work pool", "limit", "write `concurrency_limit`"),
    (
        "a work pool",
        "workers_limit",
        "write `limit` at the service of the worker",
    ),
    ("a service", "replicas", "write `deploy = { replicas = N }`"),
    ("a service", "memory", "write `mem_limit`"),
    ("a service", "cmd", "write `command`"),
    ("a service", "env_vars", "write `environment`"),
    ("a service", "pool", "write `work_pool`"),
    (
        "a service",
        "concurrency_limit",
        "write `limit` for a worker; a pool has its own `concurrency_limit`",
    ),
];

/// What to write instead of a key.
pub fn help(table: &Table, name: &str) -> Option<&'static str> {
    let mut known = KNOWN.iter();
    let found = known.find(|(noun, key, _)| *noun == table.noun && *key == name);
    found.map(|(_, _, help)| *help)
}
