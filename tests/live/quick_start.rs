//! First steps as the README and `docs/quick-start.md` tell them, typed in an empty folder.
//!
//! In: the pages' own blocks. Out: each command ends well, and the server has a completed run of each flow. `uv` is the real
//! one, and installs what `init` asks for.

use super::api::{Api, free_port};
use super::children::{Background, wait_for};
use crate::support::readers::clean;
use crate::support::sandbox::{Folder, Sandbox};
use crate::support::{compose, python};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The page of first steps.
pub const PAGE: &str = include_str!("../../docs/quick-start.md");

/// The longest that one command may take: the first installs Prefect, or pulls the images.
const LIMIT: Duration = Duration::from_secs(600);

/// A fenced block, and the heading that it stands under.
struct Block<'a> {
    heading: &'a str,
    language: &'a str,
    text: &'a str,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut heading = "";
    let mut found = Vec::new();
    for (at, part) in page.split("```").enumerate() {
        if at % 2 == 0 {
            let mut lines = part.lines().rev();
            heading = lines
                .find_map(|line| line.strip_prefix("## "))
                .unwrap_or(heading);
        } else {
            let (language, text) = part.split_once('\n').expect("a block has a language");
            found.push(Block {
                heading,
                language,
                text,
            });
        }
    }
    found
}

/// The commands of the README's quick start.
pub fn readme() -> Vec<&'static str> {
    under(include_str!("../../README.md"), "Quick start")
}

/// The commands of the first block under a heading.
pub fn under(page: &'static str, heading: &str) -> Vec<&'static str> {
    let blocks = blocks(page);
    let mut blocks = blocks.iter().filter(|block| block.language == "console");
    let block = blocks.find(|it| it.heading == heading);
    commands(block.expect("there is such a block"))
}

fn commands<'a>(block: &Block<'a>) -> Vec<&'a str> {
    let lines = block.text.lines().map(|line| line.strip_prefix("$ "));
    lines
        .map(|it| it.expect("a command, and no output"))
        .collect()
}

/// The person who follows a page.
pub struct Person {
    project: Sandbox,
    home: Folder,
    api: Api,
    has_docker: bool,
    environment: Vec<(String, String)>,
    running: Vec<Background>,
}

impl Person {
    /// One without Docker, whose server listens on a port of its own.
    pub fn on_host() -> Self {
        let port = free_port();
        let api = Api::on(port);
        let environment = [
            ("PREFECT_API_URL", api.url()),
            ("PREFECT_SERVER_API_PORT", port.to_string()),
            ("PREFECT_SERVER_ANALYTICS_ENABLED", "false".into()),
        ];
        Self::new(api, &environment)
    }

    /// One with Docker: the port is the page's.
    pub fn with_docker() -> Self {
        let mut person = Self::new(Api::on(4200), &[]);
        person.has_docker = true;
        person
    }

    fn new(api: Api, environment: &[(&str, String)]) -> Self {
        let home = Folder::new();
        let own = |(name, value): &(&str, String)| ((*name).to_owned(), value.clone());
        let mut environment: Vec<(String, String)> = environment.iter().map(own).collect();
        environment.push(("HOME".into(), home.path().to_string_lossy().into()));
        environment.push(("PATH".into(), path(home.path())));
        // uv takes a Python that is here, and the machine's way to the packages.
        environment.push(("UV_PYTHON_DOWNLOADS".into(), "never".into()));
        let way = |(name, _): &(String, String)| {
            let name = name.to_lowercase();
            let starts = ["uv_", "pip_", "ssl_cert"];
            starts.iter().any(|it| name.starts_with(it)) || name.ends_with("_proxy")
        };
        environment.extend(std::env::vars().filter(way));
        Self {
            project: Sandbox::new(),
            home,
            api,
            has_docker: false,
            environment,
            running: Vec::new(),
        }
    }

    /// Does what a page's blocks say, but for those under some headings; a command that does not end runs on beside them.
    pub fn follow(&mut self, page: &str, is_meant: impl Fn(&str) -> bool) {
        for block in blocks(page).iter().filter(|block| is_meant(block.heading)) {
            match block.language {
                "console" => commands(block).into_iter().for_each(|it| self.enter(it)),
                _ => self.put_down(block.text),
            }
        }
    }

