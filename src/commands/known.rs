//! Words that are known beforehand, for completion and help, on arguments that take others too.

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use std::ffi::OsStr;

/// Any text; shells complete the words. Whether another word is right is for the command to say, in its own words.
#[derive(Clone)]
pub struct Known(fn() -> Vec<PossibleValue>);

impl TypedValueParser for Known {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0().into_iter()))
    }
}

/// The codes of all findings.
pub fn codes() -> Known {
    Known(|| {
        let codes = crate::lints::codes();
        let mut words: Vec<&str> = codes.map(|code| code.word).collect();
        words.sort_unstable();
        words.into_iter().map(PossibleValue::new).collect()
    })
}

/// The kinds of service that are built in.
pub fn kinds() -> Known {
    Known(|| {
        let kinds = crate::model::BuiltIn::ALL.iter();
        kinds
            .map(|kind| PossibleValue::new(kind.word()).help(kind.summary()))
            .collect()
    })
}
