//! The prefect.yaml files: one for each folder that deployments name.

use super::pull::{self, Pull, Unmounted};
use super::step::Steps;
use super::{Deployment, Inputs};
use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::{make, prefect::Templated};
use crate::formats::grammar::path;
use crate::model::findings::{CLASHING_OUTPUTS, INVALID_PATH, UNKNOWN_DIRECTORY};
use crate::model::merge;
use crate::source::{At, Name, Named};
use crate::tree::{Map, Tree};
use rustc_hash::FxHashMap;

/// One prefect.yaml.
#[derive(Clone, Debug)]
pub struct Directory {
    /// The folder, relative to the root.
    pub path: At<Name>,
    /// The keys of its deployments' tables, in their order.
    pub deployments: Vec<Name>,
    /// Keys at the root of the file but `pull`, in their order.
    pub keys: Map<Templated>,
    /// `pull` at the root of the file.
    pub pull: Option<Vec<At<Tree<Templated>>>>,
    /// `pull` of single deployments.
    pub pulls: Named<Vec<At<Tree<Templated>>>>,
    /// Deployments whose pull step should follow from the mounts, and does not.
    pub unmounted: Vec<(Name, Unmounted)>,
    /// Whether some pull step was derived.
    pub is_derived: bool,
    /// The name of its make target, behind `deploy-`.
    pub target: String,
}

pub fn read(
    inputs: &Inputs<'_>,
    steps: &Steps<'_>,
    deployments: &Named<Deployment>,
    report: &mut Report,
) -> Named<Directory> {
    let mut members: Named<Vec<&Deployment>> = Named::default();
    for deployment in deployments.values() {
        members
            .entry(deployment.directory.value.clone())
            .or_default()
            .push(deployment);
    }
    let tables = read_tables(inputs, &members, report);
    let mut directories: Named<Directory> = members
        .into_iter()
        .map(|(path, members)| {
            let own = tables.get(&path).cloned().unwrap_or_default();
            (path, read_directory(inputs, steps, own, &members, report))
        })
        .collect();
    name_targets(&mut directories, report);
    directories
}

/// `[directories]` by their normalised paths.
fn read_tables(
    inputs: &Inputs<'_>,
    members: &Named<Vec<&Deployment>>,
    report: &mut Report,
) -> Named<Map<Templated>> {
    let mut tables = Named::default();
    for (written, table) in inputs.config.directories.tables() {
        match path::parse_project(written) {
            Ok(path) if members.contains_key(&*path) => {
                tables.insert(Name::from(path), (*table.value).clone());
            }
            Ok(_) => {
                let message = format!("no deployment is in the folder `{}`", written.value);
                let names = members.keys().map(|name| &**name);
                report.push(
                    Diagnostic::new(&UNKNOWN_DIRECTORY, written.span(), message)
                        .label("no `directory` names it: no prefect.yaml would be written")
                        .subject(written)
                        .nearest_quoted(written, "a folder", names),
                );
            }
            Err(fault) => report.push(Diagnostic::fault(
                &INVALID_PATH,
                written,
                "folder of the project",
                fault,
            )),
        }
    }
    tables
}

fn read_directory(
    inputs: &Inputs<'_>,
    steps: &Steps<'_>,
    own: Map<Templated>,
    members: &[&Deployment],
    report: &mut Report,
) -> Directory {
    let mut keys = merge::merge_ranked(
        inputs.config.prefect.clone(),
        own,
        &crate::formats::prefect::ROOT,
    );
    for key in ["build", "push"] {
        steps.replace(&mut keys, key, report);
    }
    let pull = keys
        .remove("pull")
        .and_then(|pull| steps.pull(&pull, report));
    let mut directory = Directory {
        path: members[0].directory.clone(),
        deployments: members
            .iter()
            .map(|member| member.key.value.clone())
            .collect(),
        keys,
        pull: None,
        pulls: Named::default(),
        unmounted: Vec::new(),
        is_derived: false,
        target: String::new(),
    };
    for member in members {
        if let Some(Pull::Steps(steps)) = member.pull.as_ref().map(|pull| &pull.value) {
            directory
                .pulls
                .insert(member.key.value.clone(), steps.clone());
        }
    }
    match pull.map(|pull| pull.value) {
        Some(Pull::Steps(steps)) => directory.pull = Some(steps),
        Some(Pull::Omitted) => {}
        None => derive(inputs, &mut directory, members),
    }
    directory
}

/// Derives the pull steps of all deployments that say none: at the root of the file where they are all the same.
fn derive(inputs: &Inputs<'_>, directory: &mut Directory, members: &[&Deployment]) {
    let mut derived: Vec<(Name, At<Tree<Templated>>)> = Vec::new();
    let asking = members.iter().filter(|member| member.pull.is_none());
    for member in asking {
        match pull::derive(inputs, member, members) {
            Some(Ok(step)) => derived.push((member.key.value.clone(), step)),
            Some(Err(reason)) => directory.unmounted.push((member.key.value.clone(), reason)),
            None => {}
        }
    }
    let Some((_, first)) = derived.first().cloned() else {
        return;
    };
    directory.is_derived = true;
    let all_ask = derived.len() + directory.pulls.len() == members.len();
    if all_ask && derived.iter().all(|(_, step)| *step == first) {
        directory.pull = Some(vec![first]);
        return;
    }
    directory
        .pulls
        .extend(derived.into_iter().map(|(name, step)| (name, vec![step])));
}

/// The folder's last name where that is unique, else its whole path.
fn name_targets(directories: &mut Named<Directory>, report: &mut Report) {
    let last = |path: &str| {
        make::target(if path == "." {
            "root"
        } else {
            path.rsplit('/').next().unwrap_or(path)
        })
    };
    let mut counts: FxHashMap<String, usize> = FxHashMap::default();
    directories
        .keys()
        .for_each(|path| *counts.entry(last(path)).or_default() += 1);
    let mut taken: FxHashMap<String, At<Name>> = FxHashMap::default();
    for directory in directories.values_mut() {
        let short = last(&directory.path);
        let target = if counts[&short] == 1 {
            short
        } else {
            make::target(&directory.path.replace('/', "-"))
        };
        directory.target = target.clone();
        let Some(first) = taken.insert(target.clone(), directory.path.clone()) else {
            continue;
        };
        let message = format!(
            "the folders `{}` and `{}` would share the target `deploy-{target}`",
            first.value, directory.path.value
        );
        report.push(
            Diagnostic::new(&CLASHING_OUTPUTS, directory.path.span(), message)
                .related(first.span(), "the other folder")
                .help("rename one of them"),
        );
    }
}
