//! A service: what only services have, and the order of all its keys.
//!
//! What any container has is in `container`, in groups that stand here between the keys of
//! services, so that one list gives the order and a job or a hook takes the groups that it shares.

use super::build::{BUILD, DEVELOP};
use super::container::{ENVIRONMENT_KEYS, IMAGE_KEYS, LABEL_KEYS, LIMIT_KEYS, NETWORK_KEYS};
use super::container::{PLATFORM_KEYS, PROCESS_KEYS, SECURITY_KEYS, STORAGE_KEYS};
use super::deploy::DEPLOY;
use super::hooks::HOOK_KEYS;
use super::{DURATION, STRINGS, TEXTS};
use crate::formats::Shape::{self, *};
use crate::formats::{Key, Table, grammar};

/// One service.
pub static SERVICE: Table = Table {
    noun: "a service",
    keys: &[
        IMAGE_KEYS,
        BUILD_KEYS,
        PLATFORM_KEYS,
        INSTANCE_KEYS,
        PROCESS_KEYS,
        TERMINAL_KEYS,
        ENVIRONMENT_KEYS,
        PORT_KEYS,
        STORAGE_KEYS,
        NETWORK_KEYS,
        LINK_KEYS,
        ORDER_KEYS,
        HOOK_KEYS,
        PROJECT_KEYS,
        SCALE_KEYS,
        LABEL_KEYS,
        LIMIT_KEYS,
        SECURITY_KEYS,
    ],
    extensions: true,
};

