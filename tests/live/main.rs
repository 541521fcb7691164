//! The generated project at work: a real server, a real worker, real runs.
//!
//! Slow, and so run by `.ci/run` and by `cargo test --test live -- --ignored` only. Each test has its own folders and port,
//! but only one runs at a time: a server and a worker are enough for two cores.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests make their own files, and say what was not run"
)]

#[path = "../support/mod.rs"]
mod support;

mod api;
mod children;
mod containers;
mod host;
mod postgres;
mod quick_start;
mod schedules;
mod scripts;

use api::{Api, text};
use children::wait_for;
use host::Host;
use quick_start::Person;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use support::sandbox::Sandbox;

/// Holds the machine for one test.
fn alone() -> MutexGuard<'static, ()> {
    static MACHINE: Mutex<()> = Mutex::new(());
    MACHINE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A generated project with its flows beside it; `/live/stack` in the stack is its folder.
fn project(stack: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let stack = stack.replace("/live/stack", &sandbox.path().to_string_lossy());
    let sandbox = sandbox
        .file(
            "src/live_notes.py",
            include_str!("project/src/live_notes.py"),
        )
        .file(
            "deployments/report/flow.py",
            include_str!("project/deployments/report/flow.py"),
        )
        .file(
            "deployments/other/other_flow.py",
            include_str!("project/deployments/other/other_flow.py"),
        )
        .file("stack.toml", &stack)
        .generate();
    assert_eq!(
        sandbox.run("check").status,
        0,
        "what gen wrote passes check"
    );
    sandbox
}

/// What the flow of a run wrote down.
fn note(host: &Host, run: &str) -> Value {
    let path = host.notes().join(format!("{run}.json"));
    let written = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&written).expect("a note is JSON")
}

/// Of an answer, only the keys that the wanted value has.
fn part_of(answer: &Value, wanted: &Value) -> Value {
    let keys = wanted.as_object().expect("an object is wanted").keys();
    keys.map(|key| (key.clone(), answer[key.as_str()].clone()))
        .collect()
}

fn assert_holds(answer: &Value, wanted: Value) {
    assert_eq!(part_of(answer, &wanted), wanted, "{answer:#}");
}

#[test]
#[ignore = "live: starts a server and a worker"]
fn a_stack_deploys_and_runs() {
    let _alone = alone();
    let project = project(include_str!("project/stack.toml")).file(
        ".env",
        "LIVE_GREETING='it is $5 #1'\nLIVE_TOKEN='s3cr\"t $x'\nLIVE_NOTES=/nowhere\n",
    );
    let host = Host::new();
    let _server = host.server(&project);
    // At the same time: a worker that starts makes its pool, and `deploy` must not trip over it.
    let _worker = host.start(&project, "worker");
    host.run(&project, "deploy")
        .unwrap_or_else(|printed| panic!("{printed}"));

    let api = host.api();
    assert_pools(api);
    let folder = |name: &str| project.path().join("deployments").join(name);
    assert_deployments(api, &folder("report"), &folder("other"));
    schedules::assert_stored(api);
    assert_runs(&host, &folder("report"));
    schedules::assert_times(api);
    assert_scheduled_run(&host, &folder("other"));

    // A second deploy changes nothing and asks nothing.
    host.run(&project, "deploy")
        .unwrap_or_else(|printed| panic!("{printed}"));
    assert_pools(api);
    schedules::assert_stored(api);
}

fn assert_pools(api: Api) {
    assert_holds(
        &api.get("/work_pools/default"),
        json!({ "type": "process", "concurrency_limit": 7 }),
    );
    assert_holds(
        &api.get("/work_pools/default/queues/fast"),
        json!({ "priority": 1 }),
    );
}

