//! Text in a Markdown table.
//!
//! In: a string. Out: a cell's text, or a code span within a cell. A cell is one line, so every line break becomes a blank.
//!
//! Source: CommonMark 0.31 (2.4 backslash escapes, 6.1 code spans) and GitHub's table extension (a `|` is escaped even in a
//! code span); read back with markdown-it-py.

/// A cell's text, with every character standing for itself.
pub fn cell(text: &str) -> String {
    let line = one_line(text);
    let mut out = String::with_capacity(line.len());
    for character in line.chars() {
        if is_special(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// A code span for a cell; of an empty string nothing, since Markdown has no empty span.
pub fn code(text: &str) -> String {
    let line = one_line(text);
    if line.is_empty() {
        return line;
    }
    let longest = line
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let loses_blanks =
        line.starts_with(' ') && line.ends_with(' ') && !line.trim_matches(' ').is_empty();
    let pad = if line.starts_with('`') || line.ends_with('`') || loses_blanks {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{}{pad}{fence}", line.replace('|', "\\|"))
}

/// Line breaks, and the blanks around them, as one blank.
fn one_line(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\n', '\r'], " ")
}

/// All of ASCII's punctuation but `,` `;` `?` `%`, which mean nothing; `:` `@` `/` and `.` keep bare links from forming.
fn is_special(character: char) -> bool {
    character.is_ascii_punctuation() && !",;?%".contains(character)
}

#[cfg(test)]
mod tests {
    use super::{cell, code};
    use crate::dialects::nasty;

    #[test]
    fn cells() {
        assert_eq!(cell("a|b *c*"), "a\\|b \\*c\\*");
        assert_eq!(cell("two\r\nlines"), "two lines");
    }

    #[test]
    fn code_spans() {
        for (text, expected) in [
            ("a|b", "`a\\|b`"),
            ("`", "`` ` ``"),
            ("a``b", "```a``b```"),
            (" a ", "`  a  `"),
            ("  ", "`  `"),
            ("", ""),
        ] {
            assert_eq!(code(text), expected);
        }
    }

    #[test]
    fn a_cell_is_one_line_without_bare_pipes() {
        for text in nasty::strings(7).take(20_000) {
            for rendered in [cell(&text), code(&text)] {
                assert!(!rendered.contains(['\n', '\r']));
                assert!(
                    rendered
                        .match_indices('|')
                        .all(|(at, _)| rendered[..at].ends_with('\\'))
                );
            }
        }
    }
}
