//! Addresses `http://host[:port][/path]` as they are found in text.
//!
//! In: any text, such as the value of a variable. Out: each address with the bytes it takes, so
//! that checks can point at host and port. Names are not looked up.

use super::whole;
use crate::formats::{Fault, Grammar};
use std::ops::Range;

/// An address and where its parts stand in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpUrl {
    /// `http` or `https`.
    pub scheme: &'static str,
    /// Without the brackets of an IPv6 address.
    pub host: String,
    /// As written; see [`HttpUrl::effective_port`].
    pub port: Option<u16>,
    /// From its `/` on, with query and fragment; empty if there is none.
    pub path: String,
    pub range: Range<usize>,
    pub host_range: Range<usize>,
    pub port_range: Option<Range<usize>>,
}

/// A string that is one address.
pub static HTTP_URL: Grammar = Grammar {
    noun: "URL",
    example: "http://127.0.0.1:4200/api",
    words: &[],
    check: |text| parse(text).map(drop),
};

/// Reads a string that is one address and nothing else.
pub fn parse(text: &str) -> Result<HttpUrl, Fault> {
    match find(text).into_iter().next() {
        Some(url) if url.port.is_none() && url.port_range.is_some() => {
            let range = url.port_range.unwrap_or_default();
            Err(Fault::new(range, "a port is at most 65535"))
        }
        Some(url) if url.range == (0..text.len()) => Ok(url),
        Some(url) if url.range.start == 0 => {
            let rest = Fault::new(
                url.range.end..text.len(),
                "this does not belong to an address",
            );
            Err(rest.help("write such as `http://127.0.0.1:4200/api`"))
        }
        _ => Err(whole(text, "this is not an address of a web server")
            .help("write such as `http://127.0.0.1:4200/api`")),
    }
}

/// All addresses in a text, from left to right.
pub fn find(text: &str) -> Vec<HttpUrl> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("://").map(|at| from + at) {
        let url =
            scheme_before(text, at).and_then(|(scheme, start)| read(text, scheme, start, at + 3));
        from = url.as_ref().map_or(at + 3, |url| url.range.end);
        found.extend(url);
    }
    found
}

impl HttpUrl {
    /// The port, or the scheme's own.
    pub fn effective_port(&self) -> u16 {
        self.port
            .unwrap_or(if self.scheme == "https" { 443 } else { 80 })
    }
}

fn scheme_before(text: &str, colon: usize) -> Option<(&'static str, usize)> {
    let scheme = ["https", "http"].into_iter().find(|scheme| {
        colon
            .checked_sub(scheme.len())
            .and_then(|start| text.get(start..colon))
            .is_some_and(|word| word.eq_ignore_ascii_case(scheme))
    })?;
    let start = colon - scheme.len();
    let is_word = |c: char| c.is_ascii_alphanumeric() || "+-".contains(c);
    (!text[..start].ends_with(is_word)).then_some((scheme, start))
}

fn read(text: &str, scheme: &'static str, start: usize, authority: usize) -> Option<HttpUrl> {
    let ends = |c: char| c.is_whitespace() || c.is_control() || "\"'`<>\\^{|}".contains(c);
    let all = authority
        + text[authority..]
            .find(ends)
            .unwrap_or(text.len() - authority);
    let path = authority
        + text[authority..all]
            .find(['/', '?', '#'])
            .unwrap_or(all - authority);
    // User and password are not part of the host.
    let host = text[authority..path]
        .rfind('@')
        .map_or(authority, |at| authority + at + 1);
    let (host_range, rest) = match text[host..path]
        .strip_prefix('[')
        .and_then(|rest| rest.find(']'))
    {
        Some(length) => (host + 1..host + 1 + length, host + length + 2),
        None => {
            let is_name = |c: char| c.is_alphanumeric() || "-._~%".contains(c);
            let name = text[host..path]
                .find(|c| !is_name(c))
                .unwrap_or(path - host);
            (host..host + name, host + name)
        }
    };
    if host_range.is_empty() {
        return None;
    }
    let digits = text[rest..path].strip_prefix(':').map(|behind| {
        behind
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(behind.len())
    });
    let port_range = digits
        .filter(|digits| *digits > 0)
        .map(|digits| rest + 1..rest + 1 + digits);
    let end = port_range.as_ref().map_or(rest, |range| range.end);
    // `http://a,http://b`: what is neither port nor path ends the address.
    let all = if end == path { all } else { end };
    Some(HttpUrl {
        scheme,
        host: text[host_range.clone()].into(),
        port: port_range
            .clone()
            .and_then(|range| text[range].parse().ok()),
        path: text[end..all].into(),
        range: start..all,
        host_range,
        port_range,
    })
}
