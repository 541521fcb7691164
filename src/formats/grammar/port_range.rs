//! A range of ports, and the protocol of a port.
//!
//! In: a part of [`super::port`]'s short form, or a value of the long form. Out: a [`PortRange`] or
//! a [`Protocol`]. Port 0 is let through: of the host it means any free one.

use super::{first_outside, shifted, show, whole};
use crate::formats::{Fault, Grammar};
use std::fmt;

/// Ports from the first to the last, both included; `first <= last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PortRange {
    first: u16,
    last: u16,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    #[default]
    Tcp,
    Udp,
    Sctp,
}

/// `published` in the long form: one port or a range.
pub static PORT_RANGE: Grammar = Grammar {
    noun: "port",
    example: "8080",
    words: &[],
    check: |text| PortRange::parse(text).map(drop),
};

/// `protocol` in the long form.
pub static PROTOCOL: Grammar = Grammar {
    noun: "protocol",
    example: "tcp",
    words: &["tcp", "udp", "sctp"],
    check: |text| Protocol::parse(text).map(drop),
};

impl PortRange {
    /// One port.
    pub fn single(port: u16) -> Self {
        Self {
            first: port,
            last: port,
        }
    }

    /// From `first` to `last`; none if they descend.
    pub fn new(first: u16, last: u16) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// Reads `N` or `N-M`, each from 0 to 65535.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let Some((first, last)) = text.split_once('-') else {
            return parse_number(text).map(Self::single);
        };
        let at = first.len() + 1;
        if first.is_empty() || last.is_empty() {
            let fault = whole(text, "a range needs a port on both sides of its `-`");
            return Err(fault.help("write a range as `8000-8010`"));
        }
        let range = (
            parse_number(first)?,
            parse_number(last).map_err(|fault| shifted(fault, at))?,
        );
        Self::new(range.0, range.1).ok_or_else(|| {
            whole(text, "the range runs downwards").help(format!("write `{}-{}`", range.1, range.0))
        })
    }

    pub fn first(self) -> u16 {
        self.first
    }

    pub fn last(self) -> u16 {
        self.last
    }

    /// How many ports it holds: at least one.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(self) -> u32 {
        u32::from(self.last - self.first) + 1
    }

    pub fn contains(self, port: u16) -> bool {
        (self.first..=self.last).contains(&port)
    }

    pub fn iter(self) -> impl Iterator<Item = u16> {
        self.first..=self.last
    }
}

fn parse_number(text: &str) -> Result<u16, Fault> {
    if text.is_empty() {
        return Err(Fault::new(0..0, "a port is missing").help("write a number from 1 to 65535"));
    }
    if let Some((range, character)) = first_outside(text, |character| character.is_ascii_digit()) {
        let fault = Fault::new(range, format!("{} is not part of a port", show(character)));
        return Err(fault.help("write a number from 1 to 65535"));
    }
    text.parse()
        .map_err(|_| whole(text, "a port is at most 65535").help("write a number from 1 to 65535"))
}

impl Protocol {
    /// Reads `tcp`, `udp` or `sctp`, in any case.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        match text.to_ascii_lowercase().as_str() {
            "tcp" => Ok(Self::Tcp),
            "udp" => Ok(Self::Udp),
            "sctp" => Ok(Self::Sctp),
            _ => Err(whole(text, "this is not a protocol").help("write `tcp`, `udp` or `sctp`")),
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
        }
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first == self.last {
            true => write!(f, "{}", self.first),
            false => write!(f, "{}-{}", self.first, self.last),
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
