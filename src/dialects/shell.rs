//! Words of a POSIX shell.
//!
//! In: the argument that a program is to see. Out: the word for it, bare where nothing in it is special, else in single quotes.
//! Line breaks stay as they are; who cannot write them (make) refuses them.
//!
//! Source: POSIX, Shell Command Language, 2.2.2 (nothing is special within single quotes); tried in dash and bash.

use super::carry;
use crate::formats::Fault;
use std::borrow::Cow;

/// The word for a string.
pub fn word(text: &str) -> Cow<'_, str> {
    if is_plain_word(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(quoted(text))
    }
}

/// The word for a string, in quotes even where it needs none.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// What prints the lines of a string, each with a line feed behind it: for writers whose words hold no line break.
pub fn print_lines(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(quoted).collect();
    format!("printf '%s\\n' {}", lines.join(" "))
}

/// Whether a string is a word as it stands: it has no special character and is not read as an assignment.
fn is_plain_word(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_./:@%+,=-".contains(&byte);
    let is_assignment = !text.starts_with('-') && text.contains('=');
    !text.is_empty() && text.bytes().all(plain) && !is_assignment
}

/// No program can be given a NUL.
///
/// # Errors
/// The place of the first one.
pub fn check(text: &str) -> Result<(), Fault> {
    carry(text, "an argument of a program", |character| {
        character == '\0'
    })
}

#[cfg(test)]
mod tests {
    use super::{check, is_plain_word, word};
    use crate::dialects::nasty;

    #[test]
    fn words() {
        for (text, expected) in [
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("deployments/dhis2_ou", "deployments/dhis2_ou"),
            ("--key=value", "--key=value"),
            ("A=b", "'A=b'"),
            ("~", "'~'"),
            ("a\nb", "'a\nb'"),
        ] {
            assert_eq!(word(text), expected);
        }
        assert_eq!(check("a\0").unwrap_err().range, 1..2);
    }

    /// Every quote that is not ours is escaped: undone step by step, the word is the string.
    #[test]
    fn a_word_reads_back() {
        for text in nasty::strings(1).take(20_000) {
            let word = word(&text);
            let read = match word
                .strip_prefix('\'')
                .and_then(|rest| rest.strip_suffix('\''))
            {
                Some(inner) => inner
                    .split(r"'\''")
                    .inspect(|part| assert!(!part.contains('\'')))
                    .collect::<Vec<_>>()
                    .join("'"),
                None => word.clone().into_owned(),
            };
            assert_eq!(read, text);
            assert_eq!(is_plain_word(&text), !word.starts_with('\''));
        }
    }
}
