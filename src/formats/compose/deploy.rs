//! `deploy` of a service: replicas, limits, and what a swarm reads beside them.

use super::{DURATION, LABELS, TEXTS};
use crate::formats::Shape::{self, *};
use crate::formats::{Key, Table, grammar};

/// `deploy` of a service.
pub static DEPLOY: Table = Table {
    noun: "the deploy section",
    keys: &[&[
        Key::new(
            "mode",
            Text,
            "replicated, global, replicated-job or global-job.",
        )
        .default(r#""replicated""#)
        .example(r#""replicated""#),
        Key::new("replicas", Int, "How many containers run.")
            .default("1")
            .example("2"),
        Key::new(
            "resources",
            Shape::Table(&RESOURCES),
            "Limits and reservations of processor, memory and devices.",
        )
        .example(r#"{ limits = { cpus = 2, memory = "1g" } }"#),
        Key::new(
            "restart_policy",
            Shape::Table(&RESTART_POLICY),
            "When containers start again; over `restart`.",
        )
        .example(r#"{ condition = "on-failure", max_attempts = 3 }"#),
        Key::new(
            "update_config",
            Shape::Table(&UPDATE_CONFIG),
            "How a swarm replaces containers.",
        )
        .example(r#"{ parallelism = 1, order = "start-first" }"#),
        Key::new(
            "rollback_config",
            Shape::Table(&UPDATE_CONFIG),
            "How a swarm goes back after a failed update.",
        )
        .example("{ parallelism = 1 }"),
        Key::new(
            "placement",
            Shape::Table(&PLACEMENT),
            "On which nodes of a swarm containers run.",
        )
        .example(r#"{ constraints = ["node.role == worker"] }"#),
        Key::new(
            "endpoint_mode",
            Text,
            "How clients reach the service in a swarm: vip or dnsrr.",
        )
        .default(r#""vip""#)
        .example(r#""dnsrr""#),
        Key::new(
            "labels",
            LABELS,
            "Labels of the service, not of its containers.",
        )
        .example(r#"{ team = "data" }"#),
    ]],
    extensions: true,
};

/// `deploy.resources`.
pub static RESOURCES: Table = Table {
    noun: "the resources",
    keys: &[&[
        Key::new(
            "limits",
            Shape::Table(&LIMITS),
            "What a container may use at most.",
        )
        .example(r#"{ cpus = 2, memory = "1g" }"#),
        Key::new(
            "reservations",
            Shape::Table(&RESERVATIONS),
            "What a container needs at least.",
        )
        .example(r#"{ memory = "512m" }"#),
    ]],
    extensions: true,
};

/// `deploy.resources.limits`.
pub static LIMITS: Table = Table {
    noun: "the limits",
    keys: &[&[
        Key::new(
            "cpus",
            Number,
            "Processors, as a decimal number; default unlimited.",
        )
        .example("1.5"),
        // Unlike `mem_limit`, an integer is an error here.
        Key::new(
            "memory",
            Format(&grammar::size::SIZE),
            "Memory, as a string with a unit; default unlimited.",
        )
        .example(r#""1g""#),
        Key::new("pids", Int, "Processes and threads; default unlimited.").example("200"),
    ]],
    extensions: true,
};

/// `deploy.resources.reservations`.
pub static RESERVATIONS: Table = Table {
    noun: "the reservations",
    keys: &[&[
        Key::new("cpus", Number, "Processors, as a decimal number.").example("0.5"),
        Key::new(
            "memory",
            Format(&grammar::size::SIZE),
            "Memory, as a string with a unit.",
        )
        .example(r#""512m""#),
        Key::new(
            "devices",
            List(&Shape::Table(&DEVICE_RESERVATION)),
            "Devices, such as graphics cards.",
        )
        .example(r#"[{ driver = "nvidia", count = 1, capabilities = ["gpu"] }]"#),
        Key::new(
            "generic_resources",
            List(&Shape::Table(&GENERIC_RESOURCE)),
            "Resources that a swarm's nodes offer.",
        )
        .example(r#"[{ discrete_resource_spec = { kind = "gpu", value = 2 } }]"#),
    ]],
    extensions: true,
};

/// One device that a service reserves.
pub static DEVICE_RESERVATION: Table = Table {
    noun: "a device reservation",
    keys: &[
        &[Key::new("capabilities", TEXTS, "What the device can do.")
            .example(r#"["gpu"]"#)
            .required()],
        DEVICE_KEYS,
    ],
    extensions: true,
};

/// What a reserved device and an entry of `gpus` share.
pub(super) static DEVICE_KEYS: &[Key] = &[
    Key::new("driver", Text, "The driver that offers the device.").example(r#""nvidia""#),
    Key::new(
        "count",
        Either(&[Int, Word(&["all"])]),
        "How many devices; default all; not beside device_ids.",
    )
    .example("1"),
    Key::new(
        "device_ids",
        TEXTS,
        "Which devices, by the driver's ids; not beside count.",
    )
    .example(r#"["0", "3"]"#),
    Key::new("options", LABELS, "Options for the driver.")
        .example(r#"{ virtualization = "false" }"#),
];

/// One resource that a swarm's nodes offer.
pub static GENERIC_RESOURCE: Table = Table {
    noun: "a generic resource",
    keys: &[&[Key::new(
        "discrete_resource_spec",
        Shape::Table(&DISCRETE_RESOURCE),
        "A kind of resource and its amount.",
    )
    .example(r#"{ kind = "gpu", value = 2 }"#)]],
    extensions: true,
};

/// A kind of resource and its amount.
pub static DISCRETE_RESOURCE: Table = Table {
    noun: "a discrete resource",
    keys: &[&[
        Key::new(
            "kind",
            Text,
            "Name of the resource, as the nodes declare it.",
        )
        .example(r#""gpu""#),
        Key::new("value", Number, "How much of it.").example("2"),
    ]],
    extensions: true,
};

/// `deploy.restart_policy`.
pub static RESTART_POLICY: Table = Table {
    noun: "the restart policy",
    keys: &[&[
        Key::new(
            "condition",
            Word(&["none", "on-failure", "any"]),
            "After which end: none, on-failure or any.",
        )
        .default(r#""any""#)
        .example(r#""on-failure""#),
        Key::new(
            "delay",
            DURATION,
            "How long to wait before a restart; default 5s in a swarm.",
        )
        .example(r#""5s""#),
        Key::new(
            "max_attempts",
            Int,
            "How many restarts before giving up; default unlimited.",
        )
        .example("3"),
        Key::new(
            "window",
            DURATION,
            "How long a container must run to count as restarted.",
        )
        .example(r#""2m""#),
    ]],
    extensions: true,
};

/// `deploy.update_config` and `deploy.rollback_config`.
pub static UPDATE_CONFIG: Table = Table {
    noun: "the update policy",
    keys: &[&[
        Key::new(
            "parallelism",
            Int,
            "How many containers at a time; 0 is all at once.",
        )
        .default("1")
        .example("1"),
        Key::new("delay", DURATION, "How long to wait between two groups.")
            .default(r#""0s""#)
            .example(r#""10s""#),
        Key::new(
            "failure_action",
            Text,
            "What happens then: pause, continue or, for updates, rollback.",
        )
        .default(r#""pause""#)
        .example(r#""rollback""#),
        Key::new(
            "monitor",
            DURATION,
            "How long to watch a new container for failure.",
        )
        .default(r#""5s""#)
        .example(r#""30s""#),
        Key::new(
            "max_failure_ratio",
            Number,
            "Which share of containers may fail.",
        )
        .default("0")
        .example("0.1"),
        Key::new(
            "order",
            Word(&["start-first", "stop-first"]),
            "What comes first.",
        )
        .default(r#""stop-first""#)
        .example(r#""start-first""#),
    ]],
    extensions: true,
};

/// `deploy.placement`.
pub static PLACEMENT: Table = Table {
    noun: "the placement",
    keys: &[&[
        Key::new("constraints", TEXTS, "Conditions that a node must meet.")
            .example(r#"["node.role == worker"]"#),
        Key::new(
            "preferences",
            List(&Shape::Table(&PREFERENCE)),
            "How containers are spread over nodes.",
        )
        .example(r#"[{ spread = "node.labels.zone" }]"#),
        Key::new(
            "max_replicas_per_node",
            Int,
            "Most containers on one node; default unlimited.",
        )
        .example("1"),
    ]],
    extensions: true,
};

/// One placement preference.
pub static PREFERENCE: Table = Table {
    noun: "a placement preference",
    keys: &[&[Key::new(
        "spread",
        Text,
        "The node label whose values share the containers evenly.",
    )
    .example(r#""node.labels.zone""#)]],
    extensions: true,
};
