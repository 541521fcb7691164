//! `stackgen gen`: writes what stack.toml asks for, and nothing while anything is wrong.
//!
//! Of several stacks all are checked before the first is written, and none is written while one is wrong: a repository is not
//! left half of one state and half of another.

mod targets;
mod watch;

use super::holds::Access;
use super::stacks::Stacks;
use super::{Exit, Options};
use crate::disk::Error;

#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Print what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Print what changes in each file
    #[arg(long)]
    diff: bool,
    /// Take over these files or folders, although somebody else wrote them; the old text goes to FILE.orig
    #[arg(long, value_name = "PATH", num_args = 1.., value_hint = clap::ValueHint::AnyPath)]
    force: Vec<String>,
    /// Run again after each change of what was read or written, until Ctrl-C
    #[arg(long, conflicts_with_all = ["dry_run", "force"])]
    watch: bool,
}

pub fn run(options: &Options, arguments: &Arguments) -> Result<Exit, Error> {
    if arguments.watch {
        return watch::run(options, arguments);
    }
    let mut stacks = Stacks::render(options, Access::Alone, |_| Ok(()));
    Ok(targets::write_all(&mut stacks, arguments)?.exit)
}
