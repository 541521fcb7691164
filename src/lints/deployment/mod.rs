//! Deployments.

pub mod cloned_entrypoint;
pub mod cloud_only;
pub mod duplicate_deployment;
pub mod duplicate_slug;
pub mod foreign_pull;
pub mod invalid_concurrency_limit;
pub mod invalid_step;
pub mod missing_entrypoint;
pub mod mixed_slugs;
pub mod relative_pull;
pub mod steps;
pub mod unknown_job_variable;
pub mod unmounted_directory;
pub mod unmounted_pull;
