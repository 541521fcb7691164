//! A fresh folder to run the binary in.
//!
//! In: a stack.toml, files beside it, arguments. Out: status, stdout and stderr, and what lies in the folder afterwards.

use super::readers::{clean, succeed};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// An empty folder of its own, removed when it goes. It lies outside the repository, so that neither stack.toml nor git is
/// found in a parent folder.
pub struct Folder(PathBuf);

impl Folder {
    #[allow(clippy::new_without_default, reason = "it makes a folder on the disk")]
    pub fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let home = std::env::temp_dir()
            .canonicalize()
            .expect("there is a folder for temporary files");
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = home.join(format!("stackgen-{}-{number}", std::process::id()));
            match fs::create_dir(&path) {
                Ok(()) => return Self(path),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => panic!("{}: {error}", path.display()),
            }
        }
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What containers wrote may belong to another user: that it stays is no failure of the test.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a run of the binary gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The exit status; -1 if a signal ended it.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A run as snapshots hold it: the status, then what was printed, each part only if there is any.
pub fn snapshot(output: &Output) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = output;
    let part = |name: &str, text: &str| {
        if text.is_empty() {
            String::new()
        } else {
            format!("--- {name}\n{text}")
        }
    };
    format!(
        "status: {status}\n{}{}",
        part("stdout", stdout),
        part("stderr", stderr)
    )
}

/// What a run ends with and says.
pub fn run(sandbox: &Sandbox, arguments: &str) -> String {
    snapshot(&sandbox.run(arguments))
}

/// A project in a folder of its own.
pub struct Sandbox {
    folder: Folder,
    environment: Vec<(String, String)>,
}

impl Sandbox {
    #[allow(clippy::new_without_default, reason = "it makes a folder on the disk")]
    pub fn new() -> Self {
        Self {
            folder: Folder::new(),
            environment: Vec::new(),
        }
    }

    /// With this stack.toml. A line end right after the opening quotes is left out, and the lines are moved to the left
    /// as far as the first of them stands.
    pub fn stack(self, text: &str) -> Self {
        self.file("stack.toml", &unindent(text))
    }

    /// With a file, byte for byte; folders on its way are made.
    pub fn file(self, path: &str, text: &str) -> Self {
        self.write(path, text);
        self
    }

    /// With a stack.toml and the files that stand behind lines such as `--- flow.py ---`: an example of `explain`.
    pub fn parts(self, text: &str) -> Self {
        let mut files = vec![("stack.toml", String::new())];
        for line in text.split_inclusive('\n') {
            let path = line.trim_end().strip_prefix("--- ");
            match path.and_then(|path| path.strip_suffix(" ---")) {
                Some(path) => files.push((path, String::new())),
                None => files.last_mut().expect("there is one").1.push_str(line),
            }
        }
        let files = files.into_iter();
        files
            .fold(self, |sandbox, (path, part)| sandbox.file(path, &part))
            .flow_of(text)
    }

    /// With the flow that most examples of explanations deploy and do not show, where their text speaks of it.
    fn flow_of(self, example: &str) -> Self {
        if !example.contains("\"load.py:load\"") || example.contains("--- load.py ---") {
            return self;
        }
        let flow =
            "from prefect import flow\n\n\n@flow\ndef load(folder: str = \"in\"):\n    pass\n";
        self.file("load.py", flow).file("flow/load.py", flow)
    }

    /// With a copy of what lies in a folder of the source tree.
    pub fn copy_of(self, folder: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for path in files(&root) {
            self.write_bytes(
                &path,
                &fs::read(root.join(&path)).expect("a listed file can be read"),
            );
        }
        self
    }

    /// With a variable in the environment of every run.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs the binary with these words as arguments.
    pub fn run(&self, arguments: &str) -> Output {
        self.run_words(&arguments.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs the binary with exactly these arguments. The sandbox's own path is shown as `[sandbox]`.
    pub fn run_words(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_stackgen"));
        let output = command.args(arguments).output().expect("the binary starts");
        let own = self.path().to_string_lossy().into_owned();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&own, "[sandbox]");
        let status = output.status.code().unwrap_or(-1);
        Output {
            status,
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// Runs `gen`, which must succeed: for tests of what it wrote.
    pub fn generate(self) -> Self {
        let output = self.run("gen");
        assert_eq!(output.status, 0, "{}", snapshot(&output));
        self
    }

    /// A program in this folder, with an environment that is the same on every machine.
    pub fn command(&self, program: &str) -> Command {
        let mut command = clean(program);
        command
            .current_dir(self.path())
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        for name in ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"] {
            command.env(name, "/dev/null");
        }
        command
    }

    /// The text of a file.
    pub fn read(&self, path: &str) -> String {
        let text = fs::read_to_string(self.path().join(path));
        text.unwrap_or_else(|error| panic!("{path}: {error}; there are {:?}", self.tree()))
    }

    /// Writes or overwrites a file.
    pub fn write(&self, path: &str, text: &str) {
        self.write_bytes(path, text.as_bytes());
    }

    /// Puts another text in the place of one that a file must have.
    pub fn change(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} has no {old:?}: {text}");
        self.write(path, &text.replace(old, new));
    }

    /// What `check` finds, as its document for programs has it.
    pub fn findings(&self) -> Vec<Value> {
        let output = self.run("check --format json");
        let report: Value = serde_json::from_str(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", snapshot(&output)));
        let found = report["diagnostics"].as_array();
        found.expect("a list").clone()
    }

    fn write_bytes(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        let parent = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(parent).expect("the folder can be made");
        fs::write(&path, bytes).expect("the file can be written");
    }

    /// All files, sorted, with `/` between the parts of a path; git's own are left out.
    pub fn tree(&self) -> Vec<String> {
        files(self.path())
    }

    /// Runs git with these words, with a fixed identity and no configuration of the machine; its output.
    pub fn git(&self, arguments: &str) -> String {
        let done = self.try_git(arguments);
        done.unwrap_or_else(|error| panic!("git {arguments}: {error}"))
    }

    /// The same where git may stop: at a conflict.
    pub fn try_git(&self, arguments: &str) -> Result<String, String> {
        let identity = [
            "-c",
            "user.name=Test",
            "-c",
            "user.email=test@example.com",
            "-c",
            "init.defaultBranch=main",
        ];
        let mut command = self.command("git");
        command.args(identity).args(arguments.split_whitespace());
        command.env("GIT_EDITOR", "true");
        succeed(&mut command)
    }

    /// Makes the folder a repository with everything in it committed.
    pub fn committed(self) -> Self {
        self.git("init --quiet");
        self.git("add --all");
        self.git("commit --quiet --allow-empty --message=start");
        self
    }
}

/// All files below a folder as sorted relative paths, without `.git`.
fn files(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder can be listed") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() && !path.is_symlink() {
                if path.file_name().is_some_and(|name| name != ".git") {
                    folders.push(path);
                }
            } else {
                let inside = path
                    .strip_prefix(root)
                    .expect("what is listed lies in the folder");
                found.push(inside.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

fn unindent(text: &str) -> String {
    let text = text.strip_prefix('\n').unwrap_or(text);
    let margin: String = text.chars().take_while(|c| *c == ' ').collect();
    let end = text.trim_end_matches(' ');
    end.split_inclusive('\n')
        .map(|line| {
            line.strip_prefix(&margin)
                .unwrap_or(line.trim_start_matches(' '))
        })
        .collect()
}
