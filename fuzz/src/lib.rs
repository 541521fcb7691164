//! What is fuzzed: for each target one function that takes bytes, does what stackgen does with them, and panics where a promise
//! is broken.
//!
//! libFuzzer calls them with what it makes up (`targets/`), and `cargo test` with what is kept (`corpus/`, see
//! `tests/corpus.rs` of stackgen, which takes this file in by its path).

pub mod beside;
pub mod flow;
pub mod mutate;
#[path = "../../src/dialects/nasty.rs"]
#[allow(dead_code, reason = "the tests of the dialects need more of it")]
pub mod nasty;
pub mod read_back;
pub mod schedule;
pub mod stack;
pub mod strings;
pub mod template;

/// A target: its name, which is that of its folder in `corpus/`, and what it holds to.
pub type Target = (&'static str, fn(&[u8]));

pub static TARGETS: [Target; 6] = [
    ("beside", beside::hold),
    ("flow", flow::hold),
    ("schedule", schedule::hold),
    ("stack", stack::hold),
    ("strings", strings::hold),
    ("template", template::hold),
];

/// Bytes as the text that stackgen would go on with.
fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}
