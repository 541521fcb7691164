//! A mount in Compose's short form: `target`, `source:target` or `source:target:options`.
//!
//! In: an entry of a service's `volumes`. Out: a [`Mount`]. Refused besides what Compose refuses
//! (its specification, "volumes", short syntax): what it ignores or misreads without a word, and targets that
//! fail when the container starts. Whether a volume is declared is not looked at; the forms of
//! stack.toml are [`super::entry`]'s.

use super::{name, path, shifted};
use crate::formats::{Fault, Grammar};
use std::fmt;

/// What is mounted where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    pub source: Source,
    /// An absolute path in the container, cleaned.
    pub target: String,
    pub options: Vec<Access>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A path of the host, as it is written.
    Bind(String),
    /// A key of `volumes`.
    Named(String),
    /// A volume without a name.
    Anonymous,
}

/// An option behind the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    ReadOnly,
    ReadWrite,
    /// `z`: the SELinux label is shared between containers.
    SharedLabel,
    /// `Z`: the SELinux label is the container's own.
    PrivateLabel,
    NoCopy,
    /// `rprivate`, `shared` and the like.
    Propagation(&'static str),
}

/// Compose's short form.
pub static MOUNT: Grammar = Grammar {
    noun: "mount",
    example: "./data:/data",
    words: &[],
    check: |text| parse(text).map(drop),
};

const OPTIONS: &[(&str, Access)] = &[
    ("ro", Access::ReadOnly),
    ("rw", Access::ReadWrite),
    ("z", Access::SharedLabel),
    ("Z", Access::PrivateLabel),
    ("nocopy", Access::NoCopy),
    ("private", Access::Propagation("private")),
    ("rprivate", Access::Propagation("rprivate")),
    ("shared", Access::Propagation("shared")),
    ("rshared", Access::Propagation("rshared")),
    ("slave", Access::Propagation("slave")),
    ("rslave", Access::Propagation("rslave")),
];

/// Reads Compose's short form.
pub fn parse(text: &str) -> Result<Mount, Fault> {
    let parts = split(text)?;
    if let [only] = parts[..] {
        return parse_anonymous(text, only);
    }
    let source = parse_source(parts[0].text, text)?;
    let target = parse_target(parts[1])?;
    let options = parts
        .get(2)
        .map_or(Ok(Vec::new()), |part| parse_options(*part))?;
    Ok(Mount {
        source,
        target,
        options,
    })
}

/// A stretch of the text between colons.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub at: usize,
    pub text: &'a str,
}

impl Part<'_> {
    fn fault(self, message: impl Into<String>) -> Fault {
        Fault::new(self.at..self.at + self.text.len(), message)
    }
}

/// Splits at `:`, but not behind a single letter at the start of a part: Compose takes that for a
/// Windows drive.
fn split(text: &str) -> Result<Vec<Part<'_>>, Fault> {
    let mut parts: Vec<Part> = Vec::new();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let skip = drive_length(rest);
        let end = rest[skip..]
            .find(':')
            .map_or(rest.len(), |colon| skip + colon);
        if end == 0 {
            return Err(empty_part(text, at));
        }
        if parts.len() == 3 {
            let fault = Fault::new(at..text.len(), "a mount has three parts at most");
            return Err(fault.help(
                "write a path that holds a `:` in the long form: `{ type, source, target }`",
            ));
        }
        parts.push(Part {
            at,
            text: &rest[..end],
        });
        if end == rest.len() {
            return Ok(parts);
        }
        at += end + 1;
    }
}

fn empty_part(text: &str, at: usize) -> Fault {
    let help = "write `SOURCE:TARGET`, such as `./data:/data`";
    match text.is_empty() {
        true => Fault::new(0..0, "the mount is empty").help(help),
        false => {
            let from = at.saturating_sub(1);
            Fault::new(
                from..(from + 1).min(text.len()),
                "a part beside this `:` is empty",
            )
            .help(help)
        }
    }
}

fn drive_length(text: &str) -> usize {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(letter), Some(':')) if letter.is_alphabetic() => letter.len_utf8() + 1,
        _ => 0,
    }
}

fn parse_anonymous(text: &str, only: Part) -> Result<Mount, Fault> {
    if only.text.starts_with('/') {
        let target = parse_target(only)?;
        return Ok(Mount {
            source: Source::Anonymous,
            target,
            options: Vec::new(),
        });
    }
    let letter = only.text.split(':').next().unwrap_or_default();
    Err(match drive_length(only.text) {
        0 => only
            .fault("the target is missing")
            .help(format!("write `{text}:/PATH/IN/THE/CONTAINER`")),
        _ => Fault::new(
            0..letter.len(),
            "Compose takes a single letter for a Windows drive, not for a volume",
        )
        .help("give the volume a name of two letters or more, or use the long form"),
    })
}

