//! The files with which a stack begins.
//!
//! In: what is asked for, and the folder, where some names are taken already. Out: the texts of stack.toml, of one flow, of
//! `pyproject.toml` and `.gitignore`. Nothing is written here.

mod name;
pub mod place;
mod python;
mod stack;

pub use name::name_of;
pub use python::{FLOW, REQUIREMENTS, gitignore, hides_env, names_prefect};

use crate::formats::grammar::name::PROJECT_NAME;
use crate::formats::{Fault, Grammar};

/// What a project may be called.
pub static NAME: &Grammar = &PROJECT_NAME;

/// What a stack may begin with besides PostgreSQL, a server and a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Redis for the server's messages, and its background services apart.
    Redis,
    /// An object store, and its address and keys for the flows.
    S3,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// Compose's project name.
    pub name: String,
    pub parts: Vec<Part>,
    /// What stands before prefect and python in the Makefile, if it is not what it is by default.
    pub runner: Option<String>,
    /// The example's file in the folder of flows, without `.py`.
    pub flow: String,
    /// Outputs in whose usual place something else stands.
    pub moved: Vec<Output>,
    /// Whether a Python project without a `pyproject.toml` is here.
    pub has_python: bool,
}

/// An output of `stackgen gen` that may stand elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its key in `[outputs]`.
    pub key: &'static str,
    /// Where it usually stands: these names are one to the program that reads it, or to some file systems.
    pub usual: &'static [&'static str],
    pub instead: &'static str,
}

/// The outputs for whose names other programs have a use too. For compose.yml there is no second place.
pub static OUTPUTS: [Output; 4] = [
    Output {
        key: "makefile",
        usual: &["Makefile", "makefile", "GNUmakefile"],
        instead: "stack.mk",
    },
    Output {
        key: "env_example",
        usual: &[".env.example"],
        instead: "stack.env.example",
    },
    Output {
        key: "docs",
        usual: &["docs/infrastructure.md"],
        instead: "docs/stack.md",
    },
    Output {
        key: "schedules",
        usual: &["scripts/sync_schedules.py"],
        instead: "scripts/sync_stack.py",
    },
];

/// The text of stack.toml.
pub fn stack(wishes: &Wishes) -> String {
    stack::text(wishes)
}

/// Where the example's flow stands.
pub fn flow_path(stem: &str) -> String {
    format!("flows/{stem}.py")
}

/// The text of `pyproject.toml`.
pub fn pyproject(wishes: &Wishes) -> String {
    python::pyproject(&wishes.name)
}

/// Whether the Makefile can hold a runner.
///
/// # Errors
/// A line break, or what else make would change.
pub fn check_runner(runner: &str) -> Result<(), Fault> {
    crate::dialects::make::line(runner).map(drop)
}
