//! What runs around the life of a container: before it starts, once it runs, and before it stops.

use super::container::{ENVIRONMENT_KEYS, IMAGE_KEYS, LABEL_KEYS, LIMIT_KEYS, NETWORK_KEYS};
use super::container::{PLATFORM_KEYS, PROCESS_KEYS, SECURITY_KEYS, STORAGE_KEYS};
use super::{COMMAND, PLAIN_ENVIRONMENT};
use crate::formats::Shape::{self, *};
use crate::formats::{Key, Table};

/// The hooks of a service.
pub(super) static HOOK_KEYS: &[Key] = &[
    Key::new(
        "pre_start",
        List(&Shape::Table(&PRE_START_HOOK)),
        "Containers that run before this one; since Compose 5.3.",
    )
    .example(r#"[{ command = ["python", "migrate.py"] }]"#),
    Key::new(
        "post_start",
        List(&Shape::Table(&HOOK)),
        "Commands run after the start; since Compose 2.30.",
    )
    .example(r#"[{ command = ["chown", "-R", "1000", "/data"], user = "root" }]"#),
    Key::new(
        "pre_stop",
        List(&Shape::Table(&HOOK)),
        "Commands run before the stop; since Compose 2.30.",
    )
    .example(r#"[{ command = ["sh", "-c", "drain"] }]"#),
];

/// A command that is run in a running container.
pub static HOOK: Table = Table {
    noun: "a hook",
    keys: &[&[
        Key::new(
            "command",
            COMMAND,
            "The command: a list, or a string that is split without a shell.",
        )
        .example(r#"["chown", "-R", "1000", "/data"]"#)
        .required(),
        Key::new(
            "user",
            Text,
            "User that runs it; default that of the service.",
        )
        .example(r#""root""#),
        Key::new("privileged", Bool, "Run it with extended privileges.").default("false"),
        Key::new(
            "working_dir",
            Text,
            "Folder that it runs in; default that of the service.",
        )
        .example(r#""/data""#),
        Key::new(
            "environment",
            PLAIN_ENVIRONMENT,
            "Variables that only it sees.",
        )
        .example(r#"{ MODE = "init" }"#),
    ]],
    extensions: true,
};

/// A container that runs before the service's own. Newer schemas let it say all that a container
/// can.
pub static PRE_START_HOOK: Table = Table {
    noun: "a pre-start hook",
    keys: &[
        IMAGE_KEYS,
        PLATFORM_KEYS,
        PROCESS_KEYS,
        ENVIRONMENT_KEYS,
        STORAGE_KEYS,
        NETWORK_KEYS,
        LABEL_KEYS,
        LIMIT_KEYS,
        SECURITY_KEYS,
        &[Key::new(
            "per_replica",
            Bool,
            "Run it before each replica and not once.",
        )
        .default("false")],
    ],
    extensions: true,
};