fn assert_deployments(api: Api, report: &Path, other: &Path) {
    let pull = |folder: &Path| json!([{ "prefect.deployments.steps.set_working_directory": { "directory": folder } }]);
    let parameters = json!({
        "text": "it's $5 #x \\ {a} ${B} 100 %",
        "number": 42,
        "nested": { "list": [1, 2.5, true, "æ 𝄞"], "none": null },
    });
    let quarterly = api.deployment("report", "quarterly");
    assert_holds(
        &quarterly,
        json!({
            "description": "Each quarter of an hour: 100 % \"quoted\"",
            "tags": ["live", "it's #1"],
            "parameters": parameters,
            "entrypoint": "flow.py:report",
            "pull_steps": pull(report),
            "work_pool_name": "default",
            "work_queue_name": "default",
            "job_variables": { "env": { "LIVE_MARK": "a$b 'c' \"d\"" } },
            "paused": false,
        }),
    );
    assert_eq!(quarterly["global_concurrency_limit"]["limit"], json!(2));
    assert_eq!(
        quarterly["concurrency_options"]["collision_strategy"],
        json!("CANCEL_NEW")
    );
    assert_holds(
        &api.deployment("tick-tock", "idle"),
        json!({
            "tags": ["live"],
            "parameters": {},
            "entrypoint": "other_flow.py:tick_tock",
            "pull_steps": pull(other),
            "work_queue_name": "fast",
            "paused": true,
            "schedules": [],
            "global_concurrency_limit": null,
        }),
    );
    assert_eq!(api.post("/deployments/count", &json!({})), json!(4));
}

/// A triggered run gets its parameters, the environment, the block; it runs in the folder of its prefect.yaml.
fn assert_runs(host: &Host, folder: &Path) {
    let api = host.api();
    let quarterly = api.deployment("report", "quarterly");
    let run = api.trigger(&quarterly, &json!({ "number": 43 }));
    api.completed(&run, 180);
    let seen = note(host, &run);
    let wanted = json!({
        "text": quarterly["parameters"]["text"],
        "number": 43,
        "nested": quarterly["parameters"]["nested"],
        "token": "s3cr\"t $x",
        "folder": folder,
    });
    assert_holds(&seen, wanted);
    let environment = json!({
        "LIVE_GREETING": "it is $5 #1",
        "LIVE_MARK": "a$b 'c' \"d\"",
        // What the environment already has wins over .env.
        "LIVE_NOTES": host.notes(),
    });
    assert_holds(&seen["environment"], environment);
}

/// The scheduler is not dead: a run that it made arrives at its time and completes.
fn assert_scheduled_run(host: &Host, folder: &Path) {
    let api = host.api();
    let tick = api.deployment("tick-tock", "tick");
    let run = wait_for("a scheduled run of `tick` completes", 180, || {
        api.scheduled(&tick, "COMPLETED").pop()
    });
    schedules::assert_on_grid(&run, 30, 10);
    assert_holds(&note(host, text(&run["id"])), json!({ "folder": folder }));
}

#[test]
#[ignore = "live: starts a server and a worker"]
fn a_portable_stack_runs_on_the_machine() {
    let _alone = alone();
    let project = project(include_str!("project/portable.toml"));
    let host = Host::new();
    let _server = host.server(&project);
    host.run(&project, "deploy")
        .unwrap_or_else(|printed| panic!("{printed}"));
    let _worker = host.start(&project, "worker");

    let api = host.api();
    let tick = api.deployment("tick-tock", "tick");
    let directory = "{{ $STACK_ROOT }}/deployments/other";
    let pull =
        json!([{ "prefect.deployments.steps.set_working_directory": { "directory": directory } }]);
    assert_holds(&tick, json!({ "pull_steps": pull, "schedules": [] }));
    let run = api.trigger(&tick, &json!({}));
    api.completed(&run, 180);
    assert_holds(
        &note(&host, &run),
        json!({ "folder": project.path().join("deployments/other") }),
    );
}

#[test]
#[ignore = "live: starts a server"]
fn the_scripts_keep_the_server_equal_to_the_stack() {
    let _alone = alone();
    let project = scripts::project();
    let host = Host::new();
    let _server = host.server(&project);
    scripts::assert_blocks(&host, &project);
    scripts::assert_deploy_script(&host, &project);
    scripts::assert_schedules(&host, &project);
    scripts::assert_prune(&host, &project);
}

