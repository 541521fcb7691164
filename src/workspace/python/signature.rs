//! The parameters of a function.
//!
//! In: a `def` and the names that its annotations can see. Out: a [`Signature`], as Prefect reads
//! it: without `self` and `cls`, with `*args` and `**kwargs` as parameters of these very names
//! (measured: with `**kwargs`, a run that is given any other unknown name fails; what goes into it
//! must stand under the key `kwargs`).

use super::annotation::{Annotation, Answer, Value};
use super::range;
use super::types::{Names, Types};
use ruff_python_ast::name::Name;
use ruff_python_ast::{self as ast, Expr, StmtFunctionDef};
use std::ops::Range;

/// The parameters that a deployment can give.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    pub parameters: Vec<Parameter>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    pub name: Name,
    /// The name in the text.
    pub range: Range<usize>,
    pub kind: ParameterKind,
    pub default: DefaultValue,
    pub annotation: Annotation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    PositionalOnly,
    Normal,
    KeywordOnly,
    /// `*args`.
    Arguments,
    /// `**kwargs`.
    Keywords,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultValue {
    /// There is none.
    Missing,
    /// `None`.
    None,
    /// Another literal.
    Literal,
    /// Anything else.
    Expression,
}

impl Signature {
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.name == name)
    }

    /// The parameters without which a run fails.
    pub fn required(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(|parameter| parameter.is_required())
    }
}

impl Parameter {
    /// Whether a run fails without it.
    pub fn is_required(&self) -> bool {
        let variable = matches!(
            self.kind,
            ParameterKind::Arguments | ParameterKind::Keywords
        );
        self.default == DefaultValue::Missing && !variable
    }

    /// Whether the server takes the value.
    pub fn accepts(&self, value: &Value) -> Answer {
        let answer = self.annotation.accepts(value);
        // The server lets null pass where the schema shows no default; pydantic shows none that is
        // no JSON, and none that is None when another parameter is a model of pydantic 1.
        let hidden = matches!(self.default, DefaultValue::None | DefaultValue::Expression);
        let nullable = *value == Value::Null && hidden;
        if nullable && answer == Answer::No {
            Answer::Unknown
        } else {
            answer
        }
    }
}

/// Reads the signature of a function. With `from __future__ import annotations` all annotations are
/// `lazy`.
pub fn read(function: &StmtFunctionDef, names: Names, lazy: bool) -> Signature {
    let mut types = Types::new(names, lazy);
    let mut parameters = Vec::new();
    let given = &*function.parameters;
    for parameter in &given.posonlyargs {
        parameters.push(plain(parameter, ParameterKind::PositionalOnly, &mut types));
    }
    for parameter in &given.args {
        parameters.push(plain(parameter, ParameterKind::Normal, &mut types));
    }
    parameters.extend(
        given
            .vararg
            .as_ref()
            .map(|parameter| variable(parameter, ParameterKind::Arguments, &mut types)),
    );
    for parameter in &given.kwonlyargs {
        parameters.push(plain(parameter, ParameterKind::KeywordOnly, &mut types));
    }
    parameters.extend(
        given
            .kwarg
            .as_ref()
            .map(|parameter| variable(parameter, ParameterKind::Keywords, &mut types)),
    );
    if let Some(returns) = &function.returns {
        types.read(returns);
    }
    // If one text in the signature cannot be evaluated, Python leaves all of them texts. Type
    // parameters shadow names.
    if types.is_unresolved() || function.type_params.is_some() {
        parameters
            .iter_mut()
            .for_each(|parameter| parameter.annotation = Annotation::Unknown);
    }
    parameters.retain(|parameter| parameter.name != "self" && parameter.name != "cls");
    parameters.shrink_to_fit();
    Signature { parameters }
}

fn plain(given: &ast::ParameterWithDefault, kind: ParameterKind, types: &mut Types) -> Parameter {
    let annotation = given
        .parameter
        .annotation
        .as_ref()
        .map_or(Annotation::Any, |written| types.read(written));
    let default = given
        .default
        .as_ref()
        .map_or(DefaultValue::Missing, |value| default(value));
    let name = &given.parameter.name;
    Parameter {
        name: name.id.clone(),
        range: range(name),
        kind,
        default,
        annotation,
    }
}

/// Of `*args: int` the schema says that `args` itself is an int: not worth a judgement.
fn variable(given: &ast::Parameter, kind: ParameterKind, types: &mut Types) -> Parameter {
    if let Some(written) = &given.annotation {
        types.read(written);
    }
    let (name, default) = (given.name.id.clone(), DefaultValue::Missing);
    Parameter {
        name,
        range: range(&given.name),
        kind,
        default,
        annotation: Annotation::Unknown,
    }
}

fn default(value: &Expr) -> DefaultValue {
    match value {
        Expr::NoneLiteral(_) => DefaultValue::None,
        Expr::UnaryOp(operation) => default(&operation.operand),
        Expr::StringLiteral(_) | Expr::BooleanLiteral(_) => DefaultValue::Literal,
        Expr::NumberLiteral(number) if !number.value.is_complex() => DefaultValue::Literal,
        Expr::List(list) if list.elts.is_empty() => DefaultValue::Literal,
        Expr::Dict(dict) if dict.items.is_empty() => DefaultValue::Literal,
        _ => DefaultValue::Expression,
    }
}
