//! Environment variables: of the groups in `[env]`, and of services.

use crate::config::Value;
use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::{compose::Interpolated, yaml};
use crate::model::credential::{Credentials, Found};
use crate::model::findings::{UNCARRIED_VALUE, UNREADABLE_SECRET};
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use indexmap::IndexMap;

/// A group of `[env]`.
#[derive(Clone, Debug)]
pub struct EnvGroup {
    pub name: At<Name>,
    /// Each a string, or null for the host's own value.
    pub variables: Map<Interpolated>,
}

/// What a variable is set to.
pub enum Resolved {
    Value(At<Tree<Interpolated>>),
    File(At<Name>),
    /// Reported.
    Broken,
}

/// Reads a variable's value as the text that a container sees.
pub fn resolve(
    value: &At<Tree<Value>>,
    credentials: &Credentials,
    report: &mut Report,
) -> Resolved {
    let text = match &value.value {
        Tree::Text(inner) => match credentials.resolve(&value.with(inner.clone()), report) {
            Some(Found::Text(text)) => text,
            Some(Found::File(path)) => return Resolved::File(path),
            None => return Resolved::Broken,
        },
        Tree::Null => return Resolved::Value(value.with(Tree::Null)),
        Tree::Bool(value) => Interpolated::literal(value.to_string()),
        Tree::Int(value) => Interpolated::literal(value.to_string()),
        Tree::Date(date) => Interpolated::literal(date.clone()),
        Tree::Float(float) => match yaml::float(*float) {
            Ok(_) => Interpolated::literal(format!("{float:?}")),
            Err(fault) => return refuse(value, &fault.message, report),
        },
        Tree::List(_) | Tree::Map(_) => return Resolved::Broken,
    };
    Resolved::Value(value.with(Tree::Text(text)))
}

fn refuse(value: &At<Tree<Value>>, reason: &str, report: &mut Report) -> Resolved {
    report
        .push(Diagnostic::new(&UNCARRIED_VALUE, value.span(), reason).help("write it as a string"));
    Resolved::Broken
}

pub fn read_groups(
    config: &Map<Value>,
    credentials: &Credentials,
    report: &mut Report,
) -> IndexMap<Name, EnvGroup> {
    let mut groups = IndexMap::new();
    for (name, table) in config.tables() {
        let mut variables = Map::default();
        for (variable, value) in table.iter() {
            match resolve(value, credentials, report) {
                Resolved::Value(value) => variables.insert(variable.clone(), value),
                Resolved::Broken => variables.mark_broken(variable.value.clone()),
                Resolved::File(path) => {
                    let message = format!(
                        "variable `{}` of a group cannot come from a file",
                        variable.value
                    );
                    report.push(
                        Diagnostic::new(&UNREADABLE_SECRET, path.span(), message)
                            .label("each service mounts its secrets itself")
                            .help("give it in the `environment` of the service that reads it"),
                    );
                }
            }
        }
        groups.insert(
            name.value.clone(),
            EnvGroup {
                name: name.clone(),
                variables,
            },
        );
    }
    groups
}
