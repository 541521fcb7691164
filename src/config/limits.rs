//! How much stack.toml may hold: more than any project needs, and less than fills the memory.
//!
//! In: the raw tree. Out: the tree without what is too much, and a finding for it.

use super::findings::INVALID_VALUE;
use crate::diagnostics::{Diagnostic, Report};
use crate::source::Name;
use crate::tree::Map;

/// Deployments, and what each of them may have of its own.
const DEPLOYMENTS: usize = 100_000;
/// Everything else that has a name: Compose itself is far behind its means at a tenth of it.
const OTHERS: usize = 10_000;

/// Takes out each top-level table that has too many entries.
pub fn refuse(root: &mut Map<Name>, report: &mut Report) {
    let mut refused = Vec::new();
    for (name, value) in root.iter() {
        let most = match &*name.value {
            "deployments" | "flows" | "directories" => DEPLOYMENTS,
            _ => OTHERS,
        };
        let count = value.as_map().map_or(0, Map::len);
        if count > most {
            let message = format!("`[{}]` has {count} entries", name.value);
            let label = format!("at most {most} are read");
            report.push(Diagnostic::new(&INVALID_VALUE, name.span(), message).label(label));
            refused.push(name.value.clone());
        }
    }
    for name in refused {
        root.remove(&name);
        root.mark_broken(name);
    }
}
