//! What a run looked at, for whoever renders or waits for changes.
//!
//! In: a [`Workspace`](super::Workspace) whose checks are done. Out: paths, and the names of flows. What else its files say is
//! not kept: of ten thousand flows it is as much as all that is rendered.

use super::nearby::Nearby;
use super::{Folder, Kind, is_inside, reading, shown};
use crate::model::Deployment;
use crate::source::Name;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The paths that were looked at, relative to the root.
#[derive(Debug, Default)]
pub struct LookedAt {
    /// What flows are called, by the keys of their deployments.
    pub(super) flow_names: FxHashMap<Name, Box<str>>,
    pub(super) root: String,
    pub(super) kinds: FxHashMap<String, Option<Kind>>,
    pub(super) nearby: Nearby,
    pub(super) folders: FxHashMap<String, Option<Arc<Folder>>>,
    /// Python files that were read.
    pub(super) files: Vec<String>,
    /// Whether the files that name packages were read.
    pub(super) has_requirements: bool,
}

impl LookedAt {
    /// What a deployment's flow is called, as far as its file tells.
    pub fn flow_name(&self, deployment: &Deployment) -> Option<String> {
        let name = self.flow_names.get(&deployment.key.value)?;
        Some(name.to_string())
    }

    /// Every path that was looked at, as messages show it, and whether its text was read. Texts that findings point into
    /// stand in [`Sources`](crate::source::Sources) too.
    pub fn paths(&self) -> impl Iterator<Item = (String, bool)> {
        let kinds = self.kinds.keys().map(String::as_str);
        let kinds = kinds.chain(self.nearby.paths()).map(|path| (path, false));
        let requirements = reading::REQUIREMENTS.iter();
        let requirements = requirements.filter(|_| self.has_requirements);
        let read = requirements.copied().chain([".env"]);
        let files = self.files.iter().map(String::as_str);
        kinds
            .chain(read.chain(files).map(|path| (path, true)))
            .filter(|(path, _)| is_inside(path))
            .map(|(path, is_read)| (shown(&self.root, path), is_read))
    }

    /// The folders that were listed, as messages show them, and what lies in them.
    pub fn listings(&self) -> impl Iterator<Item = (String, &Folder)> {
        let listed = self.folders.iter();
        listed.filter_map(|(path, folder)| Some((shown(&self.root, path), &**folder.as_ref()?)))
    }
}
