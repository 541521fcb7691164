//! A table in the place of a value: it says where the value is found.
//!
//! Read as the value of an environment variable, as a field of a credential and as an argument of a block.

use crate::formats::{Key, Shape, Table};
use Shape::{Bool, Date, Either, Number, Text};

/// The tables that say where a value is found; the first key of each tells it from the others.
pub static ELSEWHERE: [&Table; 4] = [&FROM_ENV, &FROM_FILE, &FROM_CREDENTIAL, &GIVEN];

const SCALAR: Shape = Either(&[Text, Number, Bool, Date]);

/// `{ env = "NAME" }`.
pub static FROM_ENV: Table = Table {
    noun: "a value from the environment",
    extensions: false,
    keys: &[&[
        Key::new(
            "env",
            Text,
            "The variable of the environment, or of `.env`, that holds the value.",
        )
        .example(r#""POSTGRES_PASSWORD""#)
        .required(),
        Key::new(
            "default",
            SCALAR,
            "The value if the variable is not set or empty; not beside `error`.",
        )
        .example(r#""prefect""#),
        Key::new(
            "error",
            Text,
            "What people are told if it is not set or empty; not beside `default`.",
        )
        .example(r#""ask the data team""#),
    ]],
};

/// `{ file = "PATH" }`.
pub static FROM_FILE: Table = Table {
    noun: "a value from a file",
    extensions: false,
    keys: &[&[Key::new(
        "file",
        Text,
        "The file that holds the value; Compose mounts it as a secret.",
    )
    .example(r#""secrets/postgres""#)
    .required()]],
};

/// `{ credential = "NAME", field = "FIELD" }`.
pub static FROM_CREDENTIAL: Table = Table {
    noun: "a field of a credential",
    extensions: false,
    keys: &[&[
        Key::new("credential", Text, "The credential that holds the value.")
            .example(r#""postgres""#)
            .required(),
        Key::new("field", Text, "The field of it, written or derived, such as `url`. A block may take the whole of another one.")
            .example(r#""asyncpg_url""#),
    ]],
};

/// `{ value = "…", secret = true }`.
pub static GIVEN: Table = Table {
    noun: "a value with a mark",
    extensions: false,
    keys: &[&[
        Key::new(
            "value",
            SCALAR,
            "The value itself, literally: a `$` in it is a dollar.",
        )
        .example(r#""s3cr$t""#)
        .required(),
        Key::new("secret", Bool, "Whether it is shown nowhere.").default("false"),
    ]],
};
