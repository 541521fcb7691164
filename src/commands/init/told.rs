//! What `init` says: why it wrote nothing, what is not as the stack needs it, and what to type next.

use crate::commands::location::{self, STACK};
use crate::dialects::shell;
use crate::disk::{Disk, Error};
use crate::schema;
use crate::starter::{self, Output, Wishes, place};
use std::path::Path;

/// Where the pages of the manual are read.
const MANUAL: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs");

/// A file of this name is here.
pub fn is_here(file: &str) -> String {
    format!(
        "nothing was written: {file} is here already\n\
         `stackgen gen{}` writes what it asks for; `stackgen init -C FOLDER`\n\
         begins in another folder\n",
        option(file)
    )
}

/// Files here describe another stack.
pub fn refusal(others: &[String]) -> String {
    let list: String = others.iter().map(|path| format!("  {path}\n")).collect();
    format!(
        "nothing was written: this folder has a stack already\n{list}\
         write what these files say into a {STACK}: any key of Compose or Prefect\n\
         works there, spelled the same way. Step by step:\n\
         {MANUAL}/adopting.md\n\
         Or begin in another folder: `stackgen init -C FOLDER`\n"
    )
}

/// The option that names a file, with a blank before it.
fn option(file: &str) -> String {
    match file {
        STACK => String::new(),
        other => format!(" --stack {}", shell::word(other)),
    }
}

fn makefile(wishes: &Wishes) -> Option<&Output> {
    wishes.moved.iter().find(|output| output.key == "makefile")
}

/// What is not as the stack needs it, and what mends it.
pub fn notes(wishes: &Wishes, folder: &Path, disk: &Disk) -> Result<String, Error> {
    let mut notes = Vec::new();
    let read = |path| -> Result<String, Error> {
        let bytes = disk.read(path)?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    if !starter::names_prefect(&read(place::PYPROJECT)?) {
        let needed = starter::REQUIREMENTS.map(|(it, _)| it).map(shell::quoted);
        notes.push(format!(
            "the Python project here does not name prefect; it needs\n{}",
            needed.join(" ")
        ));
    }
    if !starter::hides_env(&read(".gitignore")?) {
        notes.push(".gitignore does not name .env: git would take the passwords in it".into());
    }
    if wishes.runner.is_none() && !is_on_path("uv") {
        notes.push(format!(
            "uv is not on the PATH: `pip install uv` brings it. Or write\n\
             `runner = \"\"` in {STACK}, make a virtual environment, and\n\
             `pip install .` in it"
        ));
    }
    if wishes.runner.as_deref() == Some("") && !is_on_path("prefect") {
        notes.push(
            "prefect is not on the PATH: make a virtual environment, activate it,\n\
             and `pip install .` in it"
                .into(),
        );
    }
    if read(schema::FILE_NAME)? != schema::text() {
        let file = schema::FILE_NAME;
        notes.push(format!(
            "{file} here stays as it is; for the newest keys:\n`stackgen schema > {file}`"
        ));
    }
    if let Some(Output { instead: file, .. }) = makefile(wishes) {
        notes.push(format!(
            "the Makefile here stays as it is; `include {file}` in it brings\nthe stack's targets"
        ));
    }
    if let Some(other) = location::parent_stack(folder)? {
        let other = other.display();
        notes.push(format!(
            "{other} is another stack; in this folder stackgen reads\nit no longer"
        ));
    }
    Ok(notes
        .iter()
        .map(|note| format!("note     {}\n", note.replace('\n', "\n         ")))
        .collect())
}

fn is_on_path(program: &str) -> bool {
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path);
    folders.any(|folder| Disk::new(folder).occupied(&name).unwrap_or(false))
}

/// The commands that lead to a first run.
pub fn next(wishes: &Wishes, folder: &Path, file: &str) -> String {
    let make =
        makefile(wishes).map_or_else(|| "make".into(), |it| format!("make -f {}", it.instead));
    let mut steps: Vec<(String, &str)> = Vec::new();
    if folder != Path::new(".") {
        steps.push((format!("cd {}", shell::word(&folder.to_string_lossy())), ""));
    }
    steps.extend([
        (
            format!("stackgen gen{}", option(file)),
            "write compose.yml and the rest",
        ),
        (format!("{make} start"), "start the stack in Docker"),
        (format!("{make} deploy"), "register the flow"),
        (
            format!("{make} run DEPLOYMENT=hello/hello"),
            "run it: http://localhost:4200",
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
        "\nnext:\n{}without Docker, in place of `{make} start`: `{make} server`,\n\
         and in a second terminal `{make} worker`\n",
        lines.collect::<String>()
    )
}
