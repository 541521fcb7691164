//! How an image is built, and how it follows its source during development.

use super::hooks::HOOK;
use super::{EXTRA_HOSTS, FILE_MODE, LABELS, SIZE, STRINGS, TEXTS, container};
use crate::formats::Shape::{self, *};
use crate::formats::{Key, Table};

/// `build` of a service, long form.
pub static BUILD: Table = Table {
    noun: "the build",
    keys: &[BUILD_KEYS],
    extensions: true,
};

static BUILD_KEYS: &[Key] = &[
    Key::new("context", Text, "Folder or Git URL that the build reads.")
        .default(r#"".""#)
        .example(r#""./app""#),
    Key::new(
        "dockerfile",
        Text,
        "The Dockerfile, relative to the context.",
    )
    .default(r#""Dockerfile""#)
    .example(r#""docker/Dockerfile""#),
    Key::new(
        "dockerfile_inline",
        Text,
        "The text of a Dockerfile, in place of a file.",
    )
    .example(r#""FROM python:3.13-slim\nRUN pip install prefect\n""#),
    Key::new(
        "target",
        Text,
        "The stage of the Dockerfile to build; default the last.",
    )
    .example(r#""runtime""#),
    Key::new("args", LABELS, "Build arguments (`ARG` of the Dockerfile).")
        .example(r#"{ PYTHON_VERSION = "3.13" }"#),
    Key::new(
        "additional_contexts",
        LABELS,
        "Further contexts by name, for `FROM name` and `COPY --from=name`.",
    )
    .example(r#"{ shared = "./src" }"#),
    Key::new(
        "platforms",
        TEXTS,
        "Platforms to build for; default that of the engine.",
    )
    .example(r#"["linux/amd64", "linux/arm64"]"#),
    Key::new(
        "tags",
        TEXTS,
        "Further tags of the built image, beside `image`.",
    )
    .example(r#"["team/app:latest"]"#),
    Key::new("labels", LABELS, "Labels of the built image.")
        .example(r#"{ "org.opencontainers.image.source" = "https://git.example.org/app" }"#),
    Key::new(
        "secrets",
        List(&Either(&[Text, Shape::Table(&BUILD_SECRET)])),
        "Secrets that `RUN --mount` may read.",
    )
    .example(r#"["pip-token"]"#),
    Key::new(
        "ssh",
        LABELS,
        "SSH keys or agents for `RUN --mount=type=ssh`.",
    )
    .example(r#"["default"]"#),
    Key::new(
        "cache_from",
        TEXTS,
        "Images or caches from which layers are taken.",
    )
    .example(r#"["type=registry,ref=team/app:cache"]"#),
    Key::new("cache_to", TEXTS, "Where the build's cache is exported to.")
        .example(r#"["type=local,dest=.cache"]"#),
    Key::new("no_cache", Bool, "Build every layer anew.").default("false"),
    Key::new(
        "no_cache_filter",
        STRINGS,
        "Stages to build anew while others use the cache; since Compose 5.0.",
    )
    .example(r#"["runtime"]"#),
    Key::new("pull", Bool, "Look for newer base images before building.").default("false"),
    Key::new(
        "network",
        Text,
        "Network of `RUN` steps: a name, `host` or `none`.",
    )
    .example(r#""host""#),
    Key::new(
        "extra_hosts",
        EXTRA_HOSTS,
        "Host names that `RUN` steps can look up.",
    )
    .example(r#"["mirror.local:10.0.0.5"]"#),
    Key::new(
        "shm_size",
        SIZE,
        "Size of /dev/shm during the build: bytes, or a string with a unit.",
    )
    .example(r#""128m""#),
    Key::new(
        "ulimits",
        container::ULIMITS,
        "Resource limits of `RUN` steps.",
    )
    .example("{ nofile = 65536 }"),
    Key::new(
        "privileged",
        Bool,
        "Run the build with extended privileges.",
    )
    .default("false"),
    Key::new(
        "entitlements",
        TEXTS,
        "Privileges that the build may ask for; since Compose 2.27.",
    )
    .example(r#"["network.host"]"#),
    Key::new(
        "isolation",
        Text,
        "Isolation technology of the build container.",
    )
    .example(r#""default""#),
    Key::new(
        "provenance",
        Either(&[Bool, Text]),
        "Provenance attestation: on, off or its options; since Compose 2.39.",
    )
    .example(r#""mode=max""#),
    Key::new(
        "sbom",
        Either(&[Bool, Text]),
        "Software bill of materials: on, off or its options; since Compose 2.39.",
    ),
];

/// A secret of a build, long form.
pub static BUILD_SECRET: Table = Table {
    noun: "a build secret",
    keys: &[&[
        Key::new(
            "source",
            Text,
            "Name of the secret, as declared at the top.",
        )
        .example(r#""pip-token""#),
        Key::new(
            "target",
            Text,
            "The id under which `RUN --mount` finds it; default the source.",
        )
        .example(r#""pip-token""#),
        Key::new(
            "uid",
            Text,
            "User that owns the file, as a quoted number; default that of the container.",
        )
        .example(r#""1000""#),
        Key::new("gid", Text, "Group that owns the file, as a quoted number.").example(r#""1000""#),
        Key::new("mode", FILE_MODE, "Permissions of the file, in octal.")
            .default("0o444")
            .example("0o440"),
    ]],
    extensions: true,
};

/// `develop` of a service.
pub static DEVELOP: Table = Table {
    noun: "the development section",
    keys: &[&[Key::new(
        "watch",
        List(&Shape::Table(&WATCH)),
        "What `docker compose watch` does when files change.",
    )
    .example(r#"[{ path = "./src", action = "sync", target = "/opt/prefect/src" }]"#)]],
    extensions: true,
};

/// One rule of `docker compose watch`.
pub static WATCH: Table = Table {
    noun: "a watch rule",
    keys: &[&[
        Key::new(
            "path",
            Text,
            "File or folder to watch, relative to the project.",
        )
        .example(r#""./src""#)
        .required(),
        Key::new(
            "action",
            Word(ACTIONS),
            "What to do on a change; restart and sync+exec since Compose 2.32.",
        )
        .example(r#""sync""#)
        .required(),
        Key::new(
            "target",
            Text,
            "Where changed files go in the container; needed by all sync actions.",
        )
        .example(r#""/opt/prefect/src""#),
        Key::new("ignore", STRINGS, "Patterns of files to leave out.")
            .example(r#"["**/__pycache__/"]"#),
        Key::new(
            "include",
            STRINGS,
            "Patterns of the only files to take; since Compose 2.34.",
        )
        .example(r#"["**/*.py"]"#),
        Key::new(
            "exec",
            Shape::Table(&HOOK),
            "Command to run after a sync, for sync+exec; since Compose 2.32.",
        )
        .example(r#"{ command = "kill -HUP 1" }"#),
        Key::new(
            "initial_sync",
            Bool,
            "Sync all files when watching starts; since Compose 2.39.",
        )
        .default("false"),
    ]],
    extensions: true,
};

const ACTIONS: &[&str] = &["rebuild", "sync", "restart", "sync+restart", "sync+exec"];
