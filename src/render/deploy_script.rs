//! `deploy.py`: deploys from Python what a folder's prefect.yaml says, for the deployments that ask for it.
//!
//! In: a folder and its deployments. Out: the view of its template, whose variable part is a table: arguments of Prefect's
//! `RunnerDeployment.from_entrypoint`, and what has to be said beside them.

use super::engine::Block;
use super::python::{Argument, Expression, table};
use super::schedules::{has_placeholders, literal, schedule, schedules};
use crate::dialects::prefect::Templated;
use crate::formats::grammar::path;
use crate::model::{Deployment, Directory, Stack};
use crate::source::At;
use crate::tree::{Map, Tree};
use minijinja::Value;
use serde::Serialize;
use std::borrow::Cow;

#[derive(Serialize)]
pub struct DeployScriptView {
    header: Value,
    deployments: Value,
    /// Whether some value is known at deploy only.
    resolves: bool,
    /// Whether steps run before.
    has_steps: bool,
    /// Whether some concurrency limit says more than a number.
    has_limits: bool,
    has_triggers: bool,
    is_portable: bool,
    /// What is handed to `deploy`.
    wanted: Value,
    skip_prefixes: Value,
}

/// The path of a folder's script, where some deployment of it asks for one.
pub fn script(stack: &Stack, directory: &Directory) -> Option<String> {
    members(stack, directory).next()?;
    Some(path::join(&directory.path, "deploy.py"))
}

fn members<'a>(stack: &'a Stack, directory: &'a Directory) -> impl Iterator<Item = &'a Deployment> {
    let all = directory
        .deployments
        .iter()
        .map(|key| &stack.deployments[key]);
    all.filter(|deployment| deployment.deploy_script)
}

pub fn view(stack: &Stack, directory: &Directory, header: Value) -> DeployScriptView {
    let members: Vec<&Deployment> = members(stack, directory).collect();
    let writer = Writer {
        directory,
        has_steps: members.iter().any(|it| {
            ["build", "push"]
                .iter()
                .any(|key| step_list(directory, it, key).is_some())
        }),
    };
    let rows = members.iter().map(|deployment| writer.row(deployment));
    let text = |member: &&Deployment, name: &str| {
        member
            .keys
            .iter()
            .any(|(_, value)| mentions(&value.value, name))
    };
    let pull_resolves = members.iter().any(|member| {
        let steps = writer.pull(member);
        steps.iter().any(|step| has_placeholders(&step.value))
    });
    let resolves = writer.has_steps
        || pull_resolves
        || members.iter().any(|member| {
            member
                .keys
                .iter()
                .any(|(_, value)| has_placeholders(&value.value))
        });
    DeployScriptView {
        header,
        deployments: Block::text(table("DEPLOYMENTS: list[dict[str, Any]]", rows)),
        resolves,
        has_steps: writer.has_steps,
        has_limits: members.iter().any(|member| limit(&member.keys).is_some()),
        has_triggers: members
            .iter()
            .any(|member| said(&member.keys, "triggers").is_some()),
        is_portable: stack.project.portable,
        wanted: Block::text(match resolves {
            true => "asyncio.run(resolve(wanted))",
            false => "wanted",
        }),
        skip_prefixes: Block::text(match members.iter().any(|member| text(member, "ctx.")) {
            true => ", skip_prefixes=[\"ctx.\"]",
            false => "",
        }),
    }
}

struct Writer<'a> {
    directory: &'a Directory,
    has_steps: bool,
}

