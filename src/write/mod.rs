//! From what is rendered to what is on disk.
//!
//! In: [`Outputs`](crate::render::Outputs), the [`Lock`] that says what earlier runs wrote, and the disk. Out: a [`Plan`], which
//! `gen` applies ([`apply`]) and `check` prints ([`diff`], [`list`]). Nothing else is decided here.

mod apply;
mod conflict;
mod diff;
mod digest;
mod lock;
mod mask;
mod merged;
mod neighbours;
mod plan;
mod print;

pub use apply::{Applied, Done, Force, apply};
pub use diff::diff;
pub use digest::Digest;
pub use lock::{LOCK, Lock, name_of};
pub use merged::GitTexts;
pub use neighbours::{Neighbours, abandoned};
pub use plan::{Entry, Kept, Plan, State};
pub use print::{list, row};
