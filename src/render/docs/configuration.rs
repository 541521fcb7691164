//! What lies in the folders of the deployments, and what a prefect.yaml says.

use super::commands::Commands;
use super::schedules::{self, SchedulesView};
use super::words;
use super::{Md, md, paragraph, row};
use crate::dialects::markdown::{code, fence, remark, span};
use crate::dialects::prefect::Templated;
use crate::formats::prefect::{DEPLOYMENT, ROOT, SCHEDULE, WORK_POOL};
use crate::formats::{Key, Table};
use crate::model::{Directory, Stack};
use crate::render::Outputs;
use crate::tree::{Map, Tree};
use indexmap::IndexSet;
use serde::Serialize;

/// The largest number of folders, and of flow files in each, that the tree shows.
const MOST: usize = 10;

#[derive(Serialize)]
pub struct ConfigurationView {
    tree_intro: Md,
    tree: Md,
    example_intro: Md,
    example: Md,
    fields: Vec<Md>,
    schedules: Option<SchedulesView>,
}

/// The folder whose prefect.yaml is shown: the first with a schedule, with one deployment of it.
pub fn example(stack: &Stack) -> Option<Directory> {
    let has_schedule = |key: &&crate::source::Name| !stack.deployments[*key].schedules.is_empty();
    let directories = || stack.directories.values();
    let with_schedule = directories().find_map(|directory| {
        let key = directory.deployments.iter().find(has_schedule)?;
        Some((directory, key))
    });
    let any = || directories().find_map(|it| Some((it, it.deployments.first()?)));
    let (directory, key) = with_schedule.or_else(any)?;
    Some(Directory {
        deployments: vec![key.clone()],
        ..directory.clone()
    })
}

/// The section; `None` without deployments. `example` is the folder that is shown, and its text.
pub fn view(
    commands: &Commands<'_>,
    outputs: &Outputs,
    example: Option<&(Directory, String)>,
    with_schedules: bool,
) -> Option<ConfigurationView> {
    let stack = commands.stack;
    let (directory, text) = example?;
    Some(ConfigurationView {
        tree_intro: paragraph(tree_intro(stack)),
        tree: md(fence("", &tree(stack, outputs))),
        example_intro: paragraph(&example_intro(stack, directory)),
        example: md(fence("yaml", text.trim_start_matches('\n'))),
        fields: fields(stack),
        schedules: with_schedules.then(|| schedules::view(commands)),
    })
}

fn tree_intro(stack: &Stack) -> &'static str {
    match stack.directories.len() {
        1 => "The deployment directory and what belongs in it:",
        _ => "The deployment directories and what belongs in them:",
    }
}

fn tree(stack: &Stack, outputs: &Outputs) -> String {
    let mut lines = Vec::new();
    for directory in stack.directories.values().take(MOST) {
        let path = &*directory.path.value;
        lines.push(format!("{path}/"));
        let files = files(stack, outputs, directory);
        let width = files.iter().map(|(file, _)| file.chars().count() + 2);
        let width = width.max().unwrap_or_default().max(18);
        let files = files.iter();
        lines.extend(files.map(|(file, about)| format!("    {file:width$}# {about}")));
    }
    let more = stack.directories.len().saturating_sub(MOST);
    if more > 0 {
        lines.push(format!("… and {more} more like these"));
    }
    lines.join("\n")
}

