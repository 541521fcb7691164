//! Every block of README.md: what it shows is what the commands do.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used
)]

mod support;

use serde_json::Value;
use std::path::Path;
use support::python;
use support::sandbox::Sandbox;
use support::stacks::flows;

const README: &str = include_str!("../README.md");

/// The text of the fenced blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README
        .split(&fence)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect()
}

fn project() -> Sandbox {
    let [stack] = blocks("toml")[..] else {
        panic!("one TOML block")
    };
    Sandbox::new()
        .stack(stack)
        .file("flows/hello.py", &flows(&["hello"]))
}

#[test]
fn the_example_becomes_the_tree_below_it() {
    let sandbox = project();
    let done = sandbox.run("gen");
    assert_eq!(done.status, 0, "{}", done.stderr);
    let ours = ["flows/hello.py", "stack.toml"];
    let written: String = sandbox
        .tree()
        .into_iter()
        .filter(|path| !ours.contains(&path.as_str()))
        .map(|path| path + "\n")
        .collect();
    assert_eq!(written, blocks("text")[0]);
    assert_eq!(sandbox.run("check").status, 0);
}

#[test]
fn the_example_has_fifteen_lines() {
    assert!(blocks("toml")[0].lines().count() <= 15);
}

#[test]
fn the_finding_is_the_one_that_check_prints() {
    let [stack] = blocks("toml")[..] else {
        panic!("one TOML block")
    };
    let sandbox = project().stack(&stack.replace(
        "work_pool = \"default\"\nsched",
        "work_pool = \"defualt\"\nsched",
    ));
    let done = sandbox.run("check");
    assert_eq!(done.status, 1);
    assert_eq!(done.stderr.trim_end(), blocks("text")[1].trim_end());
}

/// The YAML block that begins with this path as a comment.
fn configuration(path: &str) -> &'static str {
    let head = format!("# {path}\n");
    let found = blocks("yaml")
        .into_iter()
        .find(|block| block.starts_with(&head));
    found.unwrap_or_else(|| panic!("README.md has a block for {path}"))
}

/// The example, generated and committed, with one of the configurations in its place, and the binary on the PATH.
fn repository(path: &str) -> Sandbox {
    let binary = Path::new(env!("CARGO_BIN_EXE_stackgen"));
    let folder = binary.parent().unwrap();
    let others = std::env::var("PATH").unwrap_or_default();
    project()
        .file(path, configuration(path))
        .generate()
        .committed()
        .env("PATH", &format!("{}:{others}", folder.display()))
}

fn make_stale(sandbox: &Sandbox) {
    let text = sandbox.read("stack.toml").replace("0 6 * * *", "0 7 * * *");
    sandbox.write("stack.toml", &text);
    sandbox.git("add stack.toml");
}

#[test]
fn versions_are_this_one() {
    let version = env!("CARGO_PKG_VERSION");
    let pinned = README.split("stackgen==").skip(1);
    for rest in pinned {
        assert!(rest.starts_with(version), "stackgen=={}", &rest[..5]);
    }
    let major = version.split('.').next().unwrap();
    assert!(README.contains(&format!("stackgen/stackgen@v{major}\n")));
}

/// As it stands, but for the language: `tests/wheel.rs` installs the package too.
#[test]
fn the_hook_blocks_a_stale_commit() {
    let path = ".pre-commit-config.yaml";
    for runner in ["pre-commit", "prek"] {
        let sandbox = repository(path);
        let mut hook = python::yaml(configuration(path)).unwrap();
        let entry = &mut hook["repos"][0]["hooks"][0];
        entry["language"] = "system".into();
        entry
            .as_object_mut()
            .unwrap()
            .remove("additional_dependencies");
        sandbox.write(path, &hook.to_string());
        sandbox.git("add --all");
        let run = || {
            let mut command = sandbox.command(&python::tool(runner).to_string_lossy());
            command
                .env("PRE_COMMIT_HOME", sandbox.path().join(".git/pre-commit"))
                .env("PREK_HOME", sandbox.path().join(".git/prek"));
            command.args(["run", "--all-files"]).output().unwrap()
        };
        assert!(run().status.success(), "{runner}");
        make_stale(&sandbox);
        let done = run();
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(
            !done.status.success() && said.contains("stale    prefect.yaml"),
            "{runner}: {said}"
        );
    }
}

#[test]
fn the_workflow_and_the_pipeline_fit_their_schemas() {
    for (schema, path) in [
        ("github-workflows", ".github/workflows/stack.yml"),
        ("gitlab-ci", ".gitlab-ci.yml"),
    ] {
        let sandbox = Sandbox::new().file("file.yml", configuration(path));
        let mut command = sandbox.command(&python::tool("check-jsonschema").to_string_lossy());
        let schema = format!("vendor.{schema}");
        let done = command
            .args(["--builtin-schema", &schema, "file.yml"])
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{path}: {}",
            String::from_utf8_lossy(&done.stdout)
        );
    }
}

