//! `[project]`, `[credentials.NAME]`, `[blocks]`, `[variables.NAME]`.

use crate::formats::{Key, Shape, Table, grammar};
use Shape::{Any, Bool, Either, Format, Int, List, Names, Text, Value, Word};

/// `[project]`.
pub static PROJECT: Table = Table {
    noun: "[project]",
    extensions: false,
    keys: &[&[
        Key::new("name", Format(&grammar::name::PROJECT_NAME), "Compose's project name.").example(r#""prefect-examples""#),
        Key::new("root", Text, "The project root, relative to stack.toml; every other relative path is relative to it. Default: the folder of stack.toml.")
            .example(r#""generated""#),
        Key::new("runner", Text, "What the Makefile puts before prefect and python; an empty string for nothing.").default(r#""uv run""#)
            .example(r#""uv run""#),
        Key::new("requires", Text, "The versions of stackgen that may read this file.").example(r#"">=0.1""#),
        Key::new("api_url", Text, "Prefect's API as the host sees it. Default: the published port of the server.")
            .example(r#""http://localhost:4200/api""#),
        Key::new("server_python", Text, "The Python of the server, whose schedule engine previews. Default: from the image's tag.")
            .example(r#""3.13""#),
        Key::new("portable", Bool, "Whether derived pull steps begin with `{{ $STACK_ROOT }}`, so that containers and hosts share one prefect.yaml.").default("false"),
    ]],
};

/// A credential of type postgres.
pub static POSTGRES: Table = Table {
    noun: "a credential of type postgres",
    extensions: false,
    keys: &[
        COMMON,
        &[
            Key::new("user", Value, "The role that logs in.")
                .example(r#""prefect""#)
                .required(),
            Key::new("password", Value, "Its password.")
                .example(r#"{ env = "POSTGRES_PASSWORD" }"#)
                .required(),
            Key::new(
                "database",
                Value,
                "The database. Default: the name of the user.",
            )
            .example(r#""prefect""#),
            Key::new(
                "host",
                Value,
                "The server's host, for a server outside the stack.",
            )
            .example(r#""db.example.org""#),
            Key::new("port", Either(&[Int, Value]), "The server's port.")
                .example("5433")
                .default("5432"),
        ],
    ],
};

/// A credential of type redis.
pub static REDIS: Table = Table {
    noun: "a credential of type redis",
    extensions: false,
    keys: &[
        COMMON,
        &[
            Key::new("password", Value, "The password of the server.")
                .example(r#"{ env = "REDIS_PASSWORD" }"#),
            Key::new("username", Value, "The user, where the server has users.")
                .example(r#""prefect""#),
            Key::new(
                "database",
                Either(&[Int, Value]),
                "The number of the database.",
            )
            .example("1")
            .default("0"),
            Key::new(
                "host",
                Value,
                "The server's host, for a server outside the stack.",
            )
            .example(r#""redis.example.org""#),
            Key::new("port", Either(&[Int, Value]), "The server's port.")
                .example("6380")
                .default("6379"),
        ],
    ],
};

/// A credential of type s3.
pub static S3: Table = Table {
    noun: "a credential of type s3",
    extensions: false,
    keys: &[
        COMMON,
        &[
            Key::new("access_key", Value, "The access key.")
                .example(r#""prefect""#)
                .required(),
            Key::new("secret_key", Value, "The secret key.")
                .example(r#"{ env = "S3_SECRET_KEY" }"#)
                .required(),
            Key::new("region", Value, "The region, for clients that ask for one.")
                .example(r#""eu-north-1""#),
            Key::new("bucket", Value, "The bucket, for clients that ask for one.")
                .example(r#""flows""#),
            Key::new(
                "endpoint",
                Value,
                "The address of a store outside the stack.",
            )
            .example(r#""https://s3.example.org""#),
        ],
    ],
};

/// A credential of type basic-auth.
pub static BASIC_AUTH: Table = Table {
    noun: "a credential of type basic-auth",
    extensions: false,
    keys: &[
        COMMON,
        &[
            Key::new("user", Value, "The user.")
                .example(r#""admin""#)
                .required(),
            Key::new("password", Value, "The password.")
                .example(r#"{ env = "PREFECT_PASSWORD" }"#)
                .required(),
        ],
    ],
};

/// A credential of type block: an instance of a Prefect block class.
pub static BLOCK: Table = Table {
    noun: "a credential of type block",
    extensions: false,
    keys: &[
        COMMON,
        &[
            Key::new("class", Text, "The import path of the block's class.")
                .example(r#""prefect_dhis2.credentials.Dhis2Credentials""#)
                .required(),
            Key::new(
                "values",
                Names(None, &Either(&[Value, Any])),
                "The arguments of the class.",
            )
            .example(r#"{ username = "admin" }"#),
            Key::new(
                "name",
                Format(&grammar::name::BLOCK_NAME),
                "The name of the block. Default: the key of the table.",
            )
            .example(r#""dhis2-dev""#),
        ],
    ],
};

/// A credential of type generic: its fields are the team's own.
pub static GENERIC: Key = Key::new(
    "credentials",
    Names(None, &Value),
    "A credential with fields of the team's own.",
)
.example(r#"{ type = "generic", token = { env = "TOKEN" } }"#);

/// The types of credentials, each with its keys; none where they are the team's own.
pub static CREDENTIAL_TYPES: [(&str, Option<&Table>); 6] = [
    ("postgres", Some(&POSTGRES)),
    ("redis", Some(&REDIS)),
    ("s3", Some(&S3)),
    ("basic-auth", Some(&BASIC_AUTH)),
    ("block", Some(&BLOCK)),
    ("generic", None),
];

/// Their names, for `type`.
static TYPE_WORDS: [&str; CREDENTIAL_TYPES.len()] = {
    let mut words = [""; CREDENTIAL_TYPES.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = CREDENTIAL_TYPES[at].0;
        at += 1;
    }
    words
};

/// What every credential has.
pub static CREDENTIAL: Table = Table {
    noun: "a credential",
    extensions: false,
    keys: &[COMMON],
};

const COMMON: &[Key] = &[
    Key::new(
        "type",
        Word(&TYPE_WORDS),
        "What it logs in to; fixes the other keys.",
    )
    .example(r#""postgres""#)
    .required(),
    Key::new("description", Text, "What it is for, for the docs page.")
        .example(r#""The warehouse, read-only""#),
];

/// `[blocks]`.
pub static BLOCKS: Table = Table {
    noun: "[blocks]",
    extensions: false,
    keys: &[&[Key::new(
        "modules",
        List(&Format(&grammar::entrypoint::MODULE_NAME)),
        "Python modules whose block types `make register-blocks` registers.",
    )
    .example(r#"["prefect_dhis2"]"#)]],
};

/// `[variables.NAME]`.
pub static VARIABLE: Table = Table {
    noun: "a variable",
    extensions: false,
    keys: &[&[
        Key::new(
            "description",
            Text,
            "What it is for: a comment in `.env.example` and a row of the docs page.",
        )
        .example(r#""Where the flows read from""#),
        Key::new(
            "default",
            Text,
            "The value that its readers use if it is not set; `.env.example` shows it.",
        )
        .example(r#""https://play.dhis2.org""#),
        Key::new("required", Bool, "Whether it must be set.").default("false"),
        Key::new("secret", Bool, "Whether its value is not to be shown.").default("false"),
    ]],
};
