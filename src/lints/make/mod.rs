//! The team's own targets of the Makefile.

pub mod target_cycle;
