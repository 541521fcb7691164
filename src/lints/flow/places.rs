//! Findings at one place are one finding: what `[flows]` or `[defaults.deployment]` says once is told once, however many
//! deployments share it.

use crate::diagnostics::{Diagnostic, Report};
use crate::source::Span;
use indexmap::IndexMap;

/// Findings of one lint by their place, and by what they are about where one place may have several.
#[derive(Default)]
pub struct Places {
    found: IndexMap<(Span, String), Diagnostic>,
}

impl Places {
    /// Takes a finding; of a further one at the same place only the other places stay.
    pub fn add(&mut self, found: Diagnostic) {
        self.add_about("", found);
    }

    /// The same for one of several things that a place may be wrong about.
    pub fn add_about(&mut self, about: &str, found: Diagnostic) {
        let key = (found.primary.span, about.to_owned());
        let Some(known) = self.found.get_mut(&key) else {
            self.found.insert(key, found);
            return;
        };
        for label in found.related {
            let is_new = known.related.iter().all(|other| other.span != label.span);
            if is_new && known.related.len() < MOST {
                known.related.push(label);
            }
        }
    }

    pub fn report(self, report: &mut Report) {
        let found = self.found.into_values();
        found.for_each(|found| report.push(found));
    }
}

/// Further places that are shown.
const MOST: usize = 8;
