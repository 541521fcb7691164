//! What starts a run besides a schedule, and what is promised of runs.
//!
//! Prefect checks these after its placeholders are resolved and ignores keys that it does not know.

use super::{FREE, INTERVAL, TEXT};
use crate::formats::Shape::{self, *};
use crate::formats::{Key, Table};

/// One trigger of any type: a walker that has not looked at `type` holds a trigger against this.
pub static TRIGGER: Table = Table {
    noun: "a trigger",
    keys: &[
        TYPE_KEYS,
        AUTOMATION_KEYS,
        COMPOSITE_KEYS,
        REQUIRE_KEYS,
        RESOURCE_KEYS,
        EVENT_KEYS,
        METRIC_KEYS,
        ANY_KEYS,
    ],
    extensions: false,
};

/// A trigger of type event: the type that a trigger has without `type`.
pub static EVENT_TRIGGER: Table = Table {
    noun: "an event trigger",
    keys: &[
        TYPE_KEYS,
        AUTOMATION_KEYS,
        RESOURCE_KEYS,
        EVENT_KEYS,
        EVENT_POSTURE_KEYS,
        WITHIN_KEYS,
    ],
    extensions: false,
};

/// A trigger of type metric.
pub static METRIC_TRIGGER: Table = Table {
    noun: "a metric trigger",
    keys: &[
        TYPE_KEYS,
        AUTOMATION_KEYS,
        RESOURCE_KEYS,
        METRIC_KEYS,
        METRIC_POSTURE_KEYS,
    ],
    extensions: false,
};

/// A trigger of type compound.
pub static COMPOUND_TRIGGER: Table = Table {
    noun: "a compound trigger",
    keys: &[
        TYPE_KEYS,
        AUTOMATION_KEYS,
        COMPOSITE_KEYS,
        REQUIRE_KEYS,
        WITHIN_KEYS,
    ],
    extensions: false,
};

/// A trigger of type sequence.
pub static SEQUENCE_TRIGGER: Table = Table {
    noun: "a sequence trigger",
    keys: &[TYPE_KEYS, AUTOMATION_KEYS, COMPOSITE_KEYS, WITHIN_KEYS],
    extensions: false,
};

