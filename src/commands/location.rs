//! Where a stack.toml is: the ones that `--stack` names, or the one here or in a parent folder.
//!
//! In: the options. Out: a [`Location`] each, every file once. Nothing is read here but which files there are.

use super::{Options, Voice, screen};
use crate::disk::{Disk, Error, Kind, resolve};
use std::path::{Component, Path, PathBuf};

/// The name of the file that says everything.
pub const STACK: &str = "stack.toml";

/// Where a stack.toml is.
#[derive(Clone, Debug, Default)]
pub struct Location {
    pub path: PathBuf,
    /// Its folder as `--stack` has it; empty if that is the current one.
    pub typed: String,
    /// How its folder is reached from the current one, where there are several; else empty.
    pub folder: String,
    pub voice: Voice,
}

impl Location {
    /// The folder that the file lies in.
    pub fn home(&self) -> PathBuf {
        let parent = self.path.parent();
        let parent = parent.filter(|parent| !parent.as_os_str().is_empty());
        parent.unwrap_or(Path::new(".")).to_owned()
    }

    /// The name of the file.
    pub fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }
}

/// The folder to run in.
///
/// # Errors
/// There is none.
pub fn here(options: &Options) -> Result<PathBuf, Error> {
    let here = options
        .directory
        .clone()
        .unwrap_or_else(|| PathBuf::from("."));
    match Disk::new(&here).kind("")? {
        Some(Kind::Folder) => Ok(here),
        _ => Err(Error::new(here, "there is no such folder")),
    }
}

/// The files that are named, each once; else stack.toml here or in a parent folder.
///
/// # Errors
/// None is named, and there is none.
pub fn locate(options: &Options) -> Result<Vec<Location>, Error> {
    let here = here(options)?;
    if options.stack.is_empty() {
        let path = find(&here)?;
        return Ok(vec![Location {
            path,
            voice: options.voice(),
            ..Location::default()
        }]);
    }
    let mut known: Vec<PathBuf> = Vec::new();
    let mut locations = Vec::new();
    for named in &options.stack {
        let path = here.join(named);
        let place = resolve(&path);
        if !known.contains(&place) {
            known.push(place);
            let typed = named.parent().map(screen::path).unwrap_or_default();
            let folder = typed.clone();
            locations.push(Location {
                path,
                typed,
                folder,
                voice: options.voice(),
            });
        }
    }
    if let [only] = &mut locations[..] {
        only.folder.clear();
    }
    Ok(locations)
}

/// stack.toml here or in a parent folder.
fn find(here: &Path) -> Result<PathBuf, Error> {
    match above(here)? {
        Some(up) => Ok(here.join(up).join(STACK)),
        None => Err(Error::new(here.join(STACK), NOWHERE)),
    }
}

const NOWHERE: &str = "\
there is none here or in a parent folder
`stackgen init` writes one to begin with, and a first flow";

/// The way up to the nearest folder that has a stack.toml: empty for the folder itself.
fn above(folder: &Path) -> Result<Option<PathBuf>, Error> {
    for (depth, folder) in whole(folder)?.ancestors().enumerate() {
        if Disk::new(folder.to_owned()).occupied(STACK)? {
            return Ok(Some(std::iter::repeat_n("..", depth).collect()));
        }
    }
    Ok(None)
}

/// A folder's path from the top, in which no `..` is left: what stands before one is none of the folders above.
pub fn whole(folder: &Path) -> Result<PathBuf, Error> {
    let path = std::path::absolute(folder)
        .map_err(|error| Error::new(folder.to_owned(), error.to_string()))?;
    let mut whole = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(whole.pop()),
            part => whole.push(part),
        }
    }
    Ok(whole)
}

/// The file to begin with: the one that is named, else stack.toml here; nothing if several are named.
pub fn beginning(options: &Options) -> Option<Location> {
    let here = options.directory.clone().unwrap_or_default();
    let named = match &options.stack[..] {
        [] => Path::new(STACK),
        [only] => only,
        _ => return None,
    };
    Some(Location {
        path: here.join(named),
        voice: options.voice(),
        ..Location::default()
    })
}

/// The stack.toml of the folders above one, as seen from there.
pub fn parent_stack(folder: &Path) -> Result<Option<PathBuf>, Error> {
    let up = match whole(folder)?.parent() {
        Some(parent) => above(parent)?,
        None => None,
    };
    Ok(up.map(|up| Path::new("..").join(up).join(STACK)))
}