fn parse_source(source: &str, text: &str) -> Result<Source, Fault> {
    let source = Source::read(source);
    match &source {
        Source::Named(named) if name::check_resource(named).is_err() => {
            Err(not_a_volume(named, text))
        }
        _ => Ok(source),
    }
}

/// A source or reference that is neither a path as Compose knows one nor a name that a volume can
/// have.
pub(super) fn not_a_volume(source: &str, text: &str) -> Fault {
    let fault = Fault::new(
        0..source.len(),
        "this is neither a path nor the name of a volume",
    );
    match source.contains('/') {
        true => fault.help(format!(
            "a path of the project begins with `./`: `./{text}`"
        )),
        false => fault
            .help("a path begins with `./` or `/`; a name has letters, digits, `.`, `_` and `-`"),
    }
}

pub(super) fn parse_target(part: Part) -> Result<String, Fault> {
    path::parse_container(part.text).map_err(|fault| {
        let fault = shifted(fault, part.at);
        let option = part
            .text
            .split(',')
            .all(|word| option(&word.to_ascii_lowercase()).is_some());
        match option {
            true => fault.help(format!(
                "options stand behind the target: `SOURCE:/TARGET:{}`",
                part.text
            )),
            false => fault,
        }
    })
}

pub(super) fn parse_options(part: Part) -> Result<Vec<Access>, Fault> {
    let mut options = Vec::new();
    let mut at = part.at;
    for word in part.text.split(',') {
        match option(word) {
            Some(access) => options.push(access),
            None => return Err(unknown_option(Part { at, text: word })),
        }
        at += word.len() + 1;
    }
    Ok(options)
}

fn option(word: &str) -> Option<Access> {
    OPTIONS
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, access)| *access)
}

/// Compose ignores an option that it does not know: `RO` mounts writable.
fn unknown_option(part: Part) -> Fault {
    let fault = match part.text {
        "" => {
            return part
                .fault("an option is missing")
                .help("write `ro`, or nothing");
        }
        _ => part.fault("this is no option of a mount"),
    };
    let lower = part.text.to_ascii_lowercase();
    match lower.as_str() {
        "readonly" | "read-only" | "read_only" | "r" => fault.help("write `ro`"),
        "cached" | "delegated" | "consistent" => fault.help("it has no effect: leave it out"),
        _ if option(&lower).is_some() => fault.help(format!("write `{lower}`")),
        _ => {
            let known: Vec<String> = OPTIONS
                .iter()
                .map(|(word, _)| format!("`{word}`"))
                .collect();
            fault.help(format!(
                "the options are {}",
                crate::formats::join_or(&known)
            ))
        }
    }
}

impl Source {
    /// What a source is to Compose: a path or a name. Nothing is checked.
    pub fn read(text: &str) -> Self {
        match Self::is_path(text) {
            _ if text.is_empty() => Self::Anonymous,
            true => Self::Bind(text.into()),
            false => Self::Named(text.into()),
        }
    }

    /// Whether Compose reads a source as a path of the host.
    pub fn is_path(text: &str) -> bool {
        text.starts_with(['.', '/', '~']) || text.starts_with(r"\\") || drive_length(text) > 0
    }
}

impl Mount {
    pub fn read_only(&self) -> bool {
        read_only(&self.options).unwrap_or(false)
    }

    /// Whether the short form says the same: no part may hold a `:`, and a name needs two
    /// characters.
    pub fn has_short_form(&self) -> bool {
        parse(&self.to_string()).is_ok_and(|back| back == *self)
    }
}

/// What the options say of writing; the last one counts.
pub fn read_only(options: &[Access]) -> Option<bool> {
    options.iter().rev().find_map(|option| match option {
        Access::ReadOnly => Some(true),
        Access::ReadWrite => Some(false),
        _ => None,
    })
}

impl Access {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "ro",
            Self::ReadWrite => "rw",
            Self::SharedLabel => "z",
            Self::PrivateLabel => "Z",
            Self::NoCopy => "nocopy",
            Self::Propagation(word) => word,
        }
    }
}

impl fmt::Display for Mount {
    /// The short form; where [`Mount::has_short_form`] is false it says something else.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Bind(source) | Source::Named(source) => write!(f, "{source}:{}", self.target)?,
            Source::Anonymous => f.write_str(&self.target)?,
        }
        write_options(&self.options, f)
    }
}

pub(super) fn write_options(options: &[Access], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let words: Vec<&str> = options.iter().map(|option| option.as_str()).collect();
    match words.is_empty() {
        true => Ok(()),
        false => write!(f, ":{}", words.join(",")),
    }
}
