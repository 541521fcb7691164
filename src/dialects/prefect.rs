//! Prefect's templates: a string with `{{ name }}` placeholders.
//!
//! In: the text of a value in Prefect's tables. Out: the same text, and where Prefect will put something in. There is no escape:
//! what has the form of a placeholder is one, and all other text, other braces too, is literal. Nothing is looked up here.
//!
//! Source: measured with Prefect 3: exactly `\{\{\s*[\w.\-\[\]$]+\s*\}\}` of Python's `re` on text, no jinja.

use super::{Dialect, carry};
use crate::formats::Fault;
use crate::source::Name;
use std::ops::Range;

/// A string as Prefect's loader of prefect.yaml sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Templated(Name);

/// A place where Prefect puts something in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder<'a> {
    /// Bytes of the text, from the first brace to the last.
    pub range: Range<usize>,
    pub name: &'a str,
    pub kind: PlaceholderKind,
}

/// Where Prefect looks for what a placeholder names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceholderKind {
    /// `$NAME`: an environment variable.
    Environment,
    /// `prefect.blocks.TYPE.NAME`, with or without a field.
    Block,
    /// `prefect.variables.NAME`.
    Variable,
    /// `ctx.…`: kept for the worker.
    Context,
    /// `id.output`: of a step; in the first pass a deployer's environment has no such name.
    Output,
    /// `NAME`: an output of a step, but the environment of `prefect deploy` comes first.
    Bare,
}

impl Templated {
    pub fn new(text: impl Into<Name>) -> Self {
        Self(text.into())
    }

    pub fn text(&self) -> &Name {
        &self.0
    }

    /// All placeholders in the order of the text.
    pub fn placeholders(&self) -> impl Iterator<Item = Placeholder<'_>> {
        placeholders(&self.0)
    }

    pub fn has_placeholders(&self) -> bool {
        self.placeholders().next().is_some()
    }

    /// The placeholder that is the whole string: alone in a list, Prefect drops the item when nothing supplies it.
    pub fn as_placeholder(&self) -> Option<Placeholder<'_>> {
        self.placeholders()
            .next()
            .filter(|found| found.range == (0..self.0.len()))
    }
}

/// What Prefect takes for a placeholder in any string, also in one that is meant literally.
pub fn placeholders(text: &str) -> impl Iterator<Item = Placeholder<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(found) = text[from..].find('{') {
            let start = from + found;
            let Some((name, length)) = placeholder(&text[start..]) else {
                from = start + 1;
                continue;
            };
            from = start + length;
            return Some(Placeholder {
                range: start..from,
                name,
                kind: kind(name),
            });
        }
        None
    })
}

/// The name of the placeholder at the start of a text, and the length of the whole.
fn placeholder(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix("{{")?.trim_start_matches(is_blank);
    let (name, behind) = inner.split_at(inner.find(|character| !is_of_name(character))?);
    let rest = behind.trim_start_matches(is_blank).strip_prefix("}}")?;
    (!name.is_empty()).then(|| (name, text.len() - rest.len()))
}

/// Python's `\s` on text: Unicode's white space and the four information separators.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1C}'..='\u{1F}')
}

/// Python's `\w` on text, and `.` `-` `[` `]` `$`. Rust's alphanumeric characters hold all of Python's, and some vowel signs
/// that Python's lack: those are taken for a placeholder too.
fn is_of_name(character: char) -> bool {
    character.is_alphanumeric() || "_.-[]$".contains(character)
}

fn kind(name: &str) -> PlaceholderKind {
    if name.starts_with('$') {
        PlaceholderKind::Environment
    } else if name.starts_with("prefect.blocks.") {
        PlaceholderKind::Block
    } else if name.starts_with("prefect.variables.") {
        PlaceholderKind::Variable
    } else if name.starts_with("ctx.") {
        PlaceholderKind::Context
    } else if name.contains('.') {
        PlaceholderKind::Output
    } else {
        PlaceholderKind::Bare
    }
}

/// What Prefect cannot store: its server's PostgreSQL has no NUL in JSON.
///
/// # Errors
/// The place of the first one.
pub fn check(text: &str) -> Result<(), Fault> {
    carry(text, "Prefect's database", |character| character == '\0')
}

impl Dialect for Templated {
    const CASTS: bool = false;

    fn read(text: &Name) -> Result<Self, Vec<Fault>> {
        check(text).map_err(|fault| vec![fault])?;
        Ok(Self(text.clone()))
    }

    fn assumed(&self) -> Option<Name> {
        (!self.has_placeholders()).then(|| self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::{PlaceholderKind as Kind, Templated, placeholders};
    use crate::dialects::{Dialect, nasty};

    #[test]
    fn kinds() {
        for (name, kind) in [
            ("$HOME", Kind::Environment),
            ("prefect.blocks.secret.pw.value", Kind::Block),
            ("prefect.variables.x", Kind::Variable),
            ("ctx.flow_run.name", Kind::Context),
            ("build-image.tag", Kind::Output),
            ("HOME", Kind::Bare),
            ("a[0]", Kind::Bare),
        ] {
            let text = Templated::new(format!("é{{{{ {name}\n}}}}"));
            let found: Vec<_> = text.placeholders().collect();
            assert_eq!((found.len(), found[0].name, found[0].kind), (1, name, kind));
            assert_eq!(found[0].range, 2..text.text().len());
            assert_eq!(text.assumed(), None);
            assert_eq!(text.as_placeholder(), None);
        }
        assert!(Templated::new("{{ a }}").as_placeholder().is_some());
    }

    #[test]
    fn what_is_no_placeholder() {
        for text in [
            "",
            "{{",
            "{{}}",
            "{{ }}",
            "{{ a b }}",
            "{{ 'x' }}",
            "{% x %}",
            "{ { a } }",
            "{{ a }",
            "{{a",
            "{{ a | b }}",
        ] {
            assert!(!Templated::new(text).has_placeholders(), "{text}");
            assert_eq!(Templated::new(text).assumed().as_deref(), Some(text));
        }
    }

    #[test]
    fn overlaps() {
        let ranges = |text| {
            placeholders(text)
                .map(|found| found.range)
                .collect::<Vec<_>>()
        };
        assert_eq!(ranges("{{{ a }}}"), vec![1..8]);
        assert_eq!(ranges("{{ a {{ b }} {{c}}}}"), [5..12, 13..18]);
        assert!(Templated::read(&"a\0".into()).is_err());
    }

    #[test]
    fn ranges_hold_placeholders() {
        for text in nasty::strings(12).take(20_000) {
            for found in placeholders(&text) {
                assert!(
                    text[found.range.clone()].starts_with("{{")
                        && text[found.range].ends_with("}}")
                );
            }
        }
    }
}
