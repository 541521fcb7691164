//! The reference of a container image: `[host[:port]/]path[:tag][@digest]`.
//!
//! In: the string of `image`. Out: an [`Image`]. Compose checks nothing; what is refused here is
//! what the engine refuses ("reference" of its distribution). Whether the image exists is not asked.

use super::{first_outside, show};
use crate::formats::{Fault, Grammar};
use std::fmt;
use std::ops::Range;

/// An image by its parts, as they are written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Image {
    /// Host, path and all: `prefecthq/prefect`.
    pub repository: String,
    pub tag: Option<String>,
    /// With its algorithm: `sha256:…`.
    pub digest: Option<String>,
}

/// The string of `image`.
pub static IMAGE: Grammar = Grammar {
    noun: "image",
    example: "postgres:17-alpine",
    words: &[],
    check: |text| parse(text).map(drop),
};

/// Reads a reference as the engine does.
pub fn parse(text: &str) -> Result<Image, Fault> {
    let parts = Parts::of(text);
    if text.is_empty() {
        return Err(
            Fault::new(0..0, "the image is empty").help("write such as `postgres:17-alpine`")
        );
    }
    check_repository(text, parts.repository.clone())?;
    if let Some(tag) = parts.tag.clone() {
        check_tag(text, tag)?;
    }
    if let Some(digest) = parts.digest.clone() {
        check_digest(text, digest)?;
    }
    Ok(parts.image(text))
}

impl Image {
    /// Splits a reference whatever it holds; [`parse`] says what is wrong with it.
    pub fn read(text: &str) -> Self {
        Parts::of(text).image(text)
    }

    pub fn repository(&self) -> &str {
        &self.repository
    }

    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }
}

impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        match &self.digest {
            Some(digest) => write!(f, "@{digest}"),
            None => Ok(()),
        }
    }
}

/// Where the parts stand.
struct Parts {
    repository: Range<usize>,
    tag: Option<Range<usize>>,
    digest: Option<Range<usize>>,
}

impl Parts {
    fn of(text: &str) -> Self {
        let name_end = text.find('@').unwrap_or(text.len());
        let digest = (name_end < text.len()).then(|| name_end + 1..text.len());
        let path = text[..name_end].rfind('/').map_or(0, |slash| slash + 1);
        // A `:` before the last `/` belongs to the host's port.
        match text[path..name_end].find(':').map(|colon| path + colon) {
            Some(colon) => Self {
                repository: 0..colon,
                tag: Some(colon + 1..name_end),
                digest,
            },
            None => Self {
                repository: 0..name_end,
                tag: None,
                digest,
            },
        }
    }

    fn image(self, text: &str) -> Image {
        Image {
            repository: text[self.repository].into(),
            tag: self.tag.map(|range| text[range].into()),
            digest: self.digest.map(|range| text[range].into()),
        }
    }
}

fn check_repository(text: &str, range: Range<usize>) -> Result<(), Fault> {
    let repository = &text[range.clone()];
    if repository.is_empty() {
        return Err(Fault::new(0..1, "the name of the image is missing"));
    }
    if let Some(at) = text.find("://").filter(|at| *at <= range.end) {
        let fault = Fault::new(0..at + 3, "an image is not given as a URL");
        return Err(fault.help(format!("write `{}`", &text[at + 3..])));
    }
    let mut at = 0;
    if let Some((first, _)) = repository.split_once('/')
        && is_host(first)
    {
        check_host(first)?;
        at = first.len() + 1;
    }
    let is_id =
        |text: &str| text.len() == 64 && text.bytes().all(|b| b"0123456789abcdef".contains(&b));
    if is_id(repository) {
        return Err(Fault::new(
            range,
            "the engine takes 64 hexadecimal digits for an image's id",
        ));
    }
    for part in text[at..range.end].split('/') {
        check_component(text, at..at + part.len())?;
        at += part.len() + 1;
    }
    match repository.len() {
        0..=255 => Ok(()),
        _ => Err(Fault::new(
            range,
            "the name of an image has 255 characters at most",
        )),
    }
}

