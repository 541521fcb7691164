//! What lies beside the files that a stack names: other compose files, files of variables, folders of PYTHONPATH; and which
//! of the missing ones git ignores, so that they may be there on another machine.
//!
//! In: a stack, and the disk below its root. Out: what is there. What cannot be looked at is unknown. Nothing is judged here.

use super::{git, is_inside};
use crate::dialects::compose::Interpolated;
use crate::disk::{Disk, Kind};
use crate::formats::grammar::mount::Source;
use crate::formats::grammar::path;
use crate::model::{Service, Stack};
use crate::source::{At, Name};
use crate::tree::Tree;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The files that Compose looks for, the first first.
pub const COMPOSE_FILES: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
];

/// The files that Compose merges into the one that it found.
pub const OVERRIDES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// What stands at paths, relative to the root.
#[derive(Debug, Default)]
pub struct Nearby {
    kinds: BTreeMap<String, Option<Kind>>,
    root: PathBuf,
    /// What git may ignore, and what it does ignore of that, once somebody asks.
    doubtful: Vec<String>,
    ignored: OnceCell<BTreeSet<String>>,
    /// Whether the folder of the team's own templates is not there.
    pub lacks_templates: bool,
}

impl Nearby {
    /// `up` leads from the root to the folder of stack.toml.
    pub fn read(stack: &Stack, disk: &Disk, up: &str) -> Self {
        let mut nearby = Self {
            root: disk.root().to_owned(),
            lacks_templates: lacks_templates(stack, disk, up),
            ..Self::default()
        };
        let ours = stack.outputs.compose.as_ref().map(|path| &*path.value);
        let beside = COMPOSE_FILES
            .iter()
            .chain(&OVERRIDES)
            .filter(|name| Some(**name) != ours);
        let beside: Vec<String> = beside.map(|name| (*name).to_owned()).collect();
        let env_files = stack.services.values().flat_map(env_files);
        let files: Vec<String> = env_files
            .chain(compose_files(stack))
            .chain(included_env_files(stack))
            .map(|file| file.value.to_string())
            .chain(mount_sources(stack))
            .chain(
                named_files(stack)
                    .into_iter()
                    .map(|file| file.value.to_string()),
            )
            .collect();
        for path in beside
            .iter()
            .chain(&files)
            .cloned()
            .chain(python_folders(stack))
            .chain(clone_files(stack))
        {
            nearby.look(path, disk);
        }
        let there = beside.iter().filter(|path| nearby.kind(path).is_some());
        let missing = files.iter().filter(|path| nearby.is_missing(path));
        nearby.doubtful = there.chain(missing).cloned().collect();
        nearby
    }

    fn look(&mut self, path: String, disk: &Disk) {
        if is_inside(&path)
            && !self.kinds.contains_key(&path)
            && let Ok(kind) = disk.kind(&path)
        {
            self.kinds.insert(path, kind);
        }
    }

    /// The paths that were looked at.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(String::as_str)
    }

    /// What stands at a path; `None` if nothing does, or if it was not looked at.
    pub fn kind(&self, path: &str) -> Option<Kind> {
        self.kinds.get(path).copied().flatten()
    }

    /// Whether a path was looked at and is not there.
    pub fn is_missing(&self, path: &str) -> bool {
        matches!(self.kinds.get(path), Some(None))
    }

    /// Whether git ignores a path of the project: what is missing here may be there on another machine.
    pub fn is_ignored(&self, path: &str) -> bool {
        // git is asked only where its word counts: mostly nothing is missing, and nothing lies beside.
        let ask = || git::ignored(&self.root, self.doubtful.iter().map(String::as_str));
        self.ignored.get_or_init(ask).contains(path)
    }
}

fn lacks_templates(stack: &Stack, disk: &Disk, up: &str) -> bool {
    stack.templates.as_ref().is_some_and(|folder| {
        let kind = disk.kind(&format!("{up}{}", folder.value));
        is_inside(folder) && matches!(kind, Ok(None | Some(Kind::File)))
    })
}

/// The files of variables that a service must have, relative to the root.
pub fn env_files(service: &Service) -> Vec<At<Name>> {
    let texts = service.body.keys.texts("env_file").into_iter();
    let list = service
        .body
        .keys
        .get("env_file")
        .and_then(|value| value.as_list());
    let tables = list.unwrap_or_default().iter().filter_map(|item| {
        let Tree::Map(map) = &item.value else {
            return None;
        };
        let optional = map.bool("required").is_some_and(|required| !required.value);
        map.text("path").filter(|_| !optional)
    });
    texts
        .chain(tables)
        .map(|file| file.with(path::clean(&file).into()))
        .collect()
}

