//! A server and a worker on this machine: real Prefect on SQLite, loopback only, everything in temporary folders.
//!
//! In: a generated project. Out: its make targets at work, and the server's API. The targets `server` and `worker` are the
//! project's own.

use super::api::{Api, free_port};
use super::children::{Background, wait_for};
use crate::support::readers::succeed;
use crate::support::sandbox::{Folder, Sandbox};
use crate::support::{make, python};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The machine as the project's recipes see it.
pub struct Host {
    home: Folder,
    port: u16,
}

impl Host {
    pub fn new() -> Self {
        Self {
            home: Folder::new(),
            port: free_port(),
        }
    }

    pub fn api(&self) -> Api {
        Api::on(self.port)
    }

    /// The folder in which flows leave what they saw.
    pub fn notes(&self) -> PathBuf {
        self.home.path().join("notes")
    }

    /// Starts the server and waits until it answers.
    pub fn server(&self, project: &Sandbox) -> Background {
        let mut server = self.start(project, "server");
        wait_for("the server answers", 180, || {
            assert!(server.is_alive(), "the server ended: {}", server.printed());
            self.api().is_healthy().then_some(())
        });
        server
    }

    /// Starts a target that runs until it is dropped.
    pub fn start(&self, project: &Sandbox, target: &str) -> Background {
        Background::start(target, &self.make(project, target), self.home.path())
    }

    /// Runs a target to its end; several words are several arguments (`prune YES=1`).
    pub fn run(&self, project: &Sandbox, target: &str) -> Result<String, String> {
        self.start(project, target).finish(Duration::from_secs(240))
    }

    /// Runs a program of the environment of the tests in the project's folder; what it printed.
    pub fn python(&self, project: &Sandbox, arguments: &[&str]) -> Result<String, String> {
        let mut command = project.command(&python::interpreter().to_string_lossy());
        command.args(arguments).envs(self.environment());
        command.env("PYTHONPATH", project.path().join("src"));
        succeed(&mut command)
    }

    fn make(&self, project: &Sandbox, target: &str) -> Command {
        let mut command = make::make(project.path());
        command
            .args(target.split_whitespace())
            .envs(self.environment());
        command.env("PATH", path_with(&python::programs()));
        command
    }

    fn environment(&self) -> [(&'static str, String); 10] {
        let home = self.home.path().to_string_lossy().into_owned();
        [
            ("HOME", home.clone()),
            ("PREFECT_HOME", format!("{home}/prefect")),
            ("PREFECT_API_URL", self.api().url()),
            ("PREFECT_SERVER_API_HOST", "127.0.0.1".into()),
            ("PREFECT_SERVER_API_PORT", self.port.to_string()),
            ("PREFECT_SERVER_ANALYTICS_ENABLED", "false".into()),
            ("PREFECT_SERVER_UI_ENABLED", "false".into()),
            ("PREFECT_WORKER_QUERY_SECONDS", "2".into()),
            ("LIVE_NOTES", self.notes().to_string_lossy().into_owned()),
            ("PYTHONDONTWRITEBYTECODE", "1".into()),
        ]
    }
}

/// PATH with a folder before all others.
pub fn path_with(first: &Path) -> String {
    format!(
        "{}:{}",
        first.display(),
        std::env::var("PATH").unwrap_or_default()
    )
}
