//! The Python that is written: its form, held to the tools that Python people use, and what each script does before it
//! needs a server. The scripts against a server: `tests/live/scripts.rs`.

mod support;

use insta::assert_snapshot;
use serde_json::{Value, json};
use std::process::Command;
use support::python;
use support::readers::{clean, succeed};
use support::sandbox::{Output, Sandbox, snapshot};

/// A stack in which the scripts have something of everything.
const STACK: &str = include_str!("scripts/stack.toml");

const SCRIPTS: [&str; 4] = [
    "scripts/create_blocks.py",
    "scripts/sync_schedules.py",
    "flows/deploy.py",
    "plain/deploy.py",
];

#[test]
fn ruff_finds_nothing_by_default() {
    let project = Sandbox::new().stack(STACK).generate();
    for script in SCRIPTS {
        let text = project.read(script);
        assert_eq!(faults(&text), Vec::<String>::new(), "{script}");
        // What ruff refuses by itself, in the syntax of the oldest Python that Prefect 3 runs on.
        let ruff = python::programs().join("ruff");
        let options = ["check", "--isolated", "--no-cache", "--target-version"];
        for version in ["py39", "py313"] {
            let mut command = clean(&ruff);
            command.current_dir(project.path()).args(options);
            succeed(command.args([version, script])).unwrap_or_else(|error| panic!("{error}"));
        }
    }
}

/// What ruff has against a module, but for lines that strings make too long: nothing breaks those.
fn faults(text: &str) -> Vec<String> {
    let mut found = python::module(text, 88).expect("ruff reads it");
    found.retain(|fault| !fault.contains("E501"));
    found
}

#[test]
fn values_arrive_as_they_are_written() {
    let project = Sandbox::new().stack(STACK).generate();
    let parameters = json!({
        "quotes": ["it's", "\"q\"", "'\"'", "\\", "\\\"", "a\nb\t\u{7f}\u{2028}æ𝄞", "{x} {{x y}} %s $X"],
        "numbers": [1, -2.5, true, null, 9_007_199_254_740_993_i64],
        "a much longer text": "that a line of 88 columns cannot hold, and that no layout breaks in two parts",
        "empty": [{}, []],
    });
    let wanted = table(&project, "scripts/sync_schedules.py");
    assert_eq!(wanted[0]["schedules"][0]["parameters"], parameters);
    assert_eq!(wanted[0]["flow"], json!("load-all"));
    assert_eq!(wanted[0]["schedules"][1]["interval"], json!(5400));
    assert_eq!(wanted[0]["schedules"][2]["interval"], json!(0.5));
    // Only `prefect deploy` knows what stands there.
    assert_eq!(wanted[1]["schedules"], Value::Null);
    assert_eq!(wanted[2]["is_named"], json!(false));
    let deployed = table(&project, "flows/deploy.py");
    assert_eq!(deployed[0]["arguments"]["parameters"], parameters);
    assert_eq!(
        deployed[1]["schedules"][1],
        json!({ "cron": "{{ $CRON }}" })
    );
}

/// The table at the top of a script, as Python has it.
fn table(project: &Sandbox, script: &str) -> Value {
    let code = "import json, runpy, sys; print(json.dumps(runpy.run_path(sys.argv[1])['DEPLOYMENTS'], default=str))";
    let mut command = project.command(&python::interpreter().to_string_lossy());
    command.env("PREFECT_HOME", project.path().join("prefect"));
    let printed =
        succeed(command.args(["-c", code, script])).unwrap_or_else(|error| panic!("{error}"));
    serde_json::from_str(&printed).expect("a table is JSON")
}

#[test]
fn schedules_are_paired_and_compared() {
    let project = Sandbox::new().stack(STACK).generate();
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts/cases.py");
    let mut command = project.command(&python::interpreter().to_string_lossy());
    command.env("PREFECT_HOME", project.path().join("prefect"));
    command.arg(cases).arg("scripts/sync_schedules.py");
    let output = command.output().expect("python starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn create_blocks(project: &Sandbox, arguments: &str, environment: &[(&str, &str)]) -> String {
    let mut command: Command = project.command(&python::interpreter().to_string_lossy());
    command
        .arg("scripts/create_blocks.py")
        .args(arguments.split_whitespace());
    let output = command
        .envs(environment.iter().copied())
        .env("COLUMNS", "100")
        .output()
        .expect("python starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    snapshot(&Output {
        status: output.status.code().unwrap_or(-1),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    })
}

