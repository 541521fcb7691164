//! A restart policy: `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:N`.
//!
//! In: the string of `restart`, which Compose passes on unread. Out: a [`Restart`], or what the
//! engine would refuse.

use super::whole;
use crate::formats::{Fault, Grammar};
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Restart {
    No,
    Always,
    UnlessStopped,
    /// With the number of tries, where it is limited.
    OnFailure(Option<u32>),
}

/// The string of `restart`.
pub static RESTART: Grammar = Grammar {
    noun: "restart policy",
    example: "unless-stopped",
    words: WORDS,
    check: |text| parse(text).map(drop),
};

const WORDS: &[&str] = &["no", "always", "unless-stopped", "on-failure"];

/// Reads a policy.
pub fn parse(text: &str) -> Result<Restart, Fault> {
    match text {
        "no" => Ok(Restart::No),
        "always" => Ok(Restart::Always),
        "unless-stopped" => Ok(Restart::UnlessStopped),
        "on-failure" => Ok(Restart::OnFailure(None)),
        _ => match text.strip_prefix("on-failure:") {
            Some(count) if !count.starts_with('+') => match count.parse() {
                Ok(count) => Ok(Restart::OnFailure(Some(count))),
                Err(_) => Err(Fault::new(11..text.len(), "this is not a number of tries")
                    .help("write such as `on-failure:3`")),
            },
            Some(_) => Err(Fault::new(11..12, "a number of tries has no sign")),
            None => Err(unknown(text)),
        },
    }
}

fn unknown(text: &str) -> Fault {
    let word = text.split(':').next().unwrap_or_default();
    if word != text && WORDS.contains(&word) {
        let fault = Fault::new(
            word.len()..text.len(),
            "only `on-failure` takes a number of tries",
        );
        return fault.help(format!("write `{word}`"));
    }
    let fault = whole(text, "this is not a restart policy");
    match crate::diagnostics::nearest(text, WORDS.iter().copied()) {
        Some(near) => fault.help(format!("write `{near}`")),
        None => fault.help("write `no`, `always`, `unless-stopped` or `on-failure`"),
    }
}

impl fmt::Display for Restart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::No => f.write_str("no"),
            Self::Always => f.write_str("always"),
            Self::UnlessStopped => f.write_str("unless-stopped"),
            Self::OnFailure(None) => f.write_str("on-failure"),
            Self::OnFailure(Some(count)) => write!(f, "on-failure:{count}"),
        }
    }
}
