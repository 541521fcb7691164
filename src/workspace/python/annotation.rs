//! What an annotation lets a deployment's parameter be.
//!
//! In: an [`Annotation`] and a value of stack.toml. Out: an [`Answer`]. Prefect's server holds the
//! parameters of a deployment against the JSON schema that pydantic makes of the signature, and
//! coerces nothing; the rules below are those of that schema (measured with Prefect 3.8.8:
//! `accepts` against `parameter_schema` and `validate`).

use super::model::Model;
use std::sync::Arc;

/// An annotation, as far as a JSON schema shows it.
#[derive(Clone, Debug, PartialEq)]
pub enum Annotation {
    /// No annotation, `Any` or `object`.
    Any,
    None,
    Bool,
    Int,
    Float,
    Str,
    List(Box<Annotation>),
    /// A tuple or a set: an array with more rules than are kept here.
    Array,
    /// The values; keys are not checked by the server.
    Dict(Box<Annotation>),
    Union(Vec<Annotation>),
    Literal(Vec<Literal>),
    /// A model of pydantic or a dataclass.
    Model(Arc<Model>),
    /// A date, a time or a length of time, as text.
    Moment(Moment),
    /// A type with further constraints, as `Annotated[int, Field(ge=1)]`.
    Refined(Box<Annotation>),
    /// A name that is not understood.
    Unknown,
}

/// What a text of a time says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Date,
    DateTime,
    Time,
    Length,
}

/// One value of `Literal[…]`.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    None,
    Bool(bool),
    Int(i64),
    Text(String),
    Unknown,
}

/// A value that a deployment gives to a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'a str),
    List(Vec<Value<'a>>),
    Map(Vec<(&'a str, Value<'a>)>),
    /// A value that is only known later: a placeholder.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
    Unknown,
}

impl Annotation {
    /// Whether the server takes the value.
    pub fn accepts(&self, value: &Value) -> Answer {
        let is = |fits: bool| if fits { Answer::Yes } else { Answer::No };
        match (self, value) {
            (Self::Any, _) => Answer::Yes,
            (Self::Unknown, _) | (_, Value::Unknown) => Answer::Unknown,
            (_, Value::Map(entries)) if is_hydrated(entries) => Answer::Unknown,
            (Self::None, value) => is(matches!(value, Value::Null)),
            (Self::Bool, value) => is(matches!(value, Value::Bool(_))),
            // JSON schema takes 5.0 for an integer, and no boolean for a number.
            (Self::Int, Value::Float(number)) => is(number.fract() == 0.0),
            (Self::Int, value) => is(matches!(value, Value::Int(_))),
            (Self::Float, Value::Float(number)) if !number.is_finite() => Answer::Unknown,
            (Self::Float, value) => is(matches!(value, Value::Int(_) | Value::Float(_))),
            (Self::Str, value) => is(matches!(value, Value::Text(_))),
            (Self::List(item), Value::List(values)) => {
                all(values.iter().map(|value| item.accepts(value)))
            }
            (Self::Array, Value::List(_)) => Answer::Unknown,
            (Self::List(_) | Self::Array, _) => Answer::No,
            (Self::Dict(item), Value::Map(entries)) => {
                all(entries.iter().map(|(_, value)| item.accepts(value)))
            }
            (Self::Dict(_), _) => Answer::No,
            (Self::Union(members), value) => {
                any(members.iter().map(|member| member.accepts(value)))
            }
            (Self::Literal(values), value) => {
                any(values.iter().map(|literal| literal.equals(value)))
            }
            (Self::Model(model), Value::Map(entries)) => model.accepts(entries),
            (Self::Model(_), _) => Answer::No,
            (Self::Moment(moment), Value::Text(text)) => moment.accepts(text),
            (Self::Moment(_), _) => Answer::No,
            (Self::Refined(base), value) => match base.accepts(value) {
                Answer::No => Answer::No,
                _ => Answer::Unknown,
            },
        }
    }
}

impl Moment {
    /// The schema takes any text; a run reads it, and fails on what says no time at all.
    fn accepts(self, text: &str) -> Answer {
        let is_iso = |text: &str| {
            let shape: String = text
                .chars()
                .map(|c| if c.is_ascii_digit() { '0' } else { c })
                .collect();
            shape == "0000-00-00"
        };
        let is_date = matches!(self, Self::Date | Self::DateTime);
        let is_wrong = is_date && is_iso(text) && text.parse::<jiff::civil::Date>().is_err();
        match is_wrong || !text.contains(|c: char| c.is_ascii_digit()) {
            true => Answer::No,
            false => Answer::Unknown,
        }
    }
}

impl Literal {
    fn equals(&self, value: &Value) -> Answer {
        let equal = match (self, value) {
            (Self::Unknown, _) => return Answer::Unknown,
            (Self::None, Value::Null) => true,
            (Self::Bool(a), Value::Bool(b)) => a == b,
            (Self::Int(a), Value::Int(b)) => a == b,
            (Self::Int(a), Value::Float(b)) => *a as f64 == *b,
            (Self::Text(a), Value::Text(b)) => a == b,
            _ => false,
        };
        if equal { Answer::Yes } else { Answer::No }
    }
}

/// A map with this key is replaced by the server before it is used.
fn is_hydrated(entries: &[(&str, Value)]) -> bool {
    entries
        .iter()
        .any(|(key, _)| *key == "__prefect_kind" || *key == "$ref")
}

fn all(mut answers: impl Iterator<Item = Answer>) -> Answer {
    answers
        .try_fold(Answer::Yes, |so_far, answer| match answer {
            Answer::No => Err(Answer::No),
            Answer::Unknown => Ok(Answer::Unknown),
            Answer::Yes => Ok(so_far),
        })
        .unwrap_or_else(|no| no)
}

fn any(mut answers: impl Iterator<Item = Answer>) -> Answer {
    answers
        .try_fold(Answer::No, |so_far, answer| match answer {
            Answer::Yes => Err(Answer::Yes),
            Answer::Unknown => Ok(Answer::Unknown),
            Answer::No => Ok(so_far),
        })
        .unwrap_or_else(|yes| yes)
}
