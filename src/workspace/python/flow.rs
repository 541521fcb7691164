//! Which functions are flows.
//!
//! In: a `def` with its decorators, and the names that they can see. Out: a [`Function`]. A
//! decorator that is not known may return anything; below `@flow` it leaves a flow whose signature
//! is not known.

use super::signature::Signature;
use super::types::Names;
use ruff_python_ast::name::Name;
use ruff_python_ast::{Arguments, Decorator, Expr};
use std::ops::Range;

/// Whether something is a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowState {
    Flow,
    /// It is none. `prefect deploy` refuses it; at run a plain function is wrapped as a flow.
    NotFlow,
    Unknown,
}

/// How a function is bound to its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// It is in no class.
    Free,
    /// It takes `self`.
    Instance,
    Class,
    Static,
}

/// A function of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// With its classes: `Class.method`.
    pub name: Name,
    /// The name in the text.
    pub range: Range<usize>,
    pub state: FlowState,
    /// The flow's name as Prefect shows it; None if it is not known. Of a plain function: the name
    /// that a flow of it gets.
    pub flow_name: Option<Name>,
    /// None if a decorator may have changed it.
    pub signature: Option<Signature>,
    pub is_async: bool,
    pub method: Method,
    /// The docstring in the text, quotes included.
    pub docstring: Option<Range<usize>>,
    /// Whether an assignment made it of another function: `f2 = f.with_options(…)`.
    pub alias: bool,
}

/// What decorators make of a function.
pub struct Decorated {
    pub state: FlowState,
    pub name: GivenName,
    /// Whether the outcome still has the signature and the name of the function.
    pub intact: bool,
    pub method: Method,
}

/// The name that `@flow(…)` gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenName {
    /// None: the function's own.
    Default,
    Written(Name),
    Unknown,
}

enum Kind {
    Flow(GivenName),
    Static,
    Class,
    /// What it returns is no flow.
    Plain,
    Other,
}

/// Applies decorators, from the lowest to the highest.
pub fn decorate(decorators: &[Decorator], method: Method, names: &Names) -> Decorated {
    let name = GivenName::Default;
    let mut so_far = Decorated {
        state: FlowState::NotFlow,
        name,
        intact: true,
        method,
    };
    for decorator in decorators.iter().rev() {
        let in_class = method != Method::Free;
        match kind(&decorator.expression, names) {
            Kind::Flow(_) if so_far.state == FlowState::Flow => so_far.state = FlowState::Unknown,
            Kind::Flow(name) => {
                so_far.name = name;
                so_far.state = FlowState::Flow;
            }
            Kind::Static if in_class => so_far.method = Method::Static,
            // Whether a class method of a flow is a flow depends on Python: in 3.13 it is none.
            Kind::Class if in_class => {
                so_far.method = Method::Class;
                if so_far.state == FlowState::Flow {
                    so_far.state = FlowState::Unknown;
                }
            }
            Kind::Plain if so_far.state == FlowState::NotFlow => so_far.intact = false,
            Kind::Static | Kind::Class | Kind::Plain | Kind::Other => {
                so_far.state = FlowState::Unknown;
                so_far.intact = false;
            }
        }
    }
    so_far
}

fn kind(decorator: &Expr, names: &Names) -> Kind {
    let (function, arguments) = match decorator {
        Expr::Call(call) => (&*call.func, Some(&call.arguments)),
        function => (function, None),
    };
    // Nothing binds the name: the file fails when it is loaded, and makes no flow.
    if let Expr::Name(name) = function
        && &*name.id == "flow"
        && names.is_builtin(&name.id)
    {
        return Kind::Plain;
    }
    if let Expr::Name(name) = function
        && arguments.is_none()
        && names.is_builtin(&name.id)
    {
        return match &*name.id {
            "staticmethod" => Kind::Static,
            "classmethod" => Kind::Class,
            "property" => Kind::Plain,
            _ => Kind::Other,
        };
    }
    let paths = names.qualified(function).unwrap_or_default();
    let is_one_of = |known: &[&str]| is_one_of(&paths, known);
    match arguments {
        None if is_one_of(FLOW_FUNCTION) || is_one_of(FLOW_CLASS) => Kind::Flow(GivenName::Default),
        Some(arguments) if is_one_of(FLOW_FUNCTION) && arguments.args.is_empty() => {
            Kind::Flow(given_name(arguments))
        }
        _ if is_one_of(PLAIN) => Kind::Plain,
        _ => Kind::Other,
    }
}

