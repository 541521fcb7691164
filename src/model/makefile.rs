//! `[make]`: the team's own targets beside the stack's.

use super::Stack;
use super::findings::{UNCARRIED_VALUE, UNKNOWN_TARGET};
use crate::diagnostics::{Diagnostic, Report, inside};
use crate::dialects::make;
use crate::formats::Fault;
use crate::source::{At, Name};
use crate::tree::Map;

/// What the Makefile has besides the stack's own targets.
#[derive(Clone, Debug)]
pub struct Makefile {
    pub targets: Vec<Target>,
    /// Text before the targets, verbatim.
    pub before: Option<At<Name>>,
    /// Text behind the targets, verbatim.
    pub after: Option<At<Name>>,
}

/// A target of the team's own.
#[derive(Clone, Debug)]
pub struct Target {
    pub name: At<Name>,
    pub help: Option<At<Name>>,
    pub needs: Vec<At<Name>>,
    /// Lines, each its own shell.
    pub run: Vec<At<Name>>,
}

pub fn read(config: &Map<Name>) -> Makefile {
    let targets = config
        .map("targets")
        .into_iter()
        .flat_map(Map::tables)
        .map(|(name, table)| Target {
            name: name.clone(),
            help: table.text("help"),
            needs: table.texts("needs"),
            run: table.texts("run"),
        });
    Makefile {
        targets: targets.collect(),
        before: config.text("before"),
        after: config.text("after"),
    }
}

/// The stack's own targets, in the order of the Makefile.
pub fn own_targets(stack: &Stack) -> Vec<String> {
    let mut targets: Vec<String> = Vec::new();
    let mut add = |names: &[&str]| targets.extend(names.iter().map(|name| (*name).to_owned()));
    if !stack.outputs.makefile_is_included() {
        add(&["help"]);
    }
    if !stack.services.is_empty() && stack.outputs.compose.is_some() {
        add(&["start", "stop", "restart", "rebuild", "logs"]);
    }
    if !stack.deployments.is_empty() {
        add(&["deploy"]);
        stack
            .directories
            .values()
            .for_each(|directory| add(&[&format!("deploy-{}", directory.target)]));
        add(&["run"]);
        if stack.outputs.schedules.is_some() {
            add(&["schedules", "prune"]);
        }
    }
    if !stack.work_pools.is_empty() {
        add(&["work-pools"]);
    }
    if !stack.block_modules.is_empty() {
        add(&["register-blocks"]);
    }
    if !stack.blocks.is_empty() && stack.outputs.blocks.is_some() {
        add(&["create-blocks"]);
    }
    add(&["server"]);
    worker_targets(stack)
        .iter()
        .for_each(|(target, _)| add(&[target]));
    targets
}

/// `worker` for the only pool of type process, `worker-POOL` for each of several.
pub fn worker_targets(stack: &Stack) -> Vec<(String, &super::WorkPool)> {
    let pools: Vec<_> = stack
        .work_pools
        .values()
        .filter(|pool| pool.is_process())
        .collect();
    match pools[..] {
        [only] => vec![("worker".to_owned(), only)],
        _ => pools
            .into_iter()
            .map(|pool| (format!("worker-{}", make::target(&pool.name)), pool))
            .collect(),
    }
}

/// Reports targets that are needed and that there are not, and lines that make cannot carry.
pub fn check(stack: &Stack, report: &mut Report) {
    for line in stack.makefile.targets.iter().flat_map(|target| &target.run) {
        if let Err(fault) = make::line(line) {
            report.push(uncarried(line, fault));
        }
    }
    let words = [
        &stack.project.api_url,
        &stack.outputs.compose,
        &stack.outputs.blocks,
        &stack.outputs.schedules,
    ];
    let files = stack
        .work_pools
        .values()
        .map(|pool| &pool.base_job_template);
    let types = stack.work_pools.values().map(|pool| &pool.kind);
    let words = words.into_iter().chain(files).flatten().chain(types);
    for word in words {
        if let Err(fault) = make::word(word) {
            report.push(uncarried(word, fault));
        }
    }
    check_needs(stack, report);
}

fn uncarried(text: &At<Name>, fault: Fault) -> Diagnostic {
    let span = inside(text.span(), text, fault.range);
    let found = Diagnostic::new(&UNCARRIED_VALUE, span, "the Makefile cannot hold this")
        .label(fault.message);
    match fault.help {
        Some(help) => found.help(help),
        None => found,
    }
}

fn check_needs(stack: &Stack, report: &mut Report) {
    let own = own_targets(stack);
    let written = stack
        .makefile
        .targets
        .iter()
        .map(|target| target.name.value.to_string());
    let known: Vec<String> = own.into_iter().chain(written).collect();
    let verbatim = [&stack.makefile.before, &stack.makefile.after]
        .into_iter()
        .flatten()
        .any(|text| text.contains(':'));
    for need in stack
        .makefile
        .targets
        .iter()
        .flat_map(|target| &target.needs)
    {
        // Text of the team's own may bring targets that are not seen here; so may a file of that name.
        if known.iter().any(|name| *name == *need.value) || verbatim {
            continue;
        }
        let message = format!("the Makefile has no target `{}`", need.value);
        report.push(
            Diagnostic::new(&UNKNOWN_TARGET, need.span(), message).nearest_quoted(
                need,
                "a target",
                known.iter().map(String::as_str),
            ),
        );
    }
}
