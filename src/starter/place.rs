//! What stands already in the folder where a stack is to begin.
//!
//! In: the folder. Out: files of another stack; names that are taken. Nothing is changed.

use super::{FLOW, OUTPUTS, Output, flow_path};
use crate::disk::{Disk, Error, Kind};

/// What Compose reads without being told to.
const COMPOSE: [&str; 8] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
    "compose.override.yaml",
    "compose.override.yml",
    "docker-compose.override.yaml",
    "docker-compose.override.yml",
];

/// How many folders below the first one are looked into.
const DEPTH: usize = 5;

/// How many folders are looked into: who begins in a home folder is not kept waiting.
const FOLDERS: usize = 2_000;

/// The files that describe a stack already: those of Compose here, every `prefect.yaml` here or below.
pub fn other_stacks(disk: &Disk) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for name in COMPOSE {
        if disk.occupied(name)? {
            found.push(name.to_owned());
        }
    }
    let mut folders = vec![(String::new(), 0)];
    let mut looked = 0;
    while let Some((folder, depth)) = folders.pop() {
        looked += 1;
        if looked > FOLDERS {
            break;
        }
        // A folder that cannot be listed holds nothing of ours.
        let names = disk.list(&folder).unwrap_or_default();
        if names.iter().any(|(name, _)| name == "pyvenv.cfg") {
            continue;
        }
        for (name, kind) in names.into_iter().rev() {
            let path = match folder.as_str() {
                "" => name.clone(),
                folder => format!("{folder}/{name}"),
            };
            match kind {
                Kind::Folder if depth < DEPTH && is_project(&name) => {
                    folders.push((path, depth + 1))
                }
                Kind::Folder => {}
                _ if name == "prefect.yaml" => found.push(path),
                _ => {}
            }
        }
    }
    Ok(found)
}

/// Whether a folder may be one of a project's own.
fn is_project(name: &str) -> bool {
    !name.starts_with('.') && !["node_modules", "site-packages", "__pycache__"].contains(&name)
}

/// Where a Python project says what it needs.
pub const PYPROJECT: &str = "pyproject.toml";

/// Whether a Python project is here that says so in another way: a `pyproject.toml` beside it would change what it is.
pub fn has_python(disk: &Disk) -> Result<bool, Error> {
    Ok(disk.occupied("setup.py")? || disk.occupied("setup.cfg")?)
}

/// The outputs in whose usual place something stands.
pub fn taken_outputs(disk: &Disk) -> Result<Vec<Output>, Error> {
    let mut taken = Vec::new();
    for output in OUTPUTS {
        for name in output.usual {
            if disk.occupied(name)? && !taken.contains(&output) {
                taken.push(output);
            }
        }
    }
    Ok(taken)
}

/// The name of the example's file: the first that is free, or has the example's text already.
pub fn flow_stem(disk: &Disk) -> Result<String, Error> {
    let mut stem = "hello".to_owned();
    let mut number = 1;
    loop {
        let path = flow_path(&stem);
        if !disk.occupied(&path)? || holds(disk, &path, FLOW) {
            return Ok(stem);
        }
        number += 1;
        stem = format!("hello_{number}");
    }
}

/// Whether a file has a text, whatever its line ends.
pub fn holds(disk: &Disk, path: &str, text: &str) -> bool {
    let found = disk.read_small(path, 100_000).ok().flatten();
    let found = found.and_then(|bytes| String::from_utf8(bytes).ok());
    found.is_some_and(|found| found.replace("\r\n", "\n") == text)
}
