//! One variable of Compose's interpolation.
//!
//! In: a name, and a rule with its word. Out: a variable that Compose can read back, or the fault in its name or word.

use super::{Interpolated, Part, parse};
use crate::dialects::carry;
use crate::formats::Fault;
use crate::source::Name;
use std::borrow::Cow;

/// `${NAME}`, `${NAME:-default}` and their like. Always one that Compose can read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Variable {
    pub(super) name: Name,
    pub(super) rule: Option<(Rule, Interpolated)>,
}

/// What the word behind a variable's name is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// `:-`: the word, if the variable is unset or empty.
    DefaultIfEmpty,
    /// `-`: the word, if the variable is unset.
    DefaultIfUnset,
    /// `:?`: an error with the word, if the variable is unset or empty.
    ErrorIfEmpty,
    /// `?`: an error with the word, if the variable is unset.
    ErrorIfUnset,
    /// `:+`: the word in place of a variable that is set and not empty, else nothing.
    InsteadIfFilled,
    /// `+`: the word in place of a variable that is set, else nothing.
    InsteadIfSet,
}

impl Rule {
    pub const ALL: [Self; 6] = [
        Self::DefaultIfEmpty,
        Self::DefaultIfUnset,
        Self::ErrorIfEmpty,
        Self::ErrorIfUnset,
        Self::InsteadIfFilled,
        Self::InsteadIfSet,
    ];

    /// As Compose spells it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::DefaultIfEmpty => ":-",
            Self::DefaultIfUnset => "-",
            Self::ErrorIfEmpty => ":?",
            Self::ErrorIfUnset => "?",
            Self::InsteadIfFilled => ":+",
            Self::InsteadIfSet => "+",
        }
    }

    fn is_default(self) -> bool {
        matches!(self, Self::DefaultIfEmpty | Self::DefaultIfUnset)
    }

    pub fn is_error(self) -> bool {
        matches!(self, Self::ErrorIfEmpty | Self::ErrorIfUnset)
    }
}

impl Variable {
    /// A variable, with a rule and its word where it has one.
    ///
    /// # Errors
    /// A name that is none; a word that Compose's grammar cannot carry, with its range in the literal part that holds it.
    pub fn new(name: impl Into<Name>, rule: Option<(Rule, Interpolated)>) -> Result<Self, Fault> {
        let name = name.into();
        check_name(&name)?;
        for part in rule.iter().flat_map(|(_, word)| word.parts()) {
            if let Part::Literal(text) | Part::Secret(text) = part {
                check_word(text)?;
            }
        }
        Ok(Self { name, rule })
    }

    /// `${NAME:-default}` of a literal default.
    ///
    /// # Errors
    /// As for [`Variable::new`]; the range is one of `default`.
    pub fn with_default(name: impl Into<Name>, default: &str) -> Result<Self, Fault> {
        Self::new(
            name,
            Some((Rule::DefaultIfEmpty, Interpolated::literal(default))),
        )
    }

    /// `${NAME:?message}` of a literal message.
    ///
    /// # Errors
    /// As for [`Variable::new`]; the range is one of `message`.
    pub fn with_error(name: impl Into<Name>, message: &str) -> Result<Self, Fault> {
        Self::new(
            name,
            Some((Rule::ErrorIfEmpty, Interpolated::literal(message))),
        )
    }

    pub fn name(&self) -> &Name {
        &self.name
    }

    pub fn rule(&self) -> Option<(Rule, &Interpolated)> {
        self.rule.as_ref().map(|(rule, word)| (*rule, word))
    }

    /// The word that stands in when the variable has no value, if there is such a rule.
    pub fn default(&self) -> Option<&Interpolated> {
        self.rule()
            .filter(|(rule, _)| rule.is_default())
            .map(|(_, word)| word)
    }

    /// What Compose puts in when the variable is unset.
    pub(super) fn assumed(&self) -> Option<Cow<'_, str>> {
        match self.rule()? {
            (Rule::DefaultIfEmpty | Rule::DefaultIfUnset, word) => word.assumed(),
            (Rule::InsteadIfFilled | Rule::InsteadIfSet, word) => {
                let demands =
                    |variable: &&Variable| variable.rule().is_some_and(|(rule, _)| rule.is_error());
                word.variables()
                    .iter()
                    .all(|variable| !demands(variable))
                    .then_some(Cow::Borrowed(""))
            }
            (Rule::ErrorIfEmpty | Rule::ErrorIfUnset, _) => None,
        }
    }
}

/// The name of an environment variable as Compose takes it between `${` and `}`.
///
/// # Errors
/// The first character that it cannot have.
pub fn check_name(name: &str) -> Result<(), Fault> {
    let end = parse::name_end(name);
    if end == name.len() && end > 0 {
        return Ok(());
    }
    let length = name[end..].chars().next().map_or(0, char::len_utf8);
    Err(Fault::new(
        end..end + length,
        "a variable's name has letters, digits and `_`, and no digit at its start",
    ))
}

/// A default or an error message between `${NAME:-` and `}`: versions of Compose differ about braces in it, and none reads a
/// line feed.
fn check_word(text: &str) -> Result<(), Fault> {
    carry(
        text,
        "the default or message of a Compose variable",
        |character| matches!(character, '{' | '}' | '\n' | '\0'),
    )
    .map_err(|fault| {
        fault.help("leave the character out, or set the variable in .env and give no default")
    })
}
