//! Which branches are taken when Prefect loads a file.
//!
//! In: the test of an `if`, the handlers of a `try`, the items of a `with`. Out: what is known of
//! it before execution.

use super::imports::Place;
use ruff_python_ast::{CmpOp, ExceptHandler, Expr, StmtTry, StmtWith, UnaryOp};

/// What a test yields whenever the file is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Unknown,
}

/// Prefect does not run a file as `__main__`, and `TYPE_CHECKING` is false at run time.
pub fn truth(test: &Expr) -> Truth {
    match test {
        Expr::BooleanLiteral(literal) => Truth::from(literal.value),
        Expr::Name(name) if &*name.id == "TYPE_CHECKING" => Truth::False,
        Expr::Attribute(attribute) if &*attribute.attr == "TYPE_CHECKING" => Truth::False,
        Expr::UnaryOp(operation) if operation.op == UnaryOp::Not => match truth(&operation.operand)
        {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        },
        Expr::Compare(_) => main_guard(test),
        _ => Truth::Unknown,
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

/// `__name__ == "__main__"`, either way round.
fn main_guard(test: &Expr) -> Truth {
    let Expr::Compare(compare) = test else {
        return Truth::Unknown;
    };
    let ([operator], [right]) = (&*compare.ops, &*compare.comparators) else {
        return Truth::Unknown;
    };
    let is_name = |side: &Expr| matches!(side, Expr::Name(name) if &*name.id == "__name__");
    let is_main = |side: &Expr| {
        side.as_string_literal_expr()
            .is_some_and(|text| text.value.to_str() == "__main__")
    };
    let guards =
        is_name(&compare.left) && is_main(right) || is_main(&compare.left) && is_name(right);
    match operator {
        CmpOp::Eq if guards => Truth::False,
        CmpOp::NotEq if guards => Truth::True,
        _ => Truth::Unknown,
    }
}

/// The place of what stands in a branch.
pub fn branch(place: Place, test: &Expr, truth: Truth) -> Place {
    match (truth, main_guard(test)) {
        (Truth::False, Truth::False) => Place {
            main: true,
            ..place
        },
        (Truth::False, _) => Place {
            type_checking: true,
            ..place
        },
        _ => Place {
            conditional: true,
            ..place
        },
    }
}

/// Whether a failing import in the body of a `try` is caught.
pub fn catches_import_error(statement: &StmtTry) -> bool {
    statement
        .handlers
        .iter()
        .any(
            |ExceptHandler::ExceptHandler(handler)| match handler.type_.as_deref() {
                None => true,
                Some(Expr::Tuple(tuple)) => tuple.elts.iter().any(is_import_error),
                Some(one) => is_import_error(one),
            },
        )
}

/// A type of error that is not known by its name may be one that covers ImportError.
fn is_import_error(error: &Expr) -> bool {
    const OTHERS: [&str; 9] = [
        "AttributeError",
        "KeyError",
        "ValueError",
        "TypeError",
        "OSError",
        "NameError",
        "IndexError",
        "FileNotFoundError",
        "RuntimeError",
    ];
    !matches!(error, Expr::Name(name) if OTHERS.contains(&&*name.id))
}

/// Whether a `with` may swallow the errors of its body: `contextlib.suppress` and what is not
/// known.
pub fn may_suppress(statement: &StmtWith) -> bool {
    statement.items.iter().any(|item| match &item.context_expr {
        Expr::Call(call) => !matches!(&*call.func, Expr::Name(name) if &*name.id == "open"),
        _ => true,
    })
}
