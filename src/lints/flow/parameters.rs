//! What deployments and their schedules give to the parameters of flows.
//!
//! In: deployments. Out: the flow that one runs, and the values that it is given, as the checks of parameters need them.

use crate::dialects::prefect::Templated;
use crate::model::Deployment;
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use crate::workspace::python::{FlowState, Function, Lookup, Method, Signature, Value};
use crate::workspace::{PythonFile, Workspace};

/// A flow whose parameters are known.
pub struct Target<'w> {
    pub file: &'w PythonFile,
    pub function: &'w Function,
    pub signature: &'w Signature,
}

/// The flow that a deployment runs. What is wrong with it otherwise is not this check's matter.
pub fn target<'w>(workspace: &'w Workspace, deployment: &Deployment) -> Option<Target<'w>> {
    let (file, Lookup::Found(function)) = workspace.flow(deployment)? else {
        return None;
    };
    let is_runnable = matches!(function.method, Method::Free | Method::Static);
    if function.state != FlowState::Flow || !is_runnable {
        return None;
    }
    let signature = function.signature.as_ref()?;
    Some(Target {
        file,
        function,
        signature,
    })
}

/// A value for a parameter.
pub type Given<'a> = (&'a At<Name>, &'a At<Tree<Templated>>);

/// All values that a deployment and its schedules give.
pub fn given(deployment: &Deployment) -> impl Iterator<Item = Given<'_>> {
    let schedules = deployment.schedules.iter().map(|schedule| &schedule.keys);
    std::iter::once(&deployment.keys)
        .chain(schedules)
        .filter_map(|keys| keys.map("parameters"))
        .flat_map(Map::iter)
}

/// A value as the server gets it; one with a placeholder is not known.
pub fn value(tree: &Tree<Templated>) -> Value<'_> {
    match tree {
        Tree::Null => Value::Null,
        Tree::Bool(value) => Value::Bool(*value),
        Tree::Int(value) => Value::Int(*value),
        Tree::Float(value) => Value::Float(*value),
        Tree::Date(text) => Value::Text(text),
        Tree::Text(text) if text.has_placeholders() => Value::Unknown,
        Tree::Text(text) => Value::Text(text.text()),
        Tree::List(items) => Value::List(items.iter().map(|item| value(&item.value)).collect()),
        Tree::Map(map) => {
            let entries = map.iter();
            Value::Map(
                entries
                    .map(|(key, item)| (&*key.value, value(&item.value)))
                    .collect(),
            )
        }
    }
}
