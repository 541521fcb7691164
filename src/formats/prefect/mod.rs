//! The keys of prefect.yaml, as Prefect 3.8.8 reads them, in the order in which people write them.
//!
//! Out: one [`Table`](crate::formats::Table) for each kind of mapping, and the steps that Prefect
//! and its packages bring. Null fits where Prefect's own model takes it. A placeholder,
//! `{{ name }}`, may stand for a value of any kind: that is left to the walker. Which keys exclude
//! each other, such as cron and interval, is not judged here.

mod steps;
mod triggers;

pub use steps::{STEPS, Step, step};
pub use triggers::{
    COMPOUND_TRIGGER, EVENT_TRIGGER, METRIC, METRIC_TRIGGER, SEQUENCE_TRIGGER, SLA, TRIGGER,
};

use crate::formats::Shape::{self, *};
use crate::formats::{Fault, Grammar, Key, Table, grammar};

/// A string that may be null.
const TEXT: Shape = Either(&[Text, Null]);

/// A boolean that may be null.
const BOOL: Shape = Either(&[Bool, Null]);

/// A table whose keys and values are the user's own.
const FREE: Shape = Names(None, &Any);

/// A span of time: seconds, an ISO 8601 duration, `HH:MM:SS` or `N days`.
static INTERVAL: Shape = Either(&[Number, Format(&grammar::interval::SCHEDULE_INTERVAL)]);

/// One step: the dotted name of a function → its arguments.
pub static STEP: Shape = Names(Some(&grammar::entrypoint::STEP_NAME), &FREE);

/// `build`, `push` or `pull`: a list of steps, or one step.
pub static ACTIONS: Shape = Either(&[List(&STEP), STEP, Null]);

const BUILD_EXAMPLE: &str = "[{ \"prefect_docker.deployments.steps.build_docker_image\" = \
    { image_name = \"team/flows\", tag = \"latest\" } }]";
const PUSH_EXAMPLE: &str = "[{ \"prefect_docker.deployments.steps.push_docker_image\" = \
    { image_name = \"team/flows\", tag = \"latest\" } }]";
const PULL_EXAMPLE: &str = "[{ \"prefect.deployments.steps.set_working_directory\" = \
    { directory = \"/opt/prefect/flows\" } }]";

