//! What `check` says of flows: the Python behind the deployments.
#![allow(
    clippy::disallowed_methods,
    clippy::type_complexity,
    reason = "tests make their own files"
)]

mod imports;
mod real;
#[path = "../support/mod.rs"]
mod support;

use serde_json::Value;
use std::path::Path;
use support::sandbox::Sandbox;

/// Each finding as `code file:line`, in their order.
fn findings(sandbox: &Sandbox) -> Vec<String> {
    let found = sandbox.findings();
    let word = |it: &Value, key: &str| it[key].as_str().unwrap_or_default().to_owned();
    let line = |it: &Value| format!("{} {}:{}", word(it, "code"), word(it, "file"), it["line"]);
    found.iter().map(line).collect()
}

/// The project with its flows present.
fn project() -> Sandbox {
    Sandbox::new().copy_of("tests/projects/dhis2")
}

/// A deployment of a flow file with these texts, and what `check` finds.
fn check(stack: &str, flow: &str) -> Vec<String> {
    let stack = format!("[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n{stack}\n");
    let sandbox = Sandbox::new().file("stack.toml", &stack);
    let text = format!("from prefect import flow\n\n{flow}\n");
    findings(&sandbox.file("flow.py", &text))
}

#[test]
fn the_project_is_clean() {
    let output = project().generate().run("check --color never");
    assert_eq!((output.status, &*output.stderr), (0, ""));
}

#[test]
fn a_renamed_folder_is_found() {
    let sandbox = project();
    let folder = sandbox.path().join("deployments");
    std::fs::rename(folder.join("dhis2_ou"), folder.join("dhis2_units")).expect("it is there");
    assert_eq!(findings(&sandbox), ["missing-entrypoint stack.toml:78"]);
    let sandbox = project();
    std::fs::rename(
        sandbox.path().join("src/prefect_examples"),
        sandbox.path().join("src/prefect_example"),
    )
    .expect("it is there");
    let found = findings(&sandbox);
    assert_eq!(
        found,
        [
            "unknown-import deployments/dhis2_connection/flow.py:4",
            "unknown-import deployments/dhis2_ou/flow.py:6"
        ]
    );
}

const SCHEDULED: &str = "schedules = [{ cron = \"0 6 * * *\" }]";

/// What is right, or cannot be known, is silent.
#[test]
fn flows_of_all_shapes_are_silent() {
    for flow in [
        "@flow\ndef load(): ...",
        "@flow(name='x', retries=3)\nasync def load(): ...",
        "import prefect as p\n@p.flow\ndef load(a: int = 1, *args, **kwargs): ...",
        "def inner(): ...\nload = flow(inner)",
        "@flow\ndef base(): ...\nload = base.with_options(name='other')",
        "from other_package import load",
        "from elsewhere import *",
        "globals()['load'] = 1",
        "try:\n    from fast import load\nexcept ImportError:\n    from slow import load",
        "def make(name): ...\nload = make('load')",
        "import functools\n@functools.partial(flow, name='x')\ndef load(): ...",
        "def mine(f): return flow(f)\n@mine\ndef load(): ...",
        "if True:\n    @flow\n    def load(): ...",
        "@flow\ndef load(x=print, y: 'unknown' = 1, z: list['int'] | None = None): ...",
        "match 1:\n    case 1:\n        @flow\n        def load(): ...",
        "type Alias = int\n@flow\ndef load(x: Alias = 1): ...",
        "@flow\ndef load[T](x: T = 1): ...",
        "print(f\"{'a' + f\"{1}\"}\")\n@flow\ndef load(): ...",
        "@flow\ndef load():\n    import nothing.at.all",
        "if __name__ == '__main__':\n    from flwo import x\n@flow\ndef load(): ...",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import flow_types\n@flow\ndef load(): ...",
        "import pandas as pd, numpy, boto3, yaml, prefect_aws\n@flow\ndef load(): ...",
    ] {
        assert_eq!(check(SCHEDULED, flow), [""; 0], "{flow}");
    }
}

/// Parameters: the keys of the deployment, the signature, what is found.
#[test]
fn parameters_are_held_to_the_signature() {
    let scheduled = |rest: &str| format!("{SCHEDULED}\n{rest}");
    let cases = [
        (scheduled(""), "country: str", "missing-parameter stack.toml:1"),
        (scheduled("paused = true"), "country: str", ""),
        (String::new(), "country: str", ""),
        (scheduled("parameters = { country = \"NO\" }"), "country: str", ""),
        (scheduled("parameters = { country = \"{{ $C }}\" }"), "country: str", ""),
        (scheduled("parameters = { contry = \"NO\" }"), "country: str", "unknown-parameter stack.toml:5"),
        ("schedules = [{ interval = 9, active = false }]".into(), "country: str", ""),
        ("schedules = [{ interval = 9, parameters = { country = \"NO\" } }]".into(), "country: str", ""),
        ("schedules = [{ interval = 9, parameters = { days = \"x\" } }]".into(), "days: int = 1", "wrong-parameter-type stack.toml:4"),
        ("schedules = [{ interval = 9, parameters = { dyas = 1 } }]".into(), "days: int = 1", "unknown-parameter stack.toml:4"),
        (
            "schedules = [{ interval = 9, slug = \"a\" }, { interval = 8, slug = \"b\", parameters = { a = 1 } }]".into(),
            "a: int",
            "missing-parameter stack.toml:4",
        ),
        (scheduled(""), "a, b", "missing-parameter stack.toml:1; missing-parameter stack.toml:1"),
        (scheduled("parameters = { days = \"5\" }\nenforce_parameter_schema = false"), "days: int", ""),
        (scheduled("parameters = { a = { null = true } }"), "a: int | None", ""),
        (scheduled("parameters = { a = { null = true } }"), "a: int", "wrong-parameter-type stack.toml:5"),
        (scheduled("parameters = { a = 2024-01-01 }"), "a: datetime.date", ""),
        (scheduled("parameters = { a = [1, \"x\"] }"), "a: list[int]", "wrong-parameter-type stack.toml:5"),
        (scheduled("parameters = { a = { b = 1 } }"), "a: dict[str, int]", ""),
        (scheduled("parameters = { a = { b = 1 } }"), "a: Model", ""),
        (scheduled("parameters = { kwargs = { b = 1 } }"), "**kwargs", ""),
        (scheduled("parameters = { b = 1 }"), "**kwargs", "unknown-parameter stack.toml:5"),
    ];
    for (stack, signature, expected) in cases {
        let found = check(&stack, &format!("@flow\ndef load({signature}): ..."));
        assert_eq!(found.join("; "), expected, "{stack}\n{signature}");
    }
}

