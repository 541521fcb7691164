//! Classes as what a parameter may be: enumerations, pydantic's models, dataclasses.
//!
//! In: a class and the names that its body can see. Out: an [`Annotation`]; `Unknown` for every class that may read its
//! values in a way of its own. Measured with Prefect 3.8.8: the server takes a table for a model or a dataclass and nothing
//! else, holds its fields against their types, and a run fails without a field that has no default.

use super::annotation::{Annotation, Answer, Literal, Value};
use super::types::{Names, Types};
use ruff_python_ast::{Expr, Stmt, StmtClassDef, StmtFunctionDef};
use std::sync::Arc;

/// A class with fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub name: String,
    is_dataclass: bool,
    /// What is known of its fields; none where validators or a configuration may read other ones.
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub name: String,
    pub annotation: Annotation,
    /// Whether a run fails without it.
    pub is_required: bool,
}

impl Model {
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The first field that must be there and is not.
    pub fn missing(&self, is_given: impl Fn(&str) -> bool) -> Option<&Field> {
        let mut required = self.fields.iter().filter(|field| field.is_required);
        required.find(|field| !is_given(&field.name))
    }

    pub(super) fn accepts(&self, entries: &[(&str, Value)]) -> Answer {
        let is_refused = |(name, value): &(&str, Value)| {
            let field = self.field(name);
            field.is_some_and(|field| field.annotation.accepts(value) == Answer::No)
        };
        let lacks = self.missing(|wanted| entries.iter().any(|(name, _)| *name == wanted));
        match lacks.is_some() || entries.iter().any(is_refused) {
            true => Answer::No,
            false => Answer::Unknown,
        }
    }
}

/// What a parameter of a class takes.
pub fn read(def: &StmtClassDef, names: Names, lazy: bool) -> Annotation {
    let arguments = def.arguments.as_deref();
    let bases = arguments.map_or(&[][..], |arguments| &arguments.args);
    let has_keywords = arguments.is_some_and(|arguments| !arguments.keywords.is_empty());
    if def.type_params.is_some() || methods(def).any(|method| reads_itself(&method.name)) {
        return Annotation::Unknown;
    }
    if def.decorator_list.is_empty() && !has_keywords {
        let found = enumeration(def, bases, &names);
        if found != Annotation::Unknown {
            return found;
        }
    }
    let Some((is_dataclass, inherited)) = inherited(def, bases, &names) else {
        return Annotation::Unknown;
    };
    let is_plain = !has_keywords && def.body.iter().all(|it| is_plain(it, &names));
    let fields = match (inherited, is_plain) {
        (Some(mut fields), true) => {
            let mut types = Types::new(names, lazy);
            for field in def.body.iter().filter_map(|it| field(it, &mut types)) {
                fields.retain(|known| known.name != field.name);
                fields.push(field);
            }
            fields
        }
        _ => Vec::new(),
    };
    Annotation::Model(Arc::new(Model {
        name: def.name.to_string(),
        is_dataclass,
        fields,
    }))
}

fn methods(def: &StmtClassDef) -> impl Iterator<Item = &StmtFunctionDef> {
    def.body
        .iter()
        .filter_map(|statement| statement.as_function_def_stmt())
}

/// Whether a method decides how values of its class are read.
fn reads_itself(name: &str) -> bool {
    name.starts_with("__get_") || name == "__modify_schema__" || name == "__new__"
}

/// The values of an enumeration's members.
fn enumeration(def: &StmtClassDef, bases: &[Expr], names: &Names) -> Annotation {
    let (texts, numbers) = kinds(bases, names);
    let mut values = Vec::new();
    for statement in &def.body {
        let member = match statement {
            Stmt::FunctionDef(method) if !method.name.starts_with("_generate") => continue,
            Stmt::Pass(_) => continue,
            Stmt::Expr(text) if text.value.is_string_literal_expr() => continue,
            Stmt::Assign(assign) => match &*assign.targets {
                [Expr::Name(name)] if !name.id.starts_with('_') => &*assign.value,
                _ => return Annotation::Unknown,
            },
            _ => return Annotation::Unknown,
        };
        values.push(match super::types::literal(member) {
            text @ Literal::Text(_) if texts => text,
            number @ Literal::Int(_) if numbers => number,
            _ => Literal::Unknown,
        });
    }
    match values.is_empty() || !(texts || numbers) {
        true => Annotation::Unknown,
        false => Annotation::Literal(values),
    }
}

