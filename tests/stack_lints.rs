//! The lints of services, environments, volumes, networks and Makefiles, through the binary.
//!
//! The explanations of all lints are held to what they say; then the seed's stack is changed at one place at a time.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

mod support;

use stackgen::diagnostics::Group;
use support::sandbox::Sandbox;

/// Codes and lines of all findings of `check`.
fn findings(sandbox: &Sandbox) -> Vec<(String, usize)> {
    let output = sandbox.run("check");
    let text = output.stderr;
    let heads = text.lines().enumerate().filter_map(|(index, line)| {
        let rest = line
            .strip_prefix("error[")
            .or_else(|| line.strip_prefix("warning["))?;
        let code = rest.split(']').next()?.to_owned();
        let place = text
            .lines()
            .skip(index)
            .find_map(|line| line.trim_start().strip_prefix("--> "))?;
        let line = place.split(':').nth(1)?.parse().ok()?;
        Some((code, line))
    });
    heads.collect()
}

/// A stack.toml, and the files that stand behind lines such as `--- flow.py ---`.
fn project(text: &str) -> Sandbox {
    let mut sandbox = Sandbox::new();
    let mut name = "stack.toml".to_owned();
    let mut content = String::new();
    for line in text.split_inclusive('\n') {
        let header = line
            .trim_end()
            .strip_prefix("--- ")
            .and_then(|rest| rest.strip_suffix(" ---"));
        match header {
            Some(next) => {
                sandbox = sandbox.file(&name, &content);
                (name, content) = (next.to_owned(), String::new());
            }
            None => content.push_str(line),
        }
    }
    sandbox.file(&name, &content).flow_of(text)
}

