//! What an assignment binds.
//!
//! In: the right side of an assignment and the names that it can see. Out: a [`Made`]: a bound
//! thing, or a flow that is made of a function of this file.

use super::annotation::Annotation;
use super::flow::{FlowState, Function, GivenName, given_name, is_flow_class, is_flow_function};
use super::range;
use super::scope::Bound;
use super::types::{Names, Types};
use ruff_python_ast::name::Name;
use ruff_python_ast::{Arguments, Expr, ExprCall};

/// The outcome of an expression.
pub enum Made {
    Bound(Vec<Bound>),
    /// A new flow with the function's signature.
    Flow(Function),
}

/// Evaluates the right side of an assignment.
pub fn evaluate(expression: &Expr, names: Names, functions: &[Function]) -> Made {
    if is_constant(expression) {
        let annotation = if expression.is_none_literal_expr() {
            Annotation::None
        } else {
            Annotation::Unknown
        };
        return value(expression, FlowState::NotFlow, annotation);
    }
    match expression {
        Expr::Name(name) => match names.get(&name.id) {
            Some(candidates) => Made::Bound(candidates.to_vec()),
            None => alias(expression, names),
        },
        Expr::Attribute(_) => attribute(expression, &names),
        Expr::Subscript(_) | Expr::BinOp(_) => alias(expression, names),
        Expr::Call(made) => call(made, expression, &names, functions),
        _ => Made::Bound(vec![Bound::Opaque]),
    }
}

fn value(expression: &Expr, state: FlowState, annotation: Annotation) -> Made {
    Made::Bound(vec![Bound::Value {
        range: range(expression),
        state,
        annotation,
    }])
}

/// What may be the name of a type.
fn alias(expression: &Expr, names: Names) -> Made {
    value(
        expression,
        FlowState::Unknown,
        Types::new(names, false).read(expression),
    )
}

fn attribute(expression: &Expr, names: &Names) -> Made {
    let paths = names.qualified(expression).unwrap_or_default();
    let bound = match paths.as_slice() {
        [path] => path.split_once('.').map(|(module, name)| Bound::Import {
            level: 0,
            module: Name::new(module),
            name: Name::new(name),
            range: range(expression),
        }),
        _ => None,
    };
    Made::Bound(vec![bound.unwrap_or(Bound::Opaque)])
}

/// Literals, which are no flows. (A comprehension, a comparison or `a or b` may be anything.)
fn is_constant(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::FString(_)
            | Expr::Lambda(_)
            | Expr::List(_)
            | Expr::Dict(_)
            | Expr::Set(_)
            | Expr::Tuple(_)
    )
}

fn call(made: &ExprCall, expression: &Expr, names: &Names, functions: &[Function]) -> Made {
    let arguments = &made.arguments;
    if is_flow_function(&made.func, names) || is_flow_class(&made.func, names) {
        let function = match &*arguments.args {
            [only] => Some(only),
            [] => arguments.find_keyword("fn").map(|keyword| &keyword.value),
            _ => None,
        };
        return match function {
            Some(function) => flow_of(
                function,
                given_name(arguments),
                expression,
                names,
                functions,
            ),
            None => Made::Bound(vec![Bound::Opaque]),
        };
    }
    match (&*made.func, &*arguments.args) {
        // flow(name="x")(function)
        (Expr::Call(factory), [function])
            if is_flow_function(&factory.func, names) && factory.arguments.args.is_empty() =>
        {
            flow_of(
                function,
                given_name(&factory.arguments),
                expression,
                names,
                functions,
            )
        }
        // a_flow.with_options(name="x")
        (Expr::Attribute(method), _) if &*method.attr.id == "with_options" => {
            with_options(&method.value, arguments, names, functions)
        }
        _ => Made::Bound(vec![Bound::Opaque]),
    }
}

fn flow_of(
    function: &Expr,
    name: GivenName,
    expression: &Expr,
    names: &Names,
    functions: &[Function],
) -> Made {
    match local(function, names, functions) {
        Some(function) if function.state == FlowState::NotFlow => {
            let flow_name = match name {
                // A wrapped function may have another name.
                GivenName::Default => function
                    .signature
                    .is_some()
                    .then(|| function.default_flow_name()),
                GivenName::Written(name) => Some(name),
                GivenName::Unknown => None,
            };
            let state = FlowState::Flow;
            Made::Flow(Function {
                state,
                flow_name,
                alias: true,
                ..function.clone()
            })
        }
        _ => value(expression, FlowState::Flow, Annotation::Unknown),
    }
}

fn with_options(flow: &Expr, arguments: &Arguments, names: &Names, functions: &[Function]) -> Made {
    match local(flow, names, functions) {
        Some(function) if function.state == FlowState::Flow => {
            let flow_name = match given_name(arguments) {
                GivenName::Default => function.flow_name.clone(),
                GivenName::Written(name) => Some(name),
                GivenName::Unknown => None,
            };
            Made::Flow(Function {
                flow_name,
                alias: true,
                ..function.clone()
            })
        }
        _ => Made::Bound(vec![Bound::Opaque]),
    }
}

/// The function of this file that a name certainly stands for.
fn local<'a>(expression: &Expr, names: &Names, functions: &'a [Function]) -> Option<&'a Function> {
    let Expr::Name(name) = expression else {
        return None;
    };
    match names.get(&name.id)? {
        [Bound::Function(index)] => functions.get(*index),
        _ => None,
    }
}
