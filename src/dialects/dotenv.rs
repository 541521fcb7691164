//! Values of a `.env` file, in the form that all its readers agree on.
//!
//! In: the value of a variable. Out: what stands behind the `=`.
//!
//! Source: measured with Compose's `.env` and `env_file`, python-dotenv, uv's `--env-file`, dash and bash (`. ./.env`). They
//! differ in nearly everything: escapes, `$` in double quotes, `${` in single ones, blanks, `#`. What is written here is the
//! part that they share; some strings (`it's $5`) have no common form at all.

use super::{carry, uncarried};
use crate::formats::Fault;

const READERS: &str = "a .env file";

/// A value as it is written behind `NAME=`.
///
/// # Errors
/// NUL, CR, and strings for which no form is read alike by all readers.
pub fn value(text: &str) -> Result<String, Fault> {
    carry(text, READERS, |character| matches!(character, '\0' | '\r'))?;
    if is_bare(text) {
        Ok(text.to_owned())
    } else if single_quote_fault(text).is_none() {
        Ok(format!("'{text}'"))
    } else if let Some((at, character)) = text
        .char_indices()
        .find(|(_, character)| matches!(character, '$' | '`'))
    {
        Err(no_common_form(text, at, character))
    } else {
        Ok(format!(
            "\"{}\"",
            text.replace('\\', r"\\").replace('"', "\\\"")
        ))
    }
}

fn is_bare(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_./:@%+,=-".contains(&byte))
}

/// What keeps a string out of single quotes: python-dotenv halves `\\` and expands `${` even there.
fn single_quote_fault(text: &str) -> Option<&'static str> {
    if text.contains('\'') {
        Some("`'`")
    } else if text.contains("${") {
        Some("`${`")
    } else if text.contains(r"\\") {
        Some(r"`\\`")
    } else if text.ends_with('\\') {
        Some(r"a `\` at its end")
    } else {
        None
    }
}

fn no_common_form(text: &str, at: usize, character: char) -> Fault {
    let other = single_quote_fault(text).unwrap_or_default();
    let message = format!(
        "{} in a value with {other}",
        uncarried(at, character, READERS).message
    );
    Fault::new(at..at + character.len_utf8(), message).help(format!(
        "the readers of .env agree on no form for this value: leave out `{character}` or {other}"
    ))
}

#[cfg(test)]
mod tests {
    use super::value;
    use crate::dialects::nasty;

    #[test]
    fn values() {
        for (text, expected) in [
            ("", "''"),
            (
                "postgresql+asyncpg://u@h:5432/d",
                "postgresql+asyncpg://u@h:5432/d",
            ),
            ("a b", "'a b'"),
            ("a$b #c", "'a$b #c'"),
            ("a\nb", "'a\nb'"),
            ("it's", "\"it's\""),
            (r#"it's "x" \"#, r#""it's \"x\" \\""#),
        ] {
            assert_eq!(value(text).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_no_form_carries() {
        for (text, range, message) in [
            ("a\0", 1..2, "a .env file cannot carry U+0000 (NUL)"),
            (
                "it's $5",
                5..6,
                "a .env file cannot carry U+0024 (`$`) in a value with `'`",
            ),
            (
                "${A}",
                0..1,
                "a .env file cannot carry U+0024 (`$`) in a value with `${`",
            ),
            (
                r"`\",
                0..1,
                r"a .env file cannot carry U+0060 (```) in a value with a `\` at its end",
            ),
        ] {
            let fault = value(text).unwrap_err();
            assert_eq!((fault.range, fault.message.as_str()), (range, message));
        }
    }

    #[test]
    fn few_strings_are_refused() {
        let refused = nasty::strings(2)
            .take(20_000)
            .filter(|text| value(text).is_err())
            .count();
        assert!(refused < 5_000, "{refused}");
    }
}
