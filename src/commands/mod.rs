//! The command line: one file for each subcommand, glue only.
//!
//! In: arguments. Out: text, and an exit status: 0 good (warnings too), 1 the user's files are wrong or stale, 2 it could
//! not run. Results go to stdout, findings to stderr.

mod account;
mod bar;
mod check;
mod comparing;
mod completions;
mod explain;
mod generate;
pub mod help;
mod holds;
mod init;
mod kinds;
mod known;
mod location;
mod man;
mod project;
mod schedules;
mod schema;
mod screen;
mod secrets;
mod stacks;
mod text;

use crate::disk::Error;
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueHint};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// One stack.toml becomes a whole self-hosted Prefect stack: compose.yml, every prefect.yaml and the Makefile
#[derive(Debug, Parser)]
#[command(name = "stackgen", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    options: Options,
}

/// What all commands take, before or after their name.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
struct Options {
    /// The file to read; may be given several times [default: stack.toml here or in a parent folder]
    #[arg(long, value_name = "FILE", global = true, value_hint = ValueHint::FilePath)]
    stack: Vec<PathBuf>,
    /// Run as if started in this folder
    #[arg(short = 'C', value_name = "DIR", global = true, value_hint = ValueHint::DirPath)]
    directory: Option<PathBuf>,
    /// When to colour the output
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    color: screen::Color,
    /// Say nothing but errors, and what was asked for
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Tell what is read, and how long each stage takes
    #[arg(short, long, global = true)]
    verbose: bool,
}

/// How much is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Voice {
    quiet: bool,
    verbose: bool,
}

impl Options {
    fn voice(&self) -> Voice {
        Voice {
            quiet: self.quiet,
            verbose: self.verbose,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Begin: a small stack.toml that runs, and a first flow
    Init(init::Arguments),
    /// Write every file that stack.toml asks for
    Gen(generate::Arguments),
    /// Find every mistake in stack.toml, and every file that is stale
    Check(check::Arguments),
    /// Show when schedules fire, as Prefect's own engine computes it
    Schedules(schedules::Arguments),
    /// Show which service and script receives which secret, and how
    Secrets(secrets::Arguments),
    /// Explain a finding, or list them all
    Explain(explain::Arguments),
    /// List the kinds of service, or show what one fills in
    Kinds(kinds::Arguments),
    /// Print the JSON Schema of stack.toml, for editors
    Schema(schema::Arguments),
    /// Print the script that completes what is typed in a shell
    Completions(completions::Arguments),
    /// Write the manual pages
    Man(man::Arguments),
}

/// How a command ended; the worst is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    Good,
    /// The user's files are wrong or stale.
    Bad,
    /// It could not run.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Good => 0,
            Exit::Bad => 1,
            Exit::Failed => 2,
        })
    }
}

/// The command line, with its help.
pub fn command() -> clap::Command {
    help::dress(Cli::command())
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    // What is wrong with the arguments is coloured as they say.
    screen::choose(screen::Color::typed(std::env::args_os()));
    let cli = match parse() {
        Ok(cli) => cli,
        Err(error) => {
            let text = error.render().ansi().to_string();
            if error.use_stderr() {
                screen::complain(&text);
                return Exit::Failed.into();
            }
            screen::print(&text);
            return end(Exit::Good);
        }
    };
    screen::choose(cli.options.color);
    end(dispatch(&cli).unwrap_or_else(|error| {
        screen::complain(&format!("error: {error}\n"));
        Exit::Failed
    }))
}

fn parse() -> Result<Cli, clap::Error> {
    let mut command = command();
    let cli = Cli::from_arg_matches(&command.try_get_matches_from_mut(std::env::args_os())?)?;
    // clap sees no conflict between what stands before a command and what stands behind it.
    if cli.options.quiet && cli.options.verbose {
        let message = "the argument '--quiet' cannot be used with '--verbose'";
        return Err(command.error(ErrorKind::ArgumentConflict, message));
    }
    if is_split(std::env::args_os(), cli.options.stack.len()) {
        let message = "write every '--stack' on the same side of the command";
        return Err(command.error(ErrorKind::ArgumentConflict, message));
    }
    Ok(cli)
}

/// Whether `--stack` stands before the command and after it: then those before it were lost on the way.
fn is_split(arguments: impl Iterator<Item = OsString>, kept: usize) -> bool {
    let written = arguments.filter(|argument| {
        let text = argument.to_string_lossy();
        text == "--stack" || text.starts_with("--stack=")
    });
    kept < written.count()
}

fn dispatch(cli: &Cli) -> Result<Exit, Error> {
    let options = &cli.options;
    match &cli.command {
        Command::Init(arguments) => init::run(options, arguments),
        Command::Gen(arguments) => generate::run(options, arguments),
        Command::Check(arguments) => check::run(options, arguments),
        Command::Schedules(arguments) => schedules::run(options, arguments),
        Command::Secrets(arguments) => secrets::run(options, arguments),
        Command::Explain(arguments) => explain::run(options, arguments),
        Command::Kinds(arguments) => kinds::run(options, arguments),
        Command::Schema(arguments) => schema::run(options, arguments),
        Command::Completions(arguments) => completions::run(options, arguments),
        Command::Man(arguments) => man::run(options, arguments),
    }
}

/// The status, or that of a failure where a result could not be printed.
fn end(exit: Exit) -> ExitCode {
    screen::clear();
    match screen::failure() {
        Some(reason) => {
            screen::complain(&format!(
                "error: standard output cannot be written: {reason}\n"
            ));
            Exit::Failed.into()
        }
        None => exit.into(),
    }
}