    /// Types a command.
    pub fn enter(&mut self, line: &str) {
        let mut shell = clean("sh");
        shell.args(["-c", line]).current_dir(self.project.path());
        shell.envs(self.environment.iter().cloned());
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let name: String = line.chars().map(plain).collect();
        let mut started = Background::start(&name, &shell, self.home.path());
        match line {
            "make server" => {
                wait_for("the server answers", LIMIT.as_secs(), || {
                    assert!(started.is_alive(), "it ended: {}", started.printed());
                    self.api.is_healthy().then_some(())
                });
                self.running.push(started);
            }
            "make worker" => self.running.push(started),
            _ => {
                let done = started.finish(LIMIT);
                done.unwrap_or_else(|printed| panic!("{line}: {printed}"));
            }
        }
    }

    /// Finds the programs of a virtual environment of the project first, as a shell in which it is active.
    pub fn activate(&mut self, environment: &str) {
        let programs = self.project.path().join(environment).join("bin");
        let paths = self.environment.iter_mut().filter(|it| it.0 == "PATH");
        paths.for_each(|(_, path)| *path = format!("{}:{path}", programs.display()));
    }

    /// Writes a file whose name stands in the first line; stack.toml gets more lines.
    fn put_down(&self, text: &str) {
        let (first, rest) = text.split_once('\n').expect("a block names its file");
        let path = first.strip_prefix("# ").expect("a block names its file");
        match path {
            "stack.toml" => {
                let before = self.project.read(path);
                self.project.write(path, &format!("{before}\n{rest}"));
            }
            _ => self.project.write(path, rest),
        }
    }

    /// Sees that a flow has one run, which completed.
    pub fn assert_completed(&self, flow: &str) {
        let wanted = json!({ "flows": { "name": { "any_": [flow] } } });
        let runs = self.api.post("/flow_runs/filter", &wanted);
        let is_done = |run: &&Value| run["state"]["type"] == json!("COMPLETED");
        let runs = runs.as_array().expect("a list of runs");
        assert_eq!(runs.iter().filter(is_done).count(), 1, "{flow}: {runs:#?}");
        // The next one comes at its time, and not sooner.
        let others = runs.iter().filter(|run| !is_done(run));
        others.for_each(|run| assert_eq!(run["state"]["type"], json!("SCHEDULED"), "{run:#}"));
    }
}

/// A PATH on which `stackgen` is the program under test, `uv` the tests' own, and `docker compose` what the tests have.
fn path(home: &Path) -> String {
    let programs = home.join("programs");
    std::fs::create_dir_all(&programs).expect("a folder can be made");
    let link = |name: &str, to: &Path| {
        std::os::unix::fs::symlink(to, programs.join(name)).expect("a link can be made");
    };
    link("stackgen", Path::new(env!("CARGO_BIN_EXE_stackgen")));
    link("uv", &python::tool("uv"));
    if let Some(plugin) = plugin() {
        let folder = home.join(".docker/cli-plugins");
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        std::os::unix::fs::symlink(plugin, folder.join("docker-compose")).expect("a link");
    }
    super::host::path_with(&programs)
}

/// The program that `docker` has to find as its plugin, unless it has one.
fn plugin() -> Option<PathBuf> {
    let command: Command = compose::command(Path::new("."));
    let program = PathBuf::from(command.get_program());
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let on_path = || std::env::split_paths(&paths).map(|folder| folder.join(&program));
    match program.to_str() {
        Some("docker") => None,
        _ if program.is_absolute() => Some(program),
        _ => on_path().find(|path| path.exists()),
    }
}

/// Takes the stack down with its data when the person goes.
impl Drop for Person {
    fn drop(&mut self) {
        self.running.clear();
        if self.has_docker && self.project.path().join("compose.yml").exists() {
            let mut down = compose::command(self.project.path());
            let _ = down.args(["down", "--volumes", "--timeout", "5"]).output();
        }
    }
}
