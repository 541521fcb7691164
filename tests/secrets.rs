//! Secrets stay where they belong: none is ever printed, and `stackgen secrets` says who receives which.

mod support;

use support::sandbox::Sandbox;

/// A secret of each sort, each marked with this word.
const STACK: &str = r#"
[project]
name = "secrets"

[credentials.postgres]
type = "postgres"
user = "prefect"
password = { value = "hunter2-pg p@ss/$1", secret = true }

[credentials.cache]
type = "redis"
password = { value = "hunter2-redis", secret = true }

[credentials.store]
type = "s3"
access_key = "prefect"
secret_key = { value = "hunter2-s3", secret = true }

[credentials.admin]
type = "basic-auth"
user = "admin"
password = { value = "hunter2-auth", secret = true }

[credentials.api]
type = "generic"
token = { value = "hunter2-generic", secret = true }

[credentials.warehouse]
type = "block"
class = "recorded.blocks.Recorded"
values = { user = "etl", password = { value = "hunter2-block", secret = true }, key = { env = "WAREHOUSE_KEY", default = "none" }, text = { file = "secrets/text" } }

[env.shared]
DATABASE_URL = { credential = "postgres", field = "url" }

[services.postgres]
kind = "postgres"
image = "postgres:17-alpine"
credential = "postgres"

[services.redis]
kind = "redis"
image = "redis:7-alpine"
credential = "cache"

[services.store]
kind = "minio"
credential = "store"

[services.prefect-server]
kind = "prefect-server"
database = "postgres"
redis = "cache"
auth = "admin"
env = ["shared"]
ports = ["4200:4200"]

[services.api]
image = "api:1"
server = "prefect-server"
secrets = ["certificate"]
command = ["api", "--token", "word"]

[services.api.environment]
TOKEN = { credential = "api", field = "token" }
OWN = { value = "hunter2-own", secret = true }
PASSWORD = { env = "API_PASSWORD" }
KEY = { file = "secrets/key" }

[secrets.certificate]
file = "secrets/certificate"

[make.targets.hello]
help = "Says hello"
run = "echo hello"
"#;

fn project() -> Sandbox {
    Sandbox::new()
        .file("stack.toml", STACK)
        .file(".env", "API_PASSWORD=hunter2-env\nLEFT_OVER=hunter2-left\n")
}

#[test]
fn no_command_shows_a_secret() {
    let sandbox = project();
    let commands = [
        "gen --dry-run --diff",
        "check",
        "check --format json",
        "schedules",
        "kinds",
        "kinds postgres",
        "secrets",
        "explain unset-variable",
        "gen --diff",
        "gen",
        "check",
    ];
    let show = |arguments: &str| {
        let output = sandbox.run(arguments);
        let shown = format!("{}{}", output.stdout, output.stderr);
        assert!(!shown.contains("hunter2"), "{arguments}: {shown}");
        output.status
    };
    let statuses: Vec<i32> = commands.iter().map(|arguments| show(arguments)).collect();
    assert_eq!(statuses, [0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert!(!sandbox.read("docs/infrastructure.md").contains("hunter2"));
    assert!(!sandbox.read("docs/infrastructure.md").contains("p%40ss"));
    // Where a secret changes, the old one stays hidden too.
    sandbox.write("stack.toml", &STACK.replace("hunter2", "hunter3"));
    for arguments in ["check", "gen --dry-run --diff", "gen --diff"] {
        let output = sandbox.run(arguments);
        let shown = format!("{}{}", output.stdout, output.stderr);
        assert!(!shown.contains("hunter"), "{arguments}: {shown}");
    }
}

/// A finding about a secret, or on its line, shows the line of stack.toml without it.
#[test]
fn no_finding_shows_a_secret() {
    let faults = [
        (
            "password = { value = \"hunter2-auth\"",
            "pasword = { value = \"hunter2-auth\"",
        ),
        ("value = \"hunter2-pg p@ss/$1\"", "value = \"hunter2-\\nx\""),
        ("value = \"hunter2-own\"", "value = \"hunter2-\\u0000x\""),
        (
            "value = \"hunter2-own\", secret",
            "value = \"hunter2-own\", secrt",
        ),
        ("OWN = {", "\"O W\" = {"),
        (
            "DATABASE_URL = {",
            "OTHER = { value = \"hunter2\", secret = true }\nDATABASE-URL = {",
        ),
    ];
    for (old, new) in faults {
        let sandbox = project();
        sandbox.write("stack.toml", &STACK.replace(old, new));
        for arguments in ["check", "check --format json", "gen"] {
            let output = sandbox.run(arguments);
            assert_eq!(output.status, 1, "{new}");
            let shown = format!("{}{}", output.stdout, output.stderr);
            assert!(!shown.contains("hunter2"), "{new}: {shown}");
        }
    }
}

#[test]
fn secrets_says_who_receives_what() {
    let output = project().run("secrets");
    assert_eq!(output.status, 0, "{}", output.stderr);
    insta::assert_snapshot!(output.stdout, @r"
    recipient                 secret                            way
    service postgres          credential postgres, password     variable POSTGRES_PASSWORD
    service redis             credential cache, password        variable REDISCLI_AUTH
    service redis             credential cache, password        key command
    service store             credential store, access_key      variable MINIO_ROOT_USER
    service store             credential store, secret_key      variable MINIO_ROOT_PASSWORD
    service prefect-server    credential postgres, asyncpg_url  variable PREFECT_SERVER_DATABASE_CONNECTION_URL
    service prefect-server    credential cache, password        variable PREFECT_REDIS_MESSAGING_PASSWORD
    service prefect-server    credential cache, url             variable PREFECT_SERVER_DOCKET_URL
    service prefect-server    credential admin, auth_string     variable PREFECT_SERVER_API_AUTH_STRING
    service prefect-server    credential postgres, url          variable DATABASE_URL, by group shared
    service api               credential admin, auth_string     variable PREFECT_API_AUTH_STRING
    service api               credential api, token             variable TOKEN
    service api               a literal that is marked secret   variable OWN
    service api               variable API_PASSWORD             variable PASSWORD, from API_PASSWORD
    service api               secret certificate                file /run/secrets/certificate
    service api               secret key                        file /run/secrets/key
    scripts/create_blocks.py  block warehouse, password         written into it
    scripts/create_blocks.py  block warehouse, key              from WAREHOUSE_KEY
    scripts/create_blocks.py  block warehouse, text             file secrets/text
    Makefile                  credential admin, auth_string     variable PREFECT_API_AUTH_STRING
    ");
}