#[test]
fn the_example_that_fails_has_exactly_its_code_and_the_other_none() {
    let mut wrong = Vec::new();
    let codes = stackgen::lints::codes().filter(|code| code.group != Group::Syntax);
    for code in codes.filter(|code| !code.explanation.fails.is_empty()) {
        let found = findings(&project(code.explanation.fails));
        let codes: Vec<&str> = found.iter().map(|(code, _)| code.as_str()).collect();
        if codes != [code.word] {
            wrong.push(format!("{}: `fails` gives {codes:?}", code.word));
        }
        let found = findings(&project(code.explanation.passes));
        if !found.is_empty() {
            wrong.push(format!("{}: `passes` gives {found:?}", code.word));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The seed's stack with its flows beside it.
fn seed(text: &str) -> Sandbox {
    let flow =
        |name: &str| format!("from prefect import flow\n\n\n@flow\ndef {name}():\n    pass\n");
    Sandbox::new()
        .file("stack.toml", text)
        .file("flows/.keep", "")
        .file("src/prefect_examples/__init__.py", "")
        .file(
            "deployments/dhis2_connection/flow.py",
            &flow("dhis2_connection_flow"),
        )
        .file("deployments/dhis2_ou/flow.py", &flow("dhis2_ou_flow"))
}

fn seed_text() -> String {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/stack.toml"))
        .expect("the seed is there");
    let text = text.replace("root = \"generated\"\n", "");
    let end = text
        .find("# This repository has none")
        .expect("the seed allows what it lacks");
    text[..end].to_owned()
}

/// One change of the seed's stack: what is replaced, by what, the code that it must have (none: it is right), and a text
/// that stands on the line to which the finding points; empty for the first line of what was put in.
struct Change(&'static str, &'static str, &'static str, &'static str);

#[track_caller]
fn hold(changes: &[Change]) {
    let base = seed_text();
    let mut wrong = Vec::new();
    for Change(old, new, code, at) in changes {
        assert!(base.contains(old), "the seed has no {old:?}");
        let text = base.replacen(old, new, 1);
        let marker = if at.is_empty() {
            new.trim_start().lines().next().unwrap_or_default()
        } else {
            at
        };
        let line = text
            .lines()
            .position(|line| line.contains(marker))
            .map_or(0, |index| index + 1);
        let found = findings(&seed(&text));
        let wanted = if code.is_empty() {
            vec![]
        } else {
            vec![((*code).to_owned(), line)]
        };
        if found != wanted {
            wrong.push(format!("{new:?}: wanted {wanted:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const WORKER: &str = "work_pool = \"default\"\nenv = [\"prefect\"]";
const RUSTFS_PORTS: &str = "ports = [\"9000:9000\", \"9001:9001\"]";
const DATABASE: &str =
    "PREFECT_API_DATABASE_CONNECTION_URL = { credential = \"postgres\", field = \"asyncpg_url\" }";
const OU: &str = "entrypoint = \"flow.py:dhis2_ou_flow\"";
const POSTGRES_PORTS: &str = "ports = [\"5432:5432\"]";
const SERVER_PORTS: &str = "ports = [\"4200:4200\"]";
const WORK_POOL: &str = "[work_pools.default]\ntype = \"process\"";

#[test]
fn the_seed_is_clean() {
    let text = seed_text();
    assert_eq!(findings(&seed(&text)), []);
}

#[test]
fn what_services_wait_for_is_checked() {
    hold(&[
        Change(
            RUSTFS_PORTS,
            "depends_on = { redis = { condition = \"service_healthy\" } }\n\n[services.redis]\nimage = \"redis:7\"",
            "unhealthy-dependency",
            "",
        ),
        Change(
            RUSTFS_PORTS,
            "depends_on = { postgres = { condition = \"service_healthy\" } }",
            "",
            "",
        ),
        Change(
            RUSTFS_PORTS,
            "depends_on = { postgres = { condition = \"service_completed_successfully\" } }",
            "endless-dependency",
            "",
        ),
        Change(
            POSTGRES_PORTS,
            "depends_on = [\"prefect-worker\"]",
            "dependency-cycle",
            "",
        ),
        Change(
            POSTGRES_PORTS,
            "links = [\"prefect-serve\"]",
            "unknown-service",
            "",
        ),
        Change(
            POSTGRES_PORTS,
            "network_mode = \"service:postgrse\"",
            "unknown-service",
            "",
        ),
    ]);
}

#[test]
fn ports_and_addresses_are_compared_across_services() {
    let worker = |url: &str| format!("{WORKER}\nenvironment = {{ PREFECT_API_URL = \"{url}\" }}");
    let texts = [
        ("http://localhost:4200/api", "localhost-address"),
        ("http://127.0.0.1:4200/api", "localhost-address"),
        ("http://prefect-api:4200/api", "unknown-host"),
        ("http://prefect-server:4020/api", "wrong-port"),
        ("http://prefect-server/api", "wrong-port"),
        ("http://prefect-server:4200", "wrong-api-url"),
        ("https://prefect-server:4200/api", "wrong-api-url"),
        ("http://prefect-server:4200/api", ""),
        ("https://prefect.example.com/api", ""),
        ("http://host.docker.internal:4200/api", ""),
        ("http://${PREFECT_HOST:-localhost}:4200/api", ""),
    ];
    for (url, code) in texts {
        let new: &'static str = worker(url).leak();
        hold(&[Change(WORKER, new, code, "PREFECT_API_URL")]);
    }
    hold(&[
        Change(
            RUSTFS_PORTS,
            "ports = [\"4200:9000\", \"9001:9001\"]",
            "host-port-clash",
            SERVER_PORTS,
        ),
        Change(
            RUSTFS_PORTS,
            "ports = [\"4200-4201:9000-9001\"]",
            "host-port-clash",
            SERVER_PORTS,
        ),
        Change(
            RUSTFS_PORTS,
            "ports = [\"127.0.0.1:4200:9000\"]",
            "host-port-clash",
            SERVER_PORTS,
        ),
        Change(
            RUSTFS_PORTS,
            "ports = [\"4200:9000/udp\", \"9001:9001\"]",
            "",
            "",
        ),
        Change(
            RUSTFS_PORTS,
            "ports = [{ target = 9000, published = \"5432\" }]",
            "host-port-clash",
            "",
        ),
        Change(
            SERVER_PORTS,
            "ports = [\"4200:4020\"]",
            "unlistened-port",
            "",
        ),
        Change(
            SERVER_PORTS,
            "ports = [\"4200:4200\"]\nhealthcheck = { test = [\"CMD\", \"python\", \"-c\", \"import urllib.request as u; u.urlopen('http://localhost:4020/api/health')\"] }",
            "unanswered-healthcheck",
            "healthcheck",
        ),
        Change(
            SERVER_PORTS,
            "ports = [\"4200:4200\"]\nhealthcheck = { test = [\"CMD\", \"curl\", \"-f\", \"http://localhost:4200/api/health\"] }",
            "unanswered-healthcheck",
            "healthcheck",
        ),
        Change(
            SERVER_PORTS,
            "ports = [\"4200:4200\"]\nhealthcheck = { test = [\"CMD\", \"python\", \"-c\", \"import urllib.request as u; u.urlopen('http://localhost:4200/api/health')\"] }",
            "",
            "",
        ),
        Change(
            WORKER,
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { S3_ENDPOINT = \"http://localhost:9000\" }",
            "localhost-address",
            "S3_ENDPOINT",
        ),
        Change(
            WORKER,
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { S3_ENDPOINT = \"http://rustfs:9000\" }",
            "",
            "",
        ),
        Change(
            WORKER,
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { S3_ENDPOINT = \"http://rustsf:9000\" }",
            "unknown-host",
            "S3_ENDPOINT",
        ),
        Change(
            WORKER,
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { S3_ENDPOINT = \"http://rustfs:9090\" }",
            "wrong-port",
            "S3_ENDPOINT",
        ),
    ]);
}

#[test]
fn logins_are_compared() {
    hold(&[
        Change(
            POSTGRES_PORTS,
            "environment = { POSTGRES_PASSWORD = \"prefect2\" }",
            "credential-drift",
            "",
        ),
        Change(
            POSTGRES_PORTS,
            "environment = { POSTGRES_PASSWORD = \"prefect\" }",
            "",
            "",
        ),
        Change(
            POSTGRES_PORTS,
            "environment = { POSTGRES_DB = \"prefect3\" }",
            "credential-drift",
            "",
        ),
        Change(
            POSTGRES_PORTS,
            "environment = { POSTGRES_USER = \"me\" }",
            "credential-drift",
            "",
        ),
        Change(
            DATABASE,
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:prefect2@postgres:5432/prefect\"",
            "credential-drift",
            "",
        ),
        Change(
            DATABASE,
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:prefect@postgres:5432/prefect3\"",
            "credential-drift",
            "",
        ),
        Change(
            DATABASE,
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:prefect@postgres:5432/prefect\"",
            "",
            "",
        ),
        Change(
            DATABASE,
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:prefect@postgres/prefect\"",
            "",
            "",
        ),
        Change(
            DATABASE,
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:${PW}@postgres:5432/prefect\"",
            "unencoded-url-variable",
            "",
        ),
        Change(
            DATABASE,
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql://prefect:prefect@postgres:5432/prefect\"",
            "database-driver",
            "",
        ),
        Change(
            DATABASE,
            "PREFECT_API_DATABASE_CONNECTION_URL = { credential = \"postgres\", field = \"url\" }",
            "database-driver",
            "",
        ),
        Change(
            DATABASE,
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:prefect@localhost:5432/prefect\"",
            "localhost-address",
            "",
        ),
        Change(
            DATABASE,
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:prefect@postgers:5432/prefect\"",
            "unknown-host",
            "",
        ),
        Change(
            DATABASE,
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:prefect@postgres:5433/prefect\"",
            "wrong-port",
            "",
        ),
        Change("password = \"prefect\"", "password = \"p@ss\"", "", ""),
        Change("password = \"prefect\"", "password = \"s3cr$et\"", "", ""),
        Change(
            RUSTFS_PORTS,
            "environment = { RUSTFS_SECRET_KEY = \"other\" }",
            "credential-drift",
            "",
        ),
    ]);
}

#[test]
fn a_password_that_breaks_a_written_address_is_told() {
    let text = seed_text()
        .replacen("password = \"prefect\"", "password = \"p@ss\"", 1)
        .replacen(DATABASE, "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:p@ss@postgres:5432/prefect\"", 1);
    let codes: Vec<String> = findings(&seed(&text))
        .into_iter()
        .map(|(code, _)| code)
        .collect();
    assert_eq!(codes, ["unencoded-url"]);
}

#[test]
fn settings_of_prefect_are_known() {
    const ANALYTICS: &str = "PREFECT_SERVER_ANALYTICS_ENABLED = false";
    hold(&[
        Change(
            ANALYTICS,
            "PREFECT_SERVER_ANALYTIC_ENABLED = false",
            "unknown-setting",
            "",
        ),
        Change(
            ANALYTICS,
            "PREFECT_SERVER_ANALYTICS_ENABLED = \"false\"",
            "",
            "",
        ),
        Change(
            ANALYTICS,
            "PREFECT_SERVER_ANALYTICS_ENABLED = \"flase\"",
            "invalid-setting",
            "",
        ),
        Change(
            ANALYTICS,
            "PREFECT_LOGGING_LOGGERS_PREFECT_LEVEL = \"DEBUG\"",
            "",
            "",
        ),
        Change(
            ANALYTICS,
            "PREFECT_LOGGING_LEVEL = \"LOUD\"",
            "invalid-setting",
            "",
        ),
        Change(
            ANALYTICS,
            "PREFECT_API_REQUEST_TIMEOUT = \"1m\"",
            "invalid-setting",
            "",
        ),
        Change(ANALYTICS, "MY_PREFECT_NAME = 1", "", ""),
        Change(
            WORKER,
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_SERVER_API_PORT = 4201 }",
            "ignored-setting",
            "PREFECT_SERVER_API_PORT",
        ),
        Change(
            POSTGRES_PORTS,
            "\n[services.postgres.environment]\nLANG = \"C\"\nrestart = \"always\"",
            "misplaced-key",
            "restart = \"always\"",
        ),
    ]);
}

#[test]
fn mounts_and_folders_are_compared() {
    hold(&[
        Change(
            "PYTHONPATH = \"/opt/prefect/src\"",
            "PYTHONPATH = \"/opt/prefect/lib\"",
            "unmounted-python-path",
            "",
        ),
        Change(
            "PYTHONPATH = \"/opt/prefect/src\"",
            "PYTHONPATH = \"/opt/prefect/src:/opt/prefect\"",
            "",
            "",
        ),
        Change(
            "source = \"./deployments\"",
            "source = \"./deployment\"",
            "missing-mount-source",
            "",
        ),
        Change(
            OU,
            "entrypoint = \"flow.py:dhis2_ou_flow\"\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"/srv/deployments/dhis2_ou\" } }]",
            "unmounted-pull",
            "/srv/",
        ),
        Change(
            OU,
            "entrypoint = \"flow.py:dhis2_ou_flow\"\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"/opt/prefect/deployments/dhis2_connection\" } }]",
            "foreign-pull",
            "/dhis2_connection\" } }]",
        ),
        Change(
            OU,
            "entrypoint = \"flow.py:dhis2_ou_flow\"\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"/opt/prefect/deployments/dhis2_ou\" } }]",
            "",
            "",
        ),
        Change(
            OU,
            "entrypoint = \"flow.py:dhis2_ou_flow\"\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"deployments/dhis2_ou\" } }]",
            "relative-pull",
            "pull =",
        ),
        Change(
            OU,
            "entrypoint = \"flow.py:dhis2_ou_flow\"\npull = [{ \"prefect.deployments.steps.git_clone\" = { repository = \"https://git.example.com/x.git\" } }]",
            "cloned-entrypoint",
            "pull =",
        ),
        Change(
            OU,
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nconcurrency_limit = 0",
            "invalid-concurrency-limit",
            "concurrency_limit",
        ),
        Change(
            WORKER,
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenv_file = \"worker.env\"",
            "missing-env-file",
            "env_file",
        ),
    ]);
}

#[test]
fn commands_written_by_hand_are_compared() {
    hold(&[
        Change(
            WORK_POOL,
            "[work_pools.default]\n\n[work_pools.dhis2]",
            "",
            "",
        ),
        Change(
            WORKER,
            "work_pool = \"default\"\nenv = [\"prefect\"]\ncommand = \"prefect worker start -p default\"",
            "",
            "",
        ),
        Change(
            WORKER,
            "work_pool = \"default\"\nenv = [\"prefect\"]\ncommand = \"prefect worker start -p dhis2\"",
            "worker-command",
            "command",
        ),
        Change(
            WORKER,
            "work_pool = \"default\"\nenv = [\"prefect\"]\ncommand = [\"prefect\", \"worker\", \"start\", \"--pool=dhis2\"]",
            "worker-command",
            "command",
        ),
        Change(
            WORKER,
            "env = [\"prefect\"]\ncommand = \"prefect worker start -p default\"",
            "",
            "",
        ),
        Change(
            SERVER_PORTS,
            "ports = [\"4200:4200\"]\ncommand = \"prefect server start\"",
            "server-command",
            "command",
        ),
        Change(
            SERVER_PORTS,
            "ports = [\"4200:4200\"]\ncommand = \"prefect server start --host 0.0.0.0\"",
            "",
            "",
        ),
    ]);
}

#[test]
fn networks_and_what_is_declared_are_compared() {
    hold(&[
        Change(
            POSTGRES_PORTS,
            "networks = [\"back\"]\n\n[networks.back]",
            "no-common-network",
            "[services.prefect-server]",
        ),
        Change(
            POSTGRES_PORTS,
            "networks = [\"bakc\"]\n\n[networks.back]",
            "undeclared-resource",
            "bakc",
        ),
        Change(
            POSTGRES_PORTS,
            "networks = [\"back\", \"default\"]\n\n[networks.back]",
            "",
            "",
        ),
        Change(
            POSTGRES_PORTS,
            "secrets = [\"pg\"]",
            "undeclared-resource",
            "",
        ),
        Change(
            POSTGRES_PORTS,
            "container_name = \"x1\"\nscale = 2",
            "clashing-container-name",
            "",
        ),
    ]);
}

#[test]
fn what_is_valid_and_unusual_is_silent() {
    let text = include_str!("unusual.toml");
    let sandbox = Sandbox::new()
        .file("stack.toml", text)
        .file("Dockerfile", "FROM python:3.13\n")
        .file("secrets/redis", "x");
    assert_eq!(findings(&sandbox), []);
}

#[test]
fn what_is_derived_is_compared_with_what_is_written() {
    let worker = |more: &str| -> &'static str { format!("{WORKER}\n{more}").leak() };
    let server = |more: &str| -> &'static str { format!("{SERVER_PORTS}\n{more}").leak() };
    hold(&[
        Change(
            "server = \"prefect-server\"",
            "server = \"postgres\"",
            "wrong-server",
            "",
        ),
        Change(
            "server = \"prefect-server\"\n",
            "",
            "missing-api-url",
            "[services.prefect-worker]",
        ),
        Change(
            WORKER,
            worker("environment = { PREFECT_API_URL = \"prefect-server:4200/api\" }"),
            "wrong-api-url",
            "PREFECT_API_URL",
        ),
        Change(
            WORKER,
            worker("environment = { PREFECT_API_URL = \"\" }"),
            "wrong-api-url",
            "PREFECT_API_URL",
        ),
        Change(
            WORKER,
            worker("environment = { PYTHONPATH = \"opt/prefect/src\" }"),
            "unmounted-python-path",
            "opt/prefect/src\" }",
        ),
        Change(
            SERVER_PORTS,
            server("depends_on = [\"prefect-server\"]"),
            "dependency-cycle",
            "depends_on",
        ),
        Change(
            SERVER_PORTS,
            "ports = [\"4300:4300\"]\nenvironment = { PREFECT_SERVER_API_PORT = 4300 }",
            "moved-server-port",
            "PREFECT_SERVER_API_PORT",
        ),
        Change(
            SERVER_PORTS,
            "ports = [\"4200\"]",
            "unpublished-server",
            "[services.prefect-server]",
        ),
        Change(
            SERVER_PORTS,
            server("environment = { PREFECT_SERVER_API_AUTH_STRING = \"\" }"),
            "auth-drift",
            "AUTH_STRING",
        ),
        Change(
            SERVER_PORTS,
            server("environment = { PREFECT_SERVER_API_AUTH_STRING = \"a:b\" }"),
            "auth-drift",
            "[services.prefect-worker]",
        ),
        Change(
            POSTGRES_PORTS,
            "profiles = [\"db\"]",
            "inactive-dependency",
            "kind = \"prefect-server\"",
        ),
        Change(
            POSTGRES_PORTS,
            "environment = { POSTGRES_PASWORD = \"x\" }",
            "unknown-image-variable",
            "",
        ),
        Change(
            "name = \"prefect-examples\"",
            "name = \"prefect-examples\"\napi_url = \"http://localhost:4201/api\"",
            "wrong-api-url",
            "api_url",
        ),
        Change(
            RUSTFS_PORTS,
            "ports = [\"9000:9100\", \"9001:9001\"]",
            "unlistened-port",
            "",
        ),
        Change(
            "password = \"prefect\"",
            "password = \"\"",
            "missing-password",
            "",
        ),
    ]);
}
