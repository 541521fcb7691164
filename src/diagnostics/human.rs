//! The printer for people: each finding with the line it is about.

use super::{Diagnostic, Label, Report, Severity, within};
use crate::source::Sources;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// All findings as text, coloured; the caller strips the colours where there is no terminal. `folder` is how that of
/// stack.toml is reached, where there are several; paths begin with it.
pub fn print(report: &Report, sources: &Sources, folder: &str) -> String {
    report
        .iter()
        .map(|found| print_one(found, sources, folder) + "\n\n")
        .collect()
}

fn print_one(found: &Diagnostic, sources: &Sources, folder: &str) -> String {
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(&found.message).id(found.code.word));
    for (labels, path) in by_file(found, sources) {
        for snippet in snippets(&labels, &within(folder, &path), sources) {
            group = group.element(snippet);
        }
    }
    if let Some(help) = &found.help {
        group = group.element(Level::HELP.message(&help.text));
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
/// snippets of their own, so that a large file costs nothing.
fn snippets<'a>(
    labels: &Labels<'a>,
    path: &str,
    sources: &'a Sources,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let file = sources.file(labels[0].1.span);
    let mut windows: Vec<(usize, usize, Vec<&Labelled<'_>>)> = Vec::new();
    for label in labels {
        let range = file.range(label.1.span);
        let (start, _, text) = file.window(range);
        let end = start + text.len();
        let near = windows
            .iter_mut()
            .find(|(from, to, _)| start < *to + NEAR && end + NEAR > *from);
        match near {
            Some((from, to, members)) => {
                (*from, *to) = ((*from).min(start), (*to).max(end));
                members.push(label);
            }
            None => windows.push((start, end, vec![label])),
        }
    }
    windows
        .into_iter()
        .map(|(from, to, members)| {
            let (start, line, text) = file.window(from..to.saturating_sub(1).max(from));
            let annotations = members.into_iter().map(|(kind, label)| {
                let range = file.range(label.span);
                // A mark of the byte order stands before what is shown.
                let first = range.start.max(start);
                let range = first - start..range.end.max(first) - start;
                let annotation = kind.span(range);
                if label.text.is_empty() {
                    annotation
                } else {
                    annotation.label(label.text.clone())
                }
            });
            Snippet::source(text)
                .path(path.to_owned())
                .line_start(line)
                .annotations(annotations)
        })
        .collect()
}

/// Bytes between two labels up to which they share a snippet.
const NEAR: usize = 4096;
