//! The physical limit: a process that only reads files, or only writes as many bytes into as many files.
//!
//! In: a list with one `BYTES PATH` a line. Out: nothing. `read` reads each path; `write` writes each below a folder, and makes
//! the folders that are missing. There is no work in it that `stackgen` could leave out: a file is one open, one read or
//! write, one close.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let done = match arguments.as_slice() {
        [what, list, folder] if what == Path::new("read") => read_all(list, folder),
        [what, list, folder] if what == Path::new("write") => write_all(list, folder),
        _ => Err(io::Error::other("usage: limit read|write LIST FOLDER")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn entries(list: &str) -> impl Iterator<Item = io::Result<(usize, &str)>> {
    list.lines().map(|line| {
        let (bytes, path) = line.split_once(' ').unwrap_or((line, ""));
        Ok((bytes.parse().map_err(io::Error::other)?, path))
    })
}

fn read_all(list: &Path, folder: &Path) -> io::Result<()> {
    let list = fs::read_to_string(list)?;
    let mut buffer = Vec::new();
    for entry in entries(&list) {
        let (bytes, path) = entry?;
        buffer.resize(bytes.max(buffer.len()), 0);
        File::open(folder.join(path))?.read_exact(&mut buffer[..bytes])?;
    }
    Ok(())
}

fn write_all(list: &Path, folder: &Path) -> io::Result<()> {
    let list = fs::read_to_string(list)?;
    let mut buffer = Vec::new();
    let mut made = HashSet::new();
    for entry in entries(&list) {
        let (bytes, path) = entry?;
        buffer.resize(bytes.max(buffer.len()), b'x');
        let place = folder.join(path);
        let parent = place.parent().unwrap_or(folder);
        if made.insert(parent.to_owned()) {
            fs::create_dir_all(parent)?;
        }
        File::create(&place)?.write_all(&buffer[..bytes])?;
    }
    Ok(())
}
