//! Strings: read in the dialect of their table, then held against a list of words or a grammar, or read as the number that they say.

use super::{Checker, Read};
use crate::config::findings::{INVALID_INTERPOLATION, INVALID_VALUE};
use crate::config::value::Leaf;
use crate::diagnostics::{Diagnostic, inside};
use crate::formats::{Grammar, Shape};
use crate::source::{At, Name};
use crate::tree::Tree;

impl Checker<'_> {
    pub(super) fn text<D: Leaf>(&mut self, text: At<Name>) -> Read<D> {
        match D::read(&text) {
            Ok(leaf) => Read::sound(text.with(Tree::Text(leaf))),
            Err(faults) => {
                for fault in faults {
                    let span = inside(text.span(), &text, fault.range);
                    let message = "this `$` is neither a dollar nor a variable";
                    let found =
                        Diagnostic::new(&INVALID_INTERPOLATION, span, message).label(fault.message);
                    self.report.push(match fault.help {
                        Some(help) => found.help(help),
                        None => found,
                    });
                }
                Read::broken()
            }
        }
    }

    pub(super) fn word<D: Leaf>(&mut self, text: At<Name>, words: &[&str]) -> Read<D> {
        let read = self.text::<D>(text.clone());
        let Some(word) = read
            .value
            .as_ref()
            .and_then(|leaf| leaf.as_text())
            .and_then(D::assumed)
        else {
            return read;
        };
        if words.contains(&&*word) {
            return read;
        }
        let message = format!("expected {}, found `{word}`", Shape::describe_words(words));
        let found = Diagnostic::new(&INVALID_VALUE, text.span(), message);
        let found = match crate::diagnostics::nearest(&word, words.iter().copied()) {
            Some(near) => found.edit(
                format!("write `\"{near}\"`"),
                text.span(),
                format!("\"{near}\""),
            ),
            None => found,
        };
        self.report.push(found);
        Read::broken()
    }

    pub(super) fn format<D: Leaf>(&mut self, text: At<Name>, grammar: &Grammar) -> Read<D> {
        let read = self.text::<D>(text.clone());
        let Some(value) = read
            .value
            .as_ref()
            .and_then(|leaf| leaf.as_text())
            .and_then(D::assumed)
        else {
            return read;
        };
        let Err(fault) = (grammar.check)(&value) else {
            return read;
        };
        // Where the reader's text is not the one in the file, the fault's range means nothing there.
        let fault = if *value == **text {
            fault
        } else {
            crate::formats::Fault {
                range: 0..value.len(),
                ..fault
            }
        };
        self.report.push(Diagnostic::fault(
            &INVALID_VALUE,
            &text,
            grammar.noun,
            fault,
        ));
        Read::broken()
    }

    /// A string where a number or a boolean belongs: right if it holds a variable, or says one.
    pub(super) fn cast<D: Leaf>(&mut self, text: At<Name>, shape: &Shape) -> Read<D> {
        let read = self.text::<D>(text.clone());
        let fits = match read
            .value
            .as_ref()
            .and_then(|leaf| leaf.as_text())
            .and_then(D::assumed)
        {
            None => true,
            Some(value) => match shape {
                Shape::Bool => ["true", "false"].contains(&&*value),
                Shape::Int => value.parse::<i64>().is_ok(),
                _ => value.parse::<f64>().is_ok(),
            },
        };
        if fits {
            read
        } else {
            self.refuse(text.map(Tree::Text), shape)
        }
    }
}
