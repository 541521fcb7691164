//! Flows: the Python behind the deployments.

pub mod flow_syntax;
pub mod method_flow;
pub mod missing_flow;
pub mod missing_parameter;
pub mod not_a_flow;
mod parameters;
mod places;
mod prefect_names;
mod refusal;
pub mod unknown_import;
pub mod unknown_option;
pub mod unknown_parameter;
mod unreached;
pub mod wrong_parameter_type;

pub use places::Places;

use crate::diagnostics::Diagnostic;
use crate::dialects::prefect::Templated;
use crate::model::Deployment;
use crate::source::At;
use crate::workspace::python::{FlowState, Module};

/// An edit of an entrypoint, where it is written: `text` is the whole new one.
pub fn edit_entrypoint(
    found: Diagnostic,
    entrypoint: &At<Templated>,
    help: String,
    text: &str,
) -> Diagnostic {
    if entrypoint.is_written() && !text.contains(['"', '\\']) {
        found.edit(help, entrypoint.span(), format!("\"{text}\""))
    } else {
        found.help(help)
    }
}

/// The folder of a deployment belongs to a finding about its entrypoint, where somebody wrote it.
pub fn relate_directory(found: Diagnostic, deployment: &Deployment) -> Diagnostic {
    match deployment.directory.is_written() {
        true => found.related(deployment.directory.span(), "looked for in this folder"),
        false => found,
    }
}

/// The names of what may be a flow in a file.
fn flows(module: &Module) -> Vec<&str> {
    let functions = module.functions();
    functions
        .filter(|function| function.state != FlowState::NotFlow)
        .map(|function| function.name.as_str())
        .collect()
}

/// Names as a sentence lists them.
fn listed(names: &[&str]) -> String {
    const MOST: usize = 5;
    let shown: Vec<String> = names
        .iter()
        .take(MOST)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = if names.len() > MOST { ", …" } else { "" };
    shown.join(", ") + more
}
