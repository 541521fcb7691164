//! Findings that are one: of one code and about one thing, or the same at one place.
//!
//! In: findings, sorted by place. Out: fewer, each with a label for every further place. A million take no longer than a million
//! single ones.

use super::{Diagnostic, Label};
use crate::source::{Name, Span};
use std::collections::{HashMap, HashSet};

/// Makes one finding of those that belong together.
pub fn join(sorted: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut joined = Joined {
        findings: Vec::with_capacity(sorted.len()),
        ..Joined::default()
    };
    sorted.into_iter().for_each(|found| joined.take(found));
    joined.findings
}

#[derive(Default)]
struct Joined {
    findings: Vec<Diagnostic>,
    /// Where the finding of a code about a subject is.
    subjects: HashMap<(&'static str, Name), usize>,
    /// The places of those that were joined.
    places: HashMap<usize, HashSet<Span>>,
}

impl Joined {
    fn take(&mut self, found: Diagnostic) {
        let subject = found
            .subject
            .clone()
            .map(|subject| (found.code.word, subject));
        let known = subject
            .as_ref()
            .and_then(|key| self.subjects.get(key).copied());
        match self.same_place(&found).or(known) {
            Some(index) => self.join(index, found),
            None => {
                self.subjects
                    .extend(subject.map(|key| (key, self.findings.len())));
                self.findings.push(found);
            }
        }
    }

    /// They are sorted: what says the same of the same place is the last one.
    fn same_place(&self, found: &Diagnostic) -> Option<usize> {
        let last = self.findings.last()?;
        let is_same = last.code.word == found.code.word
            && last.primary.span == found.primary.span
            && last.message == found.message;
        is_same.then(|| self.findings.len() - 1)
    }

    fn join(&mut self, index: usize, other: Diagnostic) {
        let Some(known) = self.findings.get_mut(index) else {
            return;
        };
        let places = self.places.entry(index);
        let places = places.or_insert_with(|| known.spans().collect());
        let text = if other.primary.text.is_empty() {
            "and here".to_owned()
        } else {
            other.primary.text
        };
        let primary = Label {
            span: other.primary.span,
            text,
        };
        let labels = std::iter::once(primary).chain(other.related);
        known
            .related
            .extend(labels.filter(|label| places.insert(label.span)));
        known.severity = known.severity.max(other.severity);
    }
}
