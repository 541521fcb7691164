//! `scripts/create_blocks.py`: saves every Prefect block of the stack.
//!
//! In: the blocks. Out: the view of its template: a function for each block, and what it needs from outside.

use super::engine::Block as Text;
use super::python::{Argument, Expression, is_name, table};
use crate::dialects::compose::{Interpolated, Part, Rule, Variable};
use crate::dialects::python;
use crate::model::{Block, BlockValue, Stack};
use crate::tree::Tree;
use minijinja::Value;
use serde::Serialize;

#[derive(Serialize)]
pub struct BlocksView {
    header: Value,
    reads_environment: bool,
    reads_files: bool,
    /// Whether some block holds another.
    some_hold: bool,
    /// From the script's folder to the root.
    root: Value,
    blocks: Vec<BlockView>,
    /// All blocks with the functions that make them, as a table.
    table: Value,
}

#[derive(Serialize)]
struct BlockView {
    function: Value,
    import: Value,
    call: Value,
}

pub fn view(stack: &Stack, script: &str, header: Value) -> BlocksView {
    let blocks = &stack.blocks;
    let some_hold = blocks.iter().any(|block| block.held().next().is_some());
    let rows = blocks
        .iter()
        .enumerate()
        .map(|(index, block)| row(index, block, some_hold));
    BlocksView {
        header,
        reads_environment: blocks
            .iter()
            .flat_map(texts)
            .any(Interpolated::has_variables),
        some_hold,
        reads_files: blocks.iter().any(|block| files(block).next().is_some()),
        root: Text::text(format!("parents[{}]", script.matches('/').count())),
        blocks: blocks
            .iter()
            .enumerate()
            .map(|(index, block)| view_block(index, block))
            .collect(),
        table: Text::text(table("BLOCKS: list[dict[str, Any]]", rows)),
    }
}

/// The strings that may read the environment.
fn texts(block: &Block) -> impl Iterator<Item = &Interpolated> {
    block.values.iter().filter_map(|(_, value)| match value {
        BlockValue::Tree(Tree::Text(text)) => Some(text),
        _ => None,
    })
}

fn files(block: &Block) -> impl Iterator<Item = &str> {
    block.values.iter().filter_map(|(_, value)| match value {
        BlockValue::File(path) => Some(&*path.value),
        BlockValue::Tree(_) | BlockValue::Block(_) => None,
    })
}

/// The variables without which a block cannot be made.
fn required(block: &Block) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for variable in texts(block).flat_map(Interpolated::variables) {
        let stops = variable.rule().is_some_and(|(rule, _)| rule.is_error());
        if stops && !names.contains(&&**variable.name()) {
            names.push(variable.name());
        }
    }
    names
}

fn function(index: usize, block: &Block) -> String {
    match &*block.name.value {
        // Python and its formatters take a name of any length, a line of 88 columns does not.
        long if long.len() > 60 => format!("make_block_{}", index + 1),
        name => format!("make_{}", name.replace('-', "_")),
    }
}

fn row(index: usize, block: &Block, some_hold: bool) -> Expression {
    let entries = [
        ("name", Expression::text(&block.name)),
        ("class", Expression::text(&block.class)),
        ("make", Expression::Atom(function(index, block))),
        ("variables", Expression::texts(required(block))),
        ("files", Expression::texts(files(block))),
    ];
    let held = block.held().map(|name| &*name.value);
    let held = some_hold.then(|| ("holds", Expression::texts(held)));
    Expression::record(entries.into_iter().chain(held))
}

fn view_block(index: usize, block: &Block) -> BlockView {
    let (module, class) = block.class.rsplit_once('.').unwrap_or(("", &block.class));
    let line = format!("from {module} import {class}");
    let import = match line.len() + 4 <= 88 {
        true => line,
        false => format!("from {module} import (\n    {class},\n)"),
    };
    let (named, others): (Vec<_>, Vec<_>) = block.values.iter().partition(|(key, _)| is_name(key));
    let mut arguments: Vec<Argument> = named
        .into_iter()
        .map(|(key, value)| Argument::Keyword(key.value.to_string(), expression(value)))
        .collect();
    if !others.is_empty() {
        let entries = others.into_iter();
        arguments.push(Argument::Others(Expression::Dict(
            entries
                .map(|(key, value)| (key.to_string().into(), expression(value)))
                .collect(),
        )));
    }
    let call = Expression::Call(class.to_owned(), arguments);
    BlockView {
        function: Text::text(function(index, block)),
        import: Text::text(import),
        // The template's block filter indents it.
        call: Text::text(dedent(&call.print(4, "return ".len(), 0))),
    }
}

/// Lines without the indent of the function that they stand in.
fn dedent(text: &str) -> String {
    text.replace("\n    ", "\n")
}

fn expression(value: &BlockValue) -> Expression {
    match value {
        BlockValue::Tree(tree) => Expression::tree(tree, &text_expression),
        BlockValue::File(path) => call("read", vec![Expression::text(path)]),
        BlockValue::Block(name) => Expression::Atom(format!("MADE[{}]", python::string(name))),
    }
}

fn call(name: &str, arguments: Vec<Expression>) -> Expression {
    Expression::Call(
        name.to_owned(),
        arguments.into_iter().map(Argument::Plain).collect(),
    )
}

/// Literal parts and variables, joined.
fn text_expression(text: &Interpolated) -> Expression {
    let mut parts = text.parts().iter().map(|part| match part {
        Part::Literal(text) | Part::Secret(text) => Expression::text(text),
        Part::Variable(variable) => variable_expression(variable),
    });
    match (parts.next(), parts.next()) {
        (None, _) => Expression::text(""),
        (Some(only), None) => only,
        (Some(first), Some(second)) => {
            let all = [first, second].into_iter().chain(parts).collect();
            call("\"\".join", vec![Expression::List(all)])
        }
    }
}

/// A variable; it falls back to its default as it does in Compose.
fn variable_expression(variable: &Variable) -> Expression {
    let name = Expression::text(variable.name());
    let quoted = python::string(variable.name());
    match variable.rule() {
        Some((Rule::DefaultIfEmpty, word)) => call("env", vec![name, text_expression(word)]),
        Some((Rule::DefaultIfUnset, word)) => {
            call("os.environ.get", vec![name, text_expression(word)])
        }
        Some((Rule::InsteadIfFilled, word)) => {
            let word = text_expression(word).print(0, 0, 0);
            Expression::Atom(format!("({word} if env({quoted}) else \"\")"))
        }
        Some((Rule::InsteadIfSet, word)) => {
            let word = text_expression(word).print(0, 0, 0);
            Expression::Atom(format!("({word} if {quoted} in os.environ else \"\")"))
        }
        // What has to be set was asked for before.
        Some((Rule::ErrorIfEmpty | Rule::ErrorIfUnset, _)) | None => call("env", vec![name]),
    }
}
