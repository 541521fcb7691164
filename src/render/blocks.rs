//! `scripts/create_blocks.py`: saves every Prefect block of the stack.

use super::engine::Block as Text;
use crate::dialects::compose::{Interpolated, Part, Rule};
use crate::dialects::python;
use crate::model::{Block, BlockValue, Stack};
use crate::tree::Tree;
use minijinja::Value;
use serde::Serialize;

#[derive(Serialize)]
pub struct BlocksView {
    header: Value,
    /// Variables without which nothing is created.
    required: Vec<String>,
    reads_files: bool,
    reads_environment: bool,
    modules: Vec<Value>,
    /// From the script's folder to the root.
    root: Value,
    blocks: Vec<BlockView>,
}

#[derive(Serialize)]
struct BlockView {
    name: String,
    class: Value,
    values: Vec<Argument>,
}

#[derive(Serialize)]
struct Argument {
    key: String,
    value: Value,
}

pub fn view(stack: &Stack, script: &str, header: Value) -> BlocksView {
    let blocks = &stack.blocks;
    let mut modules: Vec<&str> = blocks
        .iter()
        .filter_map(|block| block.class.rsplit_once('.'))
        .map(|it| it.0)
        .collect();
    modules.sort_unstable();
    modules.dedup();
    let texts: Vec<&Interpolated> = blocks.iter().flat_map(texts).collect();
    let mut required: Vec<String> = Vec::new();
    for variable in texts.iter().flat_map(|text| text.variables()) {
        let stops = variable.rule().is_some_and(|(rule, _)| rule.is_error());
        if stops && !required.contains(&variable.name().to_string()) {
            required.push(variable.name().to_string());
        }
    }
    BlocksView {
        header,
        reads_environment: texts.iter().any(|text| text.has_variables()),
        required,
        reads_files: blocks.iter().any(|block| {
            block
                .values
                .iter()
                .any(|(_, value)| matches!(value, BlockValue::File(_)))
        }),
        modules: modules.into_iter().map(Text::text).collect(),
        root: Text::text(format!("parents[{}]", script.matches('/').count())),
        blocks: blocks.iter().map(view_block).collect(),
    }
}

fn texts(block: &Block) -> Vec<&Interpolated> {
    block
        .values
        .iter()
        .filter_map(|(_, value)| match value {
            BlockValue::Tree(Tree::Text(text)) => Some(text),
            _ => None,
        })
        .collect()
}

fn view_block(block: &Block) -> BlockView {
    let values = block.values.iter().map(|(key, value)| Argument {
        key: key.value.to_string(),
        value: Text::text(match value {
            BlockValue::Tree(tree) => expression(tree),
            BlockValue::File(path) => format!("read_file({})", python::string(path)),
        }),
    });
    BlockView {
        name: block.name.value.to_string(),
        class: Text::text(block.class.value.to_string()),
        values: values.collect(),
    }
}

/// A value as a Python expression.
fn expression(tree: &Tree<Interpolated>) -> String {
    match tree {
        Tree::Null => python::NONE.into(),
        Tree::Bool(value) => python::boolean(*value).into(),
        Tree::Int(value) => python::integer(*value),
        Tree::Float(value) => python::float(*value),
        Tree::Date(date) => python::string(date),
        Tree::Text(text) => text_expression(text),
        Tree::List(items) => {
            let items: Vec<String> = items.iter().map(|item| expression(&item.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Tree::Map(map) => {
            let entries = map.iter().map(|(key, value)| {
                format!("{}: {}", python::string(key), expression(&value.value))
            });
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Literal parts and variables, joined; a variable falls back to its default as it does in Compose.
fn text_expression(text: &Interpolated) -> String {
    let parts: Vec<String> = text
        .parts()
        .iter()
        .map(|part| match part {
            Part::Literal(text) | Part::Secret(text) => python::string(text),
            Part::Variable(variable) => {
                let name = python::string(variable.name());
                match variable.rule() {
                    Some((Rule::DefaultIfEmpty, word)) => {
                        format!("(os.environ.get({name}) or {})", text_expression(word))
                    }
                    Some((Rule::DefaultIfUnset, word)) => {
                        format!("os.environ.get({name}, {})", text_expression(word))
                    }
                    Some((Rule::ErrorIfEmpty | Rule::ErrorIfUnset, _)) => {
                        format!("os.environ[{name}]")
                    }
                    Some((Rule::InsteadIfFilled, word)) => {
                        format!(
                            "({} if os.environ.get({name}) else \"\")",
                            text_expression(word)
                        )
                    }
                    Some((Rule::InsteadIfSet, word)) => {
                        format!(
                            "({} if {name} in os.environ else \"\")",
                            text_expression(word)
                        )
                    }
                    None => format!("os.environ.get({name}, \"\")"),
                }
            }
        })
        .collect();
    if parts.is_empty() {
        python::string("")
    } else {
        parts.join(" + ")
    }
}
