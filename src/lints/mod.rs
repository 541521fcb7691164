//! What would go wrong, found before anything starts.
//!
//! In: a stack and the user's files beside it. Out: findings. A lint is one file with its code, its level, its explanation
//! and its check, found by its name: `<noun>/<code>.rs`. Lints never see rendered text.

mod address;
mod allowances;
mod circle;
mod container;
mod deployment;
mod environment;
mod flow;
mod hygiene;
mod levels;
mod make;
mod network;
mod placeholder;
mod schedule;
mod service;
mod variable;
mod volume;
mod work_pool;

pub use levels::codes;

use crate::config::findings;
use crate::diagnostics::{Code, Diagnostic, Explanation, Group, Level, Report};
use crate::model::Stack;
use crate::source::{Name, Sources};
use crate::tree::Map;
use crate::workspace::Workspace;

/// A check.
pub struct Lint {
    pub code: Code,
    check: fn(&Stack, &Workspace, &mut Report),
}

impl Lint {
    /// Something that does not start, deploy or run.
    const fn error(
        word: &'static str,
        explanation: Explanation,
        check: fn(&Stack, &Workspace, &mut Report),
    ) -> Self {
        Self::new(word, Level::Error, Group::Correctness, explanation, check)
    }

    /// Something that runs, and not as meant.
    const fn warning(
        word: &'static str,
        explanation: Explanation,
        check: fn(&Stack, &Workspace, &mut Report),
    ) -> Self {
        Self::new(word, Level::Warn, Group::Correctness, explanation, check)
    }

    /// Something that works, and is bad practice: only told where `[lints]` asks for it.
    const fn hygiene(
        word: &'static str,
        explanation: Explanation,
        check: fn(&Stack, &Workspace, &mut Report),
    ) -> Self {
        Self::new(word, Level::Allow, Group::Hygiene, explanation, check)
    }

    const fn new(
        word: &'static str,
        level: Level,
        group: Group,
        explanation: Explanation,
        check: fn(&Stack, &Workspace, &mut Report),
    ) -> Self {
        let code = Code {
            word,
            level,
            group,
            explanation,
        };
        Self { code, check }
    }
}

/// All of them. A lint that is not here is not run.
static ALL: &[&Lint] = &[
    &deployment::cloned_entrypoint::LINT,
    &deployment::cloud_only::LINT,
    &deployment::duplicate_deployment::LINT,
    &deployment::duplicate_slug::LINT,
    &deployment::foreign_pull::LINT,
    &deployment::invalid_concurrency_limit::LINT,
    &deployment::invalid_step::LINT,
    &deployment::missing_entrypoint::LINT,
    &deployment::mixed_slugs::LINT,
    &deployment::relative_pull::LINT,
    &deployment::unknown_job_variable::LINT,
    &deployment::unmounted_directory::LINT,
    &deployment::unmounted_pull::LINT,
    &environment::auth_drift::LINT,
    &environment::credential_drift::LINT,
    &environment::database_driver::LINT,
    &environment::ignored_setting::LINT,
    &environment::invalid_setting::LINT,
    &environment::localhost_address::LINT,
    &environment::misplaced_key::LINT,
    &environment::missing_api_url::LINT,
    &environment::missing_password::LINT,
    &environment::shadowed_setting::LINT,
    &environment::unencoded_url::LINT,
    &environment::unknown_host::LINT,
    &environment::unknown_image_variable::LINT,
    &environment::unknown_setting::LINT,
    &environment::unmounted_python_path::LINT,
    &environment::unusable_address::LINT,
    &environment::wrong_api_url::LINT,
    &environment::wrong_port::LINT,
    &environment::wrong_server::LINT,
    &flow::flow_syntax::LINT,
    &flow::method_flow::LINT,
    &flow::missing_flow::LINT,
    &flow::missing_parameter::LINT,
    &flow::not_a_flow::LINT,
    &flow::unknown_import::LINT,
    &flow::unknown_option::LINT,
    &flow::unknown_parameter::LINT,
    &flow::wrong_parameter_type::LINT,
    &hygiene::floating_image::LINT,
    &hygiene::needless_secret::LINT,
    &hygiene::plain_password::LINT,
    &hygiene::unnamed_data::LINT,
    &hygiene::unslugged_schedule::LINT,
    &make::target_cycle::LINT,
    &network::host_port_clash::LINT,
    &network::invalid_address::LINT,
    &network::invalid_port::LINT,
    &network::network_mode_ports::LINT,
    &network::no_common_network::LINT,
    &network::undeclared_resource::LINT,
    &network::unlistened_port::LINT,
    &network::unpublished_server::LINT,
    &placeholder::listed_placeholder::LINT,
    &placeholder::unknown_placeholder::LINT,
    &schedule::each_second::LINT,
    &schedule::ignored_schedule_key::LINT,
    &schedule::invalid_schedule::LINT,
    &schedule::schedule_never_fires::LINT,
    &schedule::unrunnable_schedule::LINT,
    &service::clashing_container_name::LINT,
    &service::conflicting_keys::LINT,
    &service::dependency_cycle::LINT,
    &service::doubtful_image::LINT,
    &service::endless_dependency::LINT,
    &service::folded_names::LINT,
    &service::inactive_dependency::LINT,
    &service::invalid_healthcheck::LINT,
    &service::invalid_image::LINT,
    &service::missing_image::LINT,
    &service::moved_server_port::LINT,
    &service::negative_duration::LINT,
    &service::server_command::LINT,
    &service::split_command::LINT,
    &service::unanswered_healthcheck::LINT,
    &service::unhealthy_dependency::LINT,
    &service::unshared_messaging::LINT,
    &service::worker_command::LINT,
    &variable::broken_url_variable::LINT,
    &variable::unencoded_url_variable::LINT,
    &variable::unread_variable::LINT,
    &variable::unset_variable::LINT,
    &volume::clashing_mounts::LINT,
    &volume::merged_compose_file::LINT,
    &volume::missing_compose_file::LINT,
    &volume::missing_env_file::LINT,
    &volume::missing_file::LINT,
    &volume::missing_mount_source::LINT,
    &volume::postgres_data_folder::LINT,
    &work_pool::doubtful_pool_type::LINT,
    &work_pool::unpolled_queue::LINT,
    &work_pool::unpolled_work_pool::LINT,
];

