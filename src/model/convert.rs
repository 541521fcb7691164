//! Trees of stack.toml's values as trees of Compose's strings.

use super::credential::{Credentials, Found};
use super::findings::UNREADABLE_SECRET;
use crate::config::Value;
use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::compose::Interpolated;
use crate::tree::{Map, Tree};

/// Carries a table in which variables of an environment may stand deep inside: those of hooks and of jobs.
pub fn resolve(
    map: Map<Value>,
    credentials: &Credentials,
    report: &mut Report,
) -> Map<Interpolated> {
    map.map_text(&mut |value, origin| {
        let place = crate::source::At::new(value, origin);
        match credentials.resolve(&place, report) {
            Some(Found::Text(text)) => Tree::Text(text),
            Some(Found::File(path)) => {
                let message = "a value from a file cannot stand here";
                let label = "Compose would have to put it into a variable";
                report.push(
                    Diagnostic::new(&UNREADABLE_SECRET, path.span(), message)
                        .label(label)
                        .help("mount the file (`secrets = [\"NAME\"]`), or write `{ env = \"NAME\" }`"),
                );
                Tree::Null
            }
            None => Tree::Null,
        }
    })
}

/// Carries a table verbatim in which no value comes from elsewhere.
pub fn interpolate(map: Map<Value>) -> Map<Interpolated> {
    map.map_text(&mut |value, _| match value {
        Value::Text(text) => Tree::Text(text),
        Value::File(_) | Value::Credential { .. } | Value::Whole(_) => {
            Tree::Text(Interpolated::default())
        }
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
