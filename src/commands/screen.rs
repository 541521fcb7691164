//! What people see: text to stdout and stderr, with colours where they belong, and a progress bar between.

use super::bar::Bar;
use crate::formats::grammar::path::clean;
use crate::progress::Progress;
use std::env;
use std::ffi::OsString;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless the environment says otherwise
    Auto,
    /// Into files and pipes too
    Always,
    /// On no terminal either
    Never,
}

impl Color {
    /// What `--color` says, for what must be told before the arguments are understood.
    pub fn typed(arguments: impl Iterator<Item = OsString>) -> Self {
        let words: Vec<String> = arguments
            .map(|word| word.to_string_lossy().into_owned())
            .collect();
        let after = words.iter().position(|word| word == "--color");
        let named = after.and_then(|at| words.get(at + 1)).map(String::as_str);
        let joined = words.iter().find_map(|word| word.strip_prefix("--color="));
        match named.or(joined) {
            Some("always") => Self::Always,
            Some("never") => Self::Never,
            _ => Self::Auto,
        }
    }

    /// What the environment says: NO_COLOR, then the two that force colours, then CLICOLOR.
    fn of_environment() -> Self {
        let text = |name| env::var_os(name).unwrap_or_default();
        let is_set = |name| !text(name).is_empty();
        if is_set("NO_COLOR") {
            Self::Never
        } else if is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE") && text("CLICOLOR_FORCE") != "0"
        {
            Self::Always
        } else if text("CLICOLOR") == "0" {
            Self::Never
        } else {
            Self::Auto
        }
    }
}

/// Sets the colours of all that is printed from now on: what `--color` says, then the environment, then the terminal.
pub fn choose(color: Color) {
    let color = match color {
        Color::Auto => Color::of_environment(),
        color => color,
    };
    match color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// What holds for a stream: without a terminal nothing but what is forced brings colours, and that is decided already.
fn choice(is_terminal: bool) -> anstream::ColorChoice {
    match anstream::ColorChoice::global() {
        anstream::ColorChoice::Auto if !is_terminal => anstream::ColorChoice::Never,
        choice => choice,
    }
}

/// Why the first result could not be printed that could not: there is one stdout.
static FAILURE: OnceLock<io::Error> = OnceLock::new();

/// Writes a result. A reader that has gone away (`| head`) is no error; a full disk is told at the end.
pub fn print(text: &str) {
    if text.is_empty() {
        return;
    }
    clear();
    let out = io::stdout();
    let choice = choice(out.is_terminal());
    let mut out = anstream::AutoStream::new(out.lock(), choice);
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    note(written);
}

fn note(written: io::Result<()>) {
    if let Err(error) = written {
        let _ = FAILURE.set(error);
    }
}

/// Why a result could not be printed, if one could not and somebody still waits for it.
pub fn failure() -> Option<&'static io::Error> {
    let failure = FAILURE.get();
    failure.filter(|error| error.kind() != ErrorKind::BrokenPipe)
}

/// Whether nobody reads what is printed.
pub fn is_gone() -> bool {
    FAILURE.get().is_some()
}

/// Writes a document for programs, byte for byte: no colour is in it, and none is looked for.
pub fn hand_over(text: &str) {
    clear();
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    note(written);
}

/// A folder as messages show it: with `/`, cleaned, and empty if it is the current one.
pub fn path(folder: &Path) -> String {
    let text = folder.to_string_lossy();
    let text = clean(&text.replace(std::path::MAIN_SEPARATOR, "/"));
    Some(text).filter(|text| text != ".").unwrap_or_default()
}

/// Writes a finding or a failure.
pub fn complain(text: &str) {
    if text.is_empty() {
        return;
    }
    clear();
    let out = io::stderr();
    let choice = choice(out.is_terminal());
    let _ = anstream::AutoStream::new(out.lock(), choice).write_all(text.as_bytes());
}