const FLOW_FUNCTION: &[&str] = &["prefect.flow", "prefect.flows.flow", "prefect.main.flow"];
const FLOW_CLASS: &[&str] = &["prefect.Flow", "prefect.flows.Flow", "prefect.main.Flow"];
const TASK_FUNCTION: &[&str] = &["prefect.task", "prefect.tasks.task"];
const PLAIN: &[&str] = &[
    "prefect.task",
    "prefect.tasks.task",
    "functools.cache",
    "functools.lru_cache",
    "functools.wraps",
    "contextlib.contextmanager",
    "contextlib.asynccontextmanager",
];

/// A keyword that a decorator of Prefect is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenOption {
    /// Of `@task`, else of `@flow`.
    pub is_task: bool,
    pub name: String,
    pub range: Range<usize>,
}

/// The keywords of `@flow(…)` and `@task(…)`.
pub fn options(decorators: &[Decorator], names: &Names) -> Vec<GivenOption> {
    let mut found = Vec::new();
    for decorator in decorators {
        let Expr::Call(call) = &decorator.expression else {
            continue;
        };
        let paths = names.qualified(&call.func).unwrap_or_default();
        let is_task = is_one_of(&paths, TASK_FUNCTION);
        if !is_task && !is_one_of(&paths, FLOW_FUNCTION) {
            continue;
        }
        let keywords = call
            .arguments
            .keywords
            .iter()
            .filter_map(|it| it.arg.as_ref());
        found.extend(keywords.map(|name| GivenOption {
            is_task,
            name: name.to_string(),
            range: super::range(name),
        }));
    }
    found
}

/// `prefect.flow` under any of its names.
pub fn is_flow_function(expression: &Expr, names: &Names) -> bool {
    is_one_of(
        &names.qualified(expression).unwrap_or_default(),
        FLOW_FUNCTION,
    )
}

/// The class `Flow` under any of its names.
pub fn is_flow_class(expression: &Expr, names: &Names) -> bool {
    is_one_of(&names.qualified(expression).unwrap_or_default(), FLOW_CLASS)
}

/// Whether each way to bind a name leads to one of some things.
fn is_one_of(paths: &[String], known: &[&str]) -> bool {
    !paths.is_empty() && paths.iter().all(|path| known.contains(&path.as_str()))
}

/// What `name=` says in a call of `flow`. Prefect takes an empty name for none.
pub fn given_name(arguments: &Arguments) -> GivenName {
    let named = |name: &str| {
        arguments
            .keywords
            .iter()
            .find(|keyword| keyword.arg.as_ref().is_some_and(|arg| &*arg.id == name))
    };
    match named("name").map(|keyword| &keyword.value) {
        Some(Expr::NoneLiteral(_)) => GivenName::Default,
        Some(Expr::StringLiteral(text)) if text.value.to_str().is_empty() => GivenName::Default,
        Some(Expr::StringLiteral(text)) => GivenName::Written(Name::new(text.value.to_str())),
        Some(_) => GivenName::Unknown,
        None if arguments
            .keywords
            .iter()
            .any(|keyword| keyword.arg.is_none()) =>
        {
            GivenName::Unknown
        }
        None => GivenName::Default,
    }
}

impl Function {
    /// The function's name without its classes, as Prefect makes a flow's name of it.
    pub fn default_flow_name(&self) -> Name {
        let name = self.name.rsplit('.').next().unwrap_or("");
        name.replace('_', "-").into()
    }
}
