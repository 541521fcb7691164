//! `stackgen schema`: the JSON Schema of stack.toml, for editors.

use super::{Exit, Options, screen};
use crate::disk::Error;
use crate::schema;

#[derive(clap::Args, Debug)]
pub struct Arguments {}

pub fn run(_: &Options, _: &Arguments) -> Result<Exit, Error> {
    screen::print(&schema::text());
    Ok(Exit::Good)
}
