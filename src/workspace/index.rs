//! git's index, read without git: which files are tracked.
//!
//! In: a folder in a work tree, and paths below it. Out: whether all of them are in the index. That is what a check finds
//! nearly always, and asking git takes longer than all the rest of it. Whatever is unusual (no repository here, another index,
//! a form of it that is not known) is no answer, and git is asked.
//!
//! Source: git's `Documentation/gitformat-index`: versions 2, 3 and 4, with SHA-1. An index that is split, sparse or has other
//! hashes lacks the paths as they are looked for here.

use crate::disk::{Disk, Kind};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};

/// Whether the index of the repository around `root` has all of some paths, relative to `root`.
pub fn has_all<'a>(root: &Path, paths: impl Iterator<Item = &'a str>) -> bool {
    let elsewhere = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"];
    if elsewhere
        .iter()
        .any(|name| std::env::var_os(name).is_some())
    {
        return false;
    }
    let Some((top, index)) = find(root) else {
        return false;
    };
    let Some(folder) = below(root, &top) else {
        return false;
    };
    let mut wanted: FxHashSet<Vec<u8>> = paths
        .map(|path| format!("{folder}{path}").into_bytes())
        .collect();
    let Some(bytes) = read(&index) else {
        return false;
    };
    let walked = walk(&bytes, |path| {
        wanted.remove(path);
    });
    walked.is_some() && wanted.is_empty()
}

/// The work tree around a folder, and its index.
fn find(root: &Path) -> Option<(PathBuf, PathBuf)> {
    let start = std::path::absolute(root).ok()?;
    for top in start.ancestors() {
        match Disk::new(top).kind(".git").ok()? {
            Some(Kind::Folder) => return Some((top.to_owned(), top.join(".git/index"))),
            // Of a further work tree or a submodule: a file that names the folder.
            Some(Kind::File) => {
                let bytes = Disk::new(top).read_small(".git", 4096).ok()??;
                let text = String::from_utf8(bytes).ok()?;
                let folder = text.strip_prefix("gitdir: ")?.trim_end();
                return Some((top.to_owned(), top.join(folder).join("index")));
            }
            _ => {}
        }
    }
    None
}

/// A folder seen from one above it, with `/` between and behind its parts.
fn below(folder: &Path, top: &Path) -> Option<String> {
    let folder = std::path::absolute(folder).ok()?;
    let parts = folder.strip_prefix(top).ok()?.components();
    let mut path = String::new();
    for part in parts {
        path.push_str(part.as_os_str().to_str()?);
        path.push('/');
    }
    Some(path)
}

fn read(index: &Path) -> Option<Vec<u8>> {
    let folder = index.parent()?;
    Disk::new(folder).read("index").ok()?
}

/// Hands out the path of each entry; `None` if the index is not in a form that is known.
fn walk(bytes: &[u8], mut take: impl FnMut(&[u8])) -> Option<()> {
    let number = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(u32::from_be_bytes(four.try_into().ok()?))
    };
    let version = number(4)?;
    if !bytes.starts_with(b"DIRC") || !(2..=4).contains(&version) {
        return None;
    }
    let mut at = 12;
    let mut path: Vec<u8> = Vec::new();
    for _ in 0..number(8)? {
        let start = at;
        // Times, device, mode, owner, size, hash.
        at += 60;
        let is_extended = bytes.get(at)? & 0x40 != 0;
        at += if is_extended { 4 } else { 2 };
        if version == 4 {
            let (drop, length) = offset(bytes.get(at..)?)?;
            path.truncate(path.len().checked_sub(drop)?);
            at += length;
        } else {
            path.clear();
        }
        let rest = bytes.get(at..)?;
        let length = rest.iter().position(|byte| *byte == 0)?;
        path.extend_from_slice(&rest[..length]);
        at += length;
        // One NUL; before version 4 as many as make the entry's length a multiple of eight.
        at = match version {
            4 => at + 1,
            _ => start + (at - start + 8) / 8 * 8,
        };
        take(&path);
    }
    Some(())
}

/// The number with which a path of version 4 begins, as in the offsets of a pack, and its length.
fn offset(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = usize::from(bytes.first()? & 0x7F);
    let mut at = 0;
    while bytes.get(at)? & 0x80 != 0 {
        at += 1;
        let next = usize::from(bytes.get(at)? & 0x7F);
        value = (value.checked_add(1)?.checked_mul(128)?).checked_add(next)?;
    }
    Some((value, at + 1))
}
