//! A prefect.yaml: one for each folder that has deployments.

use super::engine::Block;
use super::layout::Node;
use super::nodes::{self, node};
use crate::dialects::prefect::Templated;
use crate::formats::prefect::DEPLOYMENT;
use crate::formats::prefect::ROOT;
use crate::model::{Directory, Stack};
use crate::source::At;
use crate::tree::Tree;
use minijinja::Value;
use serde::Serialize;

#[derive(Serialize)]
pub struct PrefectView {
    header: Value,
    /// Keys at the root of the file, besides the deployments.
    parts: Vec<Value>,
    deployments: Vec<Value>,
}

/// The path of a folder's prefect.yaml.
pub fn path(directory: &Directory) -> String {
    match &*directory.path.value {
        "." => "prefect.yaml".into(),
        folder => format!("{folder}/prefect.yaml"),
    }
}

pub fn view(stack: &Stack, directory: &Directory, header: Value) -> PrefectView {
    let Directory {
        path: _,
        deployments,
        keys,
        pull,
        pulls,
        unmounted: _,
        is_derived: _,
        target: _,
    } = directory;
    let mut parts = nodes::entries(keys);
    if let Some(steps) = pull {
        insert(&mut parts, "pull", steps_node(steps), |key| ROOT.rank(key));
    }
    let deployments = deployments.iter().map(|key| {
        let mut entries = nodes::entries(&stack.deployments[key].keys);
        if let Some(steps) = pulls.get(key) {
            insert(&mut entries, "pull", steps_node(steps), |key| {
                DEPLOYMENT.rank(key)
            });
        }
        Block::yaml(Node::Map(entries))
    });
    PrefectView {
        header,
        deployments: deployments.collect(),
        parts: parts
            .into_iter()
            .map(|part| Block::yaml(Node::Map(vec![part])))
            .collect(),
    }
}

fn steps_node(steps: &[At<Tree<Templated>>]) -> Node {
    node(&Tree::List(steps.to_vec()))
}

/// Puts a key behind the present one with the greatest lower rank.
fn insert(entries: &mut Vec<(String, Node)>, key: &str, value: Node, rank: impl Fn(&str) -> usize) {
    let own = rank(key);
    let before = entries
        .iter()
        .enumerate()
        .filter(|(_, (present, _))| rank(present) < own)
        .max_by_key(|(index, (present, _))| (rank(present), *index));
    let index = before.map_or(0, |(index, _)| index + 1);
    entries.insert(index, (key.to_owned(), value));
}
