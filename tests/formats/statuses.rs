//! How a run of `check` ends.

use super::{STACK, Sandbox, flows};
use insta::assert_snapshot;

/// Fresh files and one warning.
fn with_a_warning() -> Sandbox {
    let stack = format!("{STACK}without = [\"healthcheck\"]\n");
    Sandbox::new().stack(&stack).generate()
}

#[test]
fn warnings_are_denied_all_or_by_their_code() {
    let project = with_a_warning();
    let statuses = [
        "check",
        "check --deny-warnings",
        "check --deny useless-without",
        "check --deny unset-variable",
        "check --deny unset-variable --deny useless-without",
        "check --deny useless-wihtout",
    ]
    .map(|arguments| project.run(arguments).status);
    assert_eq!(statuses, [0, 1, 1, 0, 1, 2]);
    for format in ["json", "github", "gitlab", "sarif"] {
        let ends = ["", "--deny-warnings"].map(|deny| {
            project
                .run(&format!("check --format {format} {deny}"))
                .status
        });
        assert_eq!(ends, [0, 1], "{format}");
    }
}

#[test]
fn a_misspelled_code_is_told() {
    let said = with_a_warning().run("check --deny useless-wihtout");
    assert_snapshot!(said.stderr, @r"error: --deny: no finding is called `useless-wihtout`; a similar one is `useless-without`");
}

/// Ten mistakes of ten kinds: keys, values, references, files, flows, schedules, networks, environment, waits, pools.
const TEN: &str = r#"
[outputs]
makefile = false

[services.postgres]
kind = "postgres"
credential = "pg"

[services.prefect-server]
kind = "prefect-server"
ports = ["4200:4200"]
restart = "alwas"

[services.cache]
imgae = "redis:7"
image = "redis:7"
ports = ["4200:6379"]

[services.api]
image = "api:1"
depends_on = ["cahce"]
environment = { PREFECT_API_URL = "http://localhost:4200/api" }

[services.worker]
kind = "prefect-worker"
server = "prefect-server"
work_pool = "default"
volumes = ["./flows:/opt/flows", "./gone:/opt/gone"]

[work_pools.default]

[deployments.load]
directory = "flows"
entrypoint = "flow.py:laod"
work_pool = "default"
schedules = [{ cron = "0 25 * * *" }]

[deployments.store]
directory = "flows"
entrypoint = "flow.py:load"
work_pool = "slow"
"#;

#[test]
fn ten_mistakes_are_ten_findings() {
    let project = Sandbox::new()
        .stack(TEN)
        .file("flows/flow.py", &flows(&["load"]));
    let found: Vec<String> = project
        .findings()
        .iter()
        .map(|found| {
            format!(
                "{} {}",
                found["line"],
                found["code"].as_str().unwrap_or_default()
            )
        })
        .collect();
    assert_snapshot!(found.join("\n"), @r"
    6 unknown-credential
    11 invalid-value
    14 unknown-key
    16 host-port-clash
    20 unknown-service
    21 localhost-address
    27 missing-mount-source
    33 missing-flow
    35 invalid-schedule
    40 unknown-work-pool
    ");
    assert_eq!(project.run("check").status, 1);
}
