//! The text of stack.toml → everything that `check` and `gen` say and write, without the disk.
//!
//! Holds: no panic; the same text gives the same bytes; findings point into the text, between characters; edits keep TOML
//! what it is and have an end; what is written is well-formed.

use super::read_back;
use stackgen::diagnostics::{self, Checked, Label, Run, github, gitlab, human, json, sarif};
use stackgen::preview::Preview;
use stackgen::source::Sources;

/// Rounds of edits after which something is taken for endless. People's files need two or three.
const ROUNDS: usize = 40;

pub fn hold(bytes: &[u8]) {
    let Some(text) = super::text(bytes) else {
        return;
    };
    let preview = Preview::of(text, Default::default());
    for found in preview.report.iter() {
        let labels = std::iter::once(&found.primary).chain(&found.related);
        labels.for_each(|label| hold_label(label, &preview.sources, found.code.word));
    }
    let said = say(&preview);
    // Twice the work, so not for each.
    if text.len() % 4 == 0 {
        assert_eq!(said, say(&Preview::of(text, Default::default())));
    }
    hold_outputs(&preview);
    hold_edits(preview);
}

/// All that is printed, in every format.
fn say(preview: &Preview) -> String {
    let run = Run {
        stacks: vec![Checked {
            file: "stack.toml",
            folder: String::new(),
            command: "stackgen gen".into(),
            report: &preview.report,
            sources: &preview.sources,
            files: Vec::new(),
        }],
        failures: Vec::new(),
    };
    let mut all = human::print(&preview.report, &preview.sources, "");
    for print in [json::print, github::print, gitlab::print, sarif::print] {
        all += &print(&run);
    }
    if let Some(Ok(outputs)) = &preview.outputs {
        for (path, output) in outputs.iter() {
            all += path;
            all += &output.text;
        }
    }
    all
}

fn hold_label(label: &Label, sources: &Sources, code: &str) {
    let file = sources.file(label.span);
    let whole = file.span(0..file.text.len());
    let span = label.span;
    assert!(
        span.start <= span.end && span.start >= whole.start && span.end <= whole.end,
        "{code}: {span:?} is not in {whole:?}"
    );
    let range = file.range(span);
    assert!(
        file.text.is_char_boundary(range.start) && file.text.is_char_boundary(range.end),
        "{code}: {range:?} cuts a character"
    );
}

fn hold_outputs(preview: &Preview) {
    let outputs = match &preview.outputs {
        Some(Ok(outputs)) => outputs,
        Some(Err(error)) => panic!("a template of ours cannot be rendered: {error:?}"),
        None => return,
    };
    if preview.report.has_errors() {
        return;
    }
    for (path, output) in outputs.iter() {
        assert!(!output.text.contains('\r'), "{path}: a line ends in CR");
        match path.rsplit_once('.').map(|(_, extension)| extension) {
            Some("yml" | "yaml") => read_back::yaml(path, &output.text),
            Some("py") => read_back::python(path, &output.text),
            _ => {}
        }
    }
}

/// Applies what `check --fix` applies, round after round.
fn hold_edits(first: Preview) {
    let is_sound = |preview: &Preview| {
        let mut found = preview.report.iter();
        !found.any(|found| found.code.word == "toml-syntax")
    };
    let was_sound = is_sound(&first);
    let mut preview = first;
    for _ in 0..ROUNDS {
        let Some(file) = preview.sources.files().next() else {
            return;
        };
        let (text, fixed) = diagnostics::fix(&preview.report, file);
        if fixed.is_empty() {
            return;
        }
        let next = Preview::of(&text, Default::default());
        assert!(
            !was_sound || is_sound(&next),
            "an edit broke the TOML: {fixed:?}"
        );
        preview = next;
    }
    panic!("edits have no end");
}
