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
        written_default: _,
        required,
        secret,
        is_passed,
        readers,
        at: _,
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
    let line = match default {
        Some(default) if !default.is_empty() => match dotenv::value(default) {
            Ok(value) => format!("{name}={value}"),
            // Who reads it has the default itself, and only a line that is not active leaves it there.
            Err(_) => format!("# {name}="),
        },
        _ if *is_passed && !*required => format!("# {name}="),
        _ => format!("{name}="),
    };
    VariableView {
        comment: Block::text(format!("# {comment}")),
        line: Block::text(line),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
