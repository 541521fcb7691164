//! Placeholders in what becomes prefect.yaml: what supplies them, and where they get lost.
//!
//! Source: measured with `prefect deploy` of Prefect 3.8: a first pass puts in variables of the deploying machine's
//! environment, also without `$`; a second one the outputs of build and push steps.

pub mod listed_placeholder;
pub mod unknown_placeholder;

use crate::dialects::prefect::{Placeholder, PlaceholderKind, Templated};
use crate::formats::prefect as formats;
use crate::model::{Deployment, Directory, Stack};
use crate::source::At;
use crate::tree::Tree;

/// A string with placeholders.
struct Place<'a> {
    text: At<&'a Templated>,
    /// Whether it is an item of a list.
    is_item: bool,
    /// The steps whose outputs it may name: those that ran before.
    before: &'a [Step<'a>],
}

/// What can be known of a step's outputs.
struct Step<'a> {
    id: Option<&'a str>,
    /// None: any.
    outputs: Option<&'static [&'static str]>,
}

type Value = At<Tree<Templated>>;

/// Calls `visit` for each string of each deployment in which Prefect looks for placeholders when it deploys.
fn visit(stack: &Stack, mut visit: impl FnMut(&Place<'_>)) {
    for directory in stack.directories.values() {
        for deployment in directory
            .deployments
            .iter()
            .filter_map(|key| stack.deployments.get(key))
        {
            let built = built(directory, deployment);
            // Triggers have placeholders of their own, for the events.
            let fields = deployment
                .keys
                .iter()
                .filter(|(key, _)| !["build", "push", "triggers"].contains(&&*key.value));
            for (_, value) in fields {
                walk(value, false, &built, &mut visit);
            }
            let pull = directory
                .pulls
                .get(&deployment.key.value)
                .or(directory.pull.as_ref());
            let mut before = built;
            for item in pull.into_iter().flatten() {
                walk(item, false, &before, &mut visit);
                before.extend(step(item));
            }
        }
    }
}

/// The steps of build and push, the deployment's own in place of the file's.
fn built<'a>(directory: &'a Directory, deployment: &'a Deployment) -> Vec<Step<'a>> {
    let of = |key: &str| {
        let own = deployment.keys.get(key);
        let value = own.or_else(|| directory.keys.get(key));
        value.and_then(|value| value.as_list()).unwrap_or_default()
    };
    of("build")
        .iter()
        .chain(of("push"))
        .filter_map(step)
        .collect()
}

fn step(item: &Value) -> Option<Step<'_>> {
    let (function, arguments) = item.as_map()?.iter().next()?;
    let id = arguments.as_map().and_then(|it| it.get("id")?.as_text());
    Some(Step {
        id: id.map(|id| &**id.text()),
        outputs: formats::step(function).map(|step| step.outputs),
    })
}

fn walk(value: &Value, is_item: bool, before: &[Step<'_>], visit: &mut impl FnMut(&Place<'_>)) {
    match &value.value {
        Tree::Text(text) if text.has_placeholders() => visit(&Place {
            text: value.with(text),
            is_item,
            before,
        }),
        Tree::List(items) => items
            .iter()
            .for_each(|item| walk(item, true, before, visit)),
        Tree::Map(map) => {
            let values = map.iter().map(|(_, value)| value);
            values.for_each(|value| walk(value, false, before, visit));
        }
        _ => {}
    }
}

impl Place<'_> {
    /// Whether something that is known here gives a placeholder its value.
    fn supplies(&self, placeholder: &Placeholder<'_>) -> bool {
        match placeholder.kind {
            PlaceholderKind::Bare => self.before.iter().any(|step| step.gives(placeholder.name)),
            PlaceholderKind::Output => {
                let (id, output) = placeholder.name.split_once('.').unwrap_or_default();
                let mut named = self.before.iter().filter(|step| step.id == Some(id));
                named.any(|step| step.gives(output))
            }
            _ => true,
        }
    }
}

impl Step<'_> {
    fn gives(&self, output: &str) -> bool {
        let output = output.split(['.', '[']).next().unwrap_or(output);
        self.outputs.is_none_or(|outputs| outputs.contains(&output))
    }
}
