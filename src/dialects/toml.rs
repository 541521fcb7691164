//! Strings and keys of TOML, for `import`, `init` and `add`.
//!
//! In: a string. Out: its basic string, on one line, or its bare key. TOML carries every character.
//!
//! Source: TOML 1.0, Keys and String; read back with Python's tomllib and the toml crate.

use std::borrow::Cow;
use std::fmt::Write;

/// A basic string, in double quotes.
pub fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{C}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            // DEL and C0 must be escaped; C1 and the separators of Unicode may stand raw, but editors break lines at them.
            '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' => {
                let _ = write!(out, "\\u{:04X}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// A key: bare where TOML allows it, else a basic string.
pub fn key(text: &str) -> Cow<'_, str> {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !text.is_empty() && text.bytes().all(bare) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(string(text))
    }
}

#[cfg(test)]
mod tests {
    use super::{key, string};
    use crate::dialects::nasty;
    use ::toml::de::DeTable;

    #[test]
    fn keys() {
        for (text, expected) in [
            ("a-b_1", "a-b_1"),
            ("", "\"\""),
            ("a.b", "\"a.b\""),
            ("é", "\"é\""),
        ] {
            assert_eq!(key(text), expected);
        }
    }

    #[test]
    fn a_string_and_a_key_read_back() {
        for text in nasty::strings(5).take(20_000) {
            let line = format!("{} = {}", key(&text), string(&text));
            let table = DeTable::parse(&line).unwrap();
            let (key, value) = table.get_ref().iter().next().unwrap();
            assert_eq!(
                (key.get_ref().as_ref(), value.get_ref().as_str()),
                (text.as_str(), Some(text.as_str()))
            );
        }
    }
}
