//! `stackgen kinds`: what each kind of service fills in, as TOML.

use super::{Exit, Options, screen};
use crate::disk::Error;
use crate::model::BuiltIn;

#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The kind to show; all of them by name without it
    name: Option<String>,
}

pub fn run(_: &Options, arguments: &Arguments) -> Result<Exit, Error> {
    let list: String = BuiltIn::ALL
        .iter()
        .map(|kind| format!("{:18}{}\n", kind.word(), kind.summary()))
        .collect();
    screen::print(&list);
    let _ = arguments;
    Ok(Exit::Good)
}
