//! A value that may have one of several shapes: the one that takes it is found, so that the others' faults are not told.

use super::{Checker, Read};
use crate::config::value::{Leaf, is_elsewhere};
use crate::diagnostics::Report;
use crate::formats::Shape;
use crate::source::At;
use crate::source::Name;
use crate::tree::Tree;

impl Checker<'_> {
    pub(super) fn either<D: Leaf>(
        &mut self,
        raw: At<Tree<Name>>,
        whole: &Shape,
        shapes: &[Shape],
    ) -> Read<D> {
        if let Tree::Map(map) = &raw.value
            && is_elsewhere(map)
            && shapes.iter().any(|shape| matches!(shape, Shape::Value))
        {
            // Said to be found elsewhere: its faults are told, not taken for some other table.
            return self.value(raw, &Shape::Value);
        }
        let fitting: Vec<&Shape> = shapes
            .iter()
            .filter(|shape| fits::<D>(shape, &raw))
            .collect();
        match fitting.as_slice() {
            [] => self.refuse(raw, whole),
            [one] => self.value(raw, one),
            [first, others @ ..] => {
                for shape in std::iter::once(first).chain(others) {
                    let mut scratch = Report::default();
                    let key = self.key.clone();
                    let read = Checker::new(key, &mut scratch).value(raw.clone(), shape);
                    if scratch.is_empty() && !read.broken {
                        return read;
                    }
                }
                self.value(raw, first)
            }
        }
    }
}

/// Whether a value is of the kind that a shape takes, whatever is in it.
fn fits<D: Leaf>(shape: &Shape, value: &Tree<Name>) -> bool {
    match (shape, value) {
        (Shape::Any, _) | (Shape::Null, Tree::Null) | (Shape::Bool, Tree::Bool(_)) => true,
        (Shape::Text | Shape::Word(_) | Shape::Format(_), Tree::Text(_) | Tree::Date(_)) => true,
        (Shape::Int | Shape::Number | Shape::Bool, Tree::Text(_)) => D::CASTS,
        (Shape::Int | Shape::Number, Tree::Int(_)) | (Shape::Number, Tree::Float(_)) => true,
        (Shape::List(_), Tree::List(_)) | (Shape::Date, Tree::Date(_)) => true,
        (Shape::Names(..) | Shape::Table(_) | Shape::Step, Tree::Map(_)) => true,
        (Shape::Value, Tree::Map(map)) => is_elsewhere(map),
        (Shape::Value, value) => !matches!(value, Tree::List(_)),
        (Shape::Either(shapes), value) => shapes.iter().any(|shape| fits::<D>(shape, value)),
        _ => false,
    }
}
