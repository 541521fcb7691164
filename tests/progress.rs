//! The progress bar, seen through a terminal of Python's `pty` module: it is there while something takes long, gone when it
//! is done, and never where no terminal is.

#![cfg(unix)]

mod support;

use std::fmt::Write;
use support::sandbox::Sandbox;
use support::stacks::flows;
use support::terminal::{self, Shown};

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
        project = project.file(&format!("d{number}/flow.py"), &flows(&["main"]));
    }
    project.file("stack.toml", &stack)
}

#[test]
fn a_bar_is_shown_on_a_terminal_and_gone_in_the_end() {
    let project = project();
    let Shown { raw, screen } = terminal::run(&project, "gen");
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
    let Shown { raw, screen } = terminal::run(&project, "check");
    assert!(raw.contains('#'), "{raw}");
    assert_eq!(screen.trim(), "", "{raw}");
}

#[test]
fn no_bar_is_shown_where_it_could_not_be_taken_away() {
    let project = project().env("TERM", "dumb");
    let Shown { raw, .. } = terminal::run(&project, "gen");
    assert!(!raw.contains('#'), "{raw}");
    let output = project.run("check");
    assert_eq!(
        (output.stdout, output.stderr),
        (String::new(), String::new())
    );
}
