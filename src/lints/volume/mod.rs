//! Volumes and mounts, and files that Compose reads beside its own.

pub mod clashing_mounts;
pub mod merged_compose_file;
pub mod missing_compose_file;
pub mod missing_env_file;
pub mod missing_file;
pub mod missing_mount_source;
pub mod postgres_data_folder;