#[test]
fn the_workflow_gives_the_action_what_it_takes() {
    // To YAML 1.1 a bare `on` is true.
    let text = configuration(".github/workflows/stack.yml").replace("\non:", "\n\"on\":");
    let workflow = python::yaml(&text).unwrap();
    let step = workflow["jobs"]["stack"]["steps"]
        .as_array()
        .unwrap()
        .last()
        .unwrap()
        .clone();
    let action = python::yaml(include_str!("../action.yml")).unwrap();
    let inputs = action["inputs"].as_object().unwrap();
    for name in step["with"]
        .as_object()
        .into_iter()
        .flat_map(|given| given.keys())
    {
        assert!(
            inputs.contains_key(name),
            "the action has no input `{name}`"
        );
    }
}

#[test]
fn the_pipeline_makes_a_report_and_fails_when_stale() {
    let path = ".gitlab-ci.yml";
    let pipeline = python::yaml(configuration(path)).unwrap();
    let lines = pipeline["stack"]["script"].as_array().unwrap();
    let script: String = lines
        .iter()
        .map(|line| line.as_str().unwrap())
        .filter(|line| !line.starts_with("pip install"))
        .map(|line| format!("{line}\n"))
        .collect();
    let sandbox = repository(path);
    let run = || {
        let mut command = sandbox.command("bash");
        let done = command
            .args(["-eo", "pipefail", "-c", &script])
            .output()
            .unwrap();
        let report: Value = serde_json::from_str(&sandbox.read("stackgen.json")).unwrap();
        (done.status.success(), report.as_array().unwrap().len())
    };
    assert_eq!(run(), (true, 0));
    make_stale(&sandbox);
    let (passed, findings) = run();
    assert!(!passed && findings > 0);
}

/// What it leads to is seen by the live tests.
#[test]
fn the_quick_start_is_what_init_tells() {
    let sandbox = Sandbox::new();
    let done = sandbox.run("init --name demo");
    // Above that there may be notes on this machine, such as that uv is missing.
    let next = done.stdout.split("next:\n").nth(1).unwrap_or_default();
    let told = next.lines().filter_map(|line| line.strip_prefix("  "));
    let told: Vec<&str> = told.filter_map(|line| line.split("   ").next()).collect();
    let block = blocks("console")[0].replace("$ ", "");
    let typed: Vec<&str> = block.lines().collect();
    assert_eq!(typed[0], "stackgen init");
    assert_eq!(typed[1..], told);
}

#[test]
fn the_two_commands_are_the_ones_that_this_repository_has() {
    assert_eq!(blocks("console")[1..], ["$ cargo gen\n$ cargo test\n"]);
    assert!(include_str!("../.cargo/config.toml").contains("gen = \"run --quiet -- gen\""));
}

#[test]
fn every_dependency_has_its_row() {
    let manifest = include_str!("../Cargo.toml");
    let rows: Vec<&str> = README
        .lines()
        .filter(|line| line.starts_with('|'))
        .collect();
    let sections = manifest
        .split("\n[")
        .filter(|section| section.contains("dependencies]"));
    let names = sections.flat_map(|section| {
        section
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(" ="))
    });
    for (name, _) in names {
        let told = rows.iter().any(|row| row.contains(&format!("`{name}`")));
        assert!(
            told || name.starts_with("ruff_"),
            "{name} has no row in the table of dependencies"
        );
    }
}

/// README.md as the page of the Python package, where a link that begins at a folder leads nowhere: whole links, to the files
/// of this release.
fn package_page() -> String {
    let repository = env!("CARGO_PKG_REPOSITORY");
    let version = concat!("v", env!("CARGO_PKG_VERSION"));
    let mut page = String::from(
        "<!-- Written by `UPDATE_DOCS=1 cargo test --test readme` from README.md: the page of the Python package. -->\n\n",
    );
    for (at, part) in README.split("](").enumerate() {
        let is_whole = part.starts_with("https://") || part.starts_with('#');
        if at > 0 {
            page.push_str("](");
        }
        if at > 0 && !is_whole {
            let target = part.split(')').next().unwrap();
            assert!(Path::new(target).exists(), "{target}");
            let way = if target.ends_with(".svg") {
                "raw"
            } else {
                "blob"
            };
            page.push_str(&format!("{repository}/{way}/{version}/"));
        }
        page.push_str(part);
    }
    page
}

#[test]
fn the_package_has_it_with_whole_links() {
    let path = "docs/pypi.md";
    let page = package_page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == page,
        "{path} is stale: run `UPDATE_DOCS=1 cargo test --test readme`"
    );
    assert!(include_str!("../pyproject.toml").contains(&format!("readme = \"{path}\"")));
}
