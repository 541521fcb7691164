//! The top-level keys, and what is declared under them: networks, volumes, secrets, configs and
//! models.

use super::service::JOB;
use super::{DRIVER_OPTS, LABELS, STRINGS, TEXTS, words};
use crate::formats::Shape::{self, *};
use crate::formats::{Key, Table, grammar};

/// The top-level keys besides `services`.
pub static TOP: Table = Table {
    noun: "the compose file",
    keys: &[TOP_KEYS],
    extensions: true,
};

static TOP_KEYS: &[Key] = &[
    Key::new(
        "version",
        Text,
        "Version of an older format; Compose ignores it with a warning.",
    )
    .example(r#""3.8""#),
    Key::new(
        "name",
        Text,
        "Name of the project; default that of the folder.",
    )
    .example(r#""prefect-examples""#),
    Key::new(
        "include",
        List(&Either(&[Text, Shape::Table(&INCLUDE)])),
        "Other Compose files whose resources are added.",
    )
    .example(r#"["monitoring/compose.yml"]"#),
    Key::new(
        "volumes",
        Names(Some(&grammar::name::RESOURCE_NAME), &VOLUMES),
        "Named volumes.",
    )
    .example(r#"{ postgres-data = {} }"#),
    Key::new(
        "secrets",
        Names(Some(&grammar::name::RESOURCE_NAME), &Shape::Table(&SECRET)),
        "Secrets, from files or variables.",
    )
    .example(r#"{ db-password = { file = "./secrets/db-password" } }"#),
    Key::new(
        "configs",
        Names(Some(&grammar::name::RESOURCE_NAME), &Shape::Table(&CONFIG)),
        "Configuration files.",
    )
    .example(r#"{ nginx = { file = "./nginx.conf" } }"#),
    Key::new(
        "networks",
        Names(Some(&grammar::name::RESOURCE_NAME), &NETWORKS),
        "Networks; `default` is the one that all join.",
    )
    .example("{ backend = { internal = true } }"),
    Key::new(
        "models",
        Names(Some(&grammar::name::RESOURCE_NAME), &Shape::Table(&MODEL)),
        "AI models; since Compose 2.38.",
    )
    .example(r#"{ llm = { model = "ai/smollm2" } }"#),
    Key::new(
        "jobs",
        Names(Some(&grammar::name::RESOURCE_NAME), &Shape::Table(&JOB)),
        "Containers that run on demand or on a schedule; newer than Compose 5.5.",
    )
    .example(r#"{ backup = { image = "postgres:17", triggers = { manual = true } } }"#),
];

static VOLUMES: Shape = Either(&[Shape::Table(&VOLUME), Null]);
static NETWORKS: Shape = Either(&[Shape::Table(&NETWORK), Null]);

/// One entry of `include`, long form.
pub static INCLUDE: Table = Table {
    noun: "an include",
    keys: &[&[
        Key::new(
            "path",
            STRINGS,
            "The Compose file, or several that are merged.",
        )
        .example(r#""monitoring/compose.yml""#),
        Key::new(
            "project_directory",
            Text,
            "Folder that its relative paths start from; default its own.",
        )
        .example(r#""monitoring""#),
        Key::new(
            "env_file",
            STRINGS,
            "Files with the variables that it uses; default `.env` of its folder.",
        )
        .example(r#""monitoring/.env""#),
    ]],
    extensions: true,
};

/// One network.
pub static NETWORK: Table = Table {
    noun: "a network",
    keys: &[NETWORK_KEYS],
    extensions: true,
};

static NETWORK_KEYS: &[Key] = &[
    Key::new(
        "name",
        Text,
        "Name in the engine; default the project's, `_` and the key.",
    )
    .example(r#""shared-net""#),
    Key::new(
        "external",
        IS_EXTERNAL,
        "Whether it exists already and is not created.",
    )
    .default("false"),
    Key::new("driver", Format(&words::NETWORK_DRIVER), "Network driver.")
        .default(r#""bridge""#)
        .example(r#""bridge""#),
    Key::new("driver_opts", DRIVER_OPTS, "Options of the driver.")
        .example(r#"{ "com.docker.network.driver.mtu" = "1400" }"#),
    Key::new("ipam", Shape::Table(&IPAM), "How addresses are given out.")
        .example(r#"{ config = [{ subnet = "172.28.0.0/16" }] }"#),
    Key::new("internal", Bool, "Whether it has no way to the outside.").default("false"),
    Key::new(
        "attachable",
        Bool,
        "Whether containers outside the project may join.",
    )
    .default("false"),
    Key::new(
        "enable_ipv4",
        Bool,
        "Whether it has IPv4 addresses; since Compose 2.33.",
    )
    .default("true"),
    Key::new("enable_ipv6", Bool, "Whether it has IPv6 addresses.").default("false"),
    Key::new("labels", LABELS, "Labels of the network.").example(r#"{ team = "data" }"#),
];

/// `external`: a boolean, or in an older form a table with the name.
static IS_EXTERNAL: Shape = Either(&[Bool, Shape::Table(&EXTERNAL)]);

/// The older form of `external`.
pub static EXTERNAL: Table = Table {
    noun: "the external name",
    keys: &[&[Key::new(
        "name",
        Text,
        "Name in the engine; write `name` beside `external = true` instead.",
    )
    .example(r#""shared-net""#)]],
    extensions: true,
};

/// `ipam` of a network.
pub static IPAM: Table = Table {
    noun: "the address management",
    keys: &[&[
        Key::new("driver", Text, "Driver that gives out addresses.")
            .default(r#""default""#)
            .example(r#""default""#),
        Key::new(
            "config",
            List(&Shape::Table(&IPAM_CONFIG)),
            "One entry for each range of addresses.",
        )
        .example(r#"[{ subnet = "172.28.0.0/16" }]"#),
        Key::new("options", Names(None, &Text), "Options of the driver.")
            .example(r#"{ foo = "bar" }"#),
    ]],
    extensions: true,
};

/// One range of addresses.
pub static IPAM_CONFIG: Table = Table {
    noun: "an address range",
    keys: &[&[
        Key::new(
            "subnet",
            Format(&grammar::address::SUBNET),
            "The network's addresses, as address and prefix length.",
        )
        .example(r#""172.28.0.0/16""#),
        Key::new(
            "ip_range",
            Format(&grammar::address::SUBNET),
            "The part of the subnet that containers get addresses from.",
        )
        .example(r#""172.28.5.0/24""#),
        Key::new(
            "gateway",
            Format(&grammar::address::ADDRESS),
            "Address of the gateway in the subnet.",
        )
        .example(r#""172.28.0.1""#),
        Key::new(
            "aux_addresses",
            Names(None, &Format(&grammar::address::ADDRESS)),
            "Addresses in use elsewhere, by host name.",
        )
        .example(r#"{ router = "172.28.0.5" }"#),
    ]],
    extensions: true,
};

/// One named volume.
pub static VOLUME: Table = Table {
    noun: "a volume",
    keys: &[&[
        Key::new(
            "name",
            Text,
            "Name in the engine; default the project's, `_` and the key.",
        )
        .example(r#""pg-data""#),
        Key::new(
            "external",
            IS_EXTERNAL,
            "Whether it exists already and is not created.",
        )
        .default("false"),
        Key::new("driver", Text, "Volume driver.")
            .default(r#""local""#)
            .example(r#""local""#),
        Key::new("driver_opts", DRIVER_OPTS, "Options of the driver.")
            .example(r#"{ type = "nfs", o = "addr=10.0.0.5,rw", device = ":/exports/data" }"#),
        Key::new("labels", LABELS, "Labels of the volume.").example(r#"{ team = "data" }"#),
    ]],
    extensions: true,
};

/// One secret.
pub static SECRET: Table = Table {
    noun: "a secret",
    keys: &[&[
        Key::new(
            "file",
            Text,
            "File with the secret, relative to the project; or `environment`.",
        )
        .example(r#""./secrets/db-password""#),
        Key::new(
            "environment",
            Text,
            "Variable of the host with the secret; or `file`.",
        )
        .example(r#""DB_PASSWORD""#),
        Key::new("name", Text, "Name in the engine, for an external secret.")
            .example(r#""db-password""#),
        Key::new(
            "external",
            IS_EXTERNAL,
            "Whether the platform holds it already.",
        )
        .default("false"),
        Key::new("labels", LABELS, "Labels of the secret.").example(r#"{ team = "data" }"#),
        Key::new("driver", Text, "Secret driver of a swarm.").example(r#""vault""#),
        Key::new("driver_opts", DRIVER_OPTS, "Options of the driver.")
            .example(r#"{ path = "kv/db" }"#),
        Key::new("template_driver", Text, "Template driver of a swarm.").example(r#""golang""#),
    ]],
    extensions: true,
};

/// One config.
pub static CONFIG: Table = Table {
    noun: "a config",
    keys: &[&[
        Key::new(
            "file",
            Text,
            "File with the content, relative to the project; or `environment` or `content`.",
        )
        .example(r#""./nginx.conf""#),
        Key::new(
            "environment",
            Text,
            "Variable of the host with the content.",
        )
        .example(r#""NGINX_CONF""#),
        Key::new("content", Text, "The content itself.").example(r#""log_level = info\n""#),
        Key::new("name", Text, "Name in the engine, for an external config.")
            .example(r#""nginx-conf""#),
        Key::new(
            "external",
            IS_EXTERNAL,
            "Whether the platform holds it already.",
        )
        .default("false"),
        Key::new("labels", LABELS, "Labels of the config.").example(r#"{ team = "data" }"#),
        Key::new("template_driver", Text, "Template driver of a swarm.").example(r#""golang""#),
    ]],
    extensions: true,
};

/// One AI model.
pub static MODEL: Table = Table {
    noun: "a model",
    keys: &[&[
        Key::new("model", Text, "The model, as an OCI artifact.")
            .example(r#""ai/smollm2""#)
            .required(),
        Key::new(
            "name",
            Text,
            "Name of the model in the project; default the key.",
        )
        .example(r#""llm""#),
        Key::new(
            "context_size",
            Int,
            "Greatest size of the context, in tokens.",
        )
        .example("4096"),
        Key::new("runtime_flags", TEXTS, "Flags for the inference engine.")
            .example(r#"["--temp", "0.1"]"#),
    ]],
    extensions: true,
};
