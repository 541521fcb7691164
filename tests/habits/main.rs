//! What every command does as programs of its kind do: colours, streams, how much it says, folders, texts from elsewhere.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used
)]

mod colours;
mod folders;
mod long_paths;
mod streams;
#[path = "../support/mod.rs"]
mod support;
mod texts;
mod voice;

use insta::assert_snapshot;
use std::path::Path;
use std::process::Stdio;
use support::sandbox::{Output, Sandbox, snapshot};
use support::terminal;

const BROKEN: &str = "[services.cache]\nimage = 7\n";

/// The smallest stack with one output.
const STACK: &str =
    "[outputs]\nmakefile = false\ndocs = false\n\n[services.cache]\nimage = \"redis:7\"\n";

/// The same with a warning.
fn warned() -> String {
    format!("{STACK}without = [\"healthcheck\"]\n")
}

fn run(project: &Sandbox, arguments: &str) -> String {
    snapshot(&project.run(arguments))
}
