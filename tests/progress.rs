//! The progress bar, seen through a terminal of Python's `pty` module: it is there while something takes long, gone when it
//! is done, and never where no terminal is.

#![cfg(unix)]

mod support;

use serde_json::Value;
use std::fmt::Write;
use support::python;
use support::readers::succeed;
use support::sandbox::Sandbox;

/// Enough for a second in a debug build.
const DEPLOYMENTS: usize = 3000;

fn project() -> Sandbox {
    let mut stack = String::from(
        "[outputs]\ndocs = false\n\n[services.server]\nkind = \"prefect-server\"\nports = [\"4200:4200\"]\n\n[work_pools.default]\n\n\
         [defaults.deployment]\nwork_pool = \"default\"\npull = []\n\n[lints]\nunpolled-work-pool = \"allow\"\n",
    );
    let mut project = Sandbox::new();
    for number in 0..DEPLOYMENTS {
        let _ = write!(
            stack,
            "\n[deployments.d{number}]\ndirectory = \"d{number}\"\nentrypoint = \"flow.py:main\"\n"
        );
        let flow = "from prefect import flow\n\n\n@flow\ndef main():\n    pass\n";
        project = project.file(&format!("d{number}/flow.py"), flow);
    }
    project.file("stack.toml", &stack)
}

/// A run in a terminal: `raw`, all that was written to it, and `screen`, what stands there in the end.
fn run(project: &Sandbox, terminal: &str, arguments: &[&str]) -> Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/progress/terminal.py");
    let mut command = project.command(&python::interpreter().to_string_lossy());
    command.env("TERM", terminal).arg(script);
    command.arg(env!("CARGO_BIN_EXE_stackgen")).args(arguments);
    let answer = succeed(&mut command).expect("the script runs");
    serde_json::from_str(&answer).expect("it answers in JSON")
}

fn text<'a>(answer: &'a Value, key: &str) -> &'a str {
    answer[key].as_str().unwrap_or_default()
}

#[test]
fn a_bar_is_shown_on_a_terminal_and_gone_in_the_end() {
    let project = project();
    let answer = run(&project, "xterm", &["gen"]);
    let (raw, screen) = (text(&answer, "raw"), text(&answer, "screen"));
    let told = ["reading flows", "rendering", "comparing", "writing"];
    assert!(
        told.iter().any(|word| raw.contains(&format!("\r{word}"))),
        "{raw}"
    );
    assert!(raw.contains('#'), "{raw}");
    let lines: Vec<&str> = screen.lines().collect();
    assert_eq!(lines.first(), Some(&"wrote    Makefile"), "{screen}");
    assert!(
        lines.iter().all(|line| line.starts_with("wrote    ")),
        "{screen}"
    );
    // Nothing is printed where nothing is to be said: then too the bar goes.
    let answer = run(&project, "xterm", &["check"]);
    assert!(text(&answer, "raw").contains('#'), "{answer}");
    assert_eq!(text(&answer, "screen").trim(), "", "{answer}");
}

#[test]
fn no_bar_is_shown_where_it_could_not_be_taken_away() {
    let project = project();
    let answer = run(&project, "dumb", &["gen"]);
    assert!(!text(&answer, "raw").contains('#'), "{answer}");
    let output = project.run("check");
    assert_eq!(
        (output.stdout, output.stderr),
        (String::new(), String::new())
    );
}
