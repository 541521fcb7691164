//! Annotations as they are written.
//!
//! In: the expression of an annotation, or the text of a quoted one, and the names that it can see.
//! Out: an [`Annotation`]; `Unknown` for whatever is not one of the forms below.

use super::annotation::{Annotation, Literal, Moment};
use super::depth;
use super::scope::{Bound, Class, Scope};
use ruff_python_ast::{Expr, ExprSubscript, Number, Operator, UnaryOp};
use ruff_python_parser::parse_expression;

/// The names that an expression sees: those of the class body in which it stands, then those of the
/// module.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    pub class: Option<&'a Scope>,
    pub module: &'a Scope,
    /// The classes that names may stand for.
    pub classes: &'a [Class],
}

/// Reads the annotations of one signature.
pub struct Types<'a> {
    names: Names<'a>,
    lazy: bool,
    unresolved: bool,
}

/// What a name in an annotation stands for.
enum Form {
    Plain(Annotation),
    List,
    Array,
    Dict,
    Optional,
    Union,
    Literal,
    Annotated,
}

impl<'a> Names<'a> {
    pub fn get(&self, name: &str) -> Option<&'a [Bound]> {
        self.class
            .and_then(|class| class.get(name))
            .or_else(|| self.module.get(name))
    }

    /// Whether a star import may have bound names unseen.
    pub fn is_open(&self) -> bool {
        self.module.is_open() || self.class.is_some_and(Scope::is_open)
    }

    /// Whether a name is Python's own.
    pub fn is_builtin(&self, name: &str) -> bool {
        self.get(name).is_none() && !self.is_open()
    }

    /// The dotted names under which absolute imports know `a` or `a.b.c`: one for each way to bind
    /// it. None if any way is another.
    pub fn qualified(&self, expression: &Expr) -> Option<Vec<String>> {
        let mut attributes = Vec::new();
        let mut root = expression;
        while let Expr::Attribute(attribute) = root {
            attributes.push(&*attribute.attr.id);
            root = &attribute.value;
        }
        let Expr::Name(name) = root else { return None };
        let bound = self
            .get(&name.id)?
            .iter()
            .filter(|bound| !matches!(bound, Bound::Nothing));
        bound
            .map(|bound| {
                let mut path = bound.qualified()?;
                for attribute in attributes.iter().rev() {
                    path.push('.');
                    path.push_str(attribute);
                }
                Some(path)
            })
            .collect()
    }
}

impl<'a> Types<'a> {
    /// `lazy`: under `from __future__ import annotations`, where all annotations are texts.
    pub fn new(names: Names<'a>, lazy: bool) -> Self {
        Self {
            names,
            lazy,
            unresolved: false,
        }
    }

    /// Whether a text could perhaps not be evaluated.
    pub fn is_unresolved(&self) -> bool {
        self.unresolved
    }

    pub fn read(&mut self, written: &Expr) -> Annotation {
        let class = self.names.class;
        let annotation = match written {
            Expr::StringLiteral(text) if !self.lazy => self.quoted(text.value.to_str()),
            // Texts are evaluated in the module alone.
            _ if self.lazy => {
                self.names.class = None;
                self.evaluate(written, true)
            }
            _ => self.evaluate(written, false),
        };
        self.names.class = class;
        annotation
    }

    fn quoted(&mut self, text: &str) -> Annotation {
        if !depth::is_readable(text) {
            self.unresolved = true;
            return Annotation::Unknown;
        }
        self.names.class = None;
        match parse_expression(text) {
            Ok(parsed) => self.evaluate(&parsed.syntax().body, true),
            Err(_) => self.unknown(true),
        }
    }

    fn evaluate(&mut self, written: &Expr, text: bool) -> Annotation {
        match written {
            Expr::NoneLiteral(_) => Annotation::None,
            Expr::Name(_) | Expr::Attribute(_) => match self.form(written, text) {
                Some(Form::Plain(annotation)) => annotation,
                Some(Form::List) => Annotation::List(Box::new(Annotation::Any)),
                Some(Form::Array) => Annotation::Array,
                Some(Form::Dict) => Annotation::Dict(Box::new(Annotation::Any)),
                _ => Annotation::Unknown,
            },
            Expr::BinOp(operation) if operation.op == Operator::BitOr => {
                let members = [&operation.left, &operation.right];
                Annotation::Union(members.map(|member| self.evaluate(member, text)).into())
            }
            Expr::Subscript(subscript) => self.subscript(subscript, text),
            _ => self.unknown(text),
        }
    }

    /// What is not understood may, in a text, hold a name that is not bound.
    fn unknown(&mut self, text: bool) -> Annotation {
        self.unresolved |= text;
        Annotation::Unknown
    }

    fn subscript(&mut self, written: &ExprSubscript, text: bool) -> Annotation {
        let arguments = match &*written.slice {
            Expr::Tuple(tuple) => &*tuple.elts,
            one => std::slice::from_ref(one),
        };
        let Some(form) = self.form(&written.value, text) else {
            return self.unknown(text);
        };
        match (form, arguments) {
            (Form::Literal, values) => Annotation::Literal(values.iter().map(literal).collect()),
            (Form::List, [item]) => Annotation::List(Box::new(self.evaluate(item, text))),
            (Form::Dict, [key, value]) => {
                self.evaluate(key, text);
                Annotation::Dict(Box::new(self.evaluate(value, text)))
            }
            (Form::Array, items) => {
                let items = items.iter().filter(|item| !item.is_ellipsis_literal_expr());
                items.for_each(|item| drop(self.evaluate(item, text)));
                Annotation::Array
            }
            (Form::Optional, [one]) => {
                Annotation::Union(vec![self.evaluate(one, text), Annotation::None])
            }
            (Form::Union, members) => Annotation::Union(
                members
                    .iter()
                    .map(|member| self.evaluate(member, text))
                    .collect(),
            ),
            (Form::Annotated, [base, extras @ ..]) => {
                let base = self.evaluate(base, text);
                self.refine(base, extras, text)
            }
            _ => self.unknown(text),
        }
    }