impl Writer<'_> {
    fn row(&self, deployment: &Deployment) -> Expression {
        let mut row = vec![("arguments".into(), arguments(&deployment.keys))];
        if let Some(kind) = said(&deployment.keys, "version_type") {
            row.push(("version_type".into(), literal(kind)));
        }
        let schedules = schedules(deployment).map(schedule).collect();
        row.push(("schedules".into(), Expression::List(schedules)));
        if self.has_steps {
            for key in ["build", "push"] {
                let steps = step_list(self.directory, deployment, key).unwrap_or_default();
                row.push((key.into(), steps_expression(&steps)));
            }
        }
        row.push(("pull".into(), self.pull_expression(deployment)));
        Expression::Dict(row)
    }

    fn pull(&self, deployment: &Deployment) -> Vec<At<Tree<Templated>>> {
        let own = self.directory.pulls.get(&deployment.key.value);
        own.or(self.directory.pull.as_ref())
            .cloned()
            .unwrap_or_default()
    }

    /// The steps; where none are said, those that `prefect deploy` thinks of itself.
    fn pull_expression(&self, deployment: &Deployment) -> Expression {
        let own = self.directory.pulls.get(&deployment.key.value);
        match own.or(self.directory.pull.as_ref()) {
            Some(steps) => steps_expression(steps),
            None => {
                let folder = Expression::Atom("str(HERE)".into());
                let step = Expression::record([("directory", folder)]);
                let name = "prefect.deployments.steps.set_working_directory";
                Expression::List(vec![Expression::record([(name, step)])])
            }
        }
    }
}

fn steps_expression(steps: &[At<Tree<Templated>>]) -> Expression {
    Expression::List(steps.iter().map(|step| literal(&step.value)).collect())
}

/// The steps that run before a deployment is made: its own, else its folder's.
fn step_list(
    directory: &Directory,
    deployment: &Deployment,
    key: &str,
) -> Option<Vec<At<Tree<Templated>>>> {
    let own = deployment.keys.get(key);
    let steps = own.or_else(|| directory.keys.get(key))?;
    let steps = steps.value.as_list().filter(|steps| !steps.is_empty());
    steps.map(<[_]>::to_vec)
}

/// The arguments of `from_entrypoint`, in the order of the deployment's keys.
fn arguments(keys: &Map<Templated>) -> Expression {
    const SAME: [&str; 9] = [
        "name",
        "version",
        "tags",
        "description",
        "paused",
        "entrypoint",
        "parameters",
        "enforce_parameter_schema",
        "triggers",
    ];
    let mut arguments: Vec<(Cow<'static, str>, Expression)> = Vec::new();
    for (key, value) in keys.iter().filter(|(_, value)| value.value != Tree::Null) {
        match (&*key.value, &value.value) {
            ("concurrency_limit", limit @ Tree::Map(_)) => {
                let made = vec![Argument::Plain(literal(limit))];
                let call = Expression::Call("ConcurrencyLimitConfig.model_validate".into(), made);
                arguments.push(("concurrency_limit".into(), call));
            }
            ("concurrency_limit", other) => {
                arguments.push(("concurrency_limit".into(), literal(other)));
            }
            ("work_pool", Tree::Map(pool)) => {
                for (key, argument) in [
                    ("name", "work_pool_name"),
                    ("work_queue_name", "work_queue_name"),
                    ("job_variables", "job_variables"),
                ] {
                    arguments
                        .extend(said(pool, key).map(|value| (argument.into(), literal(value))));
                }
            }
            (name, other) if SAME.contains(&name) => {
                arguments.push((name.to_owned().into(), literal(other)));
            }
            _ => {}
        }
    }
    Expression::Dict(arguments)
}

fn said<'a>(keys: &'a Map<Templated>, key: &str) -> Option<&'a Tree<Templated>> {
    let value = &keys.get(key)?.value;
    Some(value).filter(|value| **value != Tree::Null)
}

fn limit(keys: &Map<Templated>) -> Option<&Map<Templated>> {
    said(keys, "concurrency_limit")?.as_map()
}

/// Whether a placeholder somewhere in a value begins with this.
fn mentions(tree: &Tree<Templated>, prefix: &str) -> bool {
    match tree {
        Tree::Text(text) => text.placeholders().any(|it| it.name.starts_with(prefix)),
        Tree::List(items) => items.iter().any(|item| mentions(&item.value, prefix)),
        Tree::Map(map) => map.iter().any(|(_, value)| mentions(&value.value, prefix)),
        Tree::Null | Tree::Bool(_) | Tree::Int(_) | Tree::Float(_) | Tree::Date(_) => false,
    }
}
