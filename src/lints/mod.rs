//! What would go wrong, found before anything starts.
//!
//! In: a stack and the user's files beside it. Out: findings. A lint is one file with its code, its level, its explanation
//! and its check, found by its name: `<noun>/<code>.rs`. Lints never see rendered text.

mod allowances;
mod deployment;
mod flow;
mod levels;
mod schedule;
mod volume;
mod work_pool;

pub use levels::codes;

use crate::diagnostics::{Code, Explanation, Group, Level, Report};
use crate::model::Stack;
use crate::source::{Name, Sources};
use crate::tree::Map;
use crate::workspace::Workspace;

/// A check.
pub struct Lint {
    pub code: Code,
    check: fn(&Stack, &Workspace, &mut Report),
}

/// All of them. A lint that is not here is not run.
static ALL: &[&Lint] = &[
    &deployment::missing_entrypoint::LINT,
    &deployment::unmounted_directory::LINT,
    &flow::flow_syntax::LINT,
    &flow::method_flow::LINT,
    &flow::missing_flow::LINT,
    &flow::missing_parameter::LINT,
    &flow::not_a_flow::LINT,
    &flow::unknown_import::LINT,
    &flow::unknown_parameter::LINT,
    &flow::wrong_parameter_type::LINT,
    &schedule::invalid_schedule::LINT,
    &schedule::schedule_never_fires::LINT,
    &schedule::unrunnable_schedule::LINT,
    &volume::missing_mount_source::LINT,
    &work_pool::unpolled_work_pool::LINT,
];

/// Runs every check.
pub fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    for lint in ALL {
        (lint.check)(stack, workspace, report);
    }
}

/// Gives each finding the level that the table `[lints]` sets, drops what comments allow, and sorts. `silent` are codes that
/// this run does not look for.
pub fn settle(table: &Map<Name>, sources: &Sources, silent: &[&Code], report: &mut Report) {
    levels::apply(table, report);
    allowances::apply(sources, silent, report);
    report.sort();
}

/// A template of the team's own that cannot be rendered.
pub static TEMPLATE_ERROR: Code = Code {
    word: "template-error",
    level: Level::Error,
    group: Group::Syntax,
    explanation: Explanation {
        what: "A template of the team's own that cannot be rendered.",
        why: "Nothing can be written from it.",
        fails: "[templates]\ndir = \"templates\"\n\n[services.cache]\nimage = \"redis:7\"\n--- templates/compose.yml.j2 ---\n{{ nmae }}\n",
        passes: "[templates]\ndir = \"templates\"\n\n[services.cache]\nimage = \"redis:7\"\n--- templates/compose.yml.j2 ---\n{{ header }}\n",
    },
};

/// A generated file that git does not track: the one finding about an output.
pub static UNTRACKED_OUTPUT: Code = Code {
    word: "untracked-output",
    level: Level::Warn,
    group: Group::Correctness,
    explanation: Explanation {
        what: "A generated file that git does not track, in a repository that tracks stack.toml.",
        why: "A commit that forgets it passes here, and fails wherever it is checked out.",
        fails: "",
        passes: "",
    },
};
