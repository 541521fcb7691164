//! What people see: text to stdout and stderr, with colours where they belong, and a progress bar between.

use super::bar::Bar;
use crate::progress::Progress;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// The bar that is on the screen: there is one screen, and whatever is written to it takes the bar away first.
static BAR: Mutex<Option<Bar>> = Mutex::new(None);

/// Shows how far a run is, until something is printed.
pub fn watch(progress: &Progress) {
    let bar = Bar::show(progress.clone());
    drop(replace(bar));
}

/// Takes the progress bar away.
pub fn clear() {
    drop(replace(None));
}

fn replace(bar: Option<Bar>) -> Option<Bar> {
    let mut present = BAR.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::replace(&mut present, bar)
}

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
    if text.is_empty() {
        return;
    }
    clear();
    let _ = anstream::stdout().lock().write_all(text.as_bytes());
}

/// Writes a finding or a failure.
pub fn complain(text: &str) {
    if text.is_empty() {
        return;
    }
    clear();
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}
