//! What works and is bad practice: told only where `[lints]` asks for it.

pub mod floating_image;
pub mod needless_secret;
pub mod plain_password;
pub mod unnamed_data;
pub mod unslugged_schedule;
