//! The exact edits among the helps, applied to the text.

use super::{Edit, Report};
use crate::source::{SourceFile, Span};

/// A change that was made.
#[derive(Debug)]
pub struct Fixed {
    pub span: Span,
    pub old: String,
    pub new: String,
}

/// Applies every edit of a file, but for those that overlap an earlier one: the next run offers them again. Nothing else of
/// the text changes. What was changed comes in the order of the text.
pub fn fix(report: &Report, file: &SourceFile) -> (String, Vec<Fixed>) {
    let helps = report.iter().filter_map(|found| found.help.as_ref());
    let whole = file.span(0..file.text.len());
    let inside = |edit: &&Edit| edit.span.start >= whole.start && edit.span.end <= whole.end;
    let mut edits: Vec<&Edit> = helps
        .filter_map(|help| help.edit.as_ref())
        .filter(inside)
        .collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut text = String::with_capacity(file.text.len());
    let mut done = Vec::new();
    let mut at = 0;
    for edit in edits {
        let range = file.range(edit.span);
        if range.start < at {
            continue;
        }
        text.push_str(&file.text[at..range.start]);
        text.push_str(&edit.text);
        done.push(Fixed {
            span: edit.span,
            old: file.text[range.clone()].to_owned(),
            new: edit.text.clone(),
        });
        at = range.end;
    }
    text.push_str(&file.text[at..]);
    (text, done)
}
