//! The names that targets and patterns bind.
//!
//! In: the left side of an assignment, or a `case`. Out: its names, in the order of the text.

use ruff_python_ast::name::Name;
use ruff_python_ast::{Expr, Pattern};

/// The names in `a, (b, *c)`. Attributes and subscripts bind none.
pub fn of_target<'a>(target: &'a Expr, names: &mut Vec<&'a Name>) {
    match target {
        Expr::Name(name) => names.push(&name.id),
        Expr::Starred(starred) => of_target(&starred.value, names),
        Expr::Tuple(tuple) => tuple.elts.iter().for_each(|item| of_target(item, names)),
        Expr::List(list) => list.elts.iter().for_each(|item| of_target(item, names)),
        _ => {}
    }
}

/// The names that a pattern captures.
pub fn of_pattern<'a>(pattern: &'a Pattern, names: &mut Vec<&'a Name>) {
    match pattern {
        Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => {}
        Pattern::MatchSequence(sequence) => {
            sequence
                .patterns
                .iter()
                .for_each(|part| of_pattern(part, names));
        }
        Pattern::MatchOr(either) => either
            .patterns
            .iter()
            .for_each(|part| of_pattern(part, names)),
        Pattern::MatchMapping(mapping) => {
            mapping
                .patterns
                .iter()
                .for_each(|part| of_pattern(part, names));
            names.extend(mapping.rest.as_ref().map(|rest| &rest.id));
        }
        Pattern::MatchClass(class) => {
            class
                .arguments
                .patterns
                .iter()
                .for_each(|part| of_pattern(part, names));
            class
                .arguments
                .keywords
                .iter()
                .for_each(|part| of_pattern(&part.pattern, names));
        }
        Pattern::MatchStar(star) => names.extend(star.name.as_ref().map(|name| &name.id)),
        Pattern::MatchAs(capture) => {
            capture
                .pattern
                .iter()
                .for_each(|part| of_pattern(part, names));
            names.extend(capture.name.as_ref().map(|name| &name.id));
        }
    }
}
