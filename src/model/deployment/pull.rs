//! `pull`: what it says, or the folder of the deployment as its worker sees it.

use super::Deployment;
use super::Inputs;
use crate::dialects::compose::Interpolated;
use crate::dialects::prefect::Templated;
use crate::formats::compose;
use crate::formats::grammar::path;
use crate::model::merge::merge_ranked;
use crate::model::service::Service;
use crate::source::{At, Name, Named, Origin};
use crate::tree::{Map, Tree};
use indexmap::IndexMap;

/// The variable that holds the project's root as a worker sees it, for portable steps.
pub const STACK_ROOT: &str = "STACK_ROOT";

/// What `pull` says.
#[derive(Clone, Debug, PartialEq)]
pub enum Pull {
    Steps(Vec<At<Tree<Templated>>>),
    /// `false`: the key is not written.
    Omitted,
}

/// Why no pull step follows from the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmounted {
    /// No worker of the pool has the folder.
    NotMounted { pool: Name },
    /// The pool's runs are not in a worker's container.
    OtherType { pool: Name, kind: Name },
    /// No service polls the pool.
    NoWorker { pool: Name },
    /// The path in the container does not end with the path in the project, which `portable` needs.
    NotPortable { container: String },
}

/// The step that follows from the mounts: `None` where there is no pool to follow from.
pub fn derive(
    inputs: &Inputs<'_>,
    deployment: &Deployment,
    in_file: &[&Deployment],
) -> Option<Result<At<Tree<Templated>>, Unmounted>> {
    let name = deployment.work_pool.as_ref()?;
    let workers: Vec<&Service> = match deployment.pool_name() {
        Some(pool) => {
            let known = inputs.pools.get(&pool.value)?;
            if !known.is_process() {
                let kind = known.kind.value.clone();
                return Some(Err(Unmounted::OtherType {
                    pool: pool.value,
                    kind,
                }));
            }
            let polls = |service: &&Service| service.work_pool.as_ref() == Some(&pool);
            inputs.services.values().filter(polls).collect()
        }
        // Only the deploying machine knows the pool: any worker's folder is a good guess, as they mostly agree.
        None => inputs
            .services
            .values()
            .filter(|service| service.work_pool.is_some())
            .collect(),
    };
    let pool = name.text().clone();
    if workers.is_empty() {
        return Some(Err(Unmounted::NoWorker { pool }));
    }
    let folder = workers
        .iter()
        .find_map(|worker| container_folder(worker, &deployment.directory, in_file));
    Some(match folder {
        None => Err(Unmounted::NotMounted { pool }),
        Some(container) => step(inputs, deployment, container),
    })
}

fn step(
    inputs: &Inputs<'_>,
    deployment: &Deployment,
    container: String,
) -> Result<At<Tree<Templated>>, Unmounted> {
    let directory = if inputs.portable {
        if stack_root(&container, &deployment.directory).is_none() {
            return Err(Unmounted::NotPortable { container });
        }
        match &**deployment.directory {
            "." => "{{ $STACK_ROOT }}".into(),
            directory => format!("{{{{ $STACK_ROOT }}}}/{directory}"),
        }
    } else {
        container
    };
    let origin = deployment.directory.origin.filled();
    let table = |key: &str, value: Tree<Templated>| {
        At::new(
            Tree::Map(Map::from_iter([(
                At::new(Name::from(key), origin),
                At::new(value, origin),
            )])),
            origin,
        )
    };
    let arguments = table("directory", Tree::Text(Templated::new(directory)));
    Ok(table(
        "prefect.deployments.steps.set_working_directory",
        arguments.value,
    ))
}

/// The path in a worker's container of what is the project's root on the host; `None` if the container's path of the
/// folder does not end with its path in the project.
pub fn stack_root(container: &str, directory: &str) -> Option<String> {
    match directory {
        "." => Some(container.to_owned()),
        directory => container
            .strip_suffix(directory)?
            .strip_suffix('/')
            .map(|root| {
                if root.is_empty() {
                    "/".into()
                } else {
                    root.to_owned()
                }
            }),
    }
}

/// Where a worker finds a folder of the project: through the mount that is closest to it; or, where the folder is mounted
/// in parts, where all files of its deployments lie with one common offset.
pub fn container_folder(
    worker: &Service,
    directory: &str,
    in_file: &[&Deployment],
) -> Option<String> {
    mounted(worker, directory).or_else(|| {
        let mut offsets = in_file.iter().map(|deployment| {
            let file = deployment.file()?;
            let container = mounted(worker, &path::join(directory, &file))?;
            Some(
                container
                    .strip_suffix(&path::clean(&file))?
                    .strip_suffix('/')?
                    .to_owned(),
            )
        });
        let first = offsets.next()??;
        let first = if first.is_empty() { "/".into() } else { first };
        offsets
            .all(|offset| offset.as_ref() == Some(&first))
            .then_some(first)
    })
}

/// A path of the project in a worker's container, by the mount with the longest source.
pub fn mounted(worker: &Service, host: &str) -> Option<String> {
    let mounts = worker.body.mounts.iter();
    let found = mounts.filter_map(|mount| {
        let crate::formats::grammar::mount::Source::Bind(source) = &mount.source else {
            return None;
        };
        Some((path::clean(source).len(), mount.container_path(host)?))
    });
    found
        .max_by_key(|(length, _)| *length)
        .map(|(_, path)| path)
}

/// Gives each worker whose folder a portable step begins with the path of the project's root in its container.
pub fn add_stack_roots(
    services: &mut IndexMap<Name, Service>,
    deployments: &Named<Deployment>,
    directories: &Named<super::Directory>,
) {
    for directory in directories
        .values()
        .filter(|directory| directory.is_derived)
    {
        let members: Vec<&Deployment> = directory
            .deployments
            .iter()
            .map(|key| &deployments[key])
            .collect();
        let pools: Vec<At<Name>> = members
            .iter()
            .filter_map(|member| member.pool_name())
            .collect();
        for service in services.values_mut() {
            if !service
                .work_pool
                .as_ref()
                .is_some_and(|pool| pools.contains(pool))
            {
                continue;
            }
            let folder = container_folder(service, &directory.path, &members);
            if let Some(root) = folder.and_then(|folder| stack_root(&folder, &directory.path)) {
                set_stack_root(service, root, directory.path.origin.filled());
            }
        }
    }
}

fn set_stack_root(service: &mut Service, root: String, origin: Origin) {
    let name = At::new(Name::from("STACK_ROOT"), origin);
    let value = At::new(Tree::Text(Interpolated::literal(root)), origin);
    let key = At::new(Name::from("environment"), origin);
    match service
        .body
        .keys
        .get_mut("environment")
        .map(|value| &mut value.value)
    {
        Some(Tree::Map(variables)) if variables.contains(STACK_ROOT) => {}
        Some(Tree::Map(variables)) => variables.insert(name, value),
        _ => {
            let own = std::mem::take(&mut service.body.keys);
            let variables = At::new(Tree::Map(Map::from_iter([(name, value)])), origin);
            service.body.keys =
                merge_ranked(Map::from_iter([(key, variables)]), own, &compose::SERVICE);
        }
    }
}