fn files(stack: &Stack, outputs: &Outputs, of: &Directory) -> Vec<(String, &'static str)> {
    let mut flows: IndexSet<String> = IndexSet::new();
    for key in &of.deployments {
        let entrypoint = stack.deployments[key].parsed_entrypoint();
        let file = entrypoint.and_then(|it| it.file());
        flows.extend(file.map(str::to_owned));
    }
    let more = flows.len().saturating_sub(MOST);
    let flows = flows.into_iter().take(MOST);
    let mut files: Vec<(String, &'static str)> =
        flows.map(|file| (file, "The flow entrypoint")).collect();
    if more > 0 {
        files.push((format!("… {more} more"), "Other flow entrypoints"));
    }
    files.push((
        "prefect.yaml".to_owned(),
        "Deployment configuration (schedule, work pool)",
    ));
    let script = match &*of.path.value {
        "." => "deploy.py".to_owned(),
        path => format!("{path}/deploy.py"),
    };
    if outputs.get(&script).is_some() {
        let about = "Optional programmatic deployment script";
        files.push(("deploy.py".to_owned(), about));
    }
    files
}

fn example_intro(stack: &Stack, shown: &Directory) -> String {
    let path = span(&super::super::prefect::path(shown));
    let whole = &stack.directories[&shown.path.value].deployments;
    match whole.len() {
        1 => format!("This is {path}:"),
        number => format!(
            "This is {path} with one of its {} deployments:",
            words::number(number)
        ),
    }
}

/// The keys that the stack's own files have, each with what it says.
fn fields(stack: &Stack) -> Vec<Md> {
    let mut fields = Fields { rows: Vec::new() };
    let directories = || stack.directories.values();
    for key in ROOT.iter().filter(|key| key.name != "deployments") {
        let is_pull = key.name == "pull";
        let has_pull = |it: &Directory| it.pull.is_some() || !it.pulls.is_empty();
        if directories().any(|it| it.keys.contains(key.name) || (is_pull && has_pull(it))) {
            fields.add(key.name, key);
        }
    }
    let maps: Vec<&Map<Templated>> = stack.deployments.values().map(|it| &it.keys).collect();
    for key in present(&DEPLOYMENT, &maps) {
        if key.name == "pull" {
            continue;
        }
        match key.name {
            "work_pool" => {
                let pools: Vec<_> = maps.iter().filter_map(|map| map.map(key.name)).collect();
                fields.add_all("work_pool.", &WORK_POOL, &pools);
            }
            _ => fields.add(key.name, key),
        }
        if key.name == "schedules" {
            let items: Vec<_> = maps.iter().flat_map(|map| tables(map, key.name)).collect();
            fields.add_all("schedules[].", &SCHEDULE, &items);
        }
    }
    fields.rows
}

struct Fields {
    rows: Vec<Md>,
}

impl Fields {
    fn add_all(&mut self, before: &str, table: &Table, maps: &[&Map<Templated>]) {
        for key in present(table, maps) {
            self.add(&format!("{before}{}", key.name), key);
        }
    }

    fn add(&mut self, name: &str, key: &Key) {
        let known = KNOWN.iter().find(|(known, _)| *known == name);
        let text = known.map_or_else(|| remark(&key.sentence()), |(_, text)| (*text).to_owned());
        self.rows
            .push(row([&code(name), text.trim_end_matches('.')]));
    }
}

/// The keys of a table that some map has, in the table's order.
fn present(table: &Table, maps: &[&Map<Templated>]) -> Vec<&'static Key> {
    let is_present = |key: &&Key| maps.iter().any(|map| map.contains(key.name));
    table.iter().filter(is_present).collect()
}

fn tables<'a>(map: &'a Map<Templated>, key: &str) -> Vec<&'a Map<Templated>> {
    match map.get(key).map(|value| &value.value) {
        Some(Tree::List(items)) => items.iter().filter_map(|item| item.as_map()).collect(),
        _ => Vec::new(),
    }
}

/// Fields that every reader asks about.
const KNOWN: &[(&str, &str)] = &[
    (
        "pull",
        "Steps to prepare the execution environment (e.g. set working directory)",
    ),
    (
        "name",
        "Deployment name (used in `prefect deployment run <flow>/<name>`)",
    ),
    ("entrypoint", "`<file>:<function>` pointing to the flow"),
    (
        "schedules",
        "List of schedule objects (cron, interval, or rrule)",
    ),
    (
        "schedules[].cron",
        "Cron expression (e.g. `\"*/15 * * * *\"` for every 15 minutes)",
    ),
    (
        "schedules[].interval",
        "Seconds between two runs (e.g. `900` for every 15 minutes)",
    ),
    (
        "schedules[].timezone",
        "Timezone for the schedule (e.g. `\"UTC\"`, `\"Europe/Oslo\"`)",
    ),
    ("work_pool.name", "Which work pool executes the runs"),
];
