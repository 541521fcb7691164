//! `.pre-commit-hooks.yaml` in a repository of git, run by the real pre-commit and the real prek.
//!
//! The hooks are the committed ones, but for `language: system`, so that they run the binary of these tests and need no
//! network; `tests/wheel.rs` installs them as users do.

mod support;

use serde_json::{Value, json};
use std::path::Path;
use support::python;
use support::sandbox::Sandbox;

/// The two programs that run hooks.
const RUNNERS: [&str; 2] = ["pre-commit", "prek"];

/// Where the schedule of the example stands.
const SCHEDULE: &str = "0 6 * * *";

/// A configuration with these of the committed hooks. YAML holds all of JSON.
fn configuration(ids: &[&str]) -> String {
    let hooks = python::yaml(include_str!("../.pre-commit-hooks.yaml")).expect("it is YAML");
    let hooks = hooks.as_array().expect("it is a list");
    let chosen: Vec<Value> = ids
        .iter()
        .map(|id| {
            let found = hooks.iter().find(|hook| hook["id"] == *id);
            let mut hook = found.expect("there is a hook with this id").clone();
            hook["language"] = json!("system");
            hook
        })
        .collect();
    json!({ "repos": [{ "repo": "local", "hooks": chosen }] }).to_string()
}

/// A repository with the minimal example, generated and committed, and the hooks installed.
fn repository(runner: &str, ids: &[&str]) -> Sandbox {
    repository_of(runner, ids, Sandbox::new().copy_of("examples/minimal"))
}

fn repository_of(runner: &str, ids: &[&str], sandbox: Sandbox) -> Sandbox {
    let binary = Path::new(env!("CARGO_BIN_EXE_stackgen"));
    let folder = binary.parent().expect("a binary lies in a folder");
    let others = std::env::var("PATH").unwrap_or_default();
    let own = sandbox.path().join(".git").to_string_lossy().into_owned();
    let sandbox = sandbox
        .file(".pre-commit-config.yaml", &configuration(ids))
        .generate()
        .committed()
        .env("PATH", &format!("{}:{others}", folder.display()))
        .env("PRE_COMMIT_HOME", &format!("{own}/pre-commit"))
        .env("PREK_HOME", &format!("{own}/prek"))
        .env("NO_COLOR", "1");
    let program = python::tool(runner);
    let done = sandbox
        .command(&program.to_string_lossy())
        .args(["install"])
        .output()
        .expect("it starts");
    assert!(done.status.success(), "{done:?}");
    sandbox
}

/// Commits what is staged: whether the hooks let it pass, and what they said.
fn commit(sandbox: &Sandbox) -> (bool, String) {
    let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
    let mut command = sandbox.command("git");
    let done = command
        .args(identity)
        .args(["commit", "--message=change"])
        .output()
        .expect("git starts");
    let said = [done.stdout, done.stderr].concat();
    let count = sandbox.git("rev-list --count HEAD");
    let passed = done.status.success();
    assert_eq!(count.trim(), if passed { "2" } else { "1" });
    (passed, String::from_utf8_lossy(&said).into_owned())
}

/// Changes one file of a repository with these hooks, stages what `stage` says and commits, under both runners.
fn attempt(ids: &[&str], change: impl Fn(&Sandbox), stage: &str, judge: impl Fn(bool, &str)) {
    for runner in RUNNERS {
        let sandbox = repository(runner, ids);
        change(&sandbox);
        sandbox.git(stage);
        let (passed, said) = commit(&sandbox);
        assert!(!said.contains("Skipped"), "{runner}: {said}");
        judge(passed, &format!("{runner}:\n{said}"));
    }
}

fn replace(sandbox: &Sandbox, path: &str, old: &str, new: &str) {
    let text = sandbox.read(path);
    assert!(text.contains(old), "{path} has `{old}`");
    sandbox.write(path, &text.replace(old, new));
}

fn reschedule(sandbox: &Sandbox) {
    replace(sandbox, "stack.toml", SCHEDULE, "0 7 * * *");
}

/// A second deployment in a folder of its own: its prefect.yaml is a new file.
fn add_deployment(sandbox: &Sandbox) {
    let more = "\n[deployments.second]\ndirectory = \"flows/second\"\nentrypoint = \"flow.py:second\"\nwork_pool = \"default\"\n";
    let text = sandbox.read("stack.toml");
    sandbox.write("stack.toml", &(text + more));
    let flow = "from prefect import flow\n\n\n@flow\ndef second() -> None:\n    pass\n";
    sandbox.write("flows/second/flow.py", flow);
    sandbox.git("add flows/second/flow.py");
}

#[test]
fn a_stale_stack_blocks_the_commit_and_shows_the_diff() {
    attempt(
        &["stackgen-check"],
        reschedule,
        "add --all",
        |passed, said| {
            assert!(!passed, "{said}");
            for line in [
                "-      - cron: \"0 6 * * *\"",
                "+      - cron: \"0 7 * * *\"",
                "stale    flows/prefect.yaml",
                "run `stackgen gen`",
            ] {
                assert!(said.contains(line), "`{line}` is not in what {said}");
            }
        },
    );
}

