//! The `.env` of the project: which names it sets, and what must be known of their values without telling them.
//!
//! In: the text of the file. Out: names with their places, in a text in which no value is left; whether a value has one of some
//! characters. A value never leaves this file.
//!
//! Source: the lines that Compose, python-dotenv and a shell read alike: `NAME=value` with or without `export`, a value in
//! quotes over several lines, comments.

use crate::source::Span;
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::ops::Range;

/// The variables of an `.env`.
#[derive(Debug, Default)]
pub struct Dotenv {
    entries: Vec<Entry>,
    /// Where each name is set last.
    last: HashMap<String, usize>,
    /// Names that some code of the project speaks of.
    mentioned: BTreeSet<String>,
    /// The file without its values, line by line.
    pub masked: String,
    /// Where the file stands in the address space of all files.
    pub span: Span,
}

struct Entry {
    name: String,
    value: String,
    /// Of the name, in the masked text.
    range: Range<usize>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=***", self.name)
    }
}

/// Bytes that are searched for names. A project in which there are more may mention each of them.
const MOST_WORK: usize = 1 << 30;

impl Dotenv {
    pub fn read(text: &str) -> Self {
        let mut dotenv = Self::default();
        let mut rest = text;
        while !rest.is_empty() {
            rest = dotenv.line(rest);
        }
        dotenv
    }

    /// Takes one line, or all lines of a quoted value; what is left.
    fn line<'a>(&mut self, text: &'a str) -> &'a str {
        let end = text.find('\n').unwrap_or(text.len());
        let line = &text[..end];
        let bare = line
            .trim_start()
            .strip_prefix("export ")
            .unwrap_or(line)
            .trim_start();
        let name = bare.split_once('=').map(|(name, _)| name.trim_end());
        let name = name.filter(|name| {
            !name.is_empty() && !name.starts_with('#') && !name.contains(char::is_whitespace)
        });
        let Some(name) = name else {
            self.masked.push('\n');
            return text.get(end + 1..).unwrap_or_default();
        };
        let after = text.len()
            - text[line.len() - bare.len()..]
                .split_once('=')
                .map_or(0, |(_, rest)| rest.len());
        let (value, taken) = value(&text[after..]);
        let start = self.masked.len();
        self.masked.push_str(name);
        self.last.insert(name.to_owned(), self.entries.len());
        self.entries.push(Entry {
            name: name.to_owned(),
            value,
            range: start..self.masked.len(),
        });
        self.masked.push('=');
        let lines = text[..after + taken].matches('\n').count();
        let behind = text[after + taken..]
            .find('\n')
            .map_or(text.len(), |at| after + taken + at + 1);
        self.masked.extend(std::iter::repeat_n('\n', lines + 1));
        &text[behind..]
    }

    /// All names with their places; of a name that is set twice, the last.
    pub fn names(&self) -> impl Iterator<Item = (&str, Span)> {
        let last = |entry: &&Entry| {
            self.last(&entry.name)
                .is_some_and(|last| std::ptr::eq(last, *entry))
        };
        self.entries
            .iter()
            .filter(last)
            .map(|entry| (entry.name.as_str(), self.span.part(entry.range.clone())))
    }

    /// Notes the names that stand somewhere in these texts.
    pub fn note_mentions<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        let mut work = 0;
        for text in texts {
            let names = self.last.keys();
            work += names.len() * text.len();
            if work > MOST_WORK {
                self.mentioned.extend(names.cloned());
                return;
            }
            self.mentioned
                .extend(names.filter(|name| text.contains(&***name)).cloned());
        }
    }

    /// Whether some code of the project speaks of a name.
    pub fn is_mentioned(&self, name: &str) -> bool {
        self.mentioned.contains(name)
    }

    /// Whether a name has a value that is not empty.
    pub fn fills(&self, name: &str) -> bool {
        self.last(name).is_some_and(|entry| !entry.value.is_empty())
    }

    /// The place of a name whose value has some character.
    pub fn has(&self, name: &str, wrong: impl Fn(char) -> bool) -> Option<Span> {
        let entry = self.last(name)?;
        // A value made of other variables is not known here.
        let known = !entry.value.contains('$');
        (known && entry.value.contains(wrong)).then(|| self.span.part(entry.range.clone()))
    }

    fn last(&self, name: &str) -> Option<&Entry> {
        self.entries.get(*self.last.get(name)?)
    }
}

/// A value at the start of a text, and its length there.
fn value(text: &str) -> (String, usize) {
    let end = text.find('\n').unwrap_or(text.len());
    let line = &text[..end];
    let trimmed = line.trim_start();
    let start = line.len() - trimmed.len();
    if let Some(quote) = trimmed
        .chars()
        .next()
        .filter(|first| ['\'', '"'].contains(first))
    {
        let inner = &text[start + 1..];
        let mut escaped = false;
        let close = inner.char_indices().find(|(_, character)| {
            let closes = *character == quote && !escaped;
            escaped = quote == '"' && *character == '\\' && !escaped;
            closes
        });
        if let Some((close, _)) = close {
            let value = &inner[..close];
            let value = if quote == '"' {
                value.replace("\\\"", "\"").replace("\\\\", "\\")
            } else {
                value.to_owned()
            };
            return (value, start + 1 + close + 1);
        }
    }
    let bare = trimmed.split(" #").next().unwrap_or_default();
    (bare.trim_end().to_owned(), end)
}

#[cfg(test)]
mod tests {
    use super::Dotenv;

    #[test]
    fn names_values_and_places() {
        let text = "# a=b\nA=1\nexport B = \"x\\\"y\nz\" # c\n\nC='it\n\ns'\nD=p@ss # d\nA=2\nno line\nE=\n";
        let dotenv = Dotenv::read(text);
        let values: Vec<_> = dotenv
            .entries
            .iter()
            .map(|it| (it.name.as_str(), it.value.as_str()))
            .collect();
        assert_eq!(
            values,
            [
                ("A", "1"),
                ("B", "x\"y\nz"),
                ("C", "it\n\ns"),
                ("D", "p@ss"),
                ("A", "2"),
                ("E", "")
            ]
        );
        assert_eq!(dotenv.masked, "\nA=\nB=\n\n\nC=\n\n\nD=\nA=\n\nE=\n");
        assert_eq!(dotenv.masked.lines().count(), text.lines().count());
        assert_eq!(
            dotenv.names().map(|it| it.0).collect::<Vec<_>>(),
            ["B", "C", "D", "A", "E"]
        );
        assert!(dotenv.has("D", |c| c == '@').is_some() && dotenv.has("A", |c| c == '@').is_none());
        assert!(dotenv.fills("A") && !dotenv.fills("E") && !dotenv.fills("F"));
        assert!(!format!("{dotenv:?}").contains("p@ss"));
    }
}