#[test]
fn blocks_are_told_and_chosen_without_their_packages() {
    let project = Sandbox::new().stack(STACK).generate();
    assert_snapshot!(create_blocks(&project, "", &[]), @"
    status: 1
    --- stderr
    no block was saved: WAREHOUSE_HOST is not set, WAREHOUSE_PASSWORD is not set, secrets/token is not there
    ");
    project.write("secrets/token", "t0k3n\n");
    let set = [("WAREHOUSE_PASSWORD", "pw"), ("WAREHOUSE_HOST", "db")];
    assert_snapshot!(create_blocks(&project, "--dry-run", &set), @"
    status: 0
    --- stdout
    would save block plain (team.blocks.Plain)
    would save block token (team.blocks.Token)
    would save block warehouse (prefect_sqlalchemy.credentials.with_a_long_module_name.and_another.DatabaseCredentials)
    ");
    assert_snapshot!(create_blocks(&project, "--dry-run --only plain --only token", &[]), @"
    status: 0
    --- stdout
    would save block plain (team.blocks.Plain)
    would save block token (team.blocks.Token)
    ");
    assert_snapshot!(create_blocks(&project, "--only token", &[]), @"
    status: 1
    --- stderr
    no block was saved: token: No module named 'team'
    ");
    // What it holds goes with it.
    assert_snapshot!(create_blocks(&project, "--dry-run --only warehouse", &set), @r"
    status: 0
    --- stdout
    would save block token (team.blocks.Token)
    would save block warehouse (prefect_sqlalchemy.credentials.with_a_long_module_name.and_another.DatabaseCredentials)
    ");
    let unknown = create_blocks(&project, "--only nobody", &[]);
    assert!(unknown.contains("invalid choice: 'nobody'"), "{unknown}");
}

#[test]
fn no_secret_is_shown_by_what_refuses_it() {
    let package = "class Plain:\n    def __init__(self, **values):\n        Model(**values)\n\n\nfrom pydantic import BaseModel\n\n\nclass Model(BaseModel):\n    value: int\n";
    let project = Sandbox::new()
        .stack(STACK)
        .file("scripts/team/__init__.py", "")
        .file("scripts/team/blocks.py", package)
        .generate();
    assert_snapshot!(create_blocks(&project, "--only plain", &[]), @"
    status: 1
    --- stderr
    no block was saved: plain: value: Input should be a valid integer, unable to parse string as an integer
    ");
}

#[test]
fn a_stack_without_deployments_has_no_schedules() {
    let pools = "[work_pools.default]\nworkers = \"elsewhere\"\n";
    let project = Sandbox::new().stack(pools).generate();
    assert!(
        !project
            .tree()
            .contains(&"scripts/sync_schedules.py".to_owned())
    );
    let off = format!("{STACK}\n[outputs]\nschedules = false\n");
    let project = Sandbox::new().stack(&off).generate();
    assert!(
        !project
            .tree()
            .contains(&"scripts/sync_schedules.py".to_owned())
    );
    let makefile = project.read("Makefile");
    assert!(!makefile.contains("sync_schedules") && !makefile.contains("prune"));
}

#[test]
fn a_project_without_a_name_has_that_of_its_folder() {
    let stack = STACK.replace("name = \"scripts\"\n", "");
    let project = Sandbox::new().stack(&stack).generate();
    let script = project.read("scripts/sync_schedules.py");
    assert!(script.contains("PROJECT = Path(__file__).resolve().parents[1].name\n"));
    assert_eq!(faults(&script), Vec::<String>::new());
}

#[test]
fn what_a_block_cannot_hold_is_told() {
    let project = Sandbox::new().stack(
        r#"
        [credentials.a]
        type = "block"
        class = "team.A"
        values = { other = { credential = "b" }, database = { credential = "pg" }, none = { credential = "c" } }

        [credentials.b]
        type = "block"
        class = "team.B"
        values = { other = { credential = "d" } }

        [credentials.d]
        type = "block"
        class = "team.D"
        values = { other = { credential = "b" } }

        [credentials.pg]
        type = "postgres"
        user = "u"
        password = { credential = "a" }
        database = "d"

        [services.db]
        image = "team/db:1"
        environment = { PASSWORD = { credential = "pg" } }
        "#,
    );
    let output = project.run("check");
    let heads: Vec<&str> = output
        .stderr
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("error[") || line.starts_with("-->"))
        .collect();
    assert_snapshot!(heads.join("\n"), @r"
    error[wrong-credential]: credential `pg` is of type postgres, not block
    --> stack.toml:4:68
    error[unknown-credential]: no credential is called `c`
    --> stack.toml:4:98
    error[invalid-value]: these blocks hold each other: none can be saved first
    --> stack.toml:9:35
    error[missing-key]: `field` is missing
    --> stack.toml:24:28
    ");
}