/// Whether the members of an enumeration may be texts, and whether numbers.
fn kinds(bases: &[Expr], names: &Names) -> (bool, bool) {
    let is_enum = |base: &Expr, wanted: &str| {
        let found = names.qualified(base).unwrap_or_default();
        !found.is_empty() && found.iter().all(|name| *name == wanted)
    };
    let is_builtin = |base: &Expr, wanted: &str| {
        let name = base.as_name_expr();
        name.is_some_and(|name| &*name.id == wanted) && names.is_builtin(wanted)
    };
    match bases {
        [one] if is_enum(one, "enum.Enum") => (true, true),
        [one] if is_enum(one, "enum.StrEnum") => (true, false),
        [one] if is_enum(one, "enum.IntEnum") => (false, true),
        [first, second] if is_enum(second, "enum.Enum") => {
            (is_builtin(first, "str"), is_builtin(first, "int"))
        }
        _ => (false, false),
    }
}

/// Whether a class is a dataclass, and the fields that it has from its base; the inner `None` where they are not known, the
/// outer one for every class that is neither a model nor a dataclass.
fn inherited(
    def: &StmtClassDef,
    bases: &[Expr],
    names: &Names,
) -> Option<(bool, Option<Vec<Field>>)> {
    let is_called = |expression: &Expr, wanted: &[&str]| {
        let found = names.qualified(expression).unwrap_or_default();
        !found.is_empty() && found.iter().all(|name| wanted.contains(&name.as_str()))
    };
    let is_dataclass = |expression: &Expr| {
        let function = match expression {
            Expr::Call(call) => &*call.func,
            other => other,
        };
        is_called(function, &["dataclasses.dataclass"])
    };
    match (bases, &*def.decorator_list) {
        ([], [decorator]) if is_dataclass(&decorator.expression) => Some((true, Some(Vec::new()))),
        ([base], []) if is_called(base, &["pydantic.BaseModel"]) => Some((false, Some(Vec::new()))),
        ([base], decorators) => {
            let base = base.as_name_expr()?;
            let [super::scope::Bound::Class(index)] = names.get(&base.id)? else {
                return None;
            };
            let Annotation::Model(model) = &names.classes.get(*index)?.instances else {
                return None;
            };
            // Without the decorator a subclass adds nothing to a dataclass; a model takes none.
            if model.is_dataclass != matches!(decorators, [one] if is_dataclass(&one.expression)) {
                return None;
            }
            // Of a base whose fields are not known none is: a model without any looks the same.
            let is_known = !model.fields.is_empty();
            Some((model.is_dataclass, is_known.then(|| model.fields.clone())))
        }
        _ => None,
    }
}

/// Whether a statement of a class body adds a field, or changes nothing about them.
fn is_plain(statement: &Stmt, names: &Names) -> bool {
    const HARMLESS: [&str; 3] = ["property", "classmethod", "staticmethod"];
    match statement {
        Stmt::Pass(_) => true,
        Stmt::Expr(text) => {
            text.value.is_string_literal_expr() || text.value.is_ellipsis_literal_expr()
        }
        Stmt::AnnAssign(field) => field.target.is_name_expr(),
        Stmt::FunctionDef(method) => {
            let is_harmless = |it: &Expr| {
                let name = it.as_name_expr();
                name.is_some_and(|it| HARMLESS.contains(&&*it.id) && names.is_builtin(&it.id))
            };
            let mut decorators = method.decorator_list.iter();
            decorators.all(|it| is_harmless(&it.expression)) && &*method.name != "__init__"
        }
        _ => false,
    }
}

fn field(statement: &Stmt, types: &mut Types) -> Option<Field> {
    let field = statement.as_ann_assign_stmt()?;
    let name = field.target.as_name_expr()?.id.to_string();
    if name.starts_with('_') {
        return None;
    }
    let annotation = types.read(&field.annotation);
    // Of what is not understood it is not known whether it is a field at all.
    let is_required = field.value.is_none() && annotation != Annotation::Unknown;
    Some(Field {
        name,
        annotation,
        is_required,
    })
}