/// What several deployments share is told once, at the place where it is written.
#[test]
fn what_is_shared_is_told_once() {
    let stack = "\
[flows.load]
entrypoint = \"flow.py:load\"
pull = []
parameters = { dyas = 1 }
[deployments.a]
flow = \"load\"
[deployments.b]
flow = \"load\"
[deployments.c]
flow = \"load\"
";
    let sandbox = Sandbox::new().file("stack.toml", stack);
    let flow = "from prefect import flow\n@flow\ndef load(days=1): ...\n";
    let sandbox = sandbox.file("flow.py", flow);
    assert_eq!(findings(&sandbox), ["unknown-parameter stack.toml:4"]);
    sandbox.write("flow.py", "from prefect import flow\n");
    assert_eq!(findings(&sandbox), ["missing-flow stack.toml:2"]);
    std::fs::remove_file(sandbox.path().join("flow.py")).expect("it is there");
    assert_eq!(findings(&sandbox), ["missing-entrypoint stack.toml:2"]);
}

/// Modules as entrypoints: the one that is there, its flow, and what is not the project's.
#[test]
fn modules_are_entrypoints_too() {
    let flow = "from prefect import flow\n@flow\ndef load(days=1): ...\n";
    for (entrypoint, expected) in [
        ("company_jobs.sales:load", ""),
        ("company_jobs.sales.load", ""),
        ("company_jobs.sale:load", "missing-entrypoint stack.toml:2"),
        ("company_jobs.sales:laod", "missing-flow stack.toml:2"),
        ("company_jobs:load", ""),
        ("installed_jobs.sales:load", ""),
        ("company_jobs/sales.py:load", ""),
        ("./company_jobs/sales.py:load", ""),
        ("$FILE.py:load", ""),
        ("{{ $ENTRYPOINT }}", ""),
    ] {
        let stack = format!("[deployments.load]\nentrypoint = \"{entrypoint}\"\npull = []\n");
        let sandbox = Sandbox::new()
            .file("stack.toml", &stack)
            .file(
                "company_jobs/__init__.py",
                "from company_jobs.sales import load\n",
            )
            .file("company_jobs/sales.py", flow);
        let found = findings(&sandbox);
        assert_eq!(found.join("; "), expected, "{entrypoint}");
    }
}

/// Files that are no texts, or are not there as they seem, are unknown, never a crash.
#[cfg(unix)]
#[test]
fn odd_files_are_unknown() {
    use std::os::unix::fs::symlink;
    let stack = "[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n";
    let prepare: [(&str, fn(&Path), &str); 8] = [
        (
            "latin",
            |path| std::fs::write(path, b"# \xe9\n").expect("writes"),
            "",
        ),
        ("loop", |path| symlink("flow.py", path).expect("links"), ""),
        (
            "dangling",
            |path| symlink("nothing.py", path).expect("links"),
            "missing-entrypoint stack.toml:2",
        ),
        (
            "device",
            |path| symlink("/dev/zero", path).expect("links"),
            "",
        ),
        (
            "folder",
            |path| std::fs::create_dir(path).expect("makes"),
            "",
        ),
        (
            "large",
            |path| std::fs::write(path, vec![b'\n'; 5 << 20]).expect("writes"),
            "",
        ),
        (
            "deep",
            |path| std::fs::write(path, "(".repeat(100_000)).expect("writes"),
            "",
        ),
        (
            "marked",
            |path| {
                std::fs::write(
                    path,
                    "\u{feff}from prefect import flow\r\n@flow\r\ndef load(): ...\r\n",
                )
                .expect("writes")
            },
            "",
        ),
    ];
    for (name, make, expected) in prepare {
        let sandbox = Sandbox::new().file("stack.toml", stack);
        make(&sandbox.path().join("flow.py"));
        let output = sandbox.run("check");
        assert_eq!(output.status, 1, "{name}: {}", output.stderr);
        assert_eq!(findings(&sandbox).join("; "), expected, "{name}");
    }
}

/// With the root in another folder, paths are still shown from that of stack.toml.
#[test]
fn paths_are_shown_from_the_folder_of_the_stack() {
    let stack = "[project]\nroot = \"out\"\n\n[deployments.load]\nentrypoint = \"flow.py:laod\"\npull = []\n";
    let flow = "from prefect import flow\n@flow\ndef load(: ...\n";
    let sandbox = Sandbox::new()
        .file("stack.toml", stack)
        .file("out/flow.py", flow);
    assert_eq!(findings(&sandbox), ["flow-syntax out/flow.py:3"]);
}
