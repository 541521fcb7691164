//! The `.env` sets a variable that nothing reads.

use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report, nearest};
use crate::dialects::prefect::{PlaceholderKind, Templated};
use crate::lints::Lint;
use crate::model::Stack;
use crate::tree::{Map, Tree};
use crate::workspace::Workspace;
use std::collections::BTreeSet;

pub static LINT: Lint = Lint {
    code: Code {
        word: "unread-variable",
        level: Level::Warn,
        group: Group::Correctness,
        explanation: Explanation {
            what: "The .env sets a variable that nothing in stack.toml reads.",
            why: "It is misspelled, or left over: whoever sets it believes that it does something.",
            fails: "[services.api]\nimage = \"api:1\"\nenvironment = { TOKEN = \"${API_TOKEN:-none}\" }\n--- .env ---\nAPI_TOKNE=secret\n",
            passes: "[services.api]\nimage = \"api:1\"\nenvironment = { TOKEN = \"${API_TOKEN:-none}\" }\n--- .env ---\nAPI_TOKEN=secret\n",
        },
    },
    check,
};

/// What programs read that stack.toml does not speak of: Compose, Docker, Prefect, uv, pip and Python.
const OTHERS: [&str; 8] = [
    "COMPOSE_",
    "DOCKER_",
    "BUILDKIT_",
    "PREFECT_",
    "UV_",
    "PIP_",
    "PYTHON",
    "PATH",
];

fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    let Some(dotenv) = workspace.dotenv.as_ref().filter(|_| !is_handed_on(stack)) else {
        return;
    };
    let in_templates = placeholders(stack);
    let lines: Vec<&str> = stack
        .makefile
        .targets
        .iter()
        .flat_map(|target| &target.run)
        .chain(&stack.makefile.before)
        .chain(&stack.makefile.after)
        .map(|line| &*line.value)
        .chain([&*stack.project.runner])
        .collect();
    for (name, place) in dotenv.names() {
        let is_read = stack.variables.contains_key(name)
            || in_templates.contains(name)
            || dotenv.is_mentioned(name)
            || OTHERS.iter().any(|other| name.starts_with(other))
            || lines.iter().any(|line| line.contains(name));
        if is_read {
            continue;
        }
        let message = format!("nothing reads `{name}`, which .env sets");
        let found = Diagnostic::new(&LINT.code, place, message).label("set here");
        let near = nearest(name, stack.variables.keys().map(|name| &**name));
        report.push(found.help(match near {
            Some(near) => format!("a variable with a similar name is read: `{near}`"),
            None => format!("if a flow reads it, say so: `[variables.{name}]`"),
        }));
    }
}

/// Whether a container gets the whole file: then anything may read it.
fn is_handed_on(stack: &Stack) -> bool {
    let names = |text: &str| text.trim_start_matches("./") == ".env";
    stack.services.values().any(|service| {
        let keys = &service.body.keys;
        let tables = keys.get("env_file").and_then(|value| value.as_list());
        let mut paths = tables.unwrap_or_default().iter();
        keys.texts("env_file").iter().any(|path| names(path))
            || paths.any(|item| {
                item.as_map()
                    .and_then(|it| it.text("path"))
                    .is_some_and(|it| names(&it))
            })
    })
}

/// The variables that placeholders of Prefect's tables read.
fn placeholders(stack: &Stack) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for deployment in stack.deployments.values() {
        of_map(&deployment.keys, &mut found);
    }
    for directory in stack.directories.values() {
        of_map(&directory.keys, &mut found);
        let steps = directory
            .pull
            .iter()
            .chain(directory.pulls.values())
            .flatten();
        steps.for_each(|step| of_tree(&step.value, &mut found));
    }
    found
}

fn of_map(map: &Map<Templated>, found: &mut BTreeSet<String>) {
    map.iter()
        .for_each(|(_, value)| of_tree(&value.value, found));
}

fn of_tree(tree: &Tree<Templated>, found: &mut BTreeSet<String>) {
    match tree {
        Tree::Text(text) => found.extend(text.placeholders().filter_map(|it| match it.kind {
            PlaceholderKind::Environment => it.name.strip_prefix('$').map(str::to_owned),
            PlaceholderKind::Bare => Some(it.name.to_owned()),
            _ => None,
        })),
        Tree::List(items) => items.iter().for_each(|item| of_tree(&item.value, found)),
        Tree::Map(map) => of_map(map, found),
        _ => {}
    }
}
