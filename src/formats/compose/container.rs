//! What any container has: a service's, a job's, a hook's; and the tables of those keys.

use super::deploy::DEVICE_KEYS;
use super::mounts::MOUNT;
use super::words::{self, PULL_POLICY};
use super::{
    COMMAND, DRIVER_OPTS, DURATION, ENVIRONMENT, EXTRA_HOSTS, FILE_MODE, LABELS, SIZE, STRINGS,
    TEXTS,
};
use crate::formats::Shape::{self, *};
use crate::formats::{Key, Table, grammar};

pub(super) static IMAGE_KEYS: &[Key] = &[Key::new(
    "image",
    Text,
    "The image: `[registry/]name[:tag][@digest]`.",
)
.example(r#""postgres:17-alpine""#)];

pub(super) static PLATFORM_KEYS: &[Key] = &[
    Key::new(
        "platform",
        Format(&words::PLATFORM),
        "Platform of the image; default that of the engine.",
    )
    .example(r#""linux/amd64""#),
    Key::new(
        "pull_policy",
        Format(&PULL_POLICY),
        "When the image is pulled.",
    )
    .default(r#""missing""#)
    .example(r#""always""#),
    Key::new(
        "pull_refresh_after",
        Text,
        "Age after which the image is pulled again, for the policy `refresh`.",
    )
    .example(r#""24h""#),
];

pub(super) static PROCESS_KEYS: &[Key] = &[
    Key::new(
        "command",
        COMMAND,
        "What runs, in place of the image's CMD: a list, or a string split without a shell.",
    )
    .example(r#"["prefect", "server", "start", "--host", "0.0.0.0"]"#),
    Key::new(
        "entrypoint",
        COMMAND,
        "The program, in place of the image's ENTRYPOINT; it drops the image's CMD too.",
    )
    .example(r#"["/bin/sh", "-c"]"#),
    Key::new(
        "working_dir",
        Text,
        "Folder that the process starts in; default the image's.",
    )
    .example(r#""/opt/prefect""#),
    Key::new(
        "user",
        Text,
        "User, or `user:group`, by name or quoted number; default the image's.",
    )
    .example(r#""1000:1000""#),
    Key::new(
        "group_add",
        List(&Either(&[Text, Number])),
        "Further groups of the user, by name or number.",
    )
    .example(r#"["docker"]"#),
    Key::new(
        "umask",
        Either(&[Int, Text, Null]),
        "File mode mask of the process, in octal; newer than Compose 5.5.",
    )
    .example(r#""0022""#),
    Key::new(
        "hostname",
        Text,
        "Host name in the container; default its id.",
    )
    .example(r#""prefect""#),
    Key::new("domainname", Text, "Domain name in the container.").example(r#""example.org""#),
    Key::new(
        "init",
        Bool,
        "Run a small init process that reaps children and passes signals on.",
    )
    .default("false"),
    Key::new(
        "stop_signal",
        Format(&words::SIGNAL),
        "Signal that asks the process to stop.",
    )
    .default(r#""SIGTERM""#)
    .example(r#""SIGINT""#),
    Key::new(
        "stop_grace_period",
        DURATION,
        "Time from that signal to SIGKILL.",
    )
    .default(r#""10s""#)
    .example(r#""1m""#),
];

pub(super) static ENVIRONMENT_KEYS: &[Key] = &[
    Key::new(
        "env_file",
        ENV_FILES,
        "Files with environment variables; `environment` wins over them.",
    )
    .example(r#"["./worker.env"]"#),
    Key::new(
        "environment",
        ENVIRONMENT,
        "Environment variables; null takes the host's value.",
    )
    .example(r#"{ PREFECT_LOGGING_LEVEL = "INFO" }"#),
];

static ENV_FILES: Shape = Either(&[Text, List(&Either(&[Text, Shape::Table(&ENV_FILE)]))]);

/// One entry of `env_file`, long form.
pub static ENV_FILE: Table = Table {
    noun: "an env file",
    keys: &[&[
        Key::new("path", Text, "Path of the file, relative to the project.")
            .example(r#""./worker.env""#)
            .required(),
        Key::new(
            "required",
            Bool,
            "Whether it is an error if the file is missing.",
        )
        .default("true"),
        Key::new(
            "format",
            Word(&["raw"]),
            "How it is read: `raw` takes values as they are; since Compose 2.30.",
        )
        .example(r#""raw""#),
    ]],
    extensions: true,
};

pub(super) static STORAGE_KEYS: &[Key] = &[
    Key::new(
        "volumes",
        List(&MOUNTS),
        "Folders and volumes in the container: `source:target[:ro]`, or tables.",
    )
    .example(r#"["./flows:/opt/prefect/flows"]"#),
    Key::new(
        "volumes_from",
        TEXTS,
        "Services or containers whose mounts are taken over.",
    )
    .example(r#"["postgres:ro"]"#),
    Key::new(
        "tmpfs",
        Either(&[Format(&words::TMPFS), List(&Format(&words::TMPFS))]),
        "Folders that are kept in memory, with options after a colon.",
    )
    .example(r#"["/tmp:size=64m"]"#),
    Key::new(
        "secrets",
        List(&SECRETS),
        "Secrets given to the container, as files below /run/secrets.",
    )
    .example(r#"["db-password"]"#),
    Key::new(
        "configs",
        List(&CONFIGS),
        "Configs given to the container, as files.",
    )
    .example(r#"[{ source = "nginx", target = "/etc/nginx/nginx.conf" }]"#),
    Key::new(
        "models",
        MODELS,
        "AI models that the service uses; since Compose 2.38.",
    )
    .example(r#"{ llm = { endpoint_var = "LLM_URL" } }"#),
    Key::new(
        "devices",
        List(&DEVICES),
        "Devices of the host: `host:container[:permissions]`, or tables since 2.29.",
    )
    .example(r#"["/dev/ttyUSB0:/dev/ttyUSB0"]"#),
    Key::new(
        "gpus",
        GPUS,
        "Graphics cards given to the container; since Compose 2.30.",
    )
    .example(r#""all""#),
    Key::new(
        "storage_opt",
        Names(None, &Either(&[Text, Number, Bool])),
        "Options of the storage driver.",
    )
    .example(r#"{ size = "10G" }"#),
    Key::new(
        "credential_spec",
        Shape::Table(&CREDENTIAL_SPEC),
        "Credentials of a managed account, on Windows.",
    )
    .example(r#"{ file = "spec.json" }"#),
];

static MOUNTS: Shape = Either(&[Format(&grammar::entry::MOUNT_ENTRY), Shape::Table(&MOUNT)]);
static SECRETS: Shape = Either(&[Text, Shape::Table(&SERVICE_SECRET)]);
static CONFIGS: Shape = Either(&[Text, Shape::Table(&SERVICE_CONFIG)]);
static DEVICES: Shape = Either(&[Text, Shape::Table(&DEVICE)]);
static GPUS: Shape = Either(&[Word(&["all"]), List(&Shape::Table(&GPU))]);
static MODELS: Shape = Either(&[
    List(&Text),
    Names(
        Some(&grammar::name::RESOURCE_NAME),
        &Either(&[Shape::Table(&SERVICE_MODEL), Null]),
    ),
]);

/// One secret of a container, long form.
pub static SERVICE_SECRET: Table = Table {
    noun: "a secret of the service",
    keys: &[
        &[
            Key::new(
                "source",
                Text,
                "Name of the secret, as declared at the top.",
            )
            .example(r#""db-password""#),
            Key::new(
                "target",
                Text,
                "File in the container; relative to /run/secrets; default the source.",
            )
            .example(r#""db-password""#),
        ],
        OWNER_KEYS,
    ],
    extensions: true,
};

/// One config of a container, long form.
pub static SERVICE_CONFIG: Table = Table {
    noun: "a config of the service",
    keys: &[
        &[
            Key::new(
                "source",
                Text,
                "Name of the config, as declared at the top.",
            )
            .example(r#""nginx""#),
            Key::new(
                "target",
                Text,
                "File in the container; default the source at the root.",
            )
            .example(r#""/etc/nginx/nginx.conf""#),
        ],
        OWNER_KEYS,
    ],
    extensions: true,
};

static OWNER_KEYS: &[Key] = &[
    Key::new("uid", Text, "User that owns the file, as a quoted number.")
        .default(r#""0""#)
        .example(r#""1000""#),
    Key::new("gid", Text, "Group that owns the file, as a quoted number.")
        .default(r#""0""#)
        .example(r#""1000""#),
    Key::new("mode", FILE_MODE, "Permissions of the file, in octal.")
        .default("0o444")
        .example("0o440"),
];

/// How a container is told of a model.
pub static SERVICE_MODEL: Table = Table {
    noun: "a model of the service",
    keys: &[&[
        Key::new(
            "endpoint_var",
            Text,
            "Variable that gets the model's URL; default made from its name.",
        )
        .example(r#""LLM_URL""#),
        Key::new(
            "model_var",
            Text,
            "Variable that gets the model's name; default made from its name.",
        )
        .example(r#""LLM_MODEL""#),
    ]],
    extensions: true,
};

/// One entry of `devices`, long form.
pub static DEVICE: Table = Table {
    noun: "a device",
    keys: &[&[
        Key::new("source", Text, "Path of the device on the host.")
            .example(r#""/dev/ttyUSB0""#)
            .required(),
        Key::new("target", Text, "Path in the container; default the same.")
            .example(r#""/dev/ttyUSB0""#),
        Key::new("permissions", Text, "Of r (read), w (write), m (make).")
            .default(r#""rwm""#)
            .example(r#""rw""#),
    ]],
    extensions: true,
};

/// One entry of `gpus`.
pub static GPU: Table = Table {
    noun: "a graphics card",
    keys: &[
        &[
            Key::new("capabilities", TEXTS, "What it must be able to do.")
                .default(r#"["gpu"]"#)
                .example(r#"["gpu"]"#),
        ],
        DEVICE_KEYS,
    ],
    extensions: true,
};

/// `credential_spec` of a container.
pub static CREDENTIAL_SPEC: Table = Table {
    noun: "the credential spec",
    keys: &[&[
        Key::new("config", Text, "Config that holds it.").example(r#""spec""#),
        Key::new("file", Text, "File that holds it, in the engine's folder.")
            .example(r#""spec.json""#),
        Key::new(
            "registry",
            Text,
            "Value of the Windows registry that holds it.",
        )
        .example(r#""spec""#),
    ]],
    extensions: true,
};

pub(super) static NETWORK_KEYS: &[Key] = &[
    Key::new(
        "networks",
        SERVICE_NETWORKS,
        "Networks that the container joins.",
    )
    .default(r#"["default"]"#)
    .example(r#"["backend"]"#),
    Key::new(
        "network_mode",
        Text,
        "host, none, `service:NAME` or `container:NAME`, in place of networks.",
    )
    .example(r#""host""#),
    Key::new(
        "extra_hosts",
        EXTRA_HOSTS,
        "Host names that the container can look up, with their addresses.",
    )
    .example(r#"["host.docker.internal:host-gateway"]"#),
    Key::new("dns", STRINGS, "Name servers; default those of the engine.")
        .example(r#"["1.1.1.1"]"#),
    Key::new(
        "dns_search",
        STRINGS,
        "Domains in which short names are looked up.",
    )
    .example(r#"["example.org"]"#),
    Key::new("dns_opt", TEXTS, "Options of the resolver.").example(r#"["ndots:1"]"#),
    Key::new(
        "mac_address",
        Text,
        "Hardware address of the container; default a random one.",
    )
    .example(r#""02:42:ac:11:00:02""#),
];

static SERVICE_NETWORKS: Shape = Either(&[
    List(&Text),
    Names(
        Some(&grammar::name::RESOURCE_NAME),
        &Either(&[Shape::Table(&SERVICE_NETWORK), Null]),
    ),
]);

/// How a container joins a network.
pub static SERVICE_NETWORK: Table = Table {
    noun: "a network of the service",
    keys: &[&[
        Key::new(
            "aliases",
            TEXTS,
            "Further host names of the service in this network.",
        )
        .example(r#"["db"]"#),
        Key::new(
            "ipv4_address",
            Format(&grammar::address::IPV4),
            "Fixed IPv4 address, inside the network's subnet.",
        )
        .example(r#""172.28.0.10""#),
        Key::new(
            "ipv6_address",
            Format(&grammar::address::IPV6),
            "Fixed IPv6 address, inside the network's subnet.",
        )
        .example(r#""2001:db8::10""#),
        Key::new("link_local_ips", TEXTS, "Link-local addresses.").example(r#"["169.254.1.2"]"#),
        Key::new("mac_address", Text, "Hardware address in this network.")
            .example(r#""02:42:ac:11:00:02""#),
        Key::new(
            "driver_opts",
            DRIVER_OPTS,
            "Options for the network's driver; since Compose 2.27.",
        )
        .example(
            r#"{ "com.docker.network.endpoint.sysctls" = "net.ipv4.conf.IFNAME.log_martians=1" }"#,
        ),
        Key::new(
            "priority",
            Number,
            "Order in which networks are joined, the highest first.",
        )
        .default("0")
        .example("1000"),
        Key::new(
            "gw_priority",
            Number,
            "The network with the highest gives the default gateway; since Compose 2.33.",
        )
        .example("1"),
        Key::new(
            "interface_name",
            Text,
            "Name of the interface in the container; since Compose 2.36.",
        )
        .example(r#""eth0""#),
        Key::new(
            "use_service_name_alias",
            Bool,
            "Whether the service's name is a host name in this network; newer than Compose 5.5.",
        ),
    ]],
    extensions: true,
};

pub(super) static LABEL_KEYS: &[Key] = &[
    Key::new("labels", LABELS, "Labels of the container.")
        .example(r#"{ "traefik.enable" = "true" }"#),
    Key::new(
        "label_file",
        STRINGS,
        "Files with labels; `labels` wins over them; since Compose 2.32.",
    )
    .example(r#"["./labels"]"#),
    Key::new(
        "annotations",
        LABELS,
        "Annotations of the container, for its runtime.",
    )
    .example(r#"{ team = "data" }"#),
    Key::new(
        "logging",
        Shape::Table(&LOGGING),
        "Where the container's output goes.",
    )
    .example(r#"{ driver = "json-file", options = { max-size = "10m", max-file = "3" } }"#),
];

/// `logging` of a container.
pub static LOGGING: Table = Table {
    noun: "the logging",
    keys: &[&[
        Key::new(
            "driver",
            Format(&words::LOGGING_DRIVER),
            "Logging driver; default that of the engine, mostly json-file.",
        )
        .example(r#""json-file""#),
        Key::new(
            "options",
            Names(None, &Either(&[Text, Number, Null])),
            "Options of the driver; no booleans, quote them.",
        )
        .example(r#"{ max-size = "10m", max-file = "3" }"#),
    ]],
    extensions: true,
};

pub(super) static LIMIT_KEYS: &[Key] = &[
    Key::new(
        "cpus",
        Number,
        "Processors that it may use, as a decimal number; default all.",
    )
    .example("1.5"),
    Key::new("cpuset", Text, "Which processors it may use.").example(r#""0-3""#),
    Key::new("cpu_shares", Number, "Weight against other containers.")
        .default("1024")
        .example("512"),
    Key::new(
        "cpu_quota",
        Number,
        "Processor time in each period, in microseconds.",
    )
    .example("50000"),
    Key::new(
        "cpu_period",
        Number,
        "Length of that period, in microseconds.",
    )
    .default("100000")
    .example("100000"),
    Key::new(
        "cpu_rt_runtime",
        Number,
        "Real-time processor time in each period, in microseconds.",
    )
    .example("95000"),
    Key::new(
        "cpu_rt_period",
        Number,
        "Length of the real-time period, in microseconds.",
    )
    .example("100000"),
    Key::new(
        "cpu_count",
        Int,
        "How many processors it may use, on Windows.",
    )
    .example("2"),
    Key::new(
        "cpu_percent",
        Int,
        "Share of the processors that it may use, 0 to 100, on Windows.",
    )
    .example("50"),
    Key::new(
        "mem_limit",
        SIZE,
        "Most memory: bytes, or a string with a unit; default unlimited.",
    )
    .example(r#""1g""#),
    Key::new(
        "mem_reservation",
        SIZE,
        "Memory that it keeps when the host runs short.",
    )
    .example(r#""512m""#),
    Key::new(
        "memswap_limit",
        SIZE,
        "Most memory and swap together; -1 is unlimited.",
    )
    .example(r#""2g""#),
    Key::new(
        "mem_swappiness",
        Int,
        "How readily its memory is swapped out, 0 to 100.",
    )
    .example("10"),
    Key::new(
        "shm_size",
        SIZE,
        "Size of /dev/shm: bytes, or a string with a unit.",
    )
    .default(r#""64m""#)
    .example(r#""256m""#),
    Key::new(
        "pids_limit",
        Number,
        "Most processes and threads; -1 is unlimited.",
    )
    .example("200"),
    Key::new(
        "oom_kill_disable",
        Bool,
        "Keep the kernel from killing it when memory runs out.",
    )
    .default("false"),
    Key::new(
        "oom_score_adj",
        Int,
        "How likely the kernel kills it then, -1000 to 1000.",
    )
    .default("0")
    .example("-500"),
    Key::new("ulimits", ULIMITS, "Resource limits of its processes.")
        .example("{ nofile = { soft = 1024, hard = 65536 } }"),
    Key::new(
        "blkio_config",
        Shape::Table(&BLKIO_CONFIG),
        "Limits of reading and writing on devices.",
    )
    .example("{ weight = 300 }"),
];

pub(super) static ULIMITS: Shape = Names(None, &Either(&[Int, Shape::Table(&ULIMIT)]));

/// One limit, long form.
pub static ULIMIT: Table = Table {
    noun: "a limit",
    keys: &[&[
        Key::new("soft", Int, "The limit that holds at first.")
            .example("1024")
            .required(),
        Key::new(
            "hard",
            Int,
            "The greatest value that the process may raise it to.",
        )
        .example("65536")
        .required(),
    ]],
    extensions: true,
};

/// `blkio_config` of a container.
pub static BLKIO_CONFIG: Table = Table {
    noun: "the block device limits",
    keys: &[&[
        Key::new("weight", Int, "Share against other containers, 10 to 1000.")
            .default("500")
            .example("300"),
        Key::new(
            "weight_device",
            List(&Shape::Table(&BLKIO_WEIGHT)),
            "Shares by device.",
        )
        .example(r#"[{ path = "/dev/sda", weight = 400 }]"#),
        Key::new(
            "device_read_bps",
            List(&Shape::Table(&BLKIO_LIMIT)),
            "Most bytes read in a second, by device.",
        )
        .example(r#"[{ path = "/dev/sda", rate = "12mb" }]"#),
        Key::new(
            "device_read_iops",
            List(&Shape::Table(&BLKIO_LIMIT)),
            "Most reads in a second, by device.",
        )
        .example(r#"[{ path = "/dev/sda", rate = 120 }]"#),
        Key::new(
            "device_write_bps",
            List(&Shape::Table(&BLKIO_LIMIT)),
            "Most bytes written in a second, by device.",
        )
        .example(r#"[{ path = "/dev/sda", rate = "12mb" }]"#),
        Key::new(
            "device_write_iops",
            List(&Shape::Table(&BLKIO_LIMIT)),
            "Most writes in a second, by device.",
        )
        .example(r#"[{ path = "/dev/sda", rate = 120 }]"#),
    ]],
    extensions: true,
};

/// The share of a device.
pub static BLKIO_WEIGHT: Table = Table {
    noun: "a device weight",
    keys: &[&[
        Key::new("path", Text, "Path of the device on the host.").example(r#""/dev/sda""#),
        Key::new("weight", Int, "Share against other containers, 10 to 1000.").example("400"),
    ]],
    extensions: true,
};

/// The limit of a device.
pub static BLKIO_LIMIT: Table = Table {
    noun: "a device limit",
    keys: &[&[
        Key::new("path", Text, "Path of the device on the host.").example(r#""/dev/sda""#),
        Key::new("rate", SIZE, "Bytes or operations in a second.").example(r#""12mb""#),
    ]],
    extensions: true,
};

pub(super) static SECURITY_KEYS: &[Key] = &[
    Key::new("privileged", Bool, "Run with all privileges of the host.").default("false"),
    Key::new(
        "read_only",
        Bool,
        "Mount the container's root file system read-only.",
    )
    .default("false"),
    Key::new("cap_add", CAPABILITIES, "Kernel capabilities to add.").example(r#"["NET_ADMIN"]"#),
    Key::new("cap_drop", CAPABILITIES, "Kernel capabilities to drop.").example(r#"["ALL"]"#),
    Key::new("security_opt", TEXTS, "Security options of the engine.")
        .example(r#"["no-new-privileges:true"]"#),
    Key::new(
        "userns_mode",
        Text,
        "User namespace: `host` for that of the host.",
    )
    .example(r#""host""#),
    Key::new(
        "ipc",
        Text,
        "IPC namespace: shareable, host, `service:NAME` …; default private.",
    )
    .example(r#""host""#),
    Key::new(
        "pid",
        Either(&[Text, Null]),
        "Process namespace: host, `service:NAME` …; default its own.",
    )
    .example(r#""host""#),
    Key::new(
        "uts",
        Text,
        "Host name namespace: `host` for that of the host.",
    )
    .example(r#""host""#),
    Key::new(
        "cgroup",
        Word(&["host", "private"]),
        "Control group namespace; default that of the engine.",
    )
    .example(r#""private""#),
    Key::new(
        "cgroup_parent",
        Text,
        "Control group that the container's is made in.",
    )
    .example(r#""/limited""#),
    Key::new(
        "device_cgroup_rules",
        TEXTS,
        "Rules that let the container use devices.",
    )
    .example(r#"["c 1:3 mr"]"#),
    Key::new(
        "sysctls",
        LABELS,
        "Kernel settings in the container's namespaces.",
    )
    .example(r#"{ "net.core.somaxconn" = 1024 }"#),
    Key::new("runtime", Text, "OCI runtime; default that of the engine.").example(r#""runc""#),
    Key::new(
        "isolation",
        Text,
        "Isolation technology: default, process or hyperv.",
    )
    .example(r#""default""#),
    Key::new(
        "use_api_socket",
        Bool,
        "Give the container the engine's socket and registry logins; since Compose 2.37.",
    ),
];

const CAPABILITIES: Shape = List(&Format(&words::CAPABILITY));
