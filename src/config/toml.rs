//! The text of stack.toml → a tree of literal strings, each node with its span. All syntax errors are collected.

use super::findings::{SYNTAX, UNCARRIED_VALUE, WRONG_TYPE};
use crate::diagnostics::{Diagnostic, Report};
use crate::source::{At, Name, Span};
use crate::tree::{Map, Tree};
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// Parses a text whose span in the address space of all files is `whole`. What is broken is left out and reported.
pub fn parse(text: &str, whole: Span, report: &mut Report) -> Map<Name> {
    if text.len() > LONGEST
        && let Some(found) = excess(text, whole)
    {
        report.push(found);
        return Map::default();
    }
    let (table, errors) = read(text);
    let mut repeated = 0..0;
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        if error.message().trim() == "duplicate key" {
            // A table that is there twice is one fault, and its keys are none.
            if repeated.contains(&range.start) {
                continue;
            }
            repeated = section(text, range.start);
        }
        let span = whole.part(range);
        report.push(Diagnostic::new(
            &SYNTAX,
            span,
            format!("not valid TOML: {}", error.message().trim()),
        ));
    }
    Parser {
        text,
        whole,
        report,
    }
    .map(table.into_inner())
}

/// The document, and what is wrong with it. A large one that is broken is read a little beyond its first error: nothing behind
/// that can be told with certainty, and each of a million errors takes more memory than its line.
fn read(text: &str) -> (Spanned<DeTable<'_>>, Vec<toml::de::Error>) {
    if text.len() < LARGE {
        return DeTable::parse_recoverable(text);
    }
    let first = match DeTable::parse(text) {
        Ok(table) => return (table, Vec::new()),
        Err(error) => error,
    };
    let at = first.span().unwrap_or_default().start;
    let end = text.floor_char_boundary(at.saturating_add(BEYOND).min(text.len()));
    let cut = text[..end].rfind('\n').filter(|line| *line > at);
    let part = &text[..cut.unwrap_or(at)];
    let (table, mut errors) = DeTable::parse_recoverable(part);
    // What is wrong at the very end may be the cut.
    errors.retain(|error| error.span().is_some_and(|span| span.end < part.len()));
    if errors.is_empty() {
        errors.push(first);
    }
    (table, errors)
}

/// What a large text has too much of: reading it would take more memory than a run may have.
fn excess(text: &str, whole: Span) -> Option<Diagnostic> {
    let refuse = |range, message| Some(Diagnostic::new(&SYNTAX, whole.part(range), message));
    for (count, token) in Source::new(text).lex().enumerate() {
        if count == TOKENS {
            let message = format!("the file has more than {TOKENS} words and signs");
            return refuse(0..0, message);
        }
        let span = token.span();
        let is_kept = !matches!(token.kind(), TokenKind::Comment | TokenKind::Whitespace);
        if is_kept && span.len() > LONGEST {
            let most = LONGEST >> 20;
            let message = format!("a text of more than {most} MiB: put it into a file of its own");
            return refuse(span.start()..span.start(), message);
        }
    }
    None
}

/// Bytes of one key or value that is read: each is copied whole, several times.
const LONGEST: usize = 4 << 20;
/// Tokens of a text that is read: the parser keeps all of them in memory. A stack of 100,000 deployments has half as many.
const TOKENS: usize = 6_000_000;
/// Bytes of a text that is read in one go, whatever is wrong with it.
const LARGE: usize = 1 << 17;
/// Bytes behind the first error of a larger one that are still read.
const BEYOND: usize = 1 << 17;

/// The lines below a header of a table, up to the next one; nothing if no header stands at this place.
fn section(text: &str, at: usize) -> std::ops::Range<usize> {
    // A header is short; a line without an end may have a million keys.
    let near = text.floor_char_boundary(at.saturating_sub(LONGEST_HEADER));
    let line = text[near..at]
        .rfind('\n')
        .map_or(near, |end| near + end + 1);
    if !text[line..].trim_start().starts_with('[') {
        return 0..0;
    }
    let end = text[at..].find("\n[").map_or(text.len(), |end| at + end);
    at + 1..end
}

const LONGEST_HEADER: usize = 1000;