/// The compose files that `include` and `extends` name, relative to the root.
pub fn compose_files(stack: &Stack) -> Vec<At<Name>> {
    let included = includes(stack).flat_map(|item| match &item.value {
        Tree::Map(map) => map.texts("path"),
        _ => literal(item).into_iter().collect(),
    });
    let bases = stack
        .services
        .values()
        .filter_map(|service| service.body.keys.map("extends")?.text("file"));
    // One may lie in a repository or a registry elsewhere.
    let here = included.chain(bases).filter(|file| !file.contains(':'));
    here.map(|file| file.with(path::clean(&file).into()))
        .collect()
}

/// The files of variables that included compose files are read with, relative to the root.
pub fn included_env_files(stack: &Stack) -> Vec<At<Name>> {
    let tables = includes(stack).filter_map(|item| item.as_map());
    let files = tables.flat_map(|map| map.texts("env_file"));
    files
        .map(|file| file.with(path::clean(&file).into()))
        .collect()
}

fn includes(stack: &Stack) -> impl Iterator<Item = &At<Tree<Interpolated>>> {
    let list = stack.compose.get("include").and_then(|it| it.as_list());
    list.unwrap_or_default().iter()
}

fn literal(item: &At<Tree<Interpolated>>) -> Option<At<Name>> {
    let text = item.as_text()?.assumed()?;
    Some(item.with(Name::from(text.as_ref())))
}

/// The files and folders that secrets, configs, builds and work pools name, relative to the root.
pub fn named_files(stack: &Stack) -> Vec<At<Name>> {
    let tables = stack.secrets.tables().chain(stack.configs.tables());
    let files = tables.filter_map(|(_, table)| table.value.text("file"));
    let builds = stack.services.values().filter_map(|service| {
        let keys = &service.body.keys;
        keys.map("build")
            .map_or_else(|| keys.text("build"), |build| build.text("context"))
    });
    // A context may lie in a repository elsewhere.
    let folders = builds.filter(|folder| !folder.contains(':'));
    let templates = stack
        .work_pools
        .values()
        .filter_map(|pool| pool.base_job_template.clone());
    let dockerfiles = stack.services.values().filter_map(dockerfile);
    let all = files.chain(folders).chain(templates);
    all.chain(dockerfiles)
        .map(|file| file.with(path::clean(&file).into()))
        .collect()
}

/// The Dockerfile that a `build` names, in its context.
fn dockerfile(service: &Service) -> Option<At<Name>> {
    let build = service.body.keys.map("build")?;
    let file = build.text("dockerfile")?;
    let context = match build.get("context") {
        Some(_) => build.text("context")?.value.to_string(),
        None => ".".into(),
    };
    if context.contains(':') || file.starts_with('/') {
        return None;
    }
    Some(file.with(path::join(&context, &file).into()))
}

/// The folders and files of the project that are mounted.
fn mount_sources(stack: &Stack) -> impl Iterator<Item = String> {
    let mounts = stack
        .services
        .values()
        .flat_map(|service| &service.body.mounts);
    mounts.filter_map(|mount| match &mount.source {
        Source::Bind(source) => Some(path::clean(source)).filter(|source| is_inside(source)),
        _ => None,
    })
}

/// The folders of the project that PYTHONPATH holds in some container.
fn python_folders(stack: &Stack) -> Vec<String> {
    let groups = stack.groups.values().map(|group| &group.variables);
    let own = stack
        .services
        .values()
        .filter_map(|service| service.body.keys.map("environment"));
    let texts = groups.chain(own).filter_map(|map| map.text("PYTHONPATH"));
    let entries: Vec<String> = texts
        .flat_map(|text| text.split(':').map(path::clean).collect::<Vec<_>>())
        .collect();
    let mounts = stack
        .services
        .values()
        .flat_map(|service| &service.body.mounts);
    mounts
        .flat_map(|mount| entries.iter().filter_map(|entry| mount.host_path(entry)))
        .collect()
}

/// The entrypoints of deployments with a `git_clone`, in their folder and at the root, where a clone is entered.
fn clone_files(stack: &Stack) -> Vec<String> {
    let clones = |steps: &Vec<At<Tree<crate::dialects::prefect::Templated>>>| {
        let mut functions = steps.iter().filter_map(|step| step.as_map()?.keys().next());
        functions.any(|function| function.ends_with("git_clone"))
    };
    let mut found = Vec::new();
    for directory in stack.directories.values() {
        if !directory
            .pull
            .iter()
            .chain(directory.pulls.values())
            .any(clones)
        {
            continue;
        }
        for deployment in directory
            .deployments
            .iter()
            .map(|key| &stack.deployments[key])
        {
            let entrypoint = deployment.parsed_entrypoint();
            if let Some(file) = entrypoint.and_then(|entrypoint| entrypoint.file()) {
                found.extend([path::join(&directory.path, file), path::clean(file)]);
            }
        }
    }
    found
}
