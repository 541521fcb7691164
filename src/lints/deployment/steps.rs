//! Where a run stands after the pull steps of its deployment.
//!
//! In: the steps as prefect.yaml has them. Out: the folder in which the entrypoint is looked up, as far as it is known.

use crate::dialects::prefect::Templated;
use crate::formats::grammar::mount::Source;
use crate::formats::grammar::path;
use crate::model::{Deployment, Service, Stack};
use crate::source::{At, Name};
use crate::tree::Map;

/// Where the steps end.
pub enum Ending<'a> {
    /// The folder of the last `set_working_directory`, absolute.
    Folder(At<Name>),
    /// A relative one with nothing before it that it could be relative to.
    Relative(At<Name>),
    /// The folder that a `git_clone` makes.
    Clone(&'a At<Name>),
    Unknown,
}

/// What the pull steps of a deployment come to; `None` if the user wrote none.
pub fn ending<'a>(stack: &'a Stack, deployment: &Deployment) -> Option<Ending<'a>> {
    let directory = stack.directories.get(&deployment.directory.value)?;
    let steps = directory
        .pulls
        .get(&deployment.key.value)
        .or(directory.pull.as_ref())?;
    if !steps.iter().any(At::is_written) {
        return None;
    }
    let mut ending = Ending::Unknown;
    let mut brings_files = false;
    for step in steps {
        let Some((function, arguments)) = step.as_map().and_then(|map| map.iter().next()) else {
            return Some(Ending::Unknown);
        };
        match function.rsplit('.').next().unwrap_or_default() {
            "set_working_directory" => {
                ending = folder(arguments.as_map(), brings_files);
            }
            "git_clone" => {
                brings_files = true;
                ending = Ending::Clone(function);
            }
            "pip_install_requirements" => {}
            // They change nothing of the folder, and may bring anything into it.
            "run_shell_script" => brings_files = true,
            _ => {
                brings_files = true;
                ending = Ending::Unknown;
            }
        }
    }
    Some(ending)
}

fn folder<'a>(arguments: Option<&Map<Templated>>, brings_files: bool) -> Ending<'a> {
    let Some(value) = arguments.and_then(|map| map.get("directory")) else {
        return Ending::Unknown;
    };
    match value.as_text() {
        Some(text) if !text.has_placeholders() && !text.text().starts_with(['~', '$']) => {
            let text = value.with(text.text().clone());
            match text.starts_with('/') {
                true => Ending::Folder(text),
                false if brings_files => Ending::Unknown,
                false => Ending::Relative(text),
            }
        }
        _ => Ending::Unknown,
    }
}

/// The workers that run a deployment in their own containers; none if that is not known.
pub fn workers<'a>(stack: &'a Stack, deployment: &Deployment) -> Vec<&'a Service> {
    let Some(name) = deployment.pool_name() else {
        return Vec::new();
    };
    match stack.work_pools.get(&name.value) {
        Some(pool) if pool.is_process() && !pool.workers_elsewhere => {
            let polls = |service: &&Service| service.work_pool.as_ref() == Some(&name);
            stack.services.values().filter(polls).collect()
        }
        _ => Vec::new(),
    }
}

/// What a path of a container is.
pub enum Behind {
    /// A path of the project, or of the host.
    Host(String),
    /// Something that is not known here: a named volume, a mount that a variable decides.
    Hidden,
    /// The image's own.
    Image,
}

/// What lies behind a path, by the mount that is closest to it.
pub fn behind(worker: &Service, container: &str) -> Behind {
    let mounts = &worker.body.mounts;
    if mounts.iter().any(|mount| mount.target.is_empty()) {
        return Behind::Hidden;
    }
    let closest = mounts
        .iter()
        .filter(|mount| path::below(container, &mount.target).is_some());
    match closest.max_by_key(|mount| mount.target.len()) {
        None => Behind::Image,
        Some(mount) => match (&mount.source, mount.host_path(container)) {
            (Source::Bind(_), Some(host)) => Behind::Host(host),
            _ => Behind::Hidden,
        },
    }
}