/// The first part is a host if it has `.` or `:` or an upper-case letter, or is localhost.
fn is_host(first: &str) -> bool {
    first == "localhost" || first.contains(|c: char| c == '.' || c == ':' || c.is_ascii_uppercase())
}

fn check_host(host: &str) -> Result<(), Fault> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    match first_outside(host, allowed) {
        Some((range, character)) => Err(Fault::new(
            range,
            format!("{} cannot stand in a host's name", show(character)),
        )),
        None => Ok(()),
    }
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`.
fn check_component(text: &str, range: Range<usize>) -> Result<(), Fault> {
    let part = &text[range.clone()];
    if part.is_empty() {
        let at = range.start.saturating_sub(1);
        return Err(Fault::new(
            at..at + 1,
            "a part of the image's name is empty",
        ));
    }
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if let Some((found, character)) = first_outside(part, |c| is_word(c) || "._-".contains(c)) {
        let found = range.start + found.start..range.start + found.end;
        let fault = Fault::new(
            found,
            format!("{} cannot stand in an image's name", show(character)),
        );
        return Err(match character.is_ascii_uppercase() {
            true => fault.help(format!(
                "images are written in lower case: `{}`",
                lowered(text, range)
            )),
            false => fault.help("write lower-case letters, digits, `.`, `_` and `-` only"),
        });
    }
    let ends_well = part.starts_with(is_word) && part.ends_with(is_word);
    let separated = part.split(is_word).all(|between| {
        matches!(between, "" | "." | "_" | "__") || between.bytes().all(|byte| byte == b'-')
    });
    match ends_well && separated {
        true => Ok(()),
        false => {
            let fault = Fault::new(range, "the separators in this part are misplaced");
            Err(fault.help(
                "one `.`, one or two `_`, or any number of `-` stand between letters or digits",
            ))
        }
    }
}

fn lowered(text: &str, range: Range<usize>) -> String {
    let part = text[range.clone()].to_ascii_lowercase();
    format!("{}{part}{}", &text[..range.start], &text[range.end..])
}

/// `[A-Za-z0-9_][A-Za-z0-9._-]{0,127}`.
fn check_tag(text: &str, range: Range<usize>) -> Result<(), Fault> {
    let tag = &text[range.clone()];
    if tag.is_empty() {
        let fault = Fault::new(
            range.start - 1..range.start,
            "the tag behind this `:` is missing",
        );
        return Err(fault.help("write a tag, or leave the `:` out"));
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let outside = first_outside(tag, allowed).or_else(|| {
        tag.starts_with(['.', '-'])
            .then(|| (0..1, if tag.starts_with('.') { '.' } else { '-' }))
    });
    if let Some((found, character)) = outside {
        let found = range.start + found.start..range.start + found.end;
        let fault = Fault::new(
            found,
            format!("{} cannot stand here in a tag", show(character)),
        );
        return Err(
            fault.help("a tag has letters, digits and `_`, and behind the first `.` and `-`")
        );
    }
    match tag.len() {
        0..=128 => Ok(()),
        _ => Err(Fault::new(range, "a tag has 128 characters at most")),
    }
}

fn check_digest(text: &str, range: Range<usize>) -> Result<(), Fault> {
    let digest = &text[range.clone()];
    let help = "write such as `sha256:` and 64 hexadecimal digits";
    let Some((algorithm, hex)) = digest.split_once(':') else {
        return Err(Fault::new(range, "the digest has no algorithm").help(help));
    };
    let named = algorithm.split(['-', '_', '+', '.']).all(|word| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii_alphanumeric())
    });
    let length_fits = match algorithm {
        "sha256" => hex.len() == 64,
        "sha384" => hex.len() == 96,
        "sha512" => hex.len() == 128,
        _ => hex.len() >= 32,
    };
    match named && length_fits && hex.chars().all(|c| c.is_ascii_hexdigit()) {
        true => Ok(()),
        false => Err(Fault::new(range, "this is not a digest").help(help)),
    }
}
