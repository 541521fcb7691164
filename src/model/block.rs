//! Prefect blocks: the credentials of type block.

use super::credential::{Credential, CredentialType, Credentials, Found};
use crate::config::findings::INVALID_VALUE;
use crate::config::{Literal, Value};
use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::compose::Interpolated;
use crate::formats::Grammar;
use crate::formats::grammar::{entrypoint::CLASS_PATH, name::BLOCK_NAME};
use crate::source::{At, Name};
use crate::tree::{Map, Tree};

/// An instance of a block class, which scripts/create_blocks.py saves.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its name on the server.
    pub name: At<Name>,
    /// The import path of its class.
    pub class: At<Name>,
    pub values: Vec<(At<Name>, BlockValue)>,
}

/// An argument of the class.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockValue {
    /// A literal, or text with variables that the script reads from its environment.
    Tree(Tree<Interpolated>),
    /// The text of a file, relative to the root.
    File(At<Name>),
    /// Another block, by its name on the server.
    Block(At<Name>),
}

impl Block {
    /// The blocks that it holds, by their names on the server.
    pub fn held(&self) -> impl Iterator<Item = &At<Name>> {
        self.values.iter().filter_map(|(_, value)| match value {
            BlockValue::Block(name) => Some(name),
            BlockValue::Tree(_) | BlockValue::File(_) => None,
        })
    }
}

pub fn read(credentials: &Credentials, report: &mut Report) -> Vec<Block> {
    let blocks = credentials
        .iter()
        .filter(|credential| credential.kind == CredentialType::Block);
    let blocks = blocks
        .filter_map(|credential| read_block(credential, credentials, report))
        .collect();
    sort(blocks, report)
}

/// Puts each block behind those that it holds, and changes nothing else of the order.
fn sort(mut rest: Vec<Block>, report: &mut Report) -> Vec<Block> {
    let mut sorted: Vec<Block> = Vec::new();
    while !rest.is_empty() {
        let waits = |block: &Block| {
            block
                .held()
                .any(|held| rest.iter().any(|other| other.name == *held))
        };
        match rest.iter().position(|block| !waits(block)) {
            Some(next) => sorted.push(rest.remove(next)),
            None => {
                let message = "these blocks hold each other: none can be saved first";
                let spans = rest.iter().flat_map(Block::held).map(At::span);
                let spans: Vec<_> = spans.collect();
                let mut found = Diagnostic::new(&INVALID_VALUE, spans[0], message);
                for span in &spans[1..] {
                    found = found.related(*span, "and here");
                }
                report.push(found);
                sorted.append(&mut rest);
            }
        }
    }
    sorted
}

fn read_block(
    credential: &Credential,
    credentials: &Credentials,
    report: &mut Report,
) -> Option<Block> {
    let class = credential.fields.text("class")?;
    let name = credential
        .fields
        .text("name")
        .unwrap_or_else(|| credential.name.clone());
    check(&name, &BLOCK_NAME, report);
    check(&class, &CLASS_PATH, report);
    let said = credential.fields.map("values");
    let values: Vec<_> = said
        .into_iter()
        .flat_map(Map::iter)
        .map(|(key, value)| Some((key.clone(), read_value(value, credentials, report)?)))
        .collect();
    Some(Block {
        name,
        class,
        // All of them were read, so that all that is wrong is told.
        values: values.into_iter().collect::<Option<_>>()?,
    })
}

fn read_value(
    value: &At<Tree<Literal>>,
    credentials: &Credentials,
    report: &mut Report,
) -> Option<BlockValue> {
    Some(match &value.value {
        Tree::Text(Literal(Value::Whole(name))) => {
            BlockValue::Block(held(name, credentials, report)?)
        }
        Tree::Text(Literal(inner)) => {
            match credentials.resolve(&value.with(inner.clone()), report)? {
                Found::Text(text) => BlockValue::Tree(Tree::Text(text)),
                Found::File(path) => BlockValue::File(path),
            }
        }
        other => BlockValue::Tree(literal(other.clone(), value)),
    })
}

/// The name on the server of a block that another one holds.
fn held(name: &At<Name>, credentials: &Credentials, report: &mut Report) -> Option<At<Name>> {
    let found = credentials.typed(name, CredentialType::Block, report)?;
    let own = found.fields.text("name");
    Some(name.with(own.unwrap_or_else(|| found.name.clone()).value))
}

fn check(text: &At<Name>, grammar: &Grammar, report: &mut Report) {
    if let Err(fault) = (grammar.check)(text) {
        report.push(Diagnostic::fault(&INVALID_VALUE, text, grammar.noun, fault));
    }
}

/// Below the top level every string is itself.
fn literal(tree: Tree<Literal>, at: &At<Tree<Literal>>) -> Tree<Interpolated> {
    let mut text = |Literal(value): Literal, _| match value {
        Value::Text(text) => Tree::Text(text),
        Value::File(_) | Value::Credential { .. } | Value::Whole(_) => Tree::Null,
    };
    tree.map_text(&mut text, at.origin)
}