/// The top of a prefect.yaml. Prefect ignores all other keys, so that anchors may be kept there.
pub static ROOT: Table = Table {
    noun: "prefect.yaml",
    keys: &[&[
        Key::new(
            "name",
            TEXT,
            "Name of the project; Prefect does not use it.",
        )
        .example(r#""prefect-examples""#),
        Key::new(
            "prefect-version",
            TEXT,
            "Version of Prefect that wrote the file; Prefect does not use it.",
        )
        .example(r#""3.8.8""#),
        Key::new(
            "build",
            ACTIONS,
            "Steps run at deploy, before all else, such as building an image.",
        )
        .example(BUILD_EXAMPLE),
        Key::new(
            "push",
            ACTIONS,
            "Steps run at deploy after `build`, such as pushing an image.",
        )
        .example(PUSH_EXAMPLE),
        Key::new(
            "pull",
            ACTIONS,
            "Steps run by the worker before each run; they find the code.",
        )
        .example(PULL_EXAMPLE),
        Key::new(
            "deployments",
            List(&Shape::Table(&DEPLOYMENT)),
            "The deployments of this folder.",
        )
        .example(r#"[{ name = "hourly", entrypoint = "flow.py:hourly" }]"#),
    ]],
    extensions: false,
};

/// One deployment.
pub static DEPLOYMENT: Table = Table {
    noun: "a deployment",
    keys: &[DEPLOYMENT_KEYS],
    extensions: false,
};

static DEPLOYMENT_KEYS: &[Key] = &[
    Key::new("name", TEXT, "Name of the deployment; no `/ % & > <`.").example(r#""dhis2-ou""#),
    Key::new(
        "version",
        TEXT,
        "Version, always a string; default the flow's, else a hash of its file.",
    )
    .example(r#""1.0""#),
    Key::new(
        "version_type",
        Either(&[Word(VERSION_TYPES), Null]),
        "Where the version comes from; default found out.",
    )
    .example(r#""vcs:git""#),
    Key::new(
        "tags",
        Either(&[List(&Text), Null]),
        "Tags of the deployment and its runs; a list.",
    )
    .example(r#"["dhis2", "hourly"]"#),
    Key::new(
        "description",
        TEXT,
        "Text in Markdown; default the flow's docstring.",
    )
    .example(r#""Imports organisation units""#),
    Key::new(
        "flow_name",
        TEXT,
        "Prefect ignores it: the flow's own name is used.",
    )
    .example(r#""dhis2-ou-flow""#),
    Key::new(
        "entrypoint",
        Either(&[Format(&grammar::entrypoint::ENTRYPOINT), Null]),
        "The flow: `path/file.py:function`.",
    )
    .example(r#""flow.py:dhis2_ou_flow""#),
    Key::new(
        "parameters",
        FREE,
        "Values of the flow's parameters; the server checks them as JSON.",
    )
    .example(r#"{ limit = 100 }"#),
    Key::new(
        "enforce_parameter_schema",
        BOOL,
        "Whether the server checks parameters.",
    )
    .default("true"),
    Key::new(
        "schedules",
        Either(&[List(&Shape::Table(&SCHEDULE)), Null]),
        "When it runs; `[]` for never by itself.",
    )
    .example(r#"[{ cron = "*/15 * * * *", timezone = "Europe/Oslo" }]"#),
    Key::new(
        "schedule",
        Either(&[Shape::Table(&SCHEDULE), Null]),
        "The old form for a single schedule; not beside `schedules`.",
    )
    .example(r#"{ cron = "0 6 * * *" }"#),
    Key::new("paused", BOOL, "Whether its schedules are paused.").default("false"),
    Key::new(
        "concurrency_limit",
        CONCURRENCY,
        "How many of its runs may go on at once; default unlimited.",
    )
    .example("1"),
    Key::new(
        "work_pool",
        Shape::Table(&WORK_POOL),
        "The work pool whose workers run it.",
    )
    .example(r#"{ name = "default" }"#),
    Key::new(
        "build",
        ACTIONS,
        "Its own build steps, in place of the file's; `[]` for none.",
    )
    .example(BUILD_EXAMPLE),
    Key::new(
        "push",
        ACTIONS,
        "Its own push steps, in place of the file's; `[]` for none.",
    )
    .example(PUSH_EXAMPLE),
    Key::new(
        "pull",
        ACTIONS,
        "Its own pull steps, in place of the file's; `[]` for none.",
    )
    .example(PULL_EXAMPLE),
    Key::new(
        "triggers",
        Either(&[List(&Shape::Table(&TRIGGER)), Null]),
        "Events that start a run; each becomes an automation.",
    )
    .example(r#"[{ expect = ["prefect.flow-run.Completed"] }]"#),
    Key::new(
        "sla",
        Either(&[List(&Shape::Table(&SLA)), Null]),
        "Service level agreements; Prefect Cloud only.",
    )
    .example(r#"[{ name = "on-time", within = 600 }]"#),
];

const VERSION_TYPES: &[&str] = &[
    "prefect:simple",
    "vcs:github",
    "vcs:gitlab",
    "vcs:bitbucket",
    "vcs:azuredevops",
    "vcs:git",
];

static CONCURRENCY: Shape = Either(&[Int, Shape::Table(&CONCURRENCY_LIMIT), Null]);

/// `work_pool` of a deployment.
pub static WORK_POOL: Table = Table {
    noun: "the work pool",
    keys: &[&[
        Key::new("name", TEXT, "Name of the pool.").example(r#""default""#),
        Key::new(
            "work_queue_name",
            Either(&[Format(&grammar::name::QUEUE_NAME), Null]),
            "Queue of the pool.",
        )
        .default(r#""default""#)
        .example(r#""urgent""#),
        Key::new(
            "job_variables",
            FREE,
            "Values for the pool's job template; Prefect does not check them at deploy.",
        )
        .example(r#"{ env = { LOG_LEVEL = "DEBUG" } }"#),
    ]],
    extensions: false,
};

/// One schedule: exactly one of cron, interval and rrule. The one table in which Prefect refuses
/// unknown keys.
pub static SCHEDULE: Table = Table {
    noun: "a schedule",
    keys: &[&[
        Key::new(
            "cron",
            TEXT,
            "Cron expression of five fields, or six with seconds at the end.",
        )
        .example(r#""*/15 * * * *""#),
        Key::new(
            "interval",
            Either(&[Number, Format(&grammar::interval::SCHEDULE_INTERVAL), Null]),
            "Time between two runs, in seconds or as an ISO 8601 duration.",
        )
        .example("900"),
        Key::new("rrule", TEXT, "Recurrence rule of iCalendar (RFC 5545).")
            .example(r#""FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=6;BYMINUTE=0""#),
        Key::new("timezone", TEXT, "IANA time zone in which it is read.")
            .default(r#""UTC""#)
            .example(r#""Europe/Oslo""#),
        Key::new(
            "anchor_date",
            Either(&[Text, Date, Null]),
            "Moment from which an interval counts; ignored with cron.",
        )
        .example(r#""2026-01-01T00:00:00+00:00""#),
        Key::new(
            "day_or",
            SWITCH,
            "Whether a cron expression that names both days runs on either.",
        )
        .default("true"),
        Key::new("active", SWITCH, "Whether it makes runs.").default("true"),
        Key::new(
            "parameters",
            FREE,
            "Parameters of its runs, over those of the deployment; not checked at deploy.",
        )
        .example(r#"{ limit = 10 }"#),
        Key::new(
            "slug",
            TEXT,
            "Name that tells it from its siblings; on all schedules of a deployment or on none.",
        )
        .example(r#""morning""#),
        Key::new("replaces", TEXT, "Slug of the schedule that it takes over.")
            .example(r#""daily""#),
    ]],
    extensions: false,
};

/// The keys of which a schedule has exactly one.
pub const SCHEDULE_RULES: [&str; 3] = ["cron", "interval", "rrule"];

/// A boolean that Prefect also takes as text, for the sake of placeholders.
const SWITCH: Shape = Either(&[Bool, Format(&TRUTH), Null]);

/// A boolean as text, in the words that Prefect takes for one.
static TRUTH: Grammar = Grammar {
    noun: "boolean",
    example: "true",
    words: &[],
    check: |text| {
        const WORDS: [&str; 12] = [
            "true", "false", "yes", "no", "on", "off", "t", "f", "y", "n", "1", "0",
        ];
        let is_known = WORDS.iter().any(|word| word.eq_ignore_ascii_case(text));
        match is_known || text.contains("{{") {
            true => Ok(()),
            false => {
                let fault = Fault::new(0..text.len(), "this is neither true nor false");
                Err(fault.help("write `true` or `false`"))
            }
        }
    },
};

/// `concurrency_limit` of a deployment, long form.
pub static CONCURRENCY_LIMIT: Table = Table {
    noun: "the concurrency limit",
    keys: &[&[
        Key::new(
            "limit",
            Either(&[Int, Null]),
            "How many runs may go on at once, 1 or more.",
        )
        .example("1"),
        // Optional in Prefect's model, but deploy fails without it.
        Key::new(
            "collision_strategy",
            Word(&["ENQUEUE", "CANCEL_NEW"]),
            "What happens to a run beyond the limit.",
        )
        .example(r#""ENQUEUE""#)
        .required(),
        Key::new(
            "grace_period_seconds",
            Either(&[Int, Null]),
            "Time for a run to start before its slot is freed, 60 or more.",
        )
        .example("300"),
    ]],
    extensions: false,
};