/// Every character that some reader on the way takes for its own; `%41` must not become `A`.
const NASTY: &str = "p@s:s/w%41 #1 $x ${Y} $$ \"q\" 'é' \\n &?=+;~\\";

/// The same as far as all readers of `.env` agree: no `'`, no `${`, no `\` at the end.
const NASTY_DOTENV: &str = "p@s:s/w%41 #1 $x $$ \"q\" é \\n &?=+;~";

/// A stack whose server keeps its data in PostgreSQL, with this password in stack.toml.
fn database_project(password: &str) -> Sandbox {
    let stack = include_str!("project/postgres.toml").replace("'password'", password);
    Sandbox::new().file("stack.toml", &stack).generate()
}

#[test]
#[ignore = "live: starts PostgreSQL and a server"]
fn a_password_from_the_environment_reaches_postgresql() {
    let _alone = alone();
    let project = database_project("{ env = \"POSTGRES_PASSWORD\" }");
    postgres::assert_stored(&project, &[("POSTGRES_PASSWORD", NASTY)], NASTY);
    let project = project.file(".env", &format!("POSTGRES_PASSWORD='{NASTY_DOTENV}'\n"));
    postgres::assert_stored(&project, &[], NASTY_DOTENV);
}

#[test]
#[ignore = "live: starts PostgreSQL and a server"]
fn a_password_in_the_stack_reaches_postgresql() {
    let _alone = alone();
    let project = database_project(&format!("'''{NASTY}'''"));
    let compose = project.read("compose.yml");
    assert!(compose.contains("PREFECT_SERVER_DATABASE_CONNECTION_URL"));
    postgres::assert_stored(&project, &[], NASTY);
}

#[test]
#[ignore = "live: starts the stack in containers, where there is an engine"]
fn the_demo_stack_runs_in_containers() {
    let _alone = alone();
    match containers::engine() {
        Ok(()) => containers::run_demo(),
        Err(reason) => println!("not run: the stack in containers: {reason}"),
    }
}

/// The README's block, in an empty folder; `make start` is what Docker is for.
#[test]
#[ignore = "live: installs Prefect, starts a server and a worker"]
fn the_quick_start_of_the_readme_runs() {
    let _alone = alone();
    let mut person = Person::on_host();
    for line in quick_start::readme() {
        match line {
            "make start" => ["make server", "make worker"].map(|line| person.enter(line)),
            line => [person.enter(line), ()],
        };
    }
    person.assert_completed("hello");
}

#[test]
#[ignore = "live: installs Prefect, starts a server and a worker"]
fn the_page_of_first_steps_can_be_followed() {
    let _alone = alone();
    let mut person = Person::on_host();
    let elsewhere = ["With Docker", "Stop", "Without uv"];
    person.follow(quick_start::PAGE, |heading| !elsewhere.contains(&heading));
    person.assert_completed("hello");
    person.assert_completed("report");
}

#[test]
#[ignore = "live: installs Prefect, starts a server and a worker"]
fn first_steps_lead_to_a_run_without_uv() {
    let _alone = alone();
    let mut person = Person::on_host();
    let first = quick_start::under(quick_start::PAGE, "Without uv");
    let then = quick_start::under(quick_start::PAGE, "Without Docker");
    let last = quick_start::under(quick_start::PAGE, "Deploy and run");
    for line in first.into_iter().chain(then).chain(last) {
        match line.strip_suffix("/bin/activate") {
            Some(environment) => person.activate(environment.trim_start_matches(". ")),
            None => person.enter(line),
        }
    }
    person.assert_completed("hello");
}

#[test]
#[ignore = "live: starts the stack in containers, where there is an engine"]
fn first_steps_lead_to_a_stack_in_containers() {
    let _alone = alone();
    if let Err(reason) = containers::engine() {
        return println!("not run: first steps in containers: {reason}");
    }
    let mut person = Person::with_docker();
    let elsewhere = ["Without Docker", "Stop", "Without uv"];
    person.follow(quick_start::PAGE, |heading| !elsewhere.contains(&heading));
    person.assert_completed("hello");
    person.assert_completed("report");
    person.enter("make stop");
}
