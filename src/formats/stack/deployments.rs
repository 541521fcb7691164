//! `[deployments.NAME]`, `[flows.NAME]`, `[directories."PATH"]`, and `[work_pools.NAME]`: own keys beside Prefect's.

use super::deployment_keys;
use crate::formats::{Key, Shape, Table, grammar, prefect};
use Shape::{Any, Bool, Either, Int, List, Names, Null, Table as Of, Text, Word};

/// A list of steps: each a table of one function with its arguments, or the name of a list in `[steps]`.
pub const STEP_LIST: Shape = Either(&[List(&STEP), Text, STEP_TABLE, Null]);

/// A list of steps, or `false` for no key at all.
pub const PULL: Shape = Either(&[List(&STEP), Text, STEP_TABLE, Bool, Null]);

static STEP: Shape = Either(&[STEP_TABLE, Text]);
const STEP_TABLE: Shape = Shape::Step;

const POOL: Shape = Either(&[Text, Of(&prefect::WORK_POOL)]);

/// `[deployments.NAME]`.
pub static DEPLOYMENT: Table = Table {
    noun: "a deployment",
    extensions: false,
    keys: &[OF_FLOW, OWN, WITHOUT, deployment_keys()],
};

/// `[flows.NAME]`.
pub static FLOW: Table = Table {
    noun: "a flow",
    extensions: false,
    keys: &[OWN, WITHOUT, deployment_keys()],
};

/// `[defaults.deployment]`.
pub static DEPLOYMENT_DEFAULTS: Table = Table {
    noun: "[defaults.deployment]",
    extensions: false,
    keys: &[OWN, deployment_keys()],
};

const OF_FLOW: &[Key] = &[Key::new(
    "flow",
    Text,
    "The table of `[flows]` whose keys this deployment takes.",
)
.example(r#""load""#)];

const OWN: &[Key] = &[
    Key::new("directory", Text, "The folder of its prefect.yaml.").default(r#"".""#).example(r#""deployments/load""#),
    Key::new("work_pool", POOL, "The work pool that runs it: its name, or Prefect's table, merged over the default's.")
        .example(r#""default""#),
    Key::new("pull", PULL, "Steps that run before each flow run, where it runs; `[]` for none, `false` for no key. Default: the folder as the worker sees it.")
        .example(r#"["clone"]"#),
    Key::new("build", STEP_LIST, "Steps that run on the deploying machine before the deployment is made.").example(r#"[{ "prefect.deployments.steps.run_shell_script" = { script = "make wheel" } }]"#),
    Key::new("push", STEP_LIST, "Steps that run on the deploying machine after `build`.").example(r#"["publish"]"#),
    Key::new("timezone", Text, "The time zone of its schedules that name none.").example(r#""Europe/Oslo""#),
    Key::new("deploy_script", Bool, "Whether a deploy.py is written beside its prefect.yaml, which deploys it from Python.").default("false"),
];

const WITHOUT: &[Key] = &[Key::new(
    "without",
    List(&Text),
    "Keys from its flow or from the defaults that are taken away.",
)
.example(r#"["schedules"]"#)];

/// `[directories."PATH"]`.
pub static DIRECTORY: Table = Table {
    noun: "a directory",
    extensions: true,
    keys: &[&[
        Key::new(
            "name",
            Text,
            "A name for the project; Prefect does not read it.",
        ).example(r#""flows""#),
        Key::new(
            "prefect-version",
            Text,
            "The version of Prefect that wrote the file; Prefect does not read it.",
        ).example(r#""3.8.8""#),
        Key::new(
            "build",
            STEP_LIST,
            "Steps that run on the deploying machine before a deployment is made.",
        ).example(r#"[{ "prefect.deployments.steps.run_shell_script" = { script = "make wheel" } }]"#),
        Key::new(
            "push",
            STEP_LIST,
            "Steps that run on the deploying machine after `build`.",
        ).example(r#"["publish"]"#),
        Key::new(
            "pull",
            PULL,
            "Steps that run before each flow run, where it runs; `[]` for none, `false` for no key.",
        ).example(r#"["clone"]"#),
        Key::new("definitions", Any, "Anything; Prefect does not read it.").example(r#"{ work_pools = { default = { name = "default" } } }"#),
    ]],
};

/// The value of each name in `[steps]`.
pub static STEPS_VALUE: Shape = Either(&[List(&STEP), STEP_TABLE]);

/// `[work_pools.NAME]`.
pub static WORK_POOL: Table = Table {
    noun: "a work pool",
    extensions: false,
    keys: &[&[
        Key::new(
            "type",
            Text,
            "What its runs run in: process, docker, kubernetes, …",
        )
        .default(r#""process""#)
        .example(r#""process""#),
        Key::new("description", Text, "What it is for.")
            .example(r#""Runs flows on the server itself""#),
        Key::new(
            "concurrency_limit",
            Int,
            "The largest number of its flow runs at a time.",
        )
        .example("10"),
        Key::new(
            "queues",
            Names(Some(&grammar::name::QUEUE_NAME), &Of(&QUEUE)),
            "Its work queues besides `default`.",
        )
        .example("{ high = { priority = 1 } }"),
        Key::new(
            "base_job_template",
            Text,
            "A JSON file with its base job template.",
        )
        .example(r#""pools/docker.json""#),
        Key::new(
            "job_variables",
            Names(None, &Any),
            "Job variables of all its deployments that do not say otherwise.",
        )
        .example(r#"{ image = "flows:latest" }"#),
        Key::new(
            "workers",
            Word(&["elsewhere"]),
            "Where its workers run when no service here polls it.",
        ),
    ]],
};

/// A work queue.
pub static QUEUE: Table = Table {
    noun: "a work queue",
    extensions: false,
    keys: &[&[
        Key::new(
            "priority",
            Int,
            "Its place among the queues of the pool; 1 is served first.",
        )
        .example("1"),
        Key::new(
            "concurrency_limit",
            Int,
            "The largest number of its flow runs at a time.",
        )
        .example("5"),
    ]],
};
