//! What stands in a Makefile: words of a recipe, whole recipe lines, names of targets.
//!
//! In: the argument, the shell line or the name that is meant. Out: the text that make hands over unchanged. Values are never
//! put into make's own variables, where leading blanks, `#` and a final `\` get lost.
//!
//! Source: GNU make's manual, 5.1 (recipe syntax) and 4.2 (rule syntax); tried with GNU make 4.3 and dash. Nothing here needs
//! more than make 3.81.

use super::{carry, shell, uncarried};
use crate::formats::Fault;

/// A word of a recipe: a shell word in which make finds no `$` of its own.
///
/// # Errors
/// A line feed, which cannot stand in a recipe's quotes, and NUL.
pub fn word(text: &str) -> Result<String, Fault> {
    carry(text, "a word of a Makefile's recipe", |character| {
        matches!(character, '\0' | '\n')
    })?;
    Ok(shell::word(text).replace('$', "$$"))
}

/// A recipe line of the user's own: `$` is the shell's, all else stays, make's prefixes `@`, `-` and `+` too.
///
/// # Errors
/// What make would change: a line break, NUL, a CR or an odd number of `\` at the end, which would join the next line.
pub fn line(text: &str) -> Result<String, Fault> {
    const READER: &str = "a line of a Makefile's recipe";
    carry(text, READER, |character| matches!(character, '\0' | '\n'))?;
    let last = text.len().saturating_sub(1);
    if text.ends_with('\r') {
        return Err(uncarried(last, '\r', &format!("the end of {}", READER)));
    }
    let backslashes = text.len() - text.trim_end_matches('\\').len();
    if backslashes % 2 == 1 {
        let message = "a `\\` at the end joins this line with the next one of the Makefile";
        return Err(
            Fault::new(last..text.len(), message).help("write what belongs together as one line")
        );
    }
    Ok(text.replace('$', "$$"))
}

/// A part of a target's name: every character that a target cannot have becomes `-`.
pub fn target(text: &str) -> String {
    text.chars()
        .map(|character| {
            if is_target_character(character) {
                character
            } else {
                '-'
            }
        })
        .collect()
}

/// Whether make reads a string as one target's name, neither a special one (`.PHONY`) nor an option.
pub fn is_target(text: &str) -> bool {
    !text.is_empty() && !text.starts_with(['.', '-']) && text.chars().all(is_target_character)
}

fn is_target_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-')
}

#[cfg(test)]
mod tests {
    use super::{is_target, line, target, word};
    use crate::dialects::nasty;

    #[test]
    fn words() {
        assert_eq!(word("dhis2-ou").as_deref(), Ok("dhis2-ou"));
        assert_eq!(word("a $b").as_deref(), Ok("'a $$b'"));
        assert_eq!(word("it's $5").as_deref(), Ok(r"'it'\''s $$5'"));
        let fault = word("a\nb").unwrap_err();
        assert_eq!(fault.range, 1..2);
        assert_eq!(
            fault.message,
            "a word of a Makefile's recipe cannot carry U+000A (a line feed)"
        );
    }

    #[test]
    fn lines() {
        assert_eq!(line("@echo $HOME # x").as_deref(), Ok("@echo $$HOME # x"));
        assert_eq!(line(r"echo a\\").as_deref(), Ok(r"echo a\\"));
        for (text, range) in [
            ("a\nb", 1..2),
            ("a\r", 1..2),
            (r"a\", 1..2),
            (r"a\\\", 3..4),
            ("\0", 0..1),
        ] {
            assert_eq!(line(text).unwrap_err().range, range, "{text:?}");
        }
    }

    #[test]
    fn targets() {
        assert_eq!(target("a b/c:d%é"), "a-b-c-d--");
        assert!(is_target("deploy-dhis2_ou.v2"));
        for text in ["", ".PHONY", "-k", "a b", "a:b", "a(b)", "a%"] {
            assert!(!is_target(text), "{text:?}");
        }
        for text in nasty::strings(3).take(10_000) {
            assert!(is_target(&format!("deploy-{}", target(&text))));
        }
    }

    #[test]
    fn no_dollar_is_left_to_make() {
        for text in nasty::strings(4).take(20_000) {
            if let Ok(word) = word(&text) {
                assert!(!word.replace("$$", "").contains('$') && !word.contains('\n'));
            }
        }
    }
}
