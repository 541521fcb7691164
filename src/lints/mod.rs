//! What would go wrong, found before anything starts.
//!
//! In: a stack and the user's files beside it. Out: findings. A lint is one file with its code, its level, its explanation
//! and its check, found by its name: `<noun>/<code>.rs`. Lints never see rendered text.

mod deployment;
mod levels;
mod volume;
mod work_pool;

pub use levels::codes;

use crate::diagnostics::{Code, Explanation, Group, Level, Report};
use crate::model::Stack;
use crate::workspace::Workspace;

/// A check.
pub struct Lint {
    pub code: Code,
    check: fn(&Stack, &Workspace, &mut Report),
}

/// All of them. A lint that is not here is not run.
static ALL: [&Lint; 4] = [
    &deployment::missing_entrypoint::LINT,
    &deployment::unmounted_directory::LINT,
    &volume::missing_mount_source::LINT,
    &work_pool::unpolled_work_pool::LINT,
];

/// Runs every check, and gives each finding the level that `[lints]` sets.
pub fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    for lint in ALL {
        (lint.check)(stack, workspace, report);
    }
    levels::apply(&stack.lints, report);
}

/// A template of the team's own that cannot be rendered.
pub static TEMPLATE_ERROR: Code = Code {
    word: "template-error",
    level: Level::Error,
    group: Group::Syntax,
    explanation: Explanation {
        what: "A template of the team's own that cannot be rendered.",
        why: "Nothing can be written from it.",
        fails: "",
        passes: "",
    },
};
