//! `docs/adopting.md`: its files are put down, its commands are typed, and what it shows is what is seen.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

mod support;

use std::path::Path;
use std::process::Command;
use support::compose;
use support::sandbox::Sandbox;

const PAGE: &str = include_str!("../docs/adopting.md");
const FLOW: &str = "from prefect import flow\n\n\n@flow\ndef load():\n    pass\n";

/// The fenced blocks of the page: language and text.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let fences = PAGE.split("```").skip(1).step_by(2);
    fences
        .map(|fence| fence.split_once('\n').expect("a block has a language"))
        .collect()
}

/// A shell in the sandbox that finds the binary as `stackgen` and Compose as `docker compose`.
fn shell(sandbox: &Sandbox, script: &str) -> (bool, String) {
    let compose = compose::command(sandbox.path());
    let words: Vec<String> = std::iter::once(compose.get_program())
        .chain(compose.get_args())
        .map(|word| format!("'{}'", word.to_string_lossy()))
        .collect();
    let binary = Path::new(env!("CARGO_BIN_EXE_stackgen"));
    let start = format!(
        "stackgen() {{ '{}' \"$@\"; }}\ndocker() {{ shift; {} \"$@\"; }}\n",
        binary.display(),
        words.join(" ")
    );
    let mut command: Command = sandbox.command("sh");
    let output = command.arg("-c").arg(start + script).output();
    let output = output.expect("there is a shell");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success(), text)
}

#[test]
fn the_page_can_be_followed() {
    let sandbox = Sandbox::new().file("flows/load.py", FLOW);
    let mut typed = 0;
    for (language, text) in blocks() {
        if language == "console" {
            for step in text.split("$ ").skip(1) {
                let (command, shown) = step.split_once('\n').expect("a command is a line");
                let (is_good, printed) = shell(&sandbox, command);
                assert!(is_good, "{command}: {printed}");
                assert!(shown.is_empty() || printed == shown, "{command}: {printed}");
                typed += 1;
            }
        } else {
            let path = text.lines().next().and_then(|line| line.strip_prefix("# "));
            sandbox.write(path.expect("a file's first line is its name"), text);
        }
    }
    assert_eq!(typed, 8);
    assert_eq!(
        sandbox.tree(),
        [
            ".stackgen.lock",
            "compose.yml",
            "flows/load.py",
            "flows/prefect.yaml",
            "stack.toml"
        ]
    );
}

#[test]
fn what_compose_sees_differs_by_what_the_kinds_add() {
    let sandbox = Sandbox::new().file("flows/load.py", FLOW);
    let files = blocks()
        .into_iter()
        .filter(|(language, _)| *language != "console");
    for (_, text) in files {
        let path = text.lines().next().and_then(|line| line.strip_prefix("# "));
        sandbox.write(path.expect("a file's first line is its name"), text);
    }
    let before = compose::config(sandbox.path()).expect("Compose reads the old file");
    let forced = sandbox.run("gen --force compose.yml flows/prefect.yaml");
    assert_eq!(forced.status, 0, "{}", forced.stderr);
    let after = compose::config(sandbox.path()).expect("Compose reads the new file");
    assert_eq!(before["volumes"], after["volumes"]);
    for service in ["postgres", "server", "worker"] {
        for key in ["image", "command", "ports", "volumes"] {
            assert_eq!(
                before["services"][service][key], after["services"][service][key],
                "{service} {key}"
            );
        }
    }
}
