//! stackgen: one `stack.toml` becomes a whole self-hosted Prefect stack.
//!
//! The modules are the stages of one pipeline, each named by its result:
//!
//! ```text
//! Source ─► Config ─► Stack ─► Outputs ─► Plan
//!  disk     config    model    render     write
//! ```
//!
//! - [`source`] and [`tree`]: text and values, each with the place that it comes from.
//! - [`formats`]: key tables and value grammars of Compose, Prefect and stack.toml. [`dialects`]: how each format writes
//!   a string. [`firing`]: when a schedule fires.
//! - [`config`]: what stack.toml says. [`model`]: what it means. [`workspace`]: the user's files beside it. [`lints`]: what
//!   would go wrong.
//! - [`render`]: a sound stack as files. [`write`]: those files beside what is on the disk.
//! - [`schema`]: the same key tables as editors read them.
//! - [`starter`]: the files with which a stack begins.
//! - [`disk`]: the only module that touches the file system. [`diagnostics`]: what is wrong with the user's files.
//! - [`progress`]: how far a run is, told by the stages that take long.
//! - [`commands`]: one file for each subcommand. [`preview`]: the pipeline up to the files, in memory.
//!
//! A stage imports only what stands before it: `tests/walls/modules.rs` lists what each may import, and fails where one does
//! otherwise. `CONTRIBUTING.md` says how a key, a lint, a command or an output is added. Three kinds of failure are never mixed: a
//! [`Diagnostic`](diagnostics::Diagnostic) says what is wrong with the user's files, a [`disk::Error`] why we could not
//! run, and a panic that there is a bug.

pub mod commands;
pub mod config;
pub mod diagnostics;
pub mod dialects;
pub mod disk;
pub mod firing;
pub mod formats;
pub mod lints;
pub mod model;
pub mod preview;
pub mod progress;
pub mod render;
pub mod schema;
pub mod source;
pub mod starter;
pub mod tree;
pub mod workspace;
pub mod write;
