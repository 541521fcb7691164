//! Where the Python of a run finds the project's own modules.
//!
//! In: a stack and one of its deployments. Out: folders of the project: that of the flow's file, that of the deployment, and
//! those that the PYTHONPATH of its workers names, found back through their mounts. The disk is not looked at.

use super::is_inside;
use crate::formats::grammar::path;
use crate::model::{Deployment, Service, Stack};

/// The folders in which imports of a flow are looked for, in order, each once.
pub fn search_path(stack: &Stack, deployment: &Deployment) -> Vec<String> {
    let directory = deployment.directory.value.to_string();
    let entrypoint = deployment.parsed_entrypoint();
    let file = entrypoint.as_ref().and_then(|it| it.file());
    let mut folders = Vec::new();
    if let Some(file) = file {
        let parent = file.rsplit_once('/').map_or(".", |(parent, _)| parent);
        folders.push(path::clean(&path::join(&directory, parent)));
    }
    folders.push(directory);
    folders.extend(source_folders(stack, deployment));
    let mut seen = Vec::new();
    folders.retain(|folder| {
        let new = is_inside(folder) && !seen.contains(folder);
        if new {
            seen.push(folder.clone());
        }
        new
    });
    folders
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
