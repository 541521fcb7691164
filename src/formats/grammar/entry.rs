//! A mount in the forms of stack.toml: a volume of `[volumes]` by its name, or Compose's short
//! form.
//!
//! In: an entry of a service's `volumes`. Out: an [`Entry`]. Whether the volume is declared is for
//! the model: only it can say that `data` or `v` (a name of one letter, which Compose's short form
//! cannot carry) is none.

use super::mount::{self, Access, Mount, Part, Source};
use super::name;
use crate::formats::{Fault, Grammar};
use std::fmt;

/// An entry of `volumes` in stack.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// `flows`, `flows:ro`, `flows:/elsewhere`, `flows:/elsewhere:ro`: a volume of `[volumes]`.
    Reference(Reference),
    /// Compose's own short form.
    Mount(Mount),
}

/// A volume by its name, and what differs from its entry in `[volumes]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub name: String,
    /// Cleaned; none is the volume's own target.
    pub target: Option<String>,
    pub options: Vec<Access>,
}

/// What stack.toml takes.
pub static MOUNT_ENTRY: Grammar = Grammar {
    noun: "mount",
    example: "flows:ro",
    words: &[],
    check: |text| parse(text).map(drop),
};

/// Reads an entry of stack.toml: a reference where it begins with a word that is no path.
pub fn parse(text: &str) -> Result<Entry, Fault> {
    let (head, rest) = text
        .split_once(':')
        .map_or((text, None), |(head, rest)| (head, Some(rest)));
    if Source::is_path(head) || head.is_empty() || is_drive(head, rest) {
        return mount::parse(text).map(Entry::Mount);
    }
    if name::check_resource(head).is_err() {
        return Err(mount::not_a_volume(head, text));
    }
    let mut reference = Reference {
        name: head.into(),
        target: None,
        options: Vec::new(),
    };
    let Some(rest) = rest else {
        return Ok(Entry::Reference(reference));
    };
    let mut part = Part {
        at: head.len() + 1,
        text: rest,
    };
    if rest.starts_with('/') {
        let (target, options) = rest
            .split_once(':')
            .map_or((rest, None), |(a, b)| (a, Some(b)));
        reference.target = Some(mount::parse_target(Part {
            text: target,
            ..part
        })?);
        let Some(options) = options else {
            return Ok(Entry::Reference(reference));
        };
        part = Part {
            at: part.at + target.len() + 1,
            text: options,
        };
    } else if rest.contains('/') {
        return mount::parse_target(part).map(|_| Entry::Reference(reference));
    }
    reference.options = parse_options(part, &reference)?;
    Ok(Entry::Reference(reference))
}

/// What stands behind a name or its target. A word without `/` may be a path that lacks it.
fn parse_options(part: Part, reference: &Reference) -> Result<Vec<Access>, Fault> {
    if part.text.is_empty() {
        let colon = Fault::new(part.at - 1..part.at, "nothing stands behind this `:`");
        return Err(colon.help("leave it out"));
    }
    if let Some(colon) = part.text.find(':') {
        let at = part.at + colon;
        return Err(match colon {
            0 => Fault::new(at - 1..at + 1, "nothing stands between these colons"),
            _ => Fault::new(
                at..part.at + part.text.len(),
                "nothing can stand behind the options",
            ),
        }
        .help("write `NAME`, `NAME:ro`, `NAME:/TARGET` or `NAME:/TARGET:ro`"));
    }
    mount::parse_options(part).map_err(|fault| match reference.target {
        None if !part.text.contains(',') && fault.range.len() > 3 => {
            let name = &reference.name;
            let help = match &fault.help {
                Some(help) if help.starts_with("write") => help.clone(),
                _ => format!(
                    "for a path write `{name}:/{0}`, to read only `{name}:ro`",
                    part.text
                ),
            };
            Fault::new(fault.range, "this is neither a path nor an option").help(help)
        }
        _ => fault,
    })
}

/// Whether an entry is a Windows path with a target (`C:\data:/data`) and not a volume of one
/// letter.
fn is_drive(head: &str, rest: Option<&str>) -> bool {
    let one_letter = head.chars().count() == 1 && head.chars().all(char::is_alphabetic);
    let Some(rest) = rest.filter(|_| one_letter) else {
        return false;
    };
    rest.starts_with('\\')
        || rest
            .split_once(':')
            .is_some_and(|(_, target)| target.starts_with('/'))
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(target) = &self.target {
            write!(f, ":{target}")?;
        }
        mount::write_options(&self.options, f)
    }
}
