//! Where stack.toml holds what is not to be shown: the strings of `{ value = "…", secret = true }`.
//!
//! In: the raw tree and its text. Out: spans that the printer of findings covers. Rather too much is covered than too little:
//! a misspelled `secret` counts, and of a line that could not be read all strings are taken.

use crate::source::{Name, Span};
use crate::tree::{Map, Tree};
use std::collections::BTreeSet;

/// The spans to cover. `whole` is that of the text.
pub fn spans(root: &Map<Name>, text: &str, whole: Span) -> Vec<Span> {
    let mut found = Vec::new();
    if text.contains(MARK) {
        of_map(root, &mut found);
        let known: BTreeSet<u32> = found.iter().map(|span| span.start).collect();
        unread_lines(text, whole, &known, &mut found);
    }
    found
}

/// How the key begins.
const MARK: &str = "sec";

fn of_map(map: &Map<Name>, found: &mut Vec<Span>) {
    let marked = map.keys().any(|key| key.starts_with(MARK));
    for (key, value) in map.iter() {
        match &value.value {
            Tree::Text(_) if marked && &*key.value == "value" => found.push(value.span()),
            Tree::Map(inner) => of_map(inner, found),
            Tree::List(items) => items
                .iter()
                .filter_map(|item| item.as_map())
                .for_each(|inner| of_map(inner, found)),
            _ => {}
        }
    }
}

/// Lines that mark something as secret, and of which the tree holds nothing.
fn unread_lines(text: &str, whole: Span, known: &BTreeSet<u32>, found: &mut Vec<Span>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = whole.part(start..start + line.len());
        start += line.len();
        if !is_marked(line) || known.range(span.start..span.end).next().is_some() {
            continue;
        }
        let quotes = ['"', '\''];
        if let (Some(first), Some(last)) = (line.find(quotes), line.rfind(quotes)) {
            found.push(span.part(first..last + 1));
        }
    }
}

/// Whether a line has `secret = true`, or nearly so.
fn is_marked(line: &str) -> bool {
    line.match_indices(MARK).any(|(at, _)| {
        let rest = line[at..].trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        let value = rest.trim_start().strip_prefix('=');
        value.is_some_and(|value| value.trim_start().starts_with('t'))
    })
}
