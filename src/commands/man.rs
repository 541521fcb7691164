//! `stackgen man`: the manual pages, into a folder or on the screen.

use super::{Exit, Options, command, help, screen};
use crate::disk::{Disk, Error, Writing};
use std::path::PathBuf;

#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The folder to write them into [default: print stackgen.1]
    #[arg(value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    folder: Option<PathBuf>,
}

pub fn run(options: &Options, arguments: &Arguments) -> Result<Exit, Error> {
    let pages = help::man::pages(command());
    let pages = pages.map_err(|error| Error::new("stackgen.1", error.to_string()))?;
    let Some(folder) = &arguments.folder else {
        pages
            .first()
            .iter()
            .for_each(|(_, text)| screen::print(text));
        return Ok(Exit::Good);
    };
    let here = options.directory.clone().unwrap_or_default();
    let disk = Disk::new(here.join(folder));
    for (name, text) in &pages {
        disk.write(name, text.as_bytes(), Writing::default())?;
        if !options.quiet {
            let path = folder.join(name);
            screen::print(&format!("wrote    {}\n", path.display()));
        }
    }
    Ok(Exit::Good)
}
