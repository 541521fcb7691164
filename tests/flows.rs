//! What `check` says of flows: the Python behind the deployments.
#![allow(
    clippy::disallowed_methods,
    clippy::type_complexity,
    reason = "tests make their own files"
)]

#[path = "flows/imports.rs"]
mod imports;
mod support;

use std::path::Path;
use support::sandbox::{Output, Sandbox};

const OWN: [&str; 9] = [
    "missing-entrypoint",
    "missing-flow",
    "not-a-flow",
    "method-flow",
    "unknown-parameter",
    "missing-parameter",
    "wrong-parameter-type",
    "unknown-import",
    "flow-syntax",
];

/// Each finding as `code file:line`, in their order; that of files that are not generated yet is none.
fn findings(output: &Output) -> Vec<String> {
    let mut found = Vec::new();
    let mut code = None;
    for line in output.stderr.lines() {
        let head = line
            .strip_prefix("error[")
            .or_else(|| line.strip_prefix("warning["));
        if let Some((word, _)) = head.and_then(|head| head.split_once(']')) {
            code = Some(word);
        }
        let place = line.trim_start().strip_prefix("--> ");
        if let (Some(place), Some(code)) = (place, code.take_if(|_| place.is_some())) {
            let place = place.rsplit_once(':').map_or(place, |(place, _)| place);
            found.push(format!("{code} {place}"));
        }
    }
    found
}

/// The project with its flows present.
fn project() -> Sandbox {
    Sandbox::new().copy_of("tests/projects/dhis2")
}

/// Changes a text of a file, which must be there.
fn change(sandbox: &Sandbox, path: &str, old: &str, new: &str) {
    let text = sandbox.read(path);
    assert!(text.contains(old), "{path} has no {old:?}");
    sandbox.write(path, &text.replace(old, new));
}

/// A deployment of a flow file with these texts, and what `check` finds.
fn check(stack: &str, flow: &str) -> Vec<String> {
    let stack = format!("[deployments.load]\nentrypoint = \"flow.py:load\"\npull = []\n{stack}\n");
    let sandbox = Sandbox::new().file("stack.toml", &stack);
    let text = format!("from prefect import flow\n\n{flow}\n");
    findings(&sandbox.file("flow.py", &text).run("check"))
}

#[test]
fn the_project_is_clean() {
    let output = project().generate().run("check --color never");
    assert_eq!((output.status, &*output.stderr), (0, ""));
}

/// Every finding of flows has a fixture that has it and nothing else.
#[test]
fn each_fixture_has_its_finding_alone() {
    for code in OWN {
        let sandbox = Sandbox::new().copy_of(&format!("tests/diagnostics/{code}"));
        let output = sandbox.run("check --color never");
        let found = findings(&output);
        assert_eq!(found.len(), 1, "{code}: {found:?}");
        assert!(found[0].starts_with(&format!("{code} ")), "{found:?}");
        let text = output.stderr.split("the files above").next();
        insta::assert_snapshot!(code, text.unwrap_or_default().trim_end());
    }
}

/// The examples of `explain`: the first has exactly its finding, the second none.
#[test]
fn the_examples_of_explanations_are_true() {
    for code in stackgen::lints::codes().filter(|code| OWN.contains(&code.word)) {
        let found = findings(&laid_out(code.explanation.fails).run("check"));
        assert_eq!(found.len(), 1, "{}: {found:?}", code.word);
        assert!(found[0].starts_with(code.word), "{found:?}");
        let found = findings(&laid_out(code.explanation.passes).run("check"));
        assert!(found.is_empty(), "{found:?}");
    }
}

/// A stack.toml, and behind lines such as `--- flow.py ---` the files beside it.
fn laid_out(example: &str) -> Sandbox {
    let mut files = vec![("stack.toml", String::new())];
    for line in example.split_inclusive('\n') {
        let name = line.trim_end().strip_prefix("--- ");
        match name.and_then(|name| name.strip_suffix(" ---")) {
            Some(name) => files.push((name, String::new())),
            None => files.last_mut().expect("there is one").1.push_str(line),
        }
    }
    let sandbox = Sandbox::new();
    files
        .iter()
        .for_each(|(name, text)| sandbox.write(name, text));
    sandbox.flow_of(example)
}

