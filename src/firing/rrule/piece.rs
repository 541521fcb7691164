//! Pieces of a rule's text that know where they stand.
//!
//! In: the text in capitals. Out: parts of it, split as Python splits, and faults that point at them.

use super::super::{Fault, date};
use crate::diagnostics::nearest;

/// A piece of the text in capitals, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    pub text: &'a str,
    pub at: usize,
}

/// A date: the wall, and whether it had a zone.
pub(super) type Start = (i64, bool);

impl<'a> Piece<'a> {
    pub fn date(&self) -> Result<Start, Fault> {
        match date::read(self.text) {
            Some(date) => Ok((date.wall, date.offset.is_some())),
            None => Err(self
                .fault("this is no date")
                .help("write it as `20260101T090000`")),
        }
    }

    pub fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::new(self.at..self.at + self.text.len(), message)
    }

    pub fn split(self, mark: char) -> Vec<Self> {
        let mut at = self.at;
        let piece = |text: &'a str| {
            let piece = Self { text, at };
            at += text.len() + mark.len_utf8();
            piece
        };
        self.text.split(mark).map(piece).collect()
    }

    pub fn cut(self, mark: char) -> Option<(Self, Self)> {
        let (before, after) = self.text.split_once(mark)?;
        let at = self.at + before.len() + mark.len_utf8();
        Some((
            Self {
                text: before,
                at: self.at,
            },
            Self { text: after, at },
        ))
    }

    /// Python splits at a few control characters more than Rust.
    pub fn blanks(self) -> Vec<Self> {
        let blank = |c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c);
        let at = |text: &'a str| text.as_ptr().addr() - self.text.as_ptr().addr();
        let words = self.text.split(blank).filter(|text| !text.is_empty());
        words.map(|text| Self { text, at: at(text) }).collect()
    }

    /// A number as Python's `int` reads it, cut to 64 bits.
    pub fn int(&self) -> Result<i64, Fault> {
        let fault = || self.fault("this is no whole number");
        let (negative, digits) = match self.text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, self.text.strip_prefix('+').unwrap_or(self.text)),
        };
        let groups = digits.split('_');
        let fits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
        if !groups.clone().all(fits) {
            return Err(fault());
        }
        let value: i64 = groups.collect::<String>().parse().unwrap_or(i64::MAX / 4);
        Ok(if negative {
            -value.min(i64::MAX / 4)
        } else {
            value.min(i64::MAX / 4)
        })
    }
}

/// Names the word that a wrong one was meant to be.
pub(super) fn suggest(fault: Fault, wrong: &str, known: &[&str]) -> Fault {
    match nearest(wrong, known.iter().copied()) {
        Some(near) => fault.help(format!("write `{near}`")),
        None => fault,
    }
}
