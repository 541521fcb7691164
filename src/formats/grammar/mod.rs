//! Value grammars: each file reads one kind of string.
//!
//! In: a string as it is written, after `${…}` and `{{ … }}` have been dealt with. Out: its parsed
//! type, or a [`Fault`] with the bytes that are wrong and what to write instead. What a value means
//! for a stack is not decided here: whether a volume is declared, a port is taken or a file exists.

pub mod address;
pub mod command;
pub mod duration;
pub mod entry;
pub mod entrypoint;
pub mod image;
pub mod interval;
pub mod mount;
pub mod name;
pub mod path;
pub mod port;
mod port_range;
pub mod portable;
pub mod restart;
pub mod size;

#[cfg(test)]
mod tests;

use crate::formats::Fault;
use std::ops::Range;

/// The first character that is not allowed, with its bytes.
fn first_outside(text: &str, allowed: impl Fn(char) -> bool) -> Option<(Range<usize>, char)> {
    text.char_indices()
        .find(|(_, character)| !allowed(*character))
        .map(|(at, character)| (at..at + character.len_utf8(), character))
}

/// A character as messages name it: visible ones in backticks, all others by their name or number.
fn show(character: char) -> String {
    match character {
        ' ' => "a space".into(),
        '\t' => "a tab".into(),
        '\n' => "a newline".into(),
        '\r' => "a carriage return".into(),
        '`' => "a backtick".into(),
        _ if character.is_control() || (character.is_whitespace() && !character.is_ascii()) => {
            format!("the character U+{:04X}", character as u32)
        }
        _ => format!("`{character}`"),
    }
}

/// Moves a fault that was found in a part of a string to where that part stands.
fn shifted(mut fault: Fault, by: usize) -> Fault {
    fault.range = fault.range.start + by..fault.range.end + by;
    fault
}

/// A fault that covers the whole string.
fn whole(text: &str, message: impl Into<String>) -> Fault {
    Fault::new(0..text.len(), message)
}