/// Runs every check that is not allowed anyway.
pub fn check(stack: &Stack, workspace: &Workspace, report: &mut Report) {
    let told = ALL
        .iter()
        .filter(|lint| !levels::is_allowed(&stack.lints, &lint.code));
    for lint in told {
        (lint.check)(stack, workspace, report);
    }
    keep_first(report);
}

/// Lints that may have several things to say of one place: a call that lacks two parameters.
static SEVERAL_AT_ONE_PLACE: &[&Lint] = &[
    &deployment::invalid_step::LINT,
    &flow::missing_parameter::LINT,
    &flow::unknown_import::LINT,
    &flow::unknown_parameter::LINT,
    &flow::wrong_parameter_type::LINT,
];

/// One fault is one finding, also where several services take over the place at which it was made.
fn keep_first(report: &mut Report) {
    let mut seen = std::collections::HashSet::new();
    let several = |code: &Code| {
        SEVERAL_AT_ONE_PLACE
            .iter()
            .any(|lint| lint.code.word == code.word)
    };
    report.retain(|found| {
        found.code.group == Group::Syntax
            || several(found.code)
            || seen.insert((found.code.word, found.primary.span))
    });
}

/// Gives each finding the level that the table `[lints]` sets, drops what comments allow, and sorts. `silent` are codes that
/// this run does not look for.
pub fn settle(table: &Map<Name>, sources: &Sources, silent: &[&Code], report: &mut Report) {
    levels::apply(table, report);
    allowances::apply(sources, silent, report);
    keep_certain(sources, report);
    report.sort();
}

/// Behind a syntax error nothing is known for certain, and what it hides may be what others name: besides the syntax errors
/// only what is wrong with single keys before the first of them is told.
fn keep_certain(sources: &Sources, report: &mut Report) {
    let is_syntax = |found: &Diagnostic| found.code.word == findings::SYNTAX.word;
    let line = |found: &Diagnostic| sources.line(found.primary.span).1;
    let Some(first) = report.iter().filter(|it| is_syntax(it)).map(line).min() else {
        return;
    };
    let is_of_a_key = |found: &Diagnostic| {
        let mut codes = findings::ALL.iter();
        codes.any(|code| code.word == found.code.word)
    };
    report.retain(|found| is_syntax(found) || (is_of_a_key(found) && line(found) < first));
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

/// A generated file that is not as it should be. In reports for programs it is a finding like others; people are shown its diff.
pub static STALE_OUTPUT: Code = Code {
    word: "stale-output",
    level: Level::Error,
    group: Group::Syntax,
    explanation: Explanation {
        what: "A generated file that is not what stack.toml asks for: stale, missing, superfluous, edited, or somebody else's.",
        why: "What runs is not what stack.toml says. `stackgen gen` writes what is ours, and stops before anybody's edits.",
        fails: "",
        passes: "",
    },
};

/// Why the level of a code of the group `syntax` cannot be changed.
pub fn why_fixed(code: &Code) -> &'static str {
    match code.word == STALE_OUTPUT.word {
        true => "it is what `check` is for",
        false => "without it nothing could be rendered",
    }
}
