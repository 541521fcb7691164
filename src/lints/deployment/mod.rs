//! Deployments.

pub mod missing_entrypoint;
pub mod unmounted_directory;
