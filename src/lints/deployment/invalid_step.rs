//! A step of `pull`, `build` or `push` is misspelled, or an argument of it.

use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report, nearest};
use crate::dialects::prefect::Templated;
use crate::formats::prefect::{STEPS, Step, step};
use crate::lints::Lint;
use crate::model::Stack;
use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint {
    code: Code {
        word: "invalid-step",
        level: Level::Error,
        group: Group::Correctness,
        explanation: Explanation {
            what: "A step of Prefect's own has a name that Prefect does not know, an argument that the step does not take, or lacks one.",
            why: "`prefect deploy` takes any step; each run fails at it.",
            fails: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = [{ \"prefect.deployments.steps.git_clnoe\" = { repository = \"https://git.example.org/team/flows.git\" } }]\n",
            passes: "[work_pools.default]\nworkers = \"elsewhere\"\n\n[deployments.load]\nentrypoint = \"load.py:load\"\nwork_pool = \"default\"\npull = [{ \"prefect.deployments.steps.git_clone\" = { repository = \"https://git.example.org/team/flows.git\" } }]\n",
        },
    },
    check,
};

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for directory in stack.directories.values() {
        let pulls = directory.pull.iter().chain(directory.pulls.values());
        for step in pulls.flatten().filter(|step| step.is_written()) {
            judge(step, report);
        }
    }
    for deployment in stack.deployments.values() {
        for key in ["build", "push"] {
            let steps = deployment.keys.get(key).and_then(|value| value.as_list());
            for step in steps.unwrap_or_default() {
                judge(step, report);
            }
        }
    }
}

fn judge(written: &At<Tree<Templated>>, report: &mut Report) {
    let Some((name, arguments)) = written.as_map().and_then(|map| map.iter().next()) else {
        return;
    };
    match step(name) {
        None => report.extend(unknown(name)),
        Some(known) => {
            let none = Map::default();
            let arguments = match &arguments.value {
                Tree::Map(map) => map,
                Tree::Null => &none,
                _ => return,
            };
            judge_arguments(name, known, arguments, report);
        }
    }
}

/// Functions of the team's own are free; a package of Prefect's has those that it has.
fn unknown(name: &At<Name>) -> Option<Diagnostic> {
    let (module, _) = name.rsplit_once('.')?;
    let siblings = STEPS
        .iter()
        .map(|step| step.name)
        .filter(|known| known.rsplit_once('.').is_some_and(|it| it.0 == module));
    let near = nearest(name, siblings);
    if near.is_none() && module != "prefect.deployments.steps" {
        return None;
    }
    let found = Diagnostic::new(
        &LINT.code,
        name.span(),
        format!("Prefect has no step `{}`", name.value),
    );
    Some(match near {
        Some(near) => found.help(format!("a step with a similar name exists: `{near}`")),
        None => found.help("write such as `prefect.deployments.steps.git_clone`"),
    })
}

fn judge_arguments(name: &At<Name>, step: &Step, given: &Map<Templated>, report: &mut Report) {
    let short = step.name.rsplit('.').next().unwrap_or(step.name);
    let mut misspelled = Vec::new();
    for key in given.keys().filter(|key| step.arguments.key(key).is_none()) {
        let near = nearest(key, step.arguments.iter().map(|key| key.name));
        misspelled.extend(near);
        if step.open && near.is_none() {
            continue;
        }
        let message = format!("step `{short}` has no argument `{}`", key.value);
        let found = Diagnostic::new(&LINT.code, key.span(), message);
        report.push(match near {
            Some(near) => found.edit(
                format!("an argument with a similar name exists: `{near}`"),
                key.span(),
                near,
            ),
            None => found,
        });
    }
    for key in step.arguments.iter().filter(|key| key.required) {
        let known = given.contains(key.name) || given.is_broken(key.name);
        if known || misspelled.contains(&key.name) {
            continue;
        }
        let message = format!("step `{short}` must have `{}`", key.name);
        report.push(
            Diagnostic::new(&LINT.code, name.span(), message)
                .help(format!("write `{} = {}`", key.name, key.example)),
        );
    }
}
