//! Deployments.

pub mod cloned_entrypoint;
pub mod duplicate_deployment;
pub mod duplicate_slug;
pub mod foreign_pull;
pub mod invalid_concurrency_limit;
pub mod missing_entrypoint;
pub mod mixed_slugs;
pub mod relative_pull;
mod steps;
pub mod unmounted_directory;
pub mod unmounted_pull;
