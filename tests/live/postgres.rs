//! A real PostgreSQL behind a real server, each with what Compose says that its container gets.
//!
//! In: a stack, and the password's way into it. Out: a server that keeps its tables in that database. Only the addresses are
//! others: everything runs on loopback, in temporary folders.

use super::api::{Api, free_port, text};
use super::children::{Background, wait_for};
use super::host::path_with;
use crate::support::readers::{Missing, clean, require, succeed};
use crate::support::sandbox::{Folder, Sandbox};
use crate::support::{compose, python};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const REMEDY: &str = "install PostgreSQL's server (Debian: apt-get install postgresql)";

/// A container's environment.
type Environment = BTreeMap<String, String>;

/// Starts both halves of a stack with one password, and sees that the server's data lies in PostgreSQL.
pub fn assert_stored(project: &Sandbox, outside: &[(&str, &str)], password: &str) {
    let reading = compose::read(project.path(), &[], outside)
        .unwrap_or_else(|error| panic!("{password}: {error}"));
    let services = compose::undouble(reading.value["services"].clone());
    let of_database = environment(&services["postgres"]);
    assert_eq!(of_database["POSTGRES_PASSWORD"], password);
    let database = Database::start(&of_database);

    let server = Server::start(environment(&services["prefect-server"]), database.port);
    assert_eq!(server.api.get("/ready")["message"], json!("OK"));
    let flow = server.api.post("/flows/", &json!({ "name": "kept" }));
    let path = format!("/flows/{}", text(&flow["id"]));
    assert_eq!(server.api.get(&path)["name"], json!("kept"));

    assert_eq!(database.ask("select name from flow"), Ok("kept\n".into()));
    let refused = database.ask_as("another one", "select 1").unwrap_err();
    assert!(refused.contains("authentication failed"), "{refused}");
}

fn environment(service: &Value) -> Environment {
    let variables = service["environment"].as_object().expect("variables");
    let pair = |(name, value): (&String, &Value)| (name.clone(), text(value).to_owned());
    variables.iter().map(pair).collect()
}

/// A PostgreSQL with the one user and database that its image would make.
struct Database {
    programs: PathBuf,
    port: u16,
    login: Environment,
    _program: Background,
    _folder: Folder,
}

impl Database {
    fn start(login: &Environment) -> Self {
        let (programs, folder, port) = (require(programs()), Folder::new(), free_port());
        let account = Account::find();
        let data = folder.path().join("data");
        let password = folder.path().join("password");
        fs::write(&password, &login["POSTGRES_PASSWORD"]).expect("the file can be written");
        account.own(&data);
        let mut make = account.command(&programs.join("initdb"), folder.path());
        make.args(["--no-sync", "--no-locale", "--encoding=UTF8"]);
        make.args(["--auth=scram-sha-256", "--username"]);
        make.arg(&login["POSTGRES_USER"]).arg("--pwfile");
        make.arg(&password).arg("--pgdata").arg(&data);
        succeed(&mut make).unwrap_or_else(|error| panic!("initdb: {error}"));

        let mut run = account.command(&programs.join("postgres"), folder.path());
        run.arg("-D").arg(&data).args(["-h", "127.0.0.1", "-p"]);
        run.arg(port.to_string());
        run.args(["-c", "unix_socket_directories=", "-c", "fsync=off"]);
        let database = Self {
            programs,
            port,
            login: login.clone(),
            _program: Background::start("postgres", &run, folder.path()),
            _folder: folder,
        };
        let password = &login["POSTGRES_PASSWORD"];
        let create = format!("create database {}", login["POSTGRES_DB"]);
        wait_for("PostgreSQL answers", 60, || {
            database.psql("postgres", password, &create).ok()
        });
        database
    }

    /// What the database answers the user.
    fn ask(&self, question: &str) -> Result<String, String> {
        self.ask_as(&self.login["POSTGRES_PASSWORD"], question)
    }

    /// What it answers whoever gives this password.
    fn ask_as(&self, password: &str, question: &str) -> Result<String, String> {
        self.psql(&self.login["POSTGRES_DB"], password, question)
    }

