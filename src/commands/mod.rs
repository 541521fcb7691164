//! The command line: one file for each subcommand, glue only.
//!
//! In: arguments. Out: text, and an exit status: 0 good (warnings too), 1 the user's files are wrong or stale, 2 it could
//! not run. Results go to stdout, findings to stderr.

mod bar;
mod check;
mod explain;
mod generate;
mod kinds;
mod project;
mod schedules;
mod screen;
mod secrets;

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// One stack.toml becomes a whole self-hosted Prefect stack: compose.yml, every prefect.yaml, the Makefile.
#[derive(Debug, Parser)]
#[command(version, about, after_help = AFTER_HELP, max_term_width = 80)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    options: Options,
}

const AFTER_HELP: &str = "\
Exit status: 0 good (warnings too), 1 the files are wrong or stale, 2 it could
not run.

Examples:
  stackgen gen                       write everything that stack.toml asks for
  stackgen check                     find every mistake and every stale file
  stackgen gen --stack prod.toml     another file
  stackgen schedules --count 10      when each deployment runs
  stackgen kinds prefect-worker      what a kind of service fills in";

/// What all commands take, before or after their name.
#[derive(Args, Clone, Debug)]
struct Options {
    /// The file to read [default: stack.toml here or in a parent folder]
    #[arg(long, value_name = "FILE", global = true)]
    stack: Option<PathBuf>,
    /// Run as if started in this folder
    #[arg(short = 'C', value_name = "DIR", global = true)]
    directory: Option<PathBuf>,
    /// When to colour the output
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    color: screen::Color,
}

#[derive(Debug, Subcommand)]
enum Command {
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
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Nothing can be done about a closed stream.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Failed
            } else {
                Exit::Good
            }
            .into();
        }
    };
    screen::choose(cli.options.color);
    let done = match cli.command {
        Command::Gen(arguments) => generate::run(&cli.options, &arguments),
        Command::Check(arguments) => check::run(&cli.options, &arguments),
        Command::Schedules(arguments) => schedules::run(&cli.options, &arguments),
        Command::Secrets(arguments) => secrets::run(&cli.options, &arguments),
        Command::Explain(arguments) => explain::run(&cli.options, &arguments),
        Command::Kinds(arguments) => kinds::run(&cli.options, &arguments),
    };
    screen::clear();
    match done {
        Ok(exit) => exit.into(),
        Err(error) => {
            screen::complain(&format!("error: {error}\n"));
            Exit::Failed.into()
        }
    }
}