#[test]
fn a_fresh_stack_passes() {
    let change = |sandbox: &Sandbox| {
        reschedule(sandbox);
        assert_eq!(sandbox.run("gen").status, 0);
    };
    attempt(&["stackgen-check"], change, "add --all", |passed, said| {
        assert!(passed, "{said}");
        assert!(said.contains("Passed"), "{said}");
    });
}

#[test]
fn a_generated_file_that_was_never_added_is_told() {
    let change = |sandbox: &Sandbox| {
        add_deployment(sandbox);
        assert_eq!(sandbox.run("gen").status, 0);
    };
    for ids in [
        &["stackgen-check"] as &[&str],
        &["stackgen-gen", "stackgen-check"],
    ] {
        attempt(ids, change, "add --update", |passed, said| {
            assert!(!passed, "{said}");
            assert!(
                said.contains("git does not track `flows/second/prefect.yaml`"),
                "{said}"
            );
            assert!(
                said.contains("run `git add flows/second/prefect.yaml`"),
                "{said}"
            );
        });
    }
}

#[test]
fn a_root_below_the_repository_is_judged_by_the_same_index() {
    for runner in RUNNERS {
        let sandbox = Sandbox::new()
            .stack("[project]\nroot = \"generated\"\n\n[services.cache]\nimage = \"redis:7\"\n");
        let sandbox = repository_of(runner, &["stackgen-check"], sandbox);
        sandbox.git("rm --cached --quiet generated/Makefile");
        let (passed, said) = commit(&sandbox);
        assert!(!passed, "{runner}: {said}");
        assert!(
            said.contains("git does not track `generated/Makefile`"),
            "{runner}: {said}"
        );
    }
}

#[test]
fn a_flow_that_changed_alone_is_judged() {
    let change =
        |sandbox: &Sandbox| replace(sandbox, "flows/hello.py", "def hello(", "def goodbye(");
    attempt(&["stackgen-check"], change, "add --all", |passed, said| {
        assert!(!passed, "{said}");
        assert!(said.contains("error[missing-flow]"), "{said}");
    });
}

#[test]
fn a_generated_file_that_changed_alone_is_judged() {
    let change = |sandbox: &Sandbox| replace(sandbox, "flows/prefect.yaml", SCHEDULE, "0 8 * * *");
    attempt(&["stackgen-check"], change, "add --all", |passed, said| {
        assert!(!passed, "{said}");
        assert!(said.contains("edited   flows/prefect.yaml"), "{said}");
    });
}

#[test]
fn a_template_that_changed_alone_is_judged() {
    for runner in RUNNERS {
        let own = include_str!("../templates/compose.yml.j2");
        let sandbox = Sandbox::new()
            .stack("[templates]\ndir = \"own\"\n\n[services.cache]\nimage = \"redis:7\"\n")
            .file("own/compose.yml.j2", own);
        let sandbox = repository_of(runner, &["stackgen-check"], sandbox);
        sandbox.write("own/compose.yml.j2", &format!("# Ours\n{own}"));
        sandbox.git("add --all");
        let (passed, said) = commit(&sandbox);
        assert!(!passed, "{runner}: {said}");
        assert!(said.contains("+# Ours"), "{runner}: {said}");
    }
}

#[test]
fn gen_rewrites_says_so_and_fails_the_commit() {
    let ids = ["stackgen-gen", "stackgen-check"];
    for runner in RUNNERS {
        let sandbox = repository(runner, &ids);
        reschedule(&sandbox);
        sandbox.git("add --all");
        let (passed, said) = commit(&sandbox);
        assert!(!passed, "{runner}: {said}");
        assert!(
            said.contains("files were modified by this hook"),
            "{runner}: {said}"
        );
        assert!(
            said.contains("wrote    flows/prefect.yaml"),
            "{runner}: {said}"
        );
        assert!(sandbox.read("flows/prefect.yaml").contains("0 7 * * *"));
        sandbox.git("add --all");
        let (passed, said) = commit(&sandbox);
        assert!(passed, "{runner}: {said}");
    }
}

#[test]
fn the_hooks_run_at_each_of_their_stages() {
    for runner in RUNNERS {
        let sandbox = repository(runner, &["stackgen-check", "stackgen-gen"]);
        let program = python::tool(runner);
        for stage in ["pre-merge-commit", "pre-push", "manual"] {
            let done = sandbox
                .command(&program.to_string_lossy())
                .args(["run", "--hook-stage", stage])
                .output()
                .expect("it starts");
            let said = String::from_utf8_lossy(&done.stdout).into_owned();
            assert!(done.status.success(), "{runner}, {stage}: {said}");
            assert_eq!(
                said.matches("Passed").count(),
                2,
                "{runner}, {stage}: {said}"
            );
        }
    }
}
