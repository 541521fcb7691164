//! A command as one string: `command`, `entrypoint` and the commands of hooks.
//!
//! In: the string, or the words of a list. Out: the words that Compose makes of the string, or the
//! string that stands for a list of plain words. Compose splits by quotes and backslashes but runs
//! no shell. What it drops, or reads otherwise than a shell does, without a word is refused:
//! operators, backticks, parentheses, `\n` (the letter `n` before a newer version made it a
//! newline). Variables are Compose's interpolation, and done before.

use crate::formats::{Fault, Grammar};
use std::ops::Range;

/// A command that Compose splits into words.
pub static COMMAND: Grammar = Grammar {
    noun: "command",
    example: "prefect server start",
    words: &[],
    check: |text| split(text).map(drop),
};

/// The words in one string, where each can stand in it as it is; else a list has to be written.
pub fn plain_words(words: &[&str]) -> Option<String> {
    let plain = |word: &&str| !word.is_empty() && word.chars().all(is_plain);
    (!words.is_empty() && words.iter().all(plain)).then(|| words.join(" "))
}

/// What neither Compose nor a person who thinks of a shell reads as anything but itself.
fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_./:=@%+,".contains(character)
}

/// The words that Compose makes of a string.
pub fn split(text: &str) -> Result<Vec<String>, Fault> {
    let mut splitter = Splitter::default();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match (character, splitter.quote) {
            ('\\', None | Some((_, '"'))) => {
                let Some((next, escaped)) = characters.next() else {
                    return Err(Fault::new(at..at + 1, "nothing stands behind this `\\`"));
                };
                if matches!(escaped, 'n' | 't') {
                    return Err(unsure_escape(at..next + 1));
                }
                splitter.push(escaped);
            }
            (_, Some((_, open))) if character == open => splitter.quote = None,
            (_, Some(_)) => splitter.push(character),
            ('\'' | '"', None) => splitter.open(at, character),
            (' ' | '\t' | '\r' | '\n', None) => splitter.end_word(),
            (';' | '&' | '|' | '<' | '>', None) => return Err(operator(text, at)),
            ('`' | '(' | ')', None) => return Err(shell_only(at)),
            (other, None) => splitter.push(other),
        }
    }
    if let Some((at, open)) = splitter.quote {
        let kind = if open == '"' { "double" } else { "single" };
        let fault = Fault::new(at..at + 1, format!("this {kind} quote is not closed"));
        return Err(fault.help("close it, or write the command as a list of words"));
    }
    splitter.end_word();
    Ok(splitter.words)
}

#[derive(Default)]
struct Splitter {
    words: Vec<String>,
    /// None between words: `''` is a word, a blank is not.
    word: Option<String>,
    /// The open quote and where it stands.
    quote: Option<(usize, char)>,
}

impl Splitter {
    fn push(&mut self, character: char) {
        self.word.get_or_insert_default().push(character);
    }

    fn open(&mut self, at: usize, quote: char) {
        self.word.get_or_insert_default();
        self.quote = Some((at, quote));
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }
}

fn operator(text: &str, at: usize) -> Fault {
    let length = text[at..]
        .find(|c| !";&|<>".contains(c))
        .unwrap_or(text.len() - at);
    let message = "Compose runs no shell and drops the command from here on";
    let fault = Fault::new(at..at + length, message);
    fault.help(format!("write [\"sh\", \"-c\", {}]", quoted(text)))
}

fn shell_only(at: usize) -> Fault {
    Fault::new(
        at..at + 1,
        "Compose runs no shell, and reads this otherwise than a shell does",
    )
    .help("quote it, or write a list that begins with \"sh\", \"-c\"")
}

fn unsure_escape(range: Range<usize>) -> Fault {
    Fault::new(range, "versions of Compose read this differently")
        .help("write the command as a list of words")
}

/// A string as TOML writes it, for a help.
fn quoted(text: &str) -> String {
    let plain = !text.contains('\'') && !text.contains(|c: char| c.is_control());
    if plain && text.contains(['"', '\\']) {
        return format!("'{text}'");
    }
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            other => quoted.push(other),
        }
    }
    quoted + "\""
}
