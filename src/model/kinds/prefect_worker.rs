//! `prefect-worker`: polls a work pool and runs flows.

use super::filling::{Lengths, words};
use super::{Filling, prefect_server, server_link};
use crate::diagnostics::Diagnostic;
use crate::dialects::compose::Interpolated;
use crate::model::findings::UNKNOWN_WORK_POOL;
use crate::source::{At, Name};

/// The type of a pool that says none, and of a worker without `--type`.
pub const PROCESS: &str = "process";

pub fn fill(filling: &mut Filling<'_>) {
    filling.image(prefect_server::IMAGE);
    add_command(filling);
    server_link::fill(filling);
    if asks_health(filling) {
        let ask =
            "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/health', timeout=1)";
        filling.healthcheck(
            words(["CMD", "python", "-c", ask]),
            Lengths {
                interval: "5s",
                timeout: "3s",
                retries: 12,
                start_period: Some("30s"),
            },
        );
    }
}

fn asks_health(filling: &Filling<'_>) -> bool {
    filling
        .own()
        .bool("with_healthcheck")
        .is_some_and(|yes| yes.value)
}

fn add_command(filling: &mut Filling<'_>) {
    let own = filling.own();
    let Some(pool) = own.text("work_pool") else {
        return;
    };
    let mut command = words(["prefect", "worker", "start", "-p"]);
    command.push(Interpolated::literal(pool.value.clone()));
    match filling.scene.pools.get(&pool.value) {
        // Without it a worker of a pool that does not exist yet would be one of type process.
        Some(known) if &*known.kind.value != PROCESS => {
            command.extend([
                Interpolated::literal("--type"),
                Interpolated::literal(known.kind.value.clone()),
            ]);
        }
        Some(_) => {}
        None => refuse_pool(filling, &pool),
    }
    for queue in own.texts("queues") {
        command.extend([
            Interpolated::literal("-q"),
            Interpolated::literal(queue.value),
        ]);
    }
    if let Some(limit) = own.int("limit") {
        command.extend([
            Interpolated::literal("--limit"),
            Interpolated::literal(limit.value.to_string()),
        ]);
    }
    if asks_health(filling) {
        command.push(Interpolated::literal("--with-healthcheck"));
    }
    filling.command(command);
}

fn refuse_pool(filling: &mut Filling<'_>, pool: &At<Name>) {
    let message = format!(
        "service `{}` polls work pool `{}`, which is not declared",
        filling.sketch.name.value, pool.value
    );
    let names = filling.scene.pools.keys().map(|name| &**name);
    filling.report.push(
        Diagnostic::new(&UNKNOWN_WORK_POOL, pool.span(), message)
            .label("no work pool has this name")
            .subject(pool)
            .nearest_quoted(pool, "a work pool", names),
    );
}
