//! The demo stack of this repository in containers, where an engine and its images are present.
//!
//! In: a copy of `generated/`, with flows laid beside it. The project has a name of its own here, so that a stack which
//! somebody runs under the real name keeps its containers and its data.

use super::api::{Api, text};
use super::host::path_with;
use crate::support::readers::succeed;
use crate::support::sandbox::{Folder, Sandbox};
use crate::support::{compose, make, python};
use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

/// Why the stack cannot be started here, in a few words.
pub fn engine() -> Result<(), String> {
    succeed(Command::new("docker").arg("info"))
        .map_err(|_| "no container engine answers `docker info`".to_owned())?;
    for image in [
        "postgres:17-alpine",
        "prefecthq/prefect:3-python3.13",
        "rustfs/rustfs:latest",
    ] {
        succeed(Command::new("docker").args(["image", "inspect", image]))
            .map_err(|_| format!("the image {image} is not here"))?;
    }
    Ok(())
}

/// The stack, taken down with its data when it goes.
struct Stack<'a> {
    project: &'a Sandbox,
    name: String,
}

impl Stack<'_> {
    fn compose(&self, arguments: &[&str]) -> Result<String, String> {
        let mut command = compose::command(self.project.path());
        succeed(command.args(["--project-name", &self.name]).args(arguments))
    }
}

impl Drop for Stack<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!(
                "{}",
                self.compose(&["logs", "--tail", "30"])
                    .unwrap_or_else(|error| error)
            );
        }
        if let Err(error) = self.compose(&["down", "--volumes", "--timeout", "5"]) {
            eprintln!("docker compose down: {error}");
        }
    }
}

/// Up, deploy, a triggered run and a look at the scheduled ones, down.
pub fn run_demo() {
    let flow = include_str!("project/dhis2/flow.py");
    let project = Sandbox::new()
        .copy_of("generated")
        .file(
            "src/prefect_dhis2/__init__.py",
            "from .credentials import Dhis2Credentials as Dhis2Credentials\n",
        )
        .file(
            "src/prefect_dhis2/credentials.py",
            include_str!("project/dhis2/credentials.py"),
        )
        .file("flows/.keep", "")
        .file("deployments/dhis2_connection/flow.py", flow)
        .file("deployments/dhis2_ou/flow.py", flow);
    let stack = Stack {
        project: &project,
        name: format!("stackgen-live-{}", std::process::id()),
    };
    stack
        .compose(&["up", "--detach", "--wait"])
        .unwrap_or_else(|error| panic!("docker compose up: {error}"));
    deploy(&project);

    let api = Api::on(4200);
    for (flow, name) in [
        ("dhis2-connection-flow", "dhis2-connection"),
        ("dhis2-ou-flow", "dhis2-ou"),
    ] {
        let deployment = api.deployment(flow, name);
        let run = api.trigger(&deployment, &json!({}));
        api.completed(&run, 180);
        let folder = name.replace('-', "_");
        let seen = project.read(&format!("deployments/{folder}/{run}.txt"));
        assert_eq!(seen, "admin@https://play.im.dhis2.org/dev");
        super::schedules::assert_quarters(api, flow, name);
        assert_eq!(text(&deployment["work_pool_name"]), "default");
    }
}

/// `make deploy` as on a developer's machine; `uv run` is the environment of the tests.
fn deploy(project: &Sandbox) {
    let programs = Folder::new();
    let uv = programs.path().join("uv");
    fs::write(&uv, "#!/bin/sh\nshift\nexec \"$@\"\n").expect("the program is written");
    fs::set_permissions(&uv, fs::Permissions::from_mode(0o755)).expect("the program can be run");
    let mut command = make::make(project.path());
    command.arg("deploy").env("HOME", programs.path());
    command.env(
        "PATH",
        format!(
            "{}:{}",
            programs.path().display(),
            path_with(&python::programs())
        ),
    );
    succeed(&mut command).unwrap_or_else(|error| panic!("make deploy: {error}"));
}
