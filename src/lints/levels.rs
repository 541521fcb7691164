//! `[lints]`: the level of each finding.

use super::allowances::USELESS_ALLOW;
use super::{ALL, STALE_OUTPUT, TEMPLATE_ERROR, UNTRACKED_OUTPUT, why_fixed};
use crate::config;
use crate::diagnostics::{Code, Diagnostic, Group, Level, Report, Severity};
use crate::model::findings::UNKNOWN_LINT;
use crate::source::{At, Name};
use crate::tree::Map;

/// Every code that a finding may have.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    let lints = ALL.iter().map(|lint| &lint.code);
    config::findings::ALL
        .iter()
        .chain(crate::model::findings::ALL)
        .copied()
        .chain([
            &TEMPLATE_ERROR,
            &USELESS_ALLOW,
            &UNTRACKED_OUTPUT,
            &STALE_OUTPUT,
        ])
        .chain(lints)
}

/// Sets the levels that the table gives, by code or by group; drops what is allowed.
pub fn apply(table: &Map<Name>, report: &mut Report) {
    for (name, _) in table.iter() {
        check_name(name, report);
    }
    report.retain(|found| !is_allowed(table, found.code));
    for found in report.iter_mut() {
        // Without a word of the user's, a check that is less sure of a finding than of others may have lowered it.
        found.severity = match set(table, found.code) {
            Some(Level::Error) => Severity::Error,
            Some(_) => Severity::Warning,
            None => found.severity,
        };
    }
}

/// Whether findings of a code are dropped, wherever they are.
pub fn is_allowed(table: &Map<Name>, code: &Code) -> bool {
    set(table, code).unwrap_or(code.level) == Level::Allow
}

/// The level that the table gives to a code.
fn set(table: &Map<Name>, code: &Code) -> Option<Level> {
    let by = |word: &str| table.text(word).and_then(|level| parse(&level));
    if code.group == Group::Syntax {
        return None;
    }
    by(code.word).or_else(|| by(code.group.word()))
}

fn parse(word: &str) -> Option<Level> {
    Some(match word {
        "allow" => Level::Allow,
        "warn" => Level::Warn,
        "error" => Level::Error,
        _ => return None,
    })
}

fn check_name(name: &At<Name>, report: &mut Report) {
    let groups = [Group::Correctness, Group::Hygiene];
    if groups.iter().any(|group| group.word() == &*name.value) {
        return;
    }
    match codes().find(|code| code.word == &*name.value) {
        Some(code) if code.group == Group::Syntax => {
            let message = format!("the level of `{}` cannot be changed", name.value);
            let found = Diagnostic::new(&UNKNOWN_LINT, name.span(), message);
            report.push(found.label(why_fixed(code)));
        }
        Some(_) => {}
        None => {
            let names = codes()
                .map(|code| code.word)
                .chain(groups.iter().map(|group| group.word()));
            let message = format!("no finding is called `{}`", name.value);
            report.push(
                Diagnostic::new(&UNKNOWN_LINT, name.span(), message).nearest(
                    name,
                    name.span(),
                    "a finding",
                    names,
                ),
            );
        }
    }
}
