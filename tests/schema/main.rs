//! The JSON Schema of stack.toml: it takes what `check` takes, refuses what is misspelled or of the wrong shape, and serves
//! the editors' own programs, Taplo and Tombi.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

mod editors;
mod language_server;
#[path = "../support/mod.rs"]
mod support;
mod validity;

use std::path::{Path, PathBuf};

/// A folder of the source tree.
fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Every example's stack.toml and this repository's own, by their paths.
fn stacks() -> Vec<PathBuf> {
    let examples = support::examples::names();
    let mut paths: Vec<PathBuf> = examples
        .iter()
        .map(|name| source(&format!("examples/{name}/stack.toml")))
        .collect();
    paths.push(source("stack.toml"));
    paths
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