    /// `Annotated[base, …]`: texts say nothing, pydantic's `Field` may narrow, anything else may
    /// change the type.
    fn refine(&mut self, base: Annotation, extras: &[Expr], text: bool) -> Annotation {
        const NARROWING: [&str; 11] = [
            "gt",
            "ge",
            "lt",
            "le",
            "multiple_of",
            "min_length",
            "max_length",
            "pattern",
            "title",
            "description",
            "examples",
        ];
        let mut narrowed = false;
        for extra in extras {
            match extra {
                Expr::StringLiteral(_) => {}
                Expr::Call(call) if self.is_field(&call.func) => {
                    let plain = call.arguments.args.is_empty()
                        && call.arguments.keywords.iter().all(|keyword| {
                            keyword
                                .arg
                                .as_ref()
                                .is_some_and(|name| NARROWING.contains(&&*name.id))
                        });
                    if !plain {
                        return self.unknown(text);
                    }
                    narrowed = true;
                }
                _ => return self.unknown(text),
            }
        }
        if narrowed {
            Annotation::Refined(Box::new(base))
        } else {
            base
        }
    }

    fn is_field(&self, function: &Expr) -> bool {
        let names = self.names.qualified(function);
        names.is_some_and(|names| names.iter().all(|name| name == "pydantic.Field"))
    }

    fn form(&mut self, written: &Expr, text: bool) -> Option<Form> {
        if let Expr::Name(name) = written {
            match self.names.get(&name.id) {
                None if self.names.is_open() => {
                    self.unresolved |= text;
                    return None;
                }
                None => {
                    let form = builtin(&name.id);
                    self.unresolved |= text && form.is_none();
                    return form;
                }
                Some([Bound::Value { annotation, .. }]) => {
                    return Some(Form::Plain(annotation.clone()));
                }
                Some([Bound::Class(index)]) => {
                    let class = self.names.classes.get(*index)?;
                    return Some(Form::Plain(class.instances.clone()));
                }
                Some(candidates) => self.unresolved |= text && candidates.contains(&Bound::Nothing),
            }
        }
        match self.names.qualified(written)?.as_slice() {
            [name] => imported(name),
            _ => None,
        }
    }
}

fn builtin(name: &str) -> Option<Form> {
    Some(match name {
        "int" => Form::Plain(Annotation::Int),
        "float" => Form::Plain(Annotation::Float),
        "bool" => Form::Plain(Annotation::Bool),
        "str" => Form::Plain(Annotation::Str),
        "object" => Form::Plain(Annotation::Any),
        "bytes" | "complex" | "type" | "range" => Form::Plain(Annotation::Unknown),
        "list" => Form::List,
        "tuple" | "set" | "frozenset" => Form::Array,
        "dict" => Form::Dict,
        _ => return None,
    })
}

fn imported(path: &str) -> Option<Form> {
    let (module, name) = path.rsplit_once('.')?;
    let moment = match path {
        "datetime.date" => Some(Moment::Date),
        "datetime.datetime" => Some(Moment::DateTime),
        "datetime.time" => Some(Moment::Time),
        "datetime.timedelta" => Some(Moment::Length),
        _ => None,
    };
    if let Some(moment) = moment {
        return Some(Form::Plain(Annotation::Moment(moment)));
    }
    if matches!(path, "pathlib.Path" | "uuid.UUID") {
        // What the text must say is not held against anything here.
        return Some(Form::Plain(Annotation::Refined(Box::new(Annotation::Str))));
    }
    let typing = matches!(module, "typing" | "typing_extensions");
    if !typing && module != "collections.abc" && module != "builtins" {
        return None;
    }
    match name {
        _ if module == "builtins" => builtin(name),
        "Any" if typing => Some(Form::Plain(Annotation::Any)),
        "Optional" if typing => Some(Form::Optional),
        "Union" if typing => Some(Form::Union),
        "Literal" if typing => Some(Form::Literal),
        "Annotated" if typing => Some(Form::Annotated),
        "List" if typing => Some(Form::List),
        "Dict" if typing => Some(Form::Dict),
        "Tuple" | "Set" | "FrozenSet" if typing => Some(Form::Array),
        "Sequence" | "MutableSequence" | "Iterable" => Some(Form::List),
        "Mapping" | "MutableMapping" => Some(Form::Dict),
        _ => None,
    }
}

/// A literal in the source, where it is one that an annotation or an enumeration can hold.
pub fn literal(value: &Expr) -> Literal {
    match value {
        Expr::NoneLiteral(_) => Literal::None,
        Expr::BooleanLiteral(literal) => Literal::Bool(literal.value),
        Expr::StringLiteral(text) => Literal::Text(text.value.to_str().to_owned()),
        Expr::NumberLiteral(number) => {
            integer(&number.value).map_or(Literal::Unknown, Literal::Int)
        }
        Expr::UnaryOp(operation) if operation.op == UnaryOp::USub => {
            match literal(&operation.operand) {
                Literal::Int(number) => number.checked_neg().map_or(Literal::Unknown, Literal::Int),
                _ => Literal::Unknown,
            }
        }
        _ => Literal::Unknown,
    }
}

fn integer(number: &Number) -> Option<i64> {
    if let Number::Int(number) = number {
        number.as_i64()
    } else {
        None
    }
}