static BUILD_KEYS: &[Key] = &[Key::new(
    "build",
    Either(&[Text, Shape::Table(&BUILD)]),
    "How the image is built: a folder with a Dockerfile, or a table.",
)
.example(r#"{ context = ".", dockerfile = "Dockerfile" }"#)];

static INSTANCE_KEYS: &[Key] = &[
    Key::new(
        "container_name",
        Format(&grammar::name::CONTAINER_NAME),
        "Name of the container in the engine; the service cannot be scaled then.",
    )
    .example(r#""prefect-server""#),
    Key::new(
        "restart",
        Format(&grammar::restart::RESTART),
        "When the engine starts the container again.",
    )
    .default(r#""no""#)
    .example(r#""unless-stopped""#),
];

static TERMINAL_KEYS: &[Key] = &[
    Key::new("tty", Bool, "Give the container a terminal.").default("false"),
    Key::new("stdin_open", Bool, "Keep the standard input open.").default("false"),
];

static PORT_KEYS: &[Key] = &[
    Key::new(
        "ports",
        PORTS,
        "Ports published on the host: `[[ip:]host:]container[/protocol]`, or tables.",
    )
    .example(r#"["4200:4200"]"#),
    Key::new(
        "expose",
        List(&Either(&[Format(&grammar::port::EXPOSED_PORT), Int])),
        "Ports that other services may use, not published on the host.",
    )
    .example(r#"["8080"]"#),
];

static PORTS: Shape = List(&Either(&[
    Format(&grammar::port::PORT),
    Int,
    Shape::Table(&PORT),
]));

/// One entry of `ports`, long form.
pub static PORT: Table = Table {
    noun: "a port",
    keys: &[&[
        Key::new("target", Int, "Port in the container; no range.")
            .example("4200")
            .required(),
        Key::new(
            "published",
            Either(&[Int, Format(&grammar::port::PORT_RANGE)]),
            "Port on the host, or a range as a string; default a random one.",
        )
        .example(r#""4200""#),
        Key::new(
            "host_ip",
            Format(&grammar::port::IP_ADDRESS),
            "Address of the host that it is bound to; default all.",
        )
        .example(r#""127.0.0.1""#),
        Key::new(
            "protocol",
            Format(&grammar::port::PROTOCOL),
            "tcp, udp or sctp.",
        )
        .default(r#""tcp""#)
        .example(r#""tcp""#),
        Key::new("mode", Text, "ingress or, on each node of a swarm, host.")
            .default(r#""ingress""#)
            .example(r#""host""#),
        Key::new("name", Text, "A name for people.").example(r#""api""#),
        Key::new(
            "app_protocol",
            Text,
            "Protocol that the application speaks, a hint for platforms.",
        )
        .example(r#""http""#),
    ]],
    extensions: true,
};

static LINK_KEYS: &[Key] = &[
    Key::new(
        "links",
        TEXTS,
        "Services to reach, with an alias; a network does that already.",
    )
    .example(r#"["postgres:db"]"#),
    Key::new(
        "external_links",
        TEXTS,
        "Containers outside the project to reach, with an alias.",
    )
    .example(r#"["legacy-db:db"]"#),
];

static ORDER_KEYS: &[Key] = &[
    Key::new(
        "depends_on",
        DEPENDS_ON,
        "Services that start before this one, and what they are waited for.",
    )
    .example(r#"{ postgres = { condition = "service_healthy" } }"#),
    Key::new(
        "healthcheck",
        Shape::Table(&HEALTHCHECK),
        "How the engine finds out whether the container works.",
    )
    .example(r#"{ test = ["CMD", "pg_isready"], interval = "5s", retries = 10 }"#),
];

static DEPENDS_ON: Shape = Either(&[
    Names(
        Some(&grammar::name::SERVICE_NAME),
        &Shape::Table(&DEPENDENCY),
    ),
    List(&Text),
]);

/// One service in `depends_on`.
pub static DEPENDENCY: Table = Table {
    noun: "a dependency",
    keys: &[&[
        Key::new("condition", Word(CONDITIONS), "What is waited for.")
            .example(r#""service_healthy""#)
            .required(),
        Key::new(
            "restart",
            Bool,
            "Restart this service when the other is restarted by Compose.",
        )
        .default("false"),
        Key::new(
            "required",
            Bool,
            "Whether the other must run; with false only a warning is given.",
        )
        .default("true"),
    ]],
    extensions: true,
};

const CONDITIONS: &[&str] = &[
    "service_started",
    "service_healthy",
    "service_completed_successfully",
];

/// `healthcheck` of a service.
pub static HEALTHCHECK: Table = Table {
    noun: "the healthcheck",
    keys: &[&[
        Key::new(
            "test",
            STRINGS,
            "The check: a shell command, or a list that starts with CMD, CMD-SHELL or NONE.",
        )
        .example(r#"["CMD", "pg_isready", "-h", "127.0.0.1"]"#),
        Key::new("interval", DURATION, "Time between two checks.")
            .default(r#""30s""#)
            .example(r#""5s""#),
        Key::new("timeout", DURATION, "Time after which a check has failed.")
            .default(r#""30s""#)
            .example(r#""3s""#),
        Key::new(
            "retries",
            Number,
            "Failures in a row that make a container unhealthy.",
        )
        .default("3")
        .example("10"),
        Key::new(
            "start_period",
            DURATION,
            "Time to start in which failures do not count.",
        )
        .default(r#""0s""#)
        .example(r#""30s""#),
        Key::new(
            "start_interval",
            DURATION,
            "Time between two checks in the start period.",
        )
        .default(r#""5s""#)
        .example(r#""1s""#),
        Key::new("disable", Bool, "Turn off the image's own check.").default("false"),
    ]],
    extensions: true,
};

static PROJECT_KEYS: &[Key] = &[
    Key::new(
        "profiles",
        TEXTS,
        "Profiles in which the service runs; default in all.",
    )
    .example(r#"["debug"]"#),
    Key::new(
        "extends",
        Either(&[Text, Shape::Table(&EXTENDS)]),
        "A service whose keys are taken over.",
    )
    .example(r#"{ file = "common.yml", service = "base" }"#),
    Key::new(
        "provider",
        Shape::Table(&PROVIDER),
        "A plugin that runs the service in place of a container; since 2.35.",
    )
    .example(r#"{ type = "model", options = { model = "ai/smollm2" } }"#),
    Key::new(
        "attach",
        Bool,
        "Whether `docker compose up` shows its logs.",
    )
    .default("true"),
    Key::new(
        "develop",
        Either(&[Shape::Table(&DEVELOP), Null]),
        "What `docker compose watch` does.",
    )
    .example(r#"{ watch = [{ path = "./src", action = "sync", target = "/opt/prefect/src" }] }"#),
];

/// `extends` of a service, long form.
pub static EXTENDS: Table = Table {
    noun: "the extended service",
    keys: &[&[
        Key::new("service", Text, "Name of the service.")
            .example(r#""base""#)
            .required(),
        Key::new(
            "file",
            Text,
            "Compose file that holds it; default this one.",
        )
        .example(r#""common.yml""#),
    ]],
    extensions: true,
};

/// `provider` of a service.
pub static PROVIDER: Table = Table {
    noun: "the provider",
    keys: &[&[
        Key::new("type", Text, "Name of the plugin.")
            .example(r#""model""#)
            .required(),
        Key::new(
            "options",
            Names(None, &OPTION),
            "What the plugin is told; lists since Compose 2.36.",
        )
        .example(r#"{ model = "ai/smollm2" }"#),
    ]],
    extensions: true,
};

const OPTION: Shape = Either(&[Text, Number, Bool, List(&Either(&[Text, Number, Bool]))]);

static SCALE_KEYS: &[Key] = &[
    Key::new("scale", Int, "How many containers run.")
        .default("1")
        .example("2"),
    Key::new(
        "deploy",
        Either(&[Shape::Table(&DEPLOY), Null]),
        "Replicas, limits and reservations, placement.",
    )
    .example(r#"{ resources = { limits = { memory = "1g" } } }"#),
];

/// One job: a container that runs on demand or on a schedule.
pub static JOB: Table = Table {
    noun: "a job",
    keys: &[
        IMAGE_KEYS,
        BUILD_KEYS,
        PLATFORM_KEYS,
        JOB_KEYS,
        PROCESS_KEYS,
        TERMINAL_KEYS,
        ENVIRONMENT_KEYS,
        PORT_KEYS,
        STORAGE_KEYS,
        NETWORK_KEYS,
        ORDER_KEYS,
        LABEL_KEYS,
        LIMIT_KEYS,
        SECURITY_KEYS,
    ],
    extensions: true,
};

static JOB_KEYS: &[Key] = &[
    Key::new(
        "triggers",
        Shape::Table(&JOB_TRIGGERS),
        "What starts the job.",
    )
    .example("{ manual = true }")
    .required(),
    Key::new(
        "profiles",
        TEXTS,
        "Profiles in which the job runs; default in all.",
    )
    .example(r#"["debug"]"#),
    Key::new(
        "extends",
        Either(&[Text, Shape::Table(&EXTENDS)]),
        "A job or service whose keys are taken over.",
    )
    .example(r#"{ file = "common.yml", service = "base" }"#),
];

/// What starts a job.
pub static JOB_TRIGGERS: Table = Table {
    noun: "the triggers",
    keys: &[&[
        Key::new("manual", Bool, "Whether people may start it."),
        Key::new(
            "schedule",
            List(&Either(&[Text, Shape::Table(&JOB_SCHEDULE)])),
            "When it starts: cron expressions.",
        )
        .example(r#"["0 3 * * *"]"#),
    ]],
    extensions: true,
};

/// One schedule of a job, long form.
pub static JOB_SCHEDULE: Table = Table {
    noun: "a schedule",
    keys: &[&[
        Key::new("cron", Text, "Cron expression.")
            .example(r#""0 3 * * *""#)
            .required(),
        Key::new("timezone", Text, "Time zone of the expression.").example(r#""Europe/Oslo""#),
        Key::new(
            "concurrency",
            Word(&["forbid", "queue"]),
            "What happens while an earlier run goes on.",
        ),
        Key::new(
            "missed_fires",
            Word(&["one", "skip"]),
            "What happens with starts that were missed.",
        ),
    ]],
    extensions: true,
};
