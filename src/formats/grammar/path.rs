//! Paths as text: inside the project, and inside a container.
//!
//! In: a path as it is written. Out: the same path, normalised. The disk is not looked at, and `/`
//! is the separator on every machine.

use super::{first_outside, show, whole};
use crate::formats::{Fault, Grammar};

/// Reads a path relative to the project's root: `./a/../b` is `b`, the root is `.`.
pub fn parse_project(text: &str) -> Result<String, Fault> {
    check_characters(text)?;
    if let Some(at) = text.find('\\') {
        let help = format!("write `{}`", text.replace('\\', "/"));
        return Err(Fault::new(at..at + 1, "paths are written with `/`").help(help));
    }
    if text.starts_with('/') || is_drive(text) {
        return Err(
            whole(text, "this path is absolute").help("write it relative to the project's root")
        );
    }
    if text == "~" || text.starts_with("~/") {
        return Err(Fault::new(0..1, "`~` is not read as the home folder here")
            .help("write a path relative to the project's root"));
    }
    let mut parts: Vec<&str> = Vec::new();
    let mut at = 0;
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => {
                return Err(Fault::new(at..at + 2, "this leaves the project's root")
                    .help("every path stays inside the root; `[project] root` can move it"));
            }
            ".." => {}
            part => parts.push(part),
        }
        at += part.len() + 1;
    }
    Ok(if parts.is_empty() {
        ".".into()
    } else {
        parts.join("/")
    })
}

/// The absolute path of something in a container; that of a Windows container begins with a letter.
pub static MOUNT_TARGET: Grammar = Grammar {
    noun: "path in a container",
    example: "/opt/prefect/flows",
    words: &[],
    check: |text| match is_drive(text) {
        true => Ok(()),
        false => parse_container(text).map(drop),
    },
};

/// Reads the absolute path of something in a container, and cleans it. The root itself is refused:
/// nothing can be mounted over it.
pub fn parse_container(text: &str) -> Result<String, Fault> {
    check_characters(text)?;
    if !text.starts_with('/') {
        let fault = whole(text, "a path in a container begins with `/`");
        return Err(match text.trim_start_matches("./") {
            rest if !rest.is_empty() && !rest.starts_with(['.', '\\']) && !is_drive(rest) => {
                fault.help(format!("write the whole path, such as `/{rest}`"))
            }
            _ => fault,
        });
    }
    match clean(text) {
        root if root == "/" => Err(
            whole(text, "nothing can be mounted over a container's root")
                .help("write a folder in it, such as `/data`"),
        ),
        cleaned => Ok(cleaned),
    }
}

/// A path in its shortest form, by its text alone: `/x/../y/` is `/y`, `a/..` is `.`, `..` at the
/// root stays there.
pub fn clean(text: &str) -> String {
    let absolute = text.starts_with('/');
    let mut inner = text[usize::from(absolute)..].split('/');
    if inner.all(|part| !matches!(part, "" | "." | "..")) {
        return text.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    match (absolute, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".into(),
        (false, false) => parts.join("/"),
    }
}

/// `path` seen from `base`, cleaned; an absolute one stays what it is.
pub fn join(base: &str, path: &str) -> String {
    match path.starts_with('/') {
        true => clean(path),
        false => clean(&[base, "/", path].concat()),
    }
}

/// What remains of `path` below `base`: `.` for `base` itself, none outside. Both cleaned, both
/// absolute or both relative.
pub fn below<'a>(path: &'a str, base: &str) -> Option<&'a str> {
    if path == base {
        return Some(".");
    }
    if base == "." {
        return (!path.starts_with('/') && path != ".." && !path.starts_with("../"))
            .then_some(path);
    }
    path.strip_prefix(base.trim_end_matches('/'))?
        .strip_prefix('/')
}

fn check_characters(text: &str) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::new(0..0, "the path is empty"));
    }
    match first_outside(text, |character| !character.is_control()) {
        Some((range, character)) => Err(Fault::new(
            range,
            format!("{} cannot stand in a path", show(character)),
        )),
        None => Ok(()),
    }
}

/// Whether a path begins with the letter of a Windows drive.
pub fn is_drive(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes, [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic())
}
