//! The user's files that checks look into, read in one pass: flow files and mounted folders.
//!
//! In: a stack, and the disk below its root. Out: what is there. Nothing is judged here.

pub mod git;
pub mod python;

use crate::disk::{Disk, Error, Kind};
use crate::formats::grammar::mount::Source;
use crate::formats::grammar::path;
use crate::model::Stack;
use std::collections::BTreeMap;

/// What stands at the paths that the stack names, relative to the root.
#[derive(Debug, Default)]
pub struct Workspace {
    kinds: BTreeMap<String, Option<Kind>>,
}

impl Workspace {
    /// Looks at every path of the project that the stack names.
    ///
    /// # Errors
    /// A path that cannot be looked at.
    pub fn read(stack: &Stack, disk: &Disk) -> Result<Self, Error> {
        let mut workspace = Self::default();
        let files = stack.deployments.values().filter_map(|deployment| {
            let file = deployment.parsed_entrypoint()?.file()?.to_owned();
            Some(path::clean(&path::join(&deployment.directory, &file)))
        });
        let sources = stack
            .services
            .values()
            .flat_map(|service| &service.body.mounts)
            .filter_map(|mount| {
                let Source::Bind(source) = &mount.source else {
                    return None;
                };
                Some(path::clean(source)).filter(|source| is_inside(source))
            });
        for path in files.chain(sources) {
            if is_inside(&path) && !workspace.kinds.contains_key(&path) {
                let kind = disk.kind(&path)?;
                workspace.kinds.insert(path, kind);
            }
        }
        Ok(workspace)
    }

    /// What stands at a path that the stack names; `None` if nothing does, or if it was not looked at.
    pub fn kind(&self, path: &str) -> Option<Kind> {
        self.kinds.get(path).copied().flatten()
    }

    /// Whether a path was looked at and is not there.
    pub fn is_missing(&self, path: &str) -> bool {
        matches!(self.kinds.get(path), Some(None))
    }
}

/// Whether a path lies in the project: only those are the same on every machine.
pub fn is_inside(path: &str) -> bool {
    !path.starts_with(['/', '~']) && !path.starts_with("..") && !path.contains('\\')
}
