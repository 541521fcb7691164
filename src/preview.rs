//! What a text of stack.toml becomes, in memory: for fuzzing, tests and whoever has no disk.
//!
//! In: the text, and a team's own templates. Out: what `check` would find in it and the files that `gen` would write. The
//! user's files beside it are not looked at, so that what depends on them is unknown and silent.

use crate::config;
use crate::diagnostics::Report;
use crate::lints;
use crate::model::{self, Stack};
use crate::render::{self, Origin, Outputs, Overrides, TemplateError};
use crate::source::Sources;
use crate::workspace::Workspace;
use std::sync::Arc;

/// A text and all that follows from it.
#[derive(Debug)]
pub struct Preview {
    pub sources: Sources,
    /// As `check` tells it: levels set, sorted.
    pub report: Report,
    pub stack: Stack,
    /// `None` if the text says something that has no meaning.
    pub outputs: Option<Result<Outputs, TemplateError>>,
}

impl Preview {
    /// Reads, checks and renders. Lint errors stop `gen`, not rendering: see the report.
    pub fn of(text: &str, templates: Overrides) -> Self {
        let text: Arc<str> = text.into();
        let mut sources = Sources::default();
        let mut report = Report::default();
        let whole = sources.add("stack.toml", text.clone());
        let config = config::read(&text, whole, &mut report);
        sources.hide(&config.hidden);
        let stack = model::build(config, &mut report);
        let is_broken = report.has_errors();
        lints::check(&stack, &Workspace::default(), &mut report);
        lints::settle(&stack.lints, &sources, &[], &mut report);
        let origin = Origin {
            file: "stack.toml".into(),
            command: "stackgen gen".into(),
        };
        let outputs = (!is_broken).then(|| render::render(&stack, &origin, &|_| None, templates));
        Self {
            sources,
            report,
            stack,
            outputs,
        }
    }
}
