//! Scalars and keys of YAML, as PyYAML (which Prefect uses), ruamel and Compose's reader all read them.
//!
//! In: strings and numbers. Out: one scalar, on one line. No layout, no anchors.
//!
//! Source: measured with those three readers. They disagree about plain scalars (`yes`, `010`, `12:30:45`, `=` …), so only
//! strings that look like words or paths stay plain; all others are double-quoted (YAML 1.2, 5.7 escaped characters), never
//! single-quoted, never folded. The ranges of escapes are fixed: the same bytes come out under any version of Unicode.

use crate::formats::Fault;
use std::borrow::Cow;
use std::fmt::Write;

/// A string as a value: plain where every reader takes it for a string, else in double quotes.
pub fn scalar(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(quoted(text))
    }
}

/// A string as a key of a mapping.
pub fn key(text: &str) -> Cow<'_, str> {
    scalar(text)
}

/// Whether a rendered key needs the form `? key` with `: value` on the next line: PyYAML looks for a `:` no further than 1024
/// characters.
pub fn is_long_key(rendered: &str) -> bool {
    rendered.len() > 1000 && rendered.chars().count() > 1000
}

/// A string in double quotes.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        escape(&mut out, character);
    }
    out.push('"');
    out
}

fn escape(out: &mut String, character: char) {
    let code = u32::from(character);
    // Writing to a String cannot fail.
    let _ = match character {
        '\\' | '"' => write!(out, "\\{character}"),
        '\n' => write!(out, "\\n"),
        '\r' => write!(out, "\\r"),
        '\t' => write!(out, "\\t"),
        '\0'..='\u{1F}' | '\u{7F}'..='\u{A0}' | '\u{AD}' => write!(out, "\\x{code:02X}"),
        '\u{1680}'
        | '\u{2000}'..='\u{200F}'
        | '\u{2028}'..='\u{202F}'
        | '\u{205F}'..='\u{206F}'
        | '\u{3000}'
        | '\u{E000}'..='\u{F8FF}'
        | '\u{FEFF}'
        | '\u{FFF0}'..='\u{FFFF}' => write!(out, "\\u{code:04X}"),
        '\u{E0000}'.. => write!(out, "\\U{code:08X}"),
        _ if code & 0xFFFE == 0xFFFE => write!(out, "\\U{code:08X}"),
        _ => {
            out.push(character);
            Ok(())
        }
    };
}

/// A float that every reader takes for one: with a dot, and with a signed exponent where it has one (PyYAML reads `1e3` as
/// text). The shortest text that reads back as the same number.
///
/// # Errors
/// Infinity and NaN: Prefect's API receives null for them, and Compose refuses them.
pub fn float(value: f64) -> Result<String, Fault> {
    if !value.is_finite() {
        let text = if value.is_nan() { "nan" } else { "inf" };
        return Err(Fault::new(
            0..0,
            format!("`{text}` is a number that neither Prefect nor Compose can carry"),
        )
        .help("write a finite number, or the string that the program understands"));
    }
    let text = format!("{value:?}");
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return Ok(text);
    };
    let dot = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    Ok(format!("{mantissa}{dot}e{sign}{exponent}"))
}

/// An integer; all of TOML's are safe in YAML.
pub fn integer(value: i64) -> String {
    value.to_string()
}

