//! Services: what they wait for, what they run, and keys that do not go together.

pub mod clashing_container_name;
pub mod conflicting_keys;
pub mod dependency_cycle;
pub mod doubtful_image;
pub mod endless_dependency;
pub mod folded_names;
pub mod inactive_dependency;
pub mod invalid_healthcheck;
pub mod invalid_image;
pub mod missing_image;
pub mod moved_server_port;
pub mod negative_duration;
pub mod server_command;
pub mod split_command;
pub mod unanswered_healthcheck;
pub mod unhealthy_dependency;
pub mod unshared_messaging;
pub mod worker_command;
