//! What `--verbose` tells: what was read, and how long each stage took. Without it, nothing.

use super::{Voice, screen};
use std::cell::Cell;
use std::time::Instant;

/// A clock that starts anew with each stage.
#[derive(Debug)]
pub struct Account {
    is_told: bool,
    since: Cell<Instant>,
}

impl Account {
    pub fn open(voice: Voice) -> Self {
        Self {
            is_told: voice.verbose,
            since: Cell::new(Instant::now()),
        }
    }

    /// Tells of a stage that has ended.
    pub fn tell(&self, stage: impl FnOnce() -> String) {
        if !self.is_told {
            return;
        }
        let took = self.since.get().elapsed().as_secs_f64() * 1000.0;
        screen::complain(&format!("{took:7.1} ms  {}\n", stage()));
        self.since.set(Instant::now());
    }
}

/// "1 file", "2 files".
pub fn count(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}
