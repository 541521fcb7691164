//! `.env.example`: the variables that people must or may set.

use super::engine::Block;
use crate::dialects::dotenv;
use crate::model::{EnvVariable, Stack};
use minijinja::Value;
use serde::Serialize;

#[derive(Serialize)]
pub struct EnvExampleView {
    header: Value,
    variables: Vec<VariableView>,
}

#[derive(Serialize)]
struct VariableView {
    comment: Value,
    line: Value,
}

pub fn view(stack: &Stack, header: Value) -> EnvExampleView {
    EnvExampleView {
        header,
        variables: stack.variables.values().map(view_variable).collect(),
    }
}

fn view_variable(variable: &EnvVariable) -> VariableView {
    let EnvVariable {
        name,
        description,
        default,
        required,
        secret,
        readers,
    } = variable;
    let mut said: Vec<String> = Vec::new();
    said.extend(description.as_ref().map(|text| one_line(text)));
    if !readers.is_empty() {
        said.push(format!("read by {}", readers.join(", ")));
    }
    if *required {
        said.push("required".into());
    }
    if *secret {
        said.push("secret".into());
    }
    let comment = if said.is_empty() {
        "optional".to_owned()
    } else {
        said.join("; ")
    };
    let value = match default {
        Some(default) if !default.is_empty() => dotenv::value(default).unwrap_or_default(),
        _ => String::new(),
    };
    VariableView {
        comment: Block::text(format!("# {comment}")),
        line: Block::text(format!("{name}={value}")),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