pub fn boolean(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

pub const NULL: &str = "null";

fn is_plain(text: &str) -> bool {
    is_duration(text) || is_phrase(text) && !is_reserved(text)
}

/// Words that YAML 1.1 or 1.2 reads as a boolean or null, in any case.
fn is_reserved(text: &str) -> bool {
    const RESERVED: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    RESERVED.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Words with one blank between them, whose parts are joined by `:`; the first begins like a name or a path.
fn is_phrase(text: &str) -> bool {
    let starts_well = match text.as_bytes() {
        [b'.', b'/', ..] => true,
        [first, ..] => first.is_ascii_alphabetic() || matches!(first, b'_' | b'/'),
        [] => false,
    };
    let is_inner = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/' | b'@' | b'+' | b'-')
    };
    let mut parts = text.as_bytes().split(|byte| matches!(byte, b' ' | b':'));
    starts_well && parts.all(|part| !part.is_empty() && part.iter().all(is_inner))
}

/// A number with a unit, once or more: `10s`, `500ms`, `1h30m`.
fn is_duration(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let unit = rest.trim_start_matches(|character: char| character.is_ascii_digit());
        let Some(found) = ["ns", "us", "ms", "s", "m", "h"]
            .iter()
            .find(|name| unit.starts_with(**name))
        else {
            return false;
        };
        if unit.len() == rest.len() {
            return false;
        }
        rest = &unit[found.len()..];
    }
    !text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{float, is_long_key, key, quoted, scalar};
    use crate::dialects::nasty;

    #[test]
    fn plain_scalars() {
        for text in [
            "postgres",
            "postgres:17-alpine",
            "./flows:/opt/flows:ro",
            "/opt/prefect",
            "_x",
            "flow.py:main",
            "10s",
            "500ms",
            "1h30m",
            "on-failure:3",
            "unless-stopped",
            "prefect server start --host 0.0.0.0",
            "nothing",
            "./",
        ] {
            assert_eq!(scalar(text), text);
            assert_eq!(key(text), text);
        }
    }

    #[test]
    fn quoted_scalars() {
        for text in [
            "",
            " a",
            "a ",
            "a  b",
            "a: b",
            "a:",
            "a :b",
            "a #b",
            ".a",
            "-a",
            "~",
            "yes",
            "No",
            "Y",
            "NULL",
            "010",
            "1_000",
            "1e3",
            "22:22",
            "2026-01-01",
            "=",
            "<<",
            ".inf",
            "3.10",
            "10",
            "10d",
            "5432:5432",
            "é",
            "a,b",
            "a=b",
            "a$b",
            "{a}",
            "50%",
            "*",
            "@a",
            "+1",
        ] {
            assert_eq!(scalar(text), format!("\"{text}\""));
        }
    }

    #[test]
    fn escapes() {
        assert_eq!(quoted("a\"\\\n\r\t\0\u{85}é"), r#""a\"\\\n\r\t\x00\x85é""#);
        assert_eq!(
            quoted("\u{2028}\u{FEFF}\u{1F600}\u{1FFFF}\u{10FFFF}"),
            "\"\\u2028\\uFEFF\u{1F600}\\U0001FFFF\\U0010FFFF\""
        );
    }

    #[test]
    fn floats() {
        for (value, expected) in [
            (1.0, "1.0"),
            (-0.0, "-0.0"),
            (1e3, "1000.0"),
            (1e20, "1.0e+20"),
            (5e-324, "5.0e-324"),
            (1.5e-9, "1.5e-9"),
        ] {
            assert_eq!(float(value).as_deref(), Ok(expected));
        }
        assert!(float(f64::NAN).is_err() && float(f64::NEG_INFINITY).is_err());
    }

    #[test]
    fn long_keys() {
        assert!(!is_long_key(&"a".repeat(1000)) && is_long_key(&"a".repeat(1001)));
    }

    /// One line of printable characters, whatever the string; undoing the escapes gives it back.
    #[test]
    fn a_quoted_string_reads_back() {
        for text in nasty::strings(8).take(20_000) {
            let quoted = quoted(&text);
            assert!(!quoted.chars().any(|character| character.is_control()
                || "\u{2028}\u{2029}\u{FEFF}".contains(character)));
            assert_eq!(unescape(&quoted[1..quoted.len() - 1]), text);
        }
    }

    fn unescape(text: &str) -> String {
        let mut out = String::new();
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            let digits = match character {
                '\\' => match characters.next() {
                    Some('x') => 2,
                    Some('u') => 4,
                    Some('U') => 8,
                    Some('n') => {
                        out.push('\n');
                        continue;
                    }
                    Some('r') => {
                        out.push('\r');
                        continue;
                    }
                    Some('t') => {
                        out.push('\t');
                        continue;
                    }
                    other => {
                        out.extend(other);
                        continue;
                    }
                },
                _ => {
                    out.push(character);
                    continue;
                }
            };
            let code: String = characters.by_ref().take(digits).collect();
            out.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
        }
        out
    }
}