struct Parser<'a> {
    text: &'a str,
    whole: Span,
    report: &'a mut Report,
}

impl Parser<'_> {
    fn map(&mut self, table: DeTable<'_>) -> Map<Name> {
        let mut map = Map::with_capacity(table.len());
        for (key, value) in table {
            let span = self.whole.part(key.span());
            let key = At::written(Arc::from(key.into_inner().as_ref()), span);
            if self.holds_nul(&key, span) {
                map.mark_broken(key.value);
                continue;
            }
            match self.value(value) {
                Some(value) => map.insert(key, value),
                None => map.mark_broken(key.value),
            }
        }
        map
    }

    fn value(&mut self, value: Spanned<DeValue<'_>>) -> Option<At<Tree<Name>>> {
        let range = value.span();
        let span = self.whole.part(range.clone());
        let is_scalar = !matches!(value.get_ref(), DeValue::Array(_) | DeValue::Table(_));
        if is_scalar && value.span().is_empty() {
            // What stands in the place of a value that could not be read; its error is told.
            return None;
        }
        let tree = match value.into_inner() {
            DeValue::String(text) if self.holds_nul(&text, span) => return None,
            DeValue::String(text) => {
                Tree::Text(match self.text.get(range).and_then(with_plain_ends) {
                    Some(text) => text.into(),
                    None => text.as_ref().into(),
                })
            }
            DeValue::Boolean(value) => Tree::Bool(value),
            DeValue::Datetime(date) => Tree::Date(Arc::from(date.to_string())),
            DeValue::Integer(int) => match i64::from_str_radix(int.as_str(), int.radix()) {
                Ok(int) => Tree::Int(int),
                Err(_) => {
                    return self.refuse(
                        span,
                        "an integer has at most 64 bits",
                        "write it as a string",
                    );
                }
            },
            DeValue::Float(float) => match float.as_str().parse::<f64>() {
                Ok(float) if float.is_finite() => Tree::Float(float),
                Ok(_) => return self.refuse_number(span, float.as_str()),
                Err(_) => return self.refuse(span, "this is no float", "write it as a string"),
            },
            DeValue::Array(items) => Tree::List(
                items
                    .into_iter()
                    .filter_map(|item| self.value(item))
                    .collect(),
            ),
            DeValue::Table(table) => {
                let map = self.map(table);
                if is_null(&map) {
                    Tree::Null
                } else {
                    Tree::Map(map)
                }
            }
        };
        Some(At::written(tree, span))
    }

    /// No container, no PostgreSQL and no make takes NUL.
    fn holds_nul(&mut self, text: &str, span: Span) -> bool {
        let found = text.contains('\0');
        if found {
            let message = "a string holds U+0000 (NUL), which no reader can carry";
            self.report
                .push(Diagnostic::new(&UNCARRIED_VALUE, span, message));
        }
        found
    }

    fn refuse_number(&mut self, span: Span, number: &str) -> Option<At<Tree<Name>>> {
        let message = format!("`{number}` is a number that neither Compose nor Prefect can carry");
        let help = "write a finite number, or the string that the program understands";
        self.report
            .push(Diagnostic::new(&UNCARRIED_VALUE, span, message).help(help));
        None
    }

    fn refuse(&mut self, span: Span, message: &str, help: &str) -> Option<At<Tree<Name>>> {
        self.report
            .push(Diagnostic::new(&WRONG_TYPE, span, message).help(help));
        None
    }
}

/// A string that is written over several lines of a file with the line ends of Windows, with those of all other systems: a
/// checkout must not change what it says. What is written as `\r\n` stays. `None` if there is nothing to change.
fn with_plain_ends(written: &str) -> Option<String> {
    if !written.contains("\r\n") {
        return None;
    }
    let line = format!("text = {}", written.replace("\r\n", "\n"));
    let (table, _) = DeTable::parse_recoverable(&line);
    match table.get_ref().get("text")?.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        _ => None,
    }
}

/// `{ null = true }`, the null that TOML lacks.
fn is_null(map: &Map<Name>) -> bool {
    map.len() == 1
        && map
            .get("null")
            .is_some_and(|value| value.value == Tree::Bool(true))
}
