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
use support::sandbox::{Output, Sandbox, run, snapshot};
use support::stacks::{SMALLEST as STACK, flows};
use support::terminal;

const BROKEN: &str = "[services.cache]\nimage = 7\n";

/// The smallest stack with a warning.
fn warned() -> String {
    format!("{STACK}without = [\"healthcheck\"]\n")
}
