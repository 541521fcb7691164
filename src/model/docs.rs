//! `[docs]`: the names of the page's sections.

use super::findings::UNKNOWN_SECTION;
use crate::diagnostics::{Diagnostic, Report};
use crate::source::Name;
use crate::tree::Map;

/// The sections that `without` can name, in the order of the page.
pub const SECTIONS: [&str; 9] = [
    "quick-start",
    "services",
    "graph",
    "volumes",
    "environment",
    "makefile",
    "workflow",
    "configuration",
    "schedules",
];

/// Reports sections that the page does not have.
pub fn check(config: &Map<Name>, report: &mut Report) {
    for name in config.texts("without") {
        if SECTIONS.contains(&&*name.value) {
            continue;
        }
        let message = format!("the docs page has no section `{}`", name.value);
        let known = SECTIONS.map(|section| format!("`{section}`")).join(", ");
        report.push(
            Diagnostic::new(&UNKNOWN_SECTION, name.span(), message)
                .help(format!("the sections are {known}"))
                .nearest_quoted(&name, "a section", SECTIONS),
        );
    }
}
