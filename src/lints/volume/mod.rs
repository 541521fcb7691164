//! Volumes and mounts.

pub mod missing_mount_source;
