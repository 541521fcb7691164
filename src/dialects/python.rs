//! Literals of Python source.
//!
//! In: values. Out: their literals, each on one line, the same under any version from 3.9 on. No indentation, no containers.
//!
//! Source: the Python reference, 2.4 (literals). The double-quoted form of YAML uses only escapes that Python has too and
//! escapes all that either would change; read back with `ast.literal_eval`.

use super::yaml;

/// A string's literal, in double quotes.
pub fn string(text: &str) -> String {
    yaml::quoted(text)
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
            string("a\"\\\n\u{85}\u{2028}{x}"),
            "\"a\\\"\\\\\\n\\x85\\u2028{x}\""
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