/// One edit of the project each: the file, the old text, the new one, and what is found.
#[test]
fn single_mistakes_are_found_where_they_are() {
    const OU: &str = "deployments/dhis2_ou/flow.py";
    const SCHEDULES: &str = "entrypoint = \"flow.py:dhis2_ou_flow\"\n";
    let parameters = |text: &str| format!("{SCHEDULES}parameters = {text}\n");
    let cases: &[(&str, &str, &str, &str)] = &[
        (
            "stack.toml",
            "flow.py:dhis2_ou_flow",
            "flows.py:dhis2_ou_flow",
            "missing-entrypoint stack.toml:79",
        ),
        (
            "stack.toml",
            "flow.py:dhis2_ou_flow",
            "flow.py:dhis2_ou_flows",
            "missing-flow stack.toml:79",
        ),
        (
            "stack.toml",
            "flow.py:dhis2_ou_flow",
            "flow.py:summarise",
            "not-a-flow stack.toml:79",
        ),
        (
            "stack.toml",
            "flow.py:dhis2_ou_flow",
            "flow.py:read_units",
            "not-a-flow stack.toml:79",
        ),
        (
            "stack.toml",
            "flow.py:dhis2_ou_flow",
            "flow.py:Counter.most",
            "",
        ),
        (
            "stack.toml",
            "\"deployments/dhis2_ou\"",
            "\"deployments/dhis2_connection\"",
            "missing-flow stack.toml:79",
        ),
        (
            "stack.toml",
            "\"deployments/dhis2_ou\"",
            "\"deployments/dhis2_uo\"",
            "missing-entrypoint stack.toml:78",
        ),
        (
            "stack.toml",
            SCHEDULES,
            &parameters("{ max_levels = 2 }"),
            "unknown-parameter stack.toml:80",
        ),
        (
            "stack.toml",
            SCHEDULES,
            &parameters("{ max_level = \"three\" }"),
            "wrong-parameter-type stack.toml:80",
        ),
        (
            "stack.toml",
            SCHEDULES,
            &parameters("{ max_level = 2.5 }"),
            "wrong-parameter-type stack.toml:80",
        ),
        (
            "stack.toml",
            SCHEDULES,
            &parameters("{ max_level = 2 }"),
            "",
        ),
        (
            "stack.toml",
            SCHEDULES,
            &parameters("{ max_level = \"{{ $LEVEL }}\" }"),
            "",
        ),
        (
            OU,
            "from prefect_examples.dhis2",
            "from prefect_example.dhis2",
            "unknown-import deployments/dhis2_ou/flow.py:6",
        ),
        (
            OU,
            "from prefect_examples.dhis2",
            "from prefect_examples.dhis3",
            "unknown-import deployments/dhis2_ou/flow.py:6",
        ),
        (
            OU,
            "from prefect_examples.dhis2 import",
            "from prefect_examples.odk import",
            "unknown-import deployments/dhis2_ou/flow.py:6",
        ),
        (
            OU,
            "import from_environment",
            "import from_enviroment",
            "unknown-import deployments/dhis2_ou/flow.py:6",
        ),
        (
            OU,
            "from prefect_examples.dhis2 import from_environment",
            "from prefect_examples import dhsi2",
            "unknown-import deployments/dhis2_ou/flow.py:6",
        ),
        (
            OU,
            "from prefect_examples.dhis2 import from_environment",
            "from prefect_examples import dhis2",
            "",
        ),
        (
            OU,
            "from prefect_examples.dhis2 import from_environment",
            "import dhis2_client",
            "",
        ),
        (
            OU,
            "max_level: int = 3",
            "max_level: int",
            "missing-parameter stack.toml:77",
        ),
        (OU, "max_level: int = 3", "max_levels: int = 3", ""),
        (
            OU,
            "@flow(log_prints=True)",
            "# no longer",
            "not-a-flow stack.toml:79",
        ),
        (
            OU,
            "def dhis2_ou_flow(",
            "def dhis2_ou(",
            "missing-flow stack.toml:79",
        ),
        (
            OU,
            "def summarise(",
            "def summarise((",
            "flow-syntax deployments/dhis2_ou/flow.py:16",
        ),
        (
            OU,
            "from prefect import flow, task",
            "import sys; sys.path.append('/x')\nfrom prefect import flow, task\nimport prefect_example",
            "",
        ),
    ];
    for (path, old, new, expected) in cases {
        let sandbox = project();
        change(&sandbox, path, old, new);
        let found = findings(&sandbox.run("check"));
        assert_eq!(found.join("; "), *expected, "{old:?} -> {new:?}");
    }
}

#[test]
fn a_renamed_folder_is_found() {
    let sandbox = project();
    let folder = sandbox.path().join("deployments");
    std::fs::rename(folder.join("dhis2_ou"), folder.join("dhis2_units")).expect("it is there");
    assert_eq!(
        findings(&sandbox.run("check")),
        ["missing-entrypoint stack.toml:78"]
    );
    let sandbox = project();
    std::fs::rename(
        sandbox.path().join("src/prefect_examples"),
        sandbox.path().join("src/prefect_example"),
    )
    .expect("it is there");
    let found = findings(&sandbox.run("check"));
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
    assert_eq!(
        findings(&sandbox.run("check")),
        ["unknown-parameter stack.toml:4"]
    );
    sandbox.write("flow.py", "from prefect import flow\n");
    assert_eq!(
        findings(&sandbox.run("check")),
        ["missing-flow stack.toml:2"]
    );
    std::fs::remove_file(sandbox.path().join("flow.py")).expect("it is there");
    assert_eq!(
        findings(&sandbox.run("check")),
        ["missing-entrypoint stack.toml:2"]
    );
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
        let found = findings(&sandbox.run("check"));
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
        assert_eq!(findings(&output).join("; "), expected, "{name}");
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
    assert_eq!(
        findings(&sandbox.run("check")),
        ["flow-syntax out/flow.py:3"]
    );
}
