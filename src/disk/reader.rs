//! Reading what is to be compared with what is rendered.

use super::{Disk, Error, Kind, Stamp, absent};
use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Reads many files one after the other: one buffer for all, and a folder is looked at once. Links are never followed.
pub struct Reader<'d> {
    disk: &'d Disk,
    /// The folder of the file read last, and what is known of it.
    folder: String,
    above: Above,
    /// How many bytes of `folder` name real folders.
    real: usize,
    bytes: Vec<u8>,
}

enum Above {
    Real,
    Missing,
    Blocked(Obstacle),
}

/// What a [`Reader`] finds at a path.
#[derive(Debug)]
pub enum Found<'r> {
    Missing,
    File {
        bytes: &'r [u8],
        /// Whether its owner may run it; `None` where the system does not say.
        executable: Option<bool>,
        /// Taken before the bytes were.
        stamp: Stamp,
    },
    Obstacle(Obstacle),
}

/// Why no file can be written at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    Link,
    Folder,
    Special,
    /// A folder above is a link.
    LinkAbove(String),
    /// A folder above is a file.
    FileAbove(String),
}

impl Obstacle {
    /// Whether it is a link, which somebody put there on purpose; all else is a mistake.
    pub fn is_link(&self) -> bool {
        matches!(self, Self::Link | Self::LinkAbove(_))
    }

    /// Whether it stands in the place of the file itself.
    pub fn is_at_the_path(&self) -> bool {
        !matches!(self, Self::LinkAbove(_) | Self::FileAbove(_))
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link => f.write_str("a symbolic link stands here"),
            Self::Folder => f.write_str("a folder stands here"),
            Self::Special => f.write_str("a socket, pipe or device stands here"),
            Self::LinkAbove(path) => write!(f, "`{path}` is a symbolic link"),
            Self::FileAbove(path) => write!(f, "`{path}` is a file, not a folder"),
        }
    }
}

impl<'d> Reader<'d> {
    pub(super) fn new(disk: &'d Disk) -> Self {
        Self {
            disk,
            folder: String::new(),
            above: Above::Real,
            real: 0,
            bytes: Vec::new(),
        }
    }

    pub fn read(&mut self, path: &str) -> Result<Found<'_>, Error> {
        let place = self.disk.root.join(path);
        let fail = |error| Error::io(&place, "cannot be read", error);
        self.enter(path.rsplit_once('/').map_or("", |(folder, _)| folder))?;
        match &self.above {
            Above::Real => {}
            Above::Missing => return Ok(Found::Missing),
            Above::Blocked(obstacle) => return Ok(Found::Obstacle(obstacle.clone())),
        }
        let Some(metadata) = absent(fs::symlink_metadata(&place)).map_err(fail)? else {
            return Ok(Found::Missing);
        };
        match Kind::of(metadata.file_type()) {
            Kind::File => {}
            Kind::Folder => return Ok(Found::Obstacle(Obstacle::Folder)),
            Kind::Link => return Ok(Found::Obstacle(Obstacle::Link)),
            Kind::Special => return Ok(Found::Obstacle(Obstacle::Special)),
        }
        let length = self.fill(&place, metadata.len() as usize).map_err(fail)?;
        Ok(Found::File {
            bytes: &self.bytes[..length],
            executable: may_run(&metadata),
            stamp: Stamp::of(&metadata),
        })
    }

    /// Finds out what the folder of a path is, part by part from the root, unless the last path has told.
    fn enter(&mut self, folder: &str) -> Result<(), Error> {
        if folder == self.folder {
            return Ok(());
        }
        self.real = self.real.min(shared_folders(&self.folder, folder));
        self.folder.clear();
        self.folder.push_str(folder);
        self.above = Above::Real;
        let ends = folder
            .match_indices('/')
            .map(|(at, _)| at)
            .chain((!folder.is_empty()).then_some(folder.len()));
        for end in ends {
            if end <= self.real {
                continue;
            }
            let place = self.disk.root.join(&folder[..end]);
            let found = absent(fs::symlink_metadata(&place));
            match found.map_err(|error| Error::io(&place, "cannot be read", error))? {
                Some(metadata) if metadata.is_dir() => {
                    self.real = end;
                    continue;
                }
                None => self.above = Above::Missing,
                Some(metadata) if metadata.is_symlink() => {
                    self.above = Above::Blocked(Obstacle::LinkAbove(folder[..end].to_owned()));
                }
                Some(_) => {
                    self.above = Above::Blocked(Obstacle::FileAbove(folder[..end].to_owned()))
                }
            }
            break;
        }
        Ok(())
    }

    /// Reads a file into the buffer. The length that the file is said to have spares the read that finds its end.
    fn fill(&mut self, place: &Path, expected: usize) -> io::Result<usize> {
        let mut file = File::open(place)?;
        let mut length = 0;
        loop {
            if self.bytes.len() <= length.max(expected) {
                self.bytes.resize(length.max(expected) * 2 + 4096, 0);
            }
            match file.read(&mut self.bytes[length..]) {
                Ok(0) => return Ok(length),
                Ok(count) => length += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
            if length == expected {
                return Ok(length);
            }
        }
    }
}

/// How many bytes of `folder` name folders that are those of `other` too.
fn shared_folders(other: &str, folder: &str) -> usize {
    let same = other
        .bytes()
        .zip(folder.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let ends = |path: &str| path.len() == same || path.as_bytes()[same] == b'/';
    if ends(other) && ends(folder) {
        same
    } else {
        folder.as_bytes()[..same]
            .iter()
            .rposition(|b| *b == b'/')
            .unwrap_or(0)
    }
}

#[cfg(unix)]
fn may_run(metadata: &Metadata) -> Option<bool> {
    use std::os::unix::fs::PermissionsExt;
    Some(metadata.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn may_run(_: &Metadata) -> Option<bool> {
    None
}
