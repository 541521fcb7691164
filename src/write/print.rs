//! The plan as a list.

use super::{Plan, State};

/// One line for each path that is not as it should be: `stale    generated/compose.yml`. `shown` turns a path into what people
/// see. The lock is named only where it alone is wrong: else it follows from the rest.
pub fn list(plan: &Plan<'_>, shown: impl Fn(&str) -> String) -> String {
    let mut out: String = plan
        .changes()
        .map(|entry| row(entry.state, &shown(entry.path)))
        .collect();
    if out.is_empty() && plan.lock_state() != State::Same {
        out = row(plan.lock_state(), &shown(plan.lock().name()));
    }
    out
}

/// One such line.
pub fn row(state: State, shown: &str) -> String {
    format!("{:<7}  {shown}\n", state.word())
}