    fn psql(&self, database: &str, password: &str, question: &str) -> Result<String, String> {
        let mut command = clean(self.programs.join("psql"));
        command.args(["-h", "127.0.0.1", "-p", &self.port.to_string()]);
        command.args(["--no-psqlrc", "--no-password", "--tuples-only"]);
        command.args(["--no-align", "--dbname", database, "--username"]);
        command.arg(&self.login["POSTGRES_USER"]);
        command.args(["--command", question]);
        succeed(command.env("PGPASSWORD", password).env("LC_ALL", "C"))
    }
}

/// A server with the environment of its container.
struct Server {
    api: Api,
    _program: Background,
    _home: Folder,
}

impl Server {
    fn start(mut environment: Environment, database: u16) -> Self {
        let (home, port) = (Folder::new(), free_port());
        lead_to_loopback(&mut environment, database);
        let mut command = Command::new(python::programs().join("prefect"));
        command.args(["server", "start", "--host", "127.0.0.1", "--port"]);
        command.arg(port.to_string()).current_dir(home.path());
        let path = path_with(&python::programs());
        command.env("HOME", home.path()).env("PATH", path);
        command.envs(environment);
        let api = Api::on(port);
        let mut program = Background::start("prefect-server", &command, home.path());
        wait_for("the server answers", 180, || {
            assert!(
                program.is_alive(),
                "the server ended: {}",
                program.printed()
            );
            api.is_healthy().then_some(())
        });
        Self {
            api,
            _program: program,
            _home: home,
        }
    }
}

/// Puts the database's place on this machine for its place in the stack, and nothing else: in the parts, or in the URL.
fn lead_to_loopback(environment: &mut Environment, port: u16) {
    let parts = [
        ("PREFECT_SERVER_DATABASE_HOST", "postgres", "127.0.0.1"),
        ("PREFECT_SERVER_DATABASE_PORT", "5432", &port.to_string()),
    ];
    match environment.get_mut("PREFECT_SERVER_DATABASE_CONNECTION_URL") {
        Some(url) => {
            let (login, rest) = url.split_once("@postgres:5432/").expect("the service");
            *url = format!("{login}@127.0.0.1:{port}/{rest}");
        }
        None => {
            for (name, before, after) in parts {
                let given = environment.insert(name.to_owned(), after.to_owned());
                assert_eq!(given.as_deref(), Some(before), "{name}");
            }
        }
    }
}

/// The folder of PostgreSQL's programs: on the PATH, or where Debian keeps those of the server, by version.
fn programs() -> Result<PathBuf, Missing> {
    let kept = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut kept: Vec<PathBuf> = kept.flatten().map(|version| version.path()).collect();
    kept.sort();
    let kept = kept.iter().rev().map(|version| version.join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["initdb", "postgres", "psql"];
    let has_all = |folder: &PathBuf| names.iter().all(|name| folder.join(name).exists());
    let found = std::env::split_paths(&path).chain(kept).find(has_all);
    found.ok_or_else(|| {
        let reason = "no folder with initdb, postgres and psql";
        Missing::new("postgresql", reason, REMEDY)
    })
}

/// Who runs the database: root must not.
struct Account(Option<&'static str>);

impl Account {
    fn find() -> Self {
        let is_root = |id: String| id.trim() == "0";
        if !succeed(clean("id").arg("-u")).is_ok_and(is_root) {
            return Self(None);
        }
        let exists = |name: &&str| succeed(clean("id").args(["-u", name])).is_ok();
        Self(["postgres", "nobody"].into_iter().find(exists))
    }

    /// Makes a folder that is this account's own.
    fn own(&self, folder: &Path) {
        let mut command = clean("install");
        command.args(["-d", "-m", "700"]);
        command.args(self.0.into_iter().flat_map(|name| ["-o", name]));
        succeed(command.arg(folder)).unwrap_or_else(|error| panic!("{error}"));
    }

    /// A program as this account runs it.
    fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = match self.0 {
            Some(name) => {
                let mut command = clean("setpriv");
                for (option, question) in [("--reuid", "-u"), ("--regid", "-g")] {
                    let id = succeed(clean("id").args([question, name]));
                    command.args([option, id.expect("the account has an id").trim()]);
                }
                command.arg("--clear-groups").arg(program);
                command
            }
            None => clean(program),
        };
        command.current_dir(folder).env("LC_ALL", "C");
        command
    }
}
