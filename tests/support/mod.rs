//! What the integration tests share: the real readers of each emitted file, and a place to run the binary in.
//!
//! In: generated text or a folder of generated files. Out: what the consumer of the file sees, as a JSON value or a list of
//! commands. Nothing is compared here. A reader that cannot be had fails the test with one line that says what to do: it is
//! never skipped.

#![allow(dead_code, reason = "each test binary takes from here what it needs")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

pub mod compose;
#[macro_use]
pub mod examples;
pub mod make;
pub mod python;
pub mod readers;
pub mod sandbox;
pub mod shell;
pub mod stacks;
pub mod terminal;
