//! Another user of the machine: root may do everything, and would not meet what stops people.

use crate::support::sandbox::{Folder, Sandbox};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// A user and group that every system leaves to those who own nothing.
pub const NOBODY: u32 = 65534;

/// The binary, to be run by somebody who is not root and to whom the project belongs.
pub struct Person {
    programs: Folder,
    is_root: bool,
}

impl Person {
    pub fn owner_of(project: &Sandbox) -> Self {
        let programs = Folder::new();
        let is_root = is_root(programs.path());
        if is_root {
            // Where the binary lies, only root may look. By a process of its own: what this one has open for writing, a child
            // that another test starts meanwhile has open too, and then nobody may run it.
            let binary = env!("CARGO_BIN_EXE_stackgen");
            let copied = Command::new("cp").arg(binary).arg(programs.path()).status();
            assert!(copied.expect("cp starts").success());
            set_mode(programs.path(), 0o755);
            give_away(project.path());
        }
        Self { programs, is_root }
    }

    pub fn command(&self, project: &Sandbox) -> Command {
        if !self.is_root {
            return project.command(env!("CARGO_BIN_EXE_stackgen"));
        }
        let mut command = project.command(&self.programs.path().join("stackgen").to_string_lossy());
        command.uid(NOBODY).gid(NOBODY);
        command
    }

    /// The exit status, and what was printed on stdout and stderr.
    pub fn run(&self, project: &Sandbox, arguments: &str) -> (i32, String) {
        let mut command = self.command(project);
        command.args(arguments.split_whitespace());
        let output = command.output().expect("the binary starts");
        let printed = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&printed).into_owned();
        (output.status.code().unwrap_or(-1), text)
    }
}

/// Whether files that this test makes belong to root.
pub fn is_root(folder: &Path) -> bool {
    fs::metadata(folder).expect("the folder is there").uid() == 0
}

pub fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode can be set");
}

fn give_away(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).expect("root can give away");
    if path.is_dir() && !path.is_symlink() {
        for entry in fs::read_dir(path).expect("a folder can be listed") {
            give_away(&entry.expect("an entry can be read").path());
        }
    }
}
