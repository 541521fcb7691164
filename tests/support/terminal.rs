//! A terminal (`tests/readers/terminal.py`).
//!
//! In: a project, arguments of the binary. Out: what a person at that terminal sees.

use super::python;
use super::readers::{sources, succeed};
use super::sandbox::Sandbox;
use serde_json::Value;

/// What a run showed.
#[derive(Clone, Debug)]
pub struct Shown {
    /// All that was written.
    pub raw: String,
    /// What stands there in the end.
    pub screen: String,
}

/// Runs the binary in a project with these words as arguments. The terminal is an `xterm` unless the project's environment
/// has another `TERM`.
pub fn run(project: &Sandbox, arguments: &str) -> Shown {
    let mut command = project.command(&python::interpreter().to_string_lossy());
    command.arg(sources().join("terminal.py"));
    command.arg(env!("CARGO_BIN_EXE_stackgen"));
    command.args(arguments.split_whitespace());
    let answer = succeed(&mut command).expect("the script runs");
    let answer: Value = serde_json::from_str(&answer).expect("it answers in JSON");
    let text = |key: &str| answer[key].as_str().unwrap_or_default().to_owned();
    Shown {
        raw: text("raw"),
        screen: text("screen"),
    }
}
