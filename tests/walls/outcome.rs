//! What a stack.toml becomes, without a disk: its files as one text, and the codes of what is wrong with it.

use stackgen::diagnostics::Report;
use stackgen::disk::Disk;
use stackgen::render::{Origin, Overrides, render};
use stackgen::source::Sources;
use stackgen::workspace::Workspace;
use stackgen::{config, lints, model};
use std::sync::Arc;

/// Files and findings.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Empty if there is an error.
    pub files: String,
    /// `code: message` of each finding.
    pub findings: Vec<String>,
}

impl Outcome {
    pub fn of(stack: &str) -> Self {
        let text: Arc<str> = stack.into();
        let mut sources = Sources::default();
        let mut report = Report::default();
        let whole = sources.add("stack.toml", text.clone());
        let stack = model::build(config::read(&text, whole, &mut report), &mut report);
        let broken = report.has_errors();
        let nowhere = Disk::new(env!("CARGO_MANIFEST_DIR").to_owned() + "/tests/walls/nowhere");
        let workspace = Workspace::read(&stack, &nowhere, "", &mut sources);
        lints::check(&stack, &workspace, &mut report);
        lints::settle(&stack.lints, &sources, &[], &mut report);
        let findings = report
            .iter()
            .map(|found| format!("{}: {}", found.code.word, found.message))
            .collect();
        let files = match broken {
            true => String::new(),
            false => files(&stack),
        };
        Self { files, findings }
    }

    /// The text of one file.
    pub fn file(&self, path: &str) -> Option<&str> {
        let head = format!("===== {path}\n");
        let (_, rest) = self.files.split_once(&head)?;
        Some(rest.split("===== ").next().unwrap_or(rest))
    }
}

fn files(stack: &model::Stack) -> String {
    let origin = Origin {
        file: "stack.toml".into(),
        command: "stackgen gen".into(),
    };
    let outputs =
        render(stack, &origin, &|_| None, Overrides::new()).expect("our own templates are sound");
    outputs
        .iter()
        .map(|(path, output)| format!("===== {path}\n{}", output.text))
        .collect()
}
