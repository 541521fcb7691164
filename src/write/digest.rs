//! Digests of texts.

use std::fmt;
use xxhash_rust::xxh3::{Xxh3Default, xxh3_128};

/// What identifies a text (XXH3, 128 bits), whatever git or an editor does to its line endings: CRLF counts as LF, and line ends
/// at the end of the text do not count. It guards against accidents, not against forgery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(u128);

impl Digest {
    pub fn of(text: &[u8]) -> Self {
        let text = without_last_ends(text);
        if !text.contains(&b'\r') {
            return Self(xxh3_128(text));
        }
        let mut state = Xxh3Default::new();
        let mut rest = text;
        while let Some(at) = rest.windows(2).position(|pair| pair == b"\r\n") {
            state.update(&rest[..at]);
            rest = &rest[at + 1..];
        }
        state.update(rest);
        Self(state.digest128())
    }

    /// 32 hexadecimal digits.
    pub fn parse(word: &str) -> Option<Self> {
        let hexadecimal = word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        hexadecimal
            .then(|| u128::from_str_radix(word, 16).ok().map(Self))
            .flatten()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

fn without_last_ends(mut text: &[u8]) -> &[u8] {
    while let Some(shorter) = text.strip_suffix(b"\n") {
        text = shorter.strip_suffix(b"\r").unwrap_or(shorter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_do_not_count() {
        let digest = Digest::of(b"a\nb\n");
        for same in ["a\nb", "a\r\nb\r\n", "a\r\nb\n\n\n", "a\nb\r\n\r\n"] {
            assert_eq!(Digest::of(same.as_bytes()), digest, "{same:?}");
        }
        for other in ["a\n\nb\n", "a\rb\n", "a\nb \n", "\na\nb\n", "", "a\nb\r"] {
            assert_ne!(Digest::of(other.as_bytes()), digest, "{other:?}");
        }
    }

    #[test]
    fn what_is_printed_is_read_back() {
        let digest = Digest::of(b"text");
        assert_eq!(Digest::parse(&digest.to_string()), Some(digest));
        for wrong in ["", "+0000000000000000000000000000000", "<<<<<<<", "é"] {
            assert_eq!(Digest::parse(wrong), None, "{wrong}");
        }
    }
}
