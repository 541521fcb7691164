//! `stackgen init`: the files with which a stack begins, in a folder that has none.

use super::project::STACK;
use super::{Exit, Options, screen, stacks};
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
    let Some(location) = stacks::beginning(options) else {
        screen::complain("error: `init` begins one stack: give one --stack\n");
        return Ok(Exit::Failed);
    };
    let (folder, file) = (location.home(), location.name());
    let disk = Disk::new(&folder);
    if disk.occupied(&file)? {
        screen::complain(&format!(
            "nothing was written: {file} is here already\n\
             `stackgen gen{}` writes what it asks for; `stackgen init -C FOLDER`\n\
             begins in another folder\n",
            named(&file)
        ));
        return Ok(Exit::Bad);
    }
    let others = place::other_stacks(&disk)?;
    if !others.is_empty() {
        screen::complain(&refusal(&others));
        return Ok(Exit::Bad);
    }
    let wishes = wishes(arguments, &folder, &disk)?;
    let written = write(&wishes, &file, &disk)?;
    let mut text: String = written
        .iter()
        .map(|path| format!("wrote    {path}\n"))
        .collect();
    text.push_str(&notes(&wishes, &folder, &disk)?);
    text.push_str(&next(&wishes, options.directory.as_deref(), &file));
    if !options.quiet {
        screen::print(&text);
    }
    Ok(Exit::Good)
}

fn named(file: &str) -> String {
    match file {
        STACK => String::new(),
        other => format!(" --stack {other}"),
    }
}

fn refusal(others: &[String]) -> String {
    let list: String = others.iter().map(|path| format!("  {path}\n")).collect();
    format!(
        "nothing was written: this folder has a stack already\n{list}\
         write what these files say into a {STACK}: any key of Compose or Prefect works there,\n\
         spelled the same way. Or begin in another folder: `stackgen init -C FOLDER`\n"
    )
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
            let whole = stacks::whole(folder)?;
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
    })
}

/// Writes what there is not yet. stack.toml comes last: a run that was broken off can be made again.
fn write(wishes: &Wishes, file: &str, disk: &Disk) -> Result<Vec<String>, Error> {
    let mut files = vec![
        (starter::flow_path(&wishes.flow), starter::FLOW.to_owned()),
        ("pyproject.toml".to_owned(), starter::pyproject(wishes)),
        (".gitignore".to_owned(), starter::gitignore()),
    ];
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

/// What is not as the stack needs it, and what mends it.
fn notes(wishes: &Wishes, folder: &Path, disk: &Disk) -> Result<String, Error> {
    let mut notes = Vec::new();
    let read = |path| -> Result<String, Error> {
        let bytes = disk.read(path)?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    if !starter::names_prefect(&read("pyproject.toml")?) {
        let needed = starter::REQUIREMENTS
            .map(|(it, _)| format!("\"{it}\""))
            .join(" ");
        notes.push(format!(
            "pyproject.toml does not name prefect: uv add {needed}"
        ));
    }
    if !starter::hides_env(&read(".gitignore")?) {
        notes.push(".gitignore does not name .env: git would take the passwords in it".into());
    }
    if wishes.runner.is_none() && !is_on_path("uv") {
        notes.push(format!(
            "uv is not on the PATH: `pip install uv` brings it. Or write `runner = \"\"` in\n\
             \x20        {STACK}, make a virtual environment, and `pip install .` in it"
        ));
    }
    if let Some(makefile) = wishes.moved.iter().find(|output| output.key == "makefile") {
        let file = makefile.instead;
        notes.push(format!(
            "the Makefile here stays as it is; `include {file}` in it brings the stack's targets"
        ));
    }
    if let Some(other) = stacks::parent_stack(folder)? {
        let other = other.display();
        notes.push(format!(
            "{other} is another stack; in this folder stackgen reads it no longer"
        ));
    }
    Ok(notes
        .iter()
        .map(|note| format!("note     {note}\n"))
        .collect())
}

fn is_on_path(program: &str) -> bool {
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path);
    folders.any(|folder| Disk::new(folder).occupied(&name).unwrap_or(false))
}

/// The commands that lead to a first run.
fn next(wishes: &Wishes, directory: Option<&Path>, file: &str) -> String {
    let makefile = wishes.moved.iter().find(|output| output.key == "makefile");
    let make = makefile.map_or_else(|| "make".into(), |it| format!("make -f {}", it.instead));
    let mut steps: Vec<(String, &str)> = Vec::new();
    if let Some(directory) = directory.filter(|directory| *directory != Path::new(".")) {
        steps.push((format!("cd {}", directory.display()), ""));
    }
    steps.extend([
        (
            format!("stackgen gen{}", named(file)),
            "write compose.yml, the Makefile and the rest",
        ),
        (format!("{make} start"), "start the stack in Docker"),
        (format!("{make} deploy"), "register the flow"),
        (
            format!("{make} run DEPLOYMENT=hello/hello"),
            "run it; http://localhost:4200 shows it",
        ),
    ]);
    let width = steps
        .iter()
        .map(|(step, _)| step.len())
        .max()
        .unwrap_or_default()
        + 3;
    let lines = steps
        .iter()
        .map(|(step, why)| format!("  {step:width$}{why}").trim_end().to_owned() + "\n");
    format!(
        "\nnext:\n{}without Docker, in place of `{make} start`: `{make} server`, and `{make} worker`\n\
         in a second terminal\n",
        lines.collect::<String>()
    )
}
