//! Literals of Python source.
//!
//! In: values. Out: their literals, each on one line, the same under any version from 3.9 on. No indentation, no containers.
//!
//! Source: the Python reference, 2.4 (literals). The double-quoted form of YAML uses only escapes that Python has too and
//! escapes all that either would change; read back with `ast.literal_eval`.

use super::yaml;

/// A string's literal: in double quotes unless single ones need fewer escapes, and with the digits of escapes in lower
/// case, as ruff and Black have it.
pub fn string(text: &str) -> String {
    if is_plain(text) {
        return ["\"", text, "\""].concat();
    }
    let count = |quote: char| text.chars().filter(|c| *c == quote).count();
    let quote = if count('"') > count('\'') { '\'' } else { '"' };
    let double = yaml::quoted(text);
    let mut rest = double[1..double.len() - 1].chars();
    let mut out = String::from(quote);
    while let Some(character) = rest.next() {
        if character != '\\' {
            out.extend((character == quote).then_some('\\'));
            out.push(character);
            continue;
        }
        let escaped = rest.next().unwrap_or('\\');
        out.extend((escaped != '"' || quote == '"').then_some('\\'));
        out.push(escaped);
        let digits = match escaped {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        out.extend(rest.by_ref().take(digits).map(|c| c.to_ascii_lowercase()));
    }
    out.push(quote);
    out
}

/// Whether a string needs no escape in double quotes.
pub fn is_plain(text: &str) -> bool {
    let is_plain = |byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    text.bytes().all(is_plain)
}

pub fn boolean(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

pub fn integer(value: i64) -> String {
    value.to_string()
}

/// A float's literal; for what has none, the call that makes it.
pub fn float(value: f64) -> String {
    if value.is_nan() {
        "float(\"nan\")".to_owned()
    } else if value.is_infinite() {
        format!("float(\"{}inf\")", if value < 0.0 { "-" } else { "" })
    } else {
        format!("{value:?}")
    }
}

pub const NONE: &str = "None";

#[cfg(test)]
mod tests {
    use super::{boolean, float, integer, string};

    #[test]
    fn literals() {
        assert_eq!(string("plain"), "\"plain\"");
        assert_eq!(
            string("a\"\\\n\u{85}\u{202F}{x}"),
            "'a\"\\\\\\n\\x85\\u202f{x}'"
        );
        assert_eq!(boolean(true), "True");
        assert_eq!(integer(i64::MIN), "-9223372036854775808");
        let floats = [1.0, -0.0, 1e300, 5e-324, f64::NEG_INFINITY, f64::NAN].map(float);
        assert_eq!(
            floats,
            [
                "1.0",
                "-0.0",
                "1e300",
                "5e-324",
                "float(\"-inf\")",
                "float(\"nan\")"
            ]
        );
    }
}
