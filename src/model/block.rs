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
}

pub fn read(credentials: &Credentials, report: &mut Report) -> Vec<Block> {
    let blocks = credentials
        .iter()
        .filter(|credential| credential.kind == CredentialType::Block);
    blocks
        .filter_map(|credential| read_block(credential, credentials, report))
        .collect()
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
    let mut values = Vec::new();
    for (key, value) in credential
        .fields
        .map("values")
        .into_iter()
        .flat_map(Map::iter)
    {
        let value = match &value.value {
            Tree::Text(Literal(inner)) => {
                match credentials.resolve(&value.with(inner.clone()), report)? {
                    Found::Text(text) => BlockValue::Tree(Tree::Text(text)),
                    Found::File(path) => BlockValue::File(path),
                }
            }
            other => BlockValue::Tree(literal(other.clone(), value)),
        };
        values.push((key.clone(), value));
    }
    Some(Block {
        name,
        class,
        values,
    })
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
        Value::File(_) | Value::Credential { .. } => Tree::Null,
    };
    tree.map_text(&mut text, at.origin)
}
