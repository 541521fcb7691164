//! The keys of stack.toml that are its own. Compose's and Prefect's keys are taken in from their tables.

mod deployments;
mod elsewhere;
mod outputs;
mod project;
mod services;

pub use deployments::{DEPLOYMENT, DEPLOYMENT_DEFAULTS, DIRECTORY, FLOW, QUEUE, WORK_POOL};
pub use elsewhere::{ELSEWHERE, FROM_CREDENTIAL, FROM_ENV, FROM_FILE, GIVEN};
pub use outputs::{DOCS, MAKE, OUTPUTS, TARGET, TEMPLATES};
pub use project::{
    BASIC_AUTH, BLOCK, BLOCKS, CREDENTIAL, CREDENTIAL_TYPES, GENERIC, POSTGRES, PROJECT, REDIS, S3,
    VARIABLE,
};
pub use services::{KIND, SERVER, SERVICE, SERVICE_DEFAULTS, VOLUME};

use super::{Key, Shape, Strings, Table, compose, grammar, prefect};
use Shape::{Any, Names, Table as Of, Value, Word};
use Strings::{Interpolated, Templated};

/// The tables of stack.toml, in the order in which people write them.
pub static ROOT: Table = Table {
    noun: "stack.toml",
    extensions: false,
    keys: &[&[
        Key::new("project", Of(&PROJECT), "The project as a whole: its name, its root, how its commands are run.").example(r#"{ name = "prefect-examples", runner = "uv run" }"#),
        Key::new(
            "credentials",
            Names(None, &Any),
            "Logins, each with a type that fixes its fields and what can be derived from them.",
        )
        .example(r#"{ postgres = { type = "postgres", user = "prefect", password = "prefect", database = "prefect" } }"#),
        Key::new(
            "volumes",
            Names(Some(&grammar::name::RESOURCE_NAME), &Shape::Either(&[Of(&VOLUME), Shape::Null])),
            "Volumes: with a source, a folder that is mounted; without, a named volume.",
        ).strings(Interpolated)
        .example(r#"{ flows = { source = "./flows", target = "/opt/prefect/flows" } }"#),
        Key::new(
            "env",
            Names(Some(&grammar::name::RESOURCE_NAME), &Names(Some(&grammar::name::VARIABLE_NAME), &Value)),
            "Named groups of environment variables; each is an anchor in compose.yml.",
        ).strings(Interpolated)
        .example(r#"{ prefect = { PYTHONPATH = "/opt/prefect/src" } }"#),
        Key::new(
            "kinds",
            Names(Some(&grammar::name::RESOURCE_NAME), &Of(&KIND)),
            "Kinds of service of the team's own: keys that several services share.",
        ).strings(Interpolated)
        .example(r#"{ python = { restart = "always", init = true } }"#),
        Key::new(
            "services",
            Names(Some(&grammar::name::RESOURCE_NAME), &Of(&SERVICE)),
            "The services of compose.yml.",
        ).strings(Interpolated)
        .example(r#"{ prefect-server = { kind = "prefect-server", ports = ["4200:4200"] } }"#),
        Key::new("work_pools", Names(Some(&grammar::name::POOL_NAME), &Of(&WORK_POOL)), "Prefect's work pools.")
            .example(r#"{ default = { type = "process" } }"#),
        Key::new("blocks", Of(&BLOCKS), "Prefect's block types that come with packages.").example(r#"{ modules = ["prefect_dhis2"] }"#),
        Key::new("variables", Names(Some(&grammar::name::VARIABLE_NAME), &Of(&VARIABLE)), "Environment variables that people must or may set, and that nothing else here names.")
            .example(r#"{ DHIS2_URL = { description = "Where the flows read from", required = true } }"#),
        Key::new("defaults", Of(&DEFAULTS), "What services and deployments say unless they say otherwise.").example(r#"{ deployment = { work_pool = "default", timezone = "Europe/Oslo" } }"#),
        Key::new("steps", Names(None, &deployments::STEPS_VALUE), "Named lists of steps for `pull`, `build` and `push`.").example(r#"{ clone = [{ "prefect.deployments.steps.git_clone" = { repository = "https://git.example.org/team/flows.git" } }] }"#).strings(Templated),
        Key::new("flows", Names(None, &Of(&FLOW)), "What the deployments of one flow share.").strings(Templated)
            .example(r#"{ load = { directory = "deployments/load", entrypoint = "flow.py:load" } }"#),
        Key::new("directories", Names(None, &Of(&DIRECTORY)), "What one prefect.yaml says besides its deployments; the key is its folder.").example(r#"{ "deployments/load" = { pull = ["clone"] } }"#).strings(Templated),
        Key::new("deployments", Names(None, &Of(&DEPLOYMENT)), "Prefect's deployments; the key is the name unless `name` says otherwise.").strings(Templated)
            .example(r#"{ load = { entrypoint = "flow.py:load" } }"#),
        Key::new("networks", Names(Some(&grammar::name::RESOURCE_NAME), &Shape::Either(&[Of(&compose::NETWORK), Shape::Null])), "Compose's networks; `default` is the one that all services join.").example("{ backend = { internal = true } }").strings(Interpolated),
        Key::new("secrets", Names(Some(&grammar::name::RESOURCE_NAME), &Of(&compose::SECRET)), "Compose's secrets, from files or from variables of the host.").example(r#"{ db-password = { file = "./secrets/db-password" } }"#).strings(Interpolated),
        Key::new("configs", Names(Some(&grammar::name::RESOURCE_NAME), &Of(&compose::CONFIG)), "Compose's configs: files that are mounted in containers.").example(r#"{ nginx = { file = "./nginx.conf" } }"#).strings(Interpolated),
        Key::new("models", Names(Some(&grammar::name::RESOURCE_NAME), &Of(&compose::MODEL)), "Compose's AI models.").example(r#"{ llm = { model = "ai/smollm2" } }"#).strings(Interpolated),
        Key::new("compose", Of(&COMPOSE), "Other top-level keys of compose.yml, carried as they are.").example(r#"{ include = ["monitoring.yml"] }"#).strings(Interpolated),
        Key::new("prefect", Of(&PREFECT), "Keys that stand in every prefect.yaml.").example(r#"{ pull = ["clone"] }"#).strings(Templated),
        Key::new("make", Of(&MAKE), "What the Makefile has besides the stack's own targets.").example(r#"{ targets = { test = { help = "Run the tests", run = ["uv run pytest"] } } }"#),
        Key::new("outputs", Of(&OUTPUTS), "Where each file is written; `false` for a file that is not.").example(r#"{ compose = "docker-compose.yml", docs = false }"#),
        Key::new("docs", Of(&DOCS), "The page `docs/infrastructure.md`.").example(r#"{ title = "Our stack", without = ["quick-start"] }"#),
        Key::new("templates", Of(&TEMPLATES), "Templates of the team's own.").example(r#"{ dir = "templates" }"#),
        Key::new("lints", Names(None, &Word(&["error", "warn", "allow"])), "The level of each finding, by its code or its group.")
            .example(r#"{ missing-entrypoint = "allow" }"#),
    ]],
};

/// `[defaults]`.
pub static DEFAULTS: Table = Table {
    noun: "[defaults]",
    extensions: false,
    keys: &[&[
        Key::new(
            "service",
            Of(&SERVICE_DEFAULTS),
            "Keys for every service: over those of its built-in kind, under all others.",
        )
        .example(r#"{ restart = "always" }"#)
        .strings(Interpolated),
        Key::new(
            "deployment",
            Of(&DEPLOYMENT_DEFAULTS),
            "Keys for every deployment that does not say them itself.",
        )
        .example(r#"{ work_pool = "default", timezone = "Europe/Oslo" }"#)
        .strings(Templated),
    ]],
};

/// `[compose]`: what has no table of its own.
pub static COMPOSE: Table = Table {
    noun: "[compose]",
    extensions: true,
    keys: &[&[
        Key::new(
            "version",
            Shape::Text,
            "The version of an older format; Compose ignores it with a warning.",
        )
        .example(r#""3.8""#),
        Key::new(
            "include",
            INCLUDES,
            "Other compose files that this one takes in.",
        )
        .example(r#"["monitoring.yml"]"#),
        Key::new(
            "jobs",
            Names(Some(&grammar::name::RESOURCE_NAME), &Of(&compose::JOB)),
            "Containers that run on demand or on a schedule; newer than Compose 5.5.",
        )
        .example(r#"{ backup = { image = "postgres:17", triggers = { manual = true } } }"#),
    ]],
};

const INCLUDES: Shape = Shape::List(&Shape::Either(&[Shape::Text, Of(&compose::INCLUDE)]));

/// `[prefect]`: keys of every prefect.yaml.
pub static PREFECT: Table = Table {
    noun: "[prefect]",
    extensions: true,
    keys: &[&[
        Key::new(
            "name",
            Shape::Text,
            "A name for the project; Prefect does not read it.",
        )
        .example(r#""flows""#),
        Key::new(
            "prefect-version",
            Shape::Text,
            "The version of Prefect that wrote the file; Prefect does not read it.",
        )
        .example(r#""3.8.8""#),
        Key::new(
            "build",
            deployments::STEP_LIST,
            "Steps that run on the deploying machine before a deployment is made.",
        )
        .example(
            r#"[{ "prefect.deployments.steps.run_shell_script" = { script = "make wheel" } }]"#,
        ),
        Key::new(
            "push",
            deployments::STEP_LIST,
            "Steps that run on the deploying machine after `build`.",
        )
        .example(r#"["publish"]"#),
        Key::new(
            "pull",
            deployments::PULL,
            "Steps that run before each flow run, where it runs.",
        )
        .example(r#"["clone"]"#),
        Key::new("definitions", Any, "Anything; Prefect does not read it.")
            .example(r#"{ work_pools = { default = { name = "default" } } }"#),
    ]],
};

/// Prefect's deployment keys, for the tables that take them in.
const fn deployment_keys() -> &'static [Key] {
    prefect::DEPLOYMENT.keys[0]
}
