//! The printer for people: each finding with the line it is about.

use super::{Diagnostic, Label, Report, Severity, within};
use crate::source::Sources;
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet,
};
use indexmap::IndexMap;
use std::borrow::Cow;
use std::ops::Range;

/// All findings as text, coloured; the caller strips the colours where there is no terminal. `folder` is how that of
/// stack.toml is reached, where there are several; paths begin with it.
///
/// Of one code people are shown the first [`MOST`]: who has a thousand of them mends the cause. How many more there are
/// stands at the end; programs are told of all that are kept.
pub fn print(report: &Report, sources: &Sources, folder: &str) -> String {
    let mut text = String::new();
    let mut counts: IndexMap<(&str, Severity), (usize, usize)> = IndexMap::new();
    for found in report.iter() {
        let (count, _) = counts
            .entry((found.code.word, found.severity))
            .or_insert_with(|| (0, report.dropped(found.code)));
        *count += 1;
        if *count <= MOST {
            text += &print_one(found, sources, folder);
            text += "\n\n";
        }
    }
    for ((word, severity), (count, dropped)) in counts {
        if count > MOST {
            let more = thousands(count - MOST + dropped);
            let title = format!("{more} more of these are not shown");
            let group = Group::with_title(level(severity).primary_title(title).id(word));
            text += &Renderer::styled().render(&[group]);
            text += "\n\n";
        }
    }
    text
}

/// Findings of one code that are shown.
const MOST: usize = 100;
/// Places of one finding that are shown.
const MOST_PLACES: usize = 20;

/// A number as people read it: `999,900`.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    }
}

fn print_one(found: &Diagnostic, sources: &Sources, folder: &str) -> String {
    let title = level(found.severity).primary_title(cut(&found.message));
    let mut group = Group::with_title(title.id(found.code.word));
    for (labels, path) in by_file(found, sources) {
        for snippet in snippets(&labels, &within(folder, &path), sources) {
            group = group.element(snippet);
        }
    }
    if let Some(more) = found.related.len().checked_sub(MOST_PLACES + 1) {
        let note = format!("and at {} more places", thousands(more + 1));
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = &found.help {
        group = group.element(Level::HELP.message(cut(&help.text)));
    }
    Renderer::styled().render(&[group])
}

type Labelled<'a> = (AnnotationKind, &'a Label);
type Labels<'a> = Vec<Labelled<'a>>;

/// The labels by the file that they are in, the primary one's first.
fn by_file<'a>(found: &'a Diagnostic, sources: &Sources) -> Vec<(Labels<'a>, String)> {
    let primary = std::iter::once((AnnotationKind::Primary, &found.primary));
    let related = found
        .related
        .iter()
        .take(MOST_PLACES)
        .map(|label| (AnnotationKind::Context, label));
    let mut files: Vec<(Labels<'a>, String)> = Vec::new();
    for (kind, label) in primary.chain(related) {
        let path = &sources.file(label.span).path;
        match files.iter_mut().find(|(_, known)| known == path) {
            Some((labels, _)) => labels.push((kind, label)),
            None => files.push((vec![(kind, label)], path.clone())),
        }
    }
    files
}

/// The renderer scans the whole source that it is given: it gets only the lines that are shown. Labels far apart become
/// snippets of their own, so that a large file costs nothing; of a line that nobody wrote by hand a part is enough.
fn snippets<'a>(labels: &Labels<'a>, path: &str, sources: &'a Sources) -> Vec<Element<'a>> {
    let file = sources.file(labels[0].1.span);
    let mut elements = Vec::new();
    let mut windows: Vec<(usize, usize, Labels<'a>)> = Vec::new();
    for label in labels {
        let range = file.range(label.1.span);
        let (start, _, text) = file.window(range);
        if text.len() > LONG {
            elements.extend(part(*label, path, sources));
            continue;
        }
        let end = start + text.len();
        let near = windows
            .iter_mut()
            .find(|(from, to, _)| start < *to + NEAR && end + NEAR > *from);
        match near {
            Some((from, to, members)) => {
                (*from, *to) = ((*from).min(start), (*to).max(end));
                members.push(*label);
            }
            None => windows.push((start, end, vec![*label])),
        }
    }
    elements.extend(windows.into_iter().map(|(from, to, members)| {
        let (start, line, text) = file.window(from..to.saturating_sub(1).max(from));
        let annotations = members.into_iter().map(|label| {
            let range = file.range(label.1.span);
            // A mark of the byte order stands before what is shown.
            let first = range.start.max(start);
            annotation(label, first - start..range.end.max(first) - start)
        });
        Snippet::source(text)
            .path(path.to_owned())
            .line_start(line)
            .annotations(annotations)
            .into()
    }));
    elements
}

fn annotation<'a>((kind, label): Labelled<'a>, range: Range<usize>) -> Annotation<'a> {
    let annotation = kind.span(range);
    if label.text.is_empty() {
        annotation
    } else {
        annotation.label(cut(&label.text))
    }
}

/// The place of a label, and what stands right around it.
fn part<'a>(label: Labelled<'a>, path: &str, sources: &'a Sources) -> [Element<'a>; 2] {
    let place = sources.place(label.1.span);
    let file = sources.file(label.1.span);
    let range = file.range(label.1.span);
    let (start, line, text) = file.window(range.start..range.start);
    let at = range.start.saturating_sub(start);
    let end = range.end.saturating_sub(start).clamp(at, text.len());
    let from = text.floor_char_boundary(at.saturating_sub(AROUND));
    let to = text.ceil_char_boundary(end.min(at + AROUND) + AROUND);
    let shown = text[from..to].trim_end_matches(['\r', '\n']);
    let last = (end - from).min(shown.len());
    let origin = Origin::path(path.to_owned())
        .line(line)
        .char_column(place.column);
    let snippet = Snippet::source(shown)
        .line_start(line)
        .annotation(annotation(label, (at - from).min(last)..last));
    [origin.into(), snippet.into()]
}

/// A text of which too much would be shown is cut off.
fn cut(text: &str) -> Cow<'_, str> {
    if text.len() <= LONG {
        return Cow::Borrowed(text);
    }
    let end = text.floor_char_boundary(AROUND);
    Cow::Owned(format!("{}…", &text[..end]))
}

/// Bytes of a line, or of a text, that are shown whole.
const LONG: usize = 4096;
/// Bytes before and behind a place that are shown of a long line.
const AROUND: usize = 100;
/// Bytes between two labels up to which they share a snippet.
const NEAR: usize = 4096;
