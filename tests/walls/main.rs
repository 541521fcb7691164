//! Walls: what the tree promises, held by tests. The key tables hold the names that the real readers know; every key that
//! stack.toml declares is read and has an effect; a module imports only what stands before it; no template gets round the
//! escaper.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

#[path = "../support/mod.rs"]
mod support;

mod effects;
mod modules;
mod names;
mod outcome;
mod samples;
mod templates;
mod verbatim;
