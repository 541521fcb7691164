//! Compose's interpolation: a string as literal parts and variables.
//!
//! In: the text of a value in Compose's tables, or parts from elsewhere (a credential enters as a literal). Out: the parts; and
//! the text that Compose reads back as them, before any quoting of YAML. Variables are not looked up here, and keys never come
//! here: Compose does not interpolate them.
//!
//! Source: the Compose specification, "Interpolation"; tried with a v2 binary's `config`. Stricter than Compose in three points,
//! so that no password is eaten: `$NAME` without braces, a `$` before anything else, and braces in a default are faults.
//! Compose evaluates every word, also one that it does not use: `${A:-${B:?say}}` demands B even when A is set (tried).

mod parse;
mod variable;

pub use variable::{Rule, Variable, check_name};

use super::{Dialect, carry};
use crate::formats::Fault;
use crate::source::Name;
use std::borrow::Cow;
use std::fmt;

/// A string with Compose's variables. No two literals (nor two secrets) are neighbours, and none is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Interpolated {
    parts: Vec<Part>,
}

/// One part of such a string.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Part {
    Literal(Name),
    /// A literal that is not to be shown.
    Secret(Name),
    Variable(Variable),
}

impl Interpolated {
    /// A string in which every character stands for itself.
    pub fn literal(text: impl Into<Name>) -> Self {
        Self::from(Part::Literal(text.into()))
    }

    /// A literal that is not to be shown.
    pub fn secret(text: impl Into<Name>) -> Self {
        Self::from(Part::Secret(text.into()))
    }

    /// A variable alone.
    ///
    /// # Errors
    /// As for [`Variable::new`].
    pub fn variable(name: impl Into<Name>, rule: Option<(Rule, Self)>) -> Result<Self, Fault> {
        Variable::new(name, rule).map(Self::from)
    }

    /// Reads Compose's text.
    ///
    /// # Errors
    /// Every `$` that is neither `$$` nor begins a well-formed `${…}`, every default that versions of Compose read differently,
    /// and NUL, which no container can be given; in the order of the text.
    pub fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        parse::parse(text)
    }

    /// All strings as one.
    pub fn concat(strings: impl IntoIterator<Item = Self>) -> Self {
        let mut whole = Self::default();
        strings.into_iter().for_each(|string| whole.push(string));
        whole
    }

    /// Puts another string behind this one.
    pub fn push(&mut self, other: Self) {
        other
            .parts
            .into_iter()
            .for_each(|part| self.push_part(part));
    }

    fn push_part(&mut self, part: Part) {
        match (self.parts.last_mut(), part) {
            (_, Part::Literal(text) | Part::Secret(text)) if text.is_empty() => {}
            (Some(Part::Literal(last)), Part::Literal(text))
            | (Some(Part::Secret(last)), Part::Secret(text)) => {
                *last = format!("{last}{text}").into();
            }
            (_, part) => self.parts.push(part),
        }
    }

    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The text, secrets included; none if it holds a variable.
    pub fn as_literal(&self) -> Option<Cow<'_, str>> {
        self.text_with(&|_| None)
    }

    /// The text if no variable is set; none if one has no default.
    pub fn assumed(&self) -> Option<Cow<'_, str>> {
        self.text_with(&Variable::assumed)
    }

    fn text_with<'a>(
        &'a self,
        value: &impl Fn(&'a Variable) -> Option<Cow<'a, str>>,
    ) -> Option<Cow<'a, str>> {
        let text = |part: &'a Part| match part {
            Part::Literal(text) | Part::Secret(text) => Some(Cow::Borrowed(&**text)),
            Part::Variable(variable) => value(variable),
        };
        match self.parts.as_slice() {
            [] => Some(Cow::Borrowed("")),
            [one] => text(one),
            parts => parts
                .iter()
                .map(text)
                .collect::<Option<String>>()
                .map(Cow::Owned),
        }
    }

    /// All variables in the order of the text, those in defaults and messages included.
    pub fn variables(&self) -> Vec<&Variable> {
        let mut found = Vec::new();
        self.collect_variables(&mut found);
        found
    }

    fn collect_variables<'a>(&'a self, found: &mut Vec<&'a Variable>) {
        for part in &self.parts {
            if let Part::Variable(variable) = part {
                found.push(variable);
                if let Some((_, word)) = variable.rule() {
                    word.collect_variables(found);
                }
            }
        }
    }

    pub fn has_variables(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, Part::Variable(_)))
    }

    /// Whether it holds a literal that is not to be shown, in a default too.
    pub fn has_secret(&self) -> bool {
        self.parts.iter().any(|part| match part {
            Part::Literal(_) => false,
            Part::Secret(_) => true,
            Part::Variable(variable) => variable.rule().is_some_and(|(_, word)| word.has_secret()),
        })
    }

    /// As Compose's text, before YAML quotes it.
    pub fn print(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, false);
        out
    }

    /// As Compose's text with `***` for each secret: for messages.
    pub fn masked(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, true);
        out
    }

    fn write(&self, out: &mut String, masked: bool) {
        for part in &self.parts {
            match part {
                Part::Secret(_) if masked => out.push_str("***"),
                Part::Literal(text) | Part::Secret(text) => out.push_str(&escape(text)),
                Part::Variable(variable) => {
                    out.push_str("${");
                    out.push_str(variable.name());
                    if let Some((rule, word)) = variable.rule() {
                        out.push_str(rule.symbol());
                        word.write(out, masked);
                    }
                    out.push('}');
                }
            }
        }
    }
}

impl From<Part> for Interpolated {
    fn from(part: Part) -> Self {
        let mut whole = Self::default();
        whole.push_part(part);
        whole
    }
}

impl From<Variable> for Interpolated {
    fn from(variable: Variable) -> Self {
        Self {
            parts: vec![Part::Variable(variable)],
        }
    }
}

impl FromIterator<Part> for Interpolated {
    fn from_iter<I: IntoIterator<Item = Part>>(parts: I) -> Self {
        let mut whole = Self::default();
        parts.into_iter().for_each(|part| whole.push_part(part));
        whole
    }
}

impl Dialect for Interpolated {
    const CASTS: bool = true;

    fn read(text: &Name) -> Result<Self, Vec<Fault>> {
        if text.contains(['$', '\0']) {
            Self::parse(text)
        } else {
            Ok(Self::literal(text.clone()))
        }
    }

    fn assumed(&self) -> Option<Name> {
        self.assumed().map(Name::from)
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(text) => text.fmt(f),
            Self::Secret(_) => f.write_str("***"),
            Self::Variable(variable) => variable.fmt(f),
        }
    }
}

/// A literal as Compose's text: `$` is `$$`.
pub fn escape(text: &str) -> Cow<'_, str> {
    if text.contains('$') {
        Cow::Owned(text.replace('$', "$$"))
    } else {
        Cow::Borrowed(text)
    }
}

/// What Compose cannot hand to a container.
///
/// # Errors
/// The place of the first NUL.
pub fn check_literal(text: &str) -> Result<(), Fault> {
    carry(text, "a container", |character| character == '\0')
}

#[cfg(test)]
mod tests;
