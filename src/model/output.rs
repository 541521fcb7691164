//! `[outputs]`: where each output goes.

use super::Stack;
use super::findings::{CLASHING_OUTPUTS, INVALID_PATH};
use crate::diagnostics::{Diagnostic, Report};
use crate::formats::grammar::path;
use crate::formats::grammar::portable::{self, folded};
use crate::source::{At, Name, Origin, Span};
use crate::tree::{Map, Tree};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

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
    /// Those that are not switched off.
    fn written(&self) -> impl Iterator<Item = &At<Name>> {
        [
            &self.compose,
            &self.makefile,
            &self.env_example,
            &self.blocks,
            &self.schedules,
            &self.docs,
        ]
        .into_iter()
        .flatten()
    }

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

/// Reports outputs that would be one file, or one a file and the other a folder, on some system; and folders that some system
/// refuses.
pub fn check(stack: &Stack, report: &mut Report) {
    let mut paths: Vec<At<Name>> = stack.outputs.written().cloned().collect();
    for directory in stack.directories.values() {
        let file = directory
            .path
            .with(Name::from(path::join(&directory.path, "prefect.yaml")));
        if let Err(fault) = portable::check(&file) {
            let message = format!(
                "`{}` cannot be a folder of every system",
                directory.path.value
            );
            report.push(
                Diagnostic::new(&INVALID_PATH, directory.path.span(), message).label(fault.message),
            );
        }
        paths.push(file);
        let has_script = |key: &Name| stack.deployments[key].deploy_script;
        if directory.deployments.iter().any(has_script) {
            let script = path::join(&directory.path, "deploy.py");
            paths.push(directory.path.with(Name::from(script)));
        }
    }
    let mut seen: IndexMap<String, &At<Name>, FxBuildHasher> = IndexMap::default();
    for path in &paths {
        if let Some(other) = seen.insert(folded(path), path) {
            clashing(path, other, report);
        }
    }
    for (folded, path) in &seen {
        let mut parents = folded.match_indices('/').map(|(at, _)| &folded[..at]);
        if let Some(other) = parents.find_map(|parent| seen.get(parent)) {
            clashing(path, other, report);
        }
    }
}

/// Reports an output that would take the place of the file that says everything.
pub fn keep_apart(stack: &Stack, file: &str, report: &mut Report) {
    for path in stack.outputs.written().filter(|path| path.is_written()) {
        if folded(path) == folded(file) {
            let message = format!("`{}` is the file that you are writing", path.value);
            let label = "an output would take its place";
            report.push(Diagnostic::new(&INVALID_PATH, path.span(), message).label(label));
        }
    }
}

/// The key that brings an output: its own, or the folder of a deployment. The start of the file where no key does.
pub fn place_of(stack: &Stack, output: &str) -> Span {
    if let Some(path) = stack.outputs.written().find(|path| &*path.value == output) {
        return path.span();
    }
    let folder = output.rsplit_once('/').map_or(".", |(folder, _)| folder);
    let directory = stack.directories.get(folder);
    directory.map_or(Span::default(), |directory| directory.path.span())
}

fn clashing(path: &At<Name>, other: &At<Name>, report: &mut Report) {
    let (at, related) = if path.is_written() {
        (path, other)
    } else {
        (other, path)
    };
    let message = format!(
        "the outputs `{}` and `{}` would be in each other's way",
        other.value, path.value
    );
    let found = Diagnostic::new(&CLASHING_OUTPUTS, at.span(), message);
    report.push(if related.is_written() {
        found.related(related.span(), "the other output")
    } else {
        found
    });
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
    match path::parse_project(&text).and_then(|path| portable::check(&path).map(|()| path)) {
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
