//! What people see: text to stdout and stderr, with colours where they belong.

use crate::formats::grammar::path::clean;
use std::io::Write;
use std::path::Path;

/// When to colour the output.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

pub fn choose(color: Color) {
    match color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// Writes a result. A reader that has gone away (`| head`) is no error.
pub fn print(text: &str) {
    let _ = anstream::stdout().lock().write_all(text.as_bytes());
}

/// Writes a document for programs, byte for byte: no colour is in it, and none is looked for.
pub fn hand_over(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
}

/// A folder as messages show it: with `/`, cleaned, and empty if it is the current one.
pub fn path(folder: &Path) -> String {
    let text = folder.to_string_lossy();
    let text = clean(&text.replace(std::path::MAIN_SEPARATOR, "/"));
    Some(text).filter(|text| text != ".").unwrap_or_default()
}

/// Writes a finding or a failure.
pub fn complain(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}
