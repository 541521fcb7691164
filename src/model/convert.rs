//! Trees of stack.toml's values as trees of Compose's strings.

use crate::config::Value;
use crate::dialects::compose::Interpolated;
use crate::tree::{Map, Tree};

/// Carries a table verbatim. Values from elsewhere stand only where the model resolves them itself, so none is met here;
/// one that is would be empty.
pub fn interpolate(map: Map<Value>) -> Map<Interpolated> {
    map.map_text(&mut |value, _| match value {
        Value::Text(text) => Tree::Text(text),
        Value::File(_) | Value::Credential { .. } => Tree::Text(Interpolated::default()),
    })
}

/// `K=V` and `K` of Compose's list form as entries of its map form. What holds no `=` passes the host's value on.
pub fn split_pair(text: &Interpolated) -> (String, Option<Interpolated>) {
    use crate::dialects::compose::Part;
    let mut parts = text.parts().iter();
    let Some(Part::Literal(first)) = parts.next() else {
        return (String::new(), None);
    };
    let Some((name, rest)) = first.split_once('=') else {
        return (first.to_string(), None);
    };
    let rest = Interpolated::literal(rest);
    let others = parts.map(|part| Interpolated::from(part.clone()));
    (
        name.to_owned(),
        Some(Interpolated::concat(std::iter::once(rest).chain(others))),
    )
}
