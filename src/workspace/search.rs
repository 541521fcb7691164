//! Where the Python of a run finds the project's own modules.
//!
//! In: a stack and one of its deployments. Out: folders of the project: that of the flow's file, that of the deployment, and
//! those that the PYTHONPATH of its workers names, found back through their mounts. The disk is not looked at.

use super::is_inside;
use crate::formats::grammar::path;
use crate::model::{Deployment, Service, Stack};
use crate::source::Name;
use std::collections::HashMap;
use std::sync::Arc;

/// The folders in which imports of a flow are looked for, in order, each once.
pub type SearchPath = Arc<[String]>;

/// The search paths of many deployments: what those of a pool or of a folder share is found out once.
pub struct Searcher<'a> {
    stack: &'a Stack,
    sources: HashMap<Option<Name>, Vec<String>>,
    last: SearchPath,
}

impl<'a> Searcher<'a> {
    pub fn new(stack: &'a Stack) -> Self {
        Self {
            stack,
            sources: HashMap::new(),
            last: Arc::default(),
        }
    }

    pub fn path(&mut self, deployment: &Deployment) -> SearchPath {
        let pool = deployment.pool_name().map(|pool| pool.value);
        let find = || source_folders(self.stack, deployment);
        let sources = self.sources.entry(pool).or_insert_with(find);
        let directory = &*deployment.directory.value;
        let file = deployment.parsed_entrypoint().and_then(|it| it.file());
        let parent = file.map(|file| {
            let parent = file.rsplit_once('/').map_or(".", |(parent, _)| parent);
            path::join(directory, parent)
        });
        let own = parent.as_deref().into_iter().chain([directory]);
        let mut folders: Vec<&str> = Vec::with_capacity(sources.len() + 2);
        for folder in own.chain(sources.iter().map(String::as_str)) {
            if is_inside(folder) && !folders.contains(&folder) {
                folders.push(folder);
            }
        }
        if !self.last.iter().eq(folders.iter()) {
            self.last = folders.into_iter().map(str::to_owned).collect();
        }
        self.last.clone()
    }
}

/// Of a search path the folders in which a flow file finds what it imports with a dot: its own, and where it runs.
pub fn beside(search: &[String]) -> &[String] {
    &search[..search.len().min(2)]
}

/// The folders that PYTHONPATH names: of the workers of the pool, else of any service.
pub fn source_folders(stack: &Stack, deployment: &Deployment) -> Vec<String> {
    let pool = deployment.pool_name();
    let workers: Vec<&Service> = pool
        .iter()
        .flat_map(|pool| stack.workers(&pool.value))
        .collect();
    let services = match workers.is_empty() {
        true => stack.services.values().collect(),
        false => workers,
    };
    services
        .into_iter()
        .flat_map(|service| folders_of(stack, service))
        .collect()
}

fn folders_of(stack: &Stack, service: &Service) -> Vec<String> {
    let Some(value) = stack
        .variable(service, "PYTHONPATH")
        .and_then(|value| value.assumed())
    else {
        return Vec::new();
    };
    let entries = value.split(':').filter(|entry| entry.starts_with('/'));
    entries
        .filter_map(|entry| host_path(service, &path::clean(entry)))
        .collect()
}

/// What a path of a container is on the host, by the mount with the longest target.
fn host_path(service: &Service, container: &str) -> Option<String> {
    let mounts = service.body.mounts.iter();
    let found = mounts
        .filter(|mount| path::below(container, &mount.target).is_some())
        .max_by_key(|mount| mount.target.len())?;
    found.host_path(container).map(|host| path::clean(&host))
}
