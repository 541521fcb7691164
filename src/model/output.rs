//! `[outputs]`: where each output goes.

use super::findings::INVALID_PATH;
use crate::diagnostics::{Diagnostic, Report};
use crate::formats::grammar::path;
use crate::source::{At, Name, Origin, Span};
use crate::tree::{Map, Tree};
use crate::write::portable_path;

/// Paths relative to the root; none where the output is switched off.
#[derive(Clone, Debug)]
pub struct OutputPaths {
    pub compose: Option<At<Name>>,
    pub makefile: Option<At<Name>>,
    pub env_example: Option<At<Name>>,
    pub blocks: Option<At<Name>>,
    pub schedules: Option<At<Name>>,
    pub docs: Option<At<Name>>,
}

impl OutputPaths {
    /// Whether the Makefile is one that people call by its name, or one to be included in theirs.
    pub fn makefile_is_included(&self) -> bool {
        let name = self
            .makefile
            .as_ref()
            .map(|path| path.rsplit('/').next().unwrap_or(path).to_owned());
        name.is_some_and(|name| !["Makefile", "makefile", "GNUmakefile"].contains(&name.as_str()))
    }
}

pub fn read(config: &Map<Name>, report: &mut Report) -> OutputPaths {
    let mut path = |key: &str, default: &str| read_path(config, key, default, report);
    OutputPaths {
        compose: path("compose", "compose.yml"),
        makefile: path("makefile", "Makefile"),
        env_example: path("env_example", ".env.example"),
        blocks: path("blocks", "scripts/create_blocks.py"),
        schedules: path("schedules", "scripts/sync_schedules.py"),
        docs: path("docs", "docs/infrastructure.md"),
    }
}

fn read_path(
    config: &Map<Name>,
    key: &str,
    default: &str,
    report: &mut Report,
) -> Option<At<Name>> {
    let Some(value) = config.get(key) else {
        return Some(At::new(default.into(), Origin::Filled(Span::default())));
    };
    let text = match &value.value {
        Tree::Bool(false) => return None,
        Tree::Text(text) => text.clone(),
        _ => default.into(),
    };
    let written = value.with(text.clone());
    match path::parse_project(&text).and_then(|path| portable_path(&path).map(|()| path)) {
        Ok(path) => Some(written.with(path.into())),
        Err(fault) => {
            report.push(Diagnostic::fault(
                &INVALID_PATH,
                &written,
                "path of an output",
                fault,
            ));
            None
        }
    }
}
