//! `[services.NAME]`, `[kinds.NAME]`, `[defaults.service]` and `[volumes.NAME]`: own keys beside Compose's.

use crate::formats::{Key, Shape, Table, compose, grammar, join};
use Shape::{Bool, Either, Format, Int, List, Table as Of, Text};

/// `[services.NAME]`.
pub static SERVICE: Table = Table {
    noun: "a service",
    extensions: true,
    keys: &join::<{ 2 + compose::SERVICE.keys.len() }>(&[KIND_KEY, OWN], compose::SERVICE.keys),
};

/// `[kinds.NAME]`: what a service may have, but for a kind.
pub static KIND: Table = Table {
    noun: "a kind",
    extensions: true,
    keys: &join::<{ 1 + compose::SERVICE.keys.len() }>(&[OWN], compose::SERVICE.keys),
};

/// `[defaults.service]`.
pub static SERVICE_DEFAULTS: Table = Table {
    noun: "[defaults.service]",
    extensions: true,
    keys: &join::<{ 1 + compose::SERVICE.keys.len() }>(&[OWN], compose::SERVICE.keys),
};

const KIND_KEY: &[Key] = &[Key::new(
    "kind",
    Either(&[Text, List(&Text)]),
    "What sort of service it is: a built-in kind, kinds of the team's own, or a list of them merged from left to right.",
)
.example(r#""prefect-worker""#)];

const OWN: &[Key] = &[
    Key::new("credential", Text, "The credential with which clients log in to this service.").example(r#""postgres""#),
    Key::new("database", Text, "The postgres credential of the database that Prefect's server uses; its service is waited for.")
        .example(r#""postgres""#),
    Key::new("redis", Text, "Where Prefect's servers pass messages: a credential of type redis, or a service of kind redis.")
        .example(r#""redis""#),
    Key::new("auth", Text, "The basic-auth credential that every client of the server must have.").example(r#""admin""#),
    Key::new("server", SERVER_FORMS, "The Prefect server that this service talks to; it is waited for.")
        .example(r#""prefect-server""#),
    Key::new("work_pool", Format(&grammar::name::POOL_NAME), "The work pool that the worker polls.").example(r#""default""#),
    Key::new("queues", List(&QUEUE), "The work queues that the worker polls. Default: all of its pool.").example(r#"["high"]"#),
    Key::new("limit", Int, "The largest number of flow runs that the worker has at a time.").example("5"),
    Key::new("with_healthcheck", Bool, "Whether the worker answers a health check on port 8080, and is asked by it.").default("false"),
    Key::new("env", List(&Text), "The groups of `[env]` that the service takes.").example(r#"["prefect"]"#),
    Key::new("without", List(&Text), "Keys below this one, from its kind or from the defaults, that are taken away.")
        .example(r#"["healthcheck", "depends_on.postgres"]"#),
];

static QUEUE: Shape = Format(&grammar::name::QUEUE_NAME);

const SERVER_FORMS: Shape = Either(&[Text, Of(&SERVER)]);

/// `server` as a table.
pub static SERVER: Table = Table {
    noun: "`server`",
    extensions: false,
    keys: &[&[
        Key::new(
            "url",
            Text,
            "The address of Prefect's API as the container sees it.",
        )
        .example(r#""http://proxy/api""#)
        .required(),
        Key::new("service", Text, "The service that is waited for.").example(r#""proxy""#),
    ]],
};

/// `[volumes.NAME]`.
pub static VOLUME: Table = Table {
    noun: "a volume",
    extensions: true,
    keys: &[
        &[
            Key::new(
                "source",
                Text,
                "The folder on the host; without it the volume is a named one.",
            )
            .example(r#""./flows""#),
            Key::new(
                "target",
                Shape::Format(&grammar::path::MOUNT_TARGET),
                "Where a container finds it.",
            )
            .example(r#""/opt/prefect/flows""#),
            Key::new("description", Text, "What it holds, for the docs page.")
                .example(r#""Flow source files""#),
        ],
        compose::VOLUME.keys[0],
    ],
};