static TYPE_KEYS: &[Key] = &[Key::new(
    "type",
    Word(&["event", "metric", "compound", "sequence"]),
    "What kind of trigger it is; metric is for Prefect Cloud only.",
)
.default(r#""event""#)
.example(r#""event""#)];

static AUTOMATION_KEYS: &[Key] = &[
    Key::new(
        "name",
        TEXT,
        "Name of its automation; default `DEPLOYMENT__automation_N`.",
    )
    .example(r#""after-extract""#),
    Key::new("description", Text, "Text about the automation.")
        .example(r#""Runs when extract is done""#),
    Key::new("enabled", Bool, "Whether it is on.").default("true"),
    Key::new(
        "parameters",
        Either(&[FREE, Null]),
        "Parameters of its runs; `{{ event.… }}` is filled in when it fires.",
    )
    .example(r#"{ run = "{{ event.resource.id }}" }"#),
    Key::new(
        "job_variables",
        Either(&[FREE, Null]),
        "Job variables of its runs; default those of the deployment.",
    )
    .example(r#"{ env = { LOG_LEVEL = "DEBUG" } }"#),
    Key::new(
        "schedule_after",
        INTERVAL,
        "Time to wait before the run, in seconds or ISO 8601.",
    )
    .default("0")
    .example("60"),
];

static RESOURCE_KEYS: &[Key] = &[
    Key::new(
        "match",
        MATCH,
        "Labels that the event's resource must have; `*` at the end matches any rest.",
    )
    .example(r#"{ "prefect.resource.id" = "prefect.flow-run.*" }"#),
    Key::new(
        "match_related",
        Either(&[MATCH, List(&MATCH)]),
        "Labels that a related resource must have.",
    )
    .example(r#"{ "prefect.resource.name" = "extract", "prefect.resource.role" = "flow" }"#),
];

/// Labels and the values that match.
const MATCH: Shape = Names(None, &Either(&[Text, List(&Text)]));

static EVENT_KEYS: &[Key] = &[
    Key::new(
        "after",
        List(&Text),
        "Events that must have been seen before; default none.",
    )
    .example(r#"["prefect.flow-run.Pending"]"#),
    Key::new("expect", List(&Text), "Events that fire it; default any.")
        .example(r#"["prefect.flow-run.Completed"]"#),
    Key::new(
        "for_each",
        List(&Text),
        "Labels for each of whose values it is evaluated apart.",
    )
    .example(r#"["prefect.resource.id"]"#),
    Key::new(
        "threshold",
        Int,
        "How many events fire it, or are expected.",
    )
    .default("1")
    .example("3"),
];

static EVENT_POSTURE_KEYS: &[Key] = &[Key::new(
    "posture",
    Word(&["Reactive", "Proactive"]),
    "Whether it fires on the events (Reactive) or on their absence (Proactive).",
)
.default(r#""Reactive""#)
.example(r#""Proactive""#)];

static METRIC_POSTURE_KEYS: &[Key] =
    &[Key::new("posture", Word(&["Metric"]), "Always Metric.").example(r#""Metric""#)];

static METRIC_KEYS: &[Key] = &[Key::new(
    "metric",
    Shape::Table(&METRIC),
    "The measurement that fires a metric trigger.",
)
.example(r#"{ name = "lateness", operator = ">", threshold = 60 }"#)];

/// `metric` of a metric trigger.
pub static METRIC: Table = Table {
    noun: "the metric",
    keys: &[&[
        Key::new(
            "name",
            Word(&["lateness", "duration", "successes"]),
            "What is measured.",
        )
        .example(r#""lateness""#)
        .required(),
        Key::new(
            "operator",
            Word(&["<", "<=", ">", ">="]),
            "How it is compared with the threshold.",
        )
        .example(r#"">""#)
        .required(),
        Key::new("threshold", Number, "The value that it is compared with.")
            .example("60")
            .required(),
        Key::new(
            "range",
            INTERVAL,
            "How far back it looks, in seconds or ISO 8601, 300 or more.",
        )
        .default("300")
        .example("300"),
        Key::new(
            "firing_for",
            INTERVAL,
            "How long the comparison must hold, 300 seconds or more.",
        )
        .default("300")
        .example("300"),
    ]],
    extensions: false,
};

static COMPOSITE_KEYS: &[Key] = &[Key::new(
    "triggers",
    List(&Shape::Table(&TRIGGER)),
    "The triggers of a compound or sequence trigger.",
)
.example(r#"[{ expect = ["a.done"] }, { expect = ["b.done"] }]"#)];

static REQUIRE_KEYS: &[Key] = &[Key::new(
    "require",
    Either(&[Int, Word(&["any", "all"])]),
    "How many of the triggers of a compound one must fire.",
)
.example(r#""all""#)];

static WITHIN_KEYS: &[Key] =
    &[Key::new("within", Either(&[INTERVAL, Null]), WITHIN_DOC).example("3600")];

/// What differs from type to type, in its widest form.
static ANY_KEYS: &[Key] = &[
    Key::new(
        "posture",
        Word(&["Reactive", "Proactive", "Metric"]),
        "Whether it fires on events (Reactive), on their absence (Proactive) or on a metric (Metric).",
    )
    .default(r#""Reactive""#)
    .example(r#""Proactive""#),
    Key::new("within", Either(&[INTERVAL, Null]), WITHIN_DOC).example("3600"),
];

const WITHIN_DOC: &str =
    "Time in which the events must occur, in seconds or ISO 8601; Proactive needs 10 or more.";

/// One service level agreement: exactly one of duration, stale_after and within.
pub static SLA: Table = Table {
    noun: "a service level agreement",
    keys: &[&[
        Key::new("name", Text, "Its name, unique in the deployment.")
            .example(r#""on-time""#)
            .required(),
        Key::new(
            "severity",
            Word(&["minor", "low", "moderate", "high", "critical"]),
            "How grave a breach is.",
        )
        .default(r#""moderate""#)
        .example(r#""high""#),
        Key::new("enabled", Either(&[Bool, Null]), "Whether it is on.").default("true"),
        Key::new(
            "duration",
            Int,
            "Longest time that a run may take, in seconds.",
        )
        .example("600"),
        Key::new(
            "stale_after",
            INTERVAL,
            "Longest time between two completed runs, in seconds or ISO 8601.",
        )
        .example("3600"),
        Key::new(
            "within",
            INTERVAL,
            "Longest time that a run may start late, in seconds or ISO 8601.",
        )
        .example("600"),
    ]],
    extensions: false,
};
