//! `stackgen init`: the files with which a stack begins, in a folder that has none.

mod told;

use super::{Exit, Options, location, screen};
use crate::disk::{Disk, Error, Writing};
use crate::formats::Fault;
use crate::schema;
use crate::starter::{self, Part, Wishes, place};
use std::path::Path;

#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Compose's project name [default: the folder's name, made valid]
    #[arg(long, value_name = "NAME", value_parser = parse_name)]
    name: Option<String>,
    /// What the stack has besides PostgreSQL, a server and a worker
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    with: Vec<With>,
    /// What the Makefile puts before prefect and python, "" for nothing [default: uv run]
    #[arg(long, value_name = "COMMAND", value_parser = parse_runner)]
    runner: Option<String>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum With {
    /// Redis for the server's messages, and its background services apart
    Redis,
    /// An object store, with its address and keys for the flows
    S3,
}

pub fn run(options: &Options, arguments: &Arguments) -> Result<Exit, Error> {
    let Some(location) = location::beginning(options) else {
        screen::complain("error: `init` begins one stack: give one --stack\n");
        return Ok(Exit::Failed);
    };
    let (folder, file) = (location.home(), location.name());
    let disk = Disk::new(&folder);
    if disk.occupied(&file)? {
        screen::complain(&told::is_here(&file));
        return Ok(Exit::Bad);
    }
    let others = place::other_stacks(&disk)?;
    if !others.is_empty() {
        screen::complain(&told::refusal(&others));
        return Ok(Exit::Bad);
    }
    let wishes = wishes(arguments, &folder, &disk)?;
    let written = write(&wishes, &file, &disk)?;
    let mut text: String = written
        .iter()
        .map(|path| format!("wrote    {path}\n"))
        .collect();
    text.push_str(&told::notes(&wishes, &folder, &disk)?);
    text.push_str(&told::next(&wishes, &folder, &file));
    if !options.quiet {
        screen::print(&text);
    }
    Ok(Exit::Good)
}

fn parse_name(name: &str) -> Result<String, String> {
    let told = |fault: Fault| {
        let other = starter::name_of(name);
        format!("{}; `{other}` is a name that Compose takes", fault.message)
    };
    (starter::NAME.check)(name).map_err(told)?;
    Ok(name.to_owned())
}

fn parse_runner(runner: &str) -> Result<String, String> {
    starter::check_runner(runner).map_err(|fault| fault.message)?;
    Ok(runner.to_owned())
}

fn wishes(arguments: &Arguments, folder: &Path, disk: &Disk) -> Result<Wishes, Error> {
    let name = match &arguments.name {
        Some(name) => name.clone(),
        None => {
            let whole = location::whole(folder)?;
            starter::name_of(&whole.file_name().unwrap_or_default().to_string_lossy())
        }
    };
    let parts = arguments.with.iter().map(|with| match with {
        With::Redis => Part::Redis,
        With::S3 => Part::S3,
    });
    Ok(Wishes {
        name,
        parts: parts.collect(),
        runner: arguments.runner.clone().filter(|runner| runner != "uv run"),
        flow: place::flow_stem(disk)?,
        moved: place::taken_outputs(disk)?,
        has_python: place::has_python(disk)?,
    })
}

/// Writes what there is not yet. stack.toml comes last: a run that was broken off can be made again.
fn write(wishes: &Wishes, file: &str, disk: &Disk) -> Result<Vec<String>, Error> {
    let mut files = vec![
        (starter::flow_path(&wishes.flow), starter::FLOW.to_owned()),
        (".gitignore".to_owned(), starter::gitignore()),
    ];
    if !wishes.has_python {
        files.push((place::PYPROJECT.to_owned(), starter::pyproject(wishes)));
    }
    files.push((schema::FILE_NAME.to_owned(), schema::text()));
    files.push((file.to_owned(), starter::stack(wishes)));
    let mut written = Vec::new();
    for (path, text) in files {
        if !disk.occupied(&path)? {
            disk.write(&path, text.as_bytes(), Writing::default())?;
            written.push(path);
        }
    }
    written.reverse();
    Ok(written)
}
