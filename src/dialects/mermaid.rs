//! Labels of a mermaid graph.
//!
//! In: the text of a node or an edge. Out: what stands between the quotes of `["…"]` and `|"…"|`. Ids are not made from names,
//! since `end`, `graph` and `class` are no ids.
//!
//! Source: mermaid's documentation (flowchart, "Entity codes to escape characters"); tried with mermaid 11. An empty label is
//! a parse error there, so it becomes a blank.

use std::fmt::Write;

/// A label's text: of ASCII only letters, digits, the blank and `. , : _ / -` stand raw, since all else means something
/// somewhere (`"` ends the label, backticks make it Markdown, `%%{` is a directive, `#quot;` is a quote).
pub fn label(text: &str) -> String {
    if text.is_empty() {
        return " ".to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        if is_raw(character) && !(character == ':' && meets_code(&text[at..])) {
            out.push(character);
        } else {
            let _ = write!(out, "#{};", u32::from(character));
        }
    }
    out
}

fn is_raw(character: char) -> bool {
    character.is_ascii_alphanumeric() || " .,:_/-".contains(character) || character > '\u{A0}'
}

/// Whether a code follows before the next blank. mermaid takes the `;` off a line that looks like `style …:…#…;` before it
/// reads anything, also within a label: no `:` may stand raw in front of a code.
fn meets_code(text: &str) -> bool {
    text.split(' ')
        .next()
        .is_some_and(|word| !word.chars().all(is_raw))
}

#[cfg(test)]
mod tests {
    use super::label;
    use crate::dialects::nasty;

    #[test]
    fn labels() {
        assert_eq!(label("postgres:17-alpine"), "postgres:17-alpine");
        assert_eq!(label("a \"b\" #1\n"), "a #34;b#34; #35;1#10;");
        assert_eq!(label("style a:b# c:d"), "style a#58;b#35; c:d");
        assert_eq!(label("é"), "é");
        assert_eq!(label(""), " ");
    }

    #[test]
    fn a_label_reads_back() {
        for text in nasty::strings(6)
            .take(20_000)
            .filter(|text| !text.is_empty())
        {
            let label = label(&text);
            assert!(!label.contains(['"', '\n', '`', '%', '<', '&']));
            let mut read = String::new();
            let mut rest = label.as_str();
            while let Some((before, after)) = rest.split_once('#') {
                let (code, behind) = after.split_once(';').unwrap();
                read.push_str(before);
                read.push(char::from_u32(code.parse().unwrap()).unwrap());
                rest = behind;
            }
            assert_eq!(read + rest, text);
        }
    }
}
