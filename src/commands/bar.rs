//! The progress bar: one line on stderr for what takes longer than a moment, gone when it is done.
//!
//! In: a run's [`Progress`]. Out: the line, drawn again and again by a thread of its own, which holds up nothing. Only where
//! stdout and stderr are a terminal that can go back to the start of a line. Plain characters: no colour, no escape codes.

use crate::progress::{Phase, Progress};
use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

/// Nobody waits for less.
const MOMENT: Duration = Duration::from_millis(300);
const BETWEEN: Duration = Duration::from_millis(100);
const WIDTH: usize = 20;

/// A bar that is drawn as long as it lives.
pub struct Bar {
    /// Whose end ends the thread.
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Bar {
    /// `None` where no bar can be seen.
    pub fn show(progress: Progress) -> Option<Self> {
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        if is_dumb || !std::io::stderr().is_terminal() || !std::io::stdout().is_terminal() {
            return None;
        }
        let (end, ended) = mpsc::channel::<()>();
        let draw = move || {
            let mut drawn = 0;
            let mut pause = MOMENT;
            while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                pause = BETWEEN;
                drawn = put(&line(&progress), drawn);
            }
            if drawn > 0 {
                put("", drawn);
            }
        };
        // Without a thread there is no bar, and all else works.
        let thread = std::thread::Builder::new().spawn(draw).ok()?;
        Some(Self {
            end: Some(end),
            thread: Some(thread),
        })
    }
}

impl Drop for Bar {
    /// Waits until the line is gone: the next output begins where it stood.
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Writes a line over the last one, which had so many columns; an empty one takes it away. How many the new one has.
fn put(line: &str, before: usize) -> usize {
    let back = if line.is_empty() { "\r" } else { "" };
    let text = format!("\r{line:before$}{back}");
    let mut stderr = std::io::stderr();
    // Nothing can be done about a closed stream.
    let _ = stderr.write_all(text.as_bytes());
    let _ = stderr.flush();
    line.len()
}

fn line(progress: &Progress) -> String {
    let (phase, done, total) = progress.now();
    let word = match phase {
        Phase::Reading => "reading flows",
        Phase::Checking => "checking",
        Phase::Rendering => "rendering",
        Phase::Comparing => "comparing",
        Phase::Writing => "writing",
    };
    if total == 0 {
        return format!("{word} ...");
    }
    let full = done * WIDTH / total;
    format!("{word:13} [{:WIDTH$}] {done}/{total}", "#".repeat(full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_is_done_and_how_far_it_is() {
        let progress = Progress::default();
        assert_eq!(line(&progress), "checking ...");
        progress.begin(Phase::Writing, 8);
        (0..6).for_each(|_| progress.step());
        assert_eq!(line(&progress), "writing       [###############     ] 6/8");
        (0..6).for_each(|_| progress.step());
        assert_eq!(line(&progress), "writing       [####################] 8/8");
    }
}
