//! The formats of `check`, and where the paths of each begin.

use super::outcome::Outcome;
use crate::commands::screen;
use crate::commands::stacks::Failed;
use crate::diagnostics::{Failure, Run, github, gitlab, json, sarif, within};
use crate::disk::resolve;
use crate::workspace::git;
use std::path::Path;

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: each finding with its line, each file with its diff
    Human,
    /// One document for programs
    Json,
    /// As for people, then annotations for GitHub Actions
    Github,
    /// A Code Quality report for GitLab
    Gitlab,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

impl Format {
    /// The one that is asked for, else the one that fits where the command runs.
    pub fn choose(asked: Option<Self>) -> Self {
        asked.unwrap_or(match is_github_action() {
            true => Self::Github,
            false => Self::Human,
        })
    }

    pub fn is_for_people(self) -> bool {
        matches!(self, Self::Human | Self::Github)
    }

    /// The document of all stacks; none where there is only text for people.
    pub fn print(self, outcomes: &[Outcome<'_>], failures: &[Failed]) -> Option<String> {
        let in_repository = || from_repository(outcomes, failures);
        match self {
            Self::Human => None,
            Self::Json => Some(json::print(&from_here(outcomes, failures))),
            Self::Github => Some(github::print(&in_repository())),
            Self::Gitlab => Some(gitlab::print(&in_repository())),
            Self::Sarif => Some(sarif::print(&in_repository())),
        }
    }
}

/// Whether GitHub Actions reads the log, where some lines are commands.
pub fn is_github_action() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// With the paths that people see.
fn from_here<'a>(outcomes: &'a [Outcome<'a>], failures: &[Failed]) -> Run<'a> {
    Run {
        stacks: outcomes
            .iter()
            .map(|outcome| outcome.checked(outcome.project.reached.clone()))
            .collect(),
        failures: failures
            .iter()
            .map(|(location, error)| Failure {
                stack: within(&location.folder, &location.name()),
                reason: error.to_string(),
            })
            .collect(),
    }
}

/// With paths from the root of the repository, where the pages of a service look for files.
pub fn from_repository<'a>(outcomes: &'a [Outcome<'a>], failures: &[Failed]) -> Run<'a> {
    Run {
        stacks: outcomes
            .iter()
            .map(|outcome| outcome.checked(in_repository(&outcome.project.folder)))
            .collect(),
        failures: failures
            .iter()
            .map(|(location, error)| Failure {
                stack: within(&in_repository(&location.home()), &location.name()),
                reason: error.to_string(),
            })
            .collect(),
    }
}

/// Where a job has the repository, for machines without git. Git goes first: a repository may be checked out in a folder below.
const WORKSPACES: [&str; 2] = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"];

/// A folder as seen from the root of the repository; from the current one where there is no repository.
fn in_repository(folder: &Path) -> String {
    if let Some(prefix) = git::prefix(folder) {
        return prefix;
    }
    let place = resolve(folder);
    let tops = WORKSPACES.into_iter().filter_map(std::env::var_os);
    let mut tops = tops
        .filter(|top| !top.is_empty())
        .chain([".".into()])
        .map(|top| resolve(Path::new(&top)));
    let below = tops.find_map(|top| place.strip_prefix(top).ok().map(Path::to_owned));
    let below = below.unwrap_or_default();
    screen::path(&below)
}
