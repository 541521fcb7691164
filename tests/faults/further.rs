//! Faults of the same sorts that nobody was seen to make yet.

use super::Want::{Error, Silent, Told};
use super::{Row, hold};

/// What services wait for, and keys of theirs.
const DEPENDENCIES_AND_KEYS: &[Row] = &[
    (
        "dep condition typo",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ndepends_on = { postgres = { condition = \"service_heathy\" } }",
        )],
        "",
    ),
    (
        "dep condition healthy",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ndepends_on = { postgres = { condition = \"healthy\" } }",
        )],
        "",
    ),
    (
        "dep no condition",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ndepends_on = { postgres = {} }",
        )],
        "",
    ),
    (
        "dep self",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ndepends_on = [\"rustfs\"]",
        )],
        "",
    ),
    (
        "healthy disabled",
        Error,
        &[
            (
                "stack.toml",
                "ports = [\"9000:9000\", \"9001:9001\"]",
                "ports = [\"9000:9000\", \"9001:9001\"]\nhealthcheck = { disable = true }",
            ),
            (
                "stack.toml",
                "work_pool = \"default\"\nenv = [\"prefect\"]",
                "work_pool = \"default\"\nenv = [\"prefect\"]\ndepends_on = { rustfs = { condition = \"service_healthy\" } }",
            ),
        ],
        "",
    ),
    (
        "without typo",
        Told,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nwithout = [\"healtcheck\"]",
        )],
        "",
    ),
    (
        "completed on server",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ndepends_on = { prefect-server = { condition = \"service_completed_successfully\" } }",
        )],
        "",
    ),
    (
        "cycle3 links",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nlinks = [\"prefect-worker\"]",
        )],
        "",
    ),
    (
        "cycle volumes_from",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nvolumes_from = [\"prefect-worker\"]",
        )],
        "",
    ),
    (
        "volumes_from unk",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nvolumes_from = [\"prefect-wrker\"]",
        )],
        "",
    ),
    (
        "network_mode svc unk",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nnetwork_mode = \"service:postgre\"",
        )],
        "",
    ),
    (
        "network_mode+networks",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "networks = [\"a\"]\nnetwork_mode = \"host\"\n\n[networks.a]",
        )],
        "",
    ),
    (
        "pid svc unk",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\npid = \"service:postgre\"",
        )],
        "",
    ),
    (
        "ipc svc unk",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nipc = \"service:postgre\"",
        )],
        "",
    ),
    (
        "key enviroment",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nenviroment = { A = \"1\" }",
        )],
        "",
    ),
    (
        "key port",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nport = [\"1:1\"]",
        )],
        "",
    ),
    (
        "key volume",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolume = [\"flows\"]",
        )],
        "",
    ),
    (
        "key depend_on",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ndepend_on = [\"postgres\"]",
        )],
        "",
    ),
    (
        "key health_check",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nhealth_check = { test = \"x\" }",
        )],
        "",
    ),
    (
        "key commnad",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ncommnad = \"x\"",
        )],
        "",
    ),
    (
        "key container-name",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ncontainer-name = \"x\"",
        )],
        "",
    ),
];

#[test]
fn dependencies_and_keys() {
    hold(DEPENDENCIES_AND_KEYS);
}

/// Health checks.
const HEALTH_CHECKS: &[Row] = &[
    (
        "hc key intervall",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nhealthcheck = { test = \"true\", intervall = \"5s\" }",
        )],
        "",
    ),
    (
        "hc retries str",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nhealthcheck = { test = \"true\", retries = \"three\" }",
        )],
        "",
    ),
    (
        "hc retries neg",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nhealthcheck = { test = \"true\", retries = -1 }",
        )],
        "",
    ),
    (
        "hc test list no CMD",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nhealthcheck = { test = [\"curl\", \"http://localhost:9000\"] }",
        )],
        "",
    ),
    (
        "hc timeout 10sec",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nhealthcheck = { test = \"true\", timeout = \"10sec\" }",
        )],
        "",
    ),
    (
        "hc timeout 5 s",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nhealthcheck = { test = \"true\", timeout = \"5 s\" }",
        )],
        "",
    ),
    (
        "hc start_period 1d",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nhealthcheck = { test = \"true\", start_period = \"1day\" }",
        )],
        "",
    ),
    (
        "hc port shell rustfs",
        Told,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nhealthcheck = { test = \"curl -f http://localhost:9900/health\" }",
        )],
        "",
    ),
    (
        "hc pg port",
        Told,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nhealthcheck = { test = [\"CMD-SHELL\", \"pg_isready -p 5433\"] }",
        )],
        "",
    ),
    (
        "hc server wget",
        Error,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\nhealthcheck = { test = [\"CMD-SHELL\", \"wget -qO- http://localhost:4200/api/health\"] }",
        )],
        "",
    ),
    (
        "hc server path",
        Told,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\nhealthcheck = { test = [\"CMD\", \"python\", \"-c\", \"import urllib.request as u; u.urlopen('http://localhost:4200/api/helth')\"] }",
        )],
        "",
    ),
    (
        "hc redis no",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ndepends_on = { cache = { condition = \"service_healthy\" } }\n\n[services.cache]\nkind = \"redis\"\nwithout = [\"healthcheck\"]",
        )],
        "",
    ),
];

#[test]
fn health_checks() {
    hold(HEALTH_CHECKS);
}

/// Values of other keys.
const VALUES_OF_SERVICE_KEYS: &[Row] = &[
    (
        "restart always typo",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nrestart = \"allways\"",
        )],
        "",
    ),
    (
        "restart on-failure:x",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nrestart = \"on-failure:x\"",
        )],
        "",
    ),
    (
        "restart false",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nrestart = false",
        )],
        "",
    ),
    (
        "restart true",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nrestart = true",
        )],
        "",
    ),
    (
        "user int",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nuser = 1000",
        )],
        "",
    ),
    (
        "mem 1x",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nmem_limit = \"1x\"",
        )],
        "",
    ),
    (
        "mem gigs",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nmem_limit = \"1 gig\"",
        )],
        "",
    ),
    (
        "cpus %",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\ncpus = \"50%\"",
        )],
        "",
    ),
    (
        "deploy mem int",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\ndeploy = { resources = { limits = { memory = \"512 megs\" } } }",
        )],
        "",
    ),
    (
        "deploy key",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\ndeploy = { resource = { limits = { memory = \"512m\" } } }",
        )],
        "",
    ),
    (
        "deploy cond",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\ndeploy = { restart_policy = { condition = \"onfailure\" } }",
        )],
        "",
    ),
    (
        "scale vs replicas",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nscale = 2\ndeploy = { replicas = 3 }",
        )],
        "",
    ),
    (
        "scale+host port",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nscale = 2\nports = [\"8080:8080\"]",
        )],
        "",
    ),
    (
        "replicas+host port",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ndeploy = { replicas = 2 }",
        )],
        "",
    ),
    (
        "container_name twice",
        Error,
        &[
            (
                "stack.toml",
                "ports = [\"9000:9000\", \"9001:9001\"]",
                "ports = [\"9000:9000\", \"9001:9001\"]\ncontainer_name = \"same\"",
            ),
            (
                "stack.toml",
                "ports = [\"5432:5432\"]",
                "ports = [\"5432:5432\"]\ncontainer_name = \"same\"",
            ),
        ],
        "",
    ),
    (
        "container_name bad",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ncontainer_name = \"my rustfs\"",
        )],
        "",
    ),
    (
        "pull_policy",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\npull_policy = \"alway\"",
        )],
        "",
    ),
    (
        "stop_grace",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nstop_grace_period = \"30\"",
        )],
        "",
    ),
    (
        "stop_signal",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nstop_signal = \"SIGTREM\"",
        )],
        "",
    ),
    (
        "platform",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nplatform = \"linux/amd46\"",
        )],
        "",
    ),
    (
        "cap",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ncap_add = [\"NET_ADMN\"]",
        )],
        "",
    ),
    (
        "image upper",
        Error,
        &[("stack.toml", "postgres:17-alpine", "Postgres:17-alpine")],
        "",
    ),
    (
        "image space",
        Error,
        &[("stack.toml", "postgres:17-alpine", "postgres: 17-alpine")],
        "",
    ),
    (
        "image colon",
        Error,
        &[("stack.toml", "postgres:17-alpine", "postgres:17:alpine")],
        "",
    ),
    (
        "image none plain",
        Error,
        &[(
            "stack.toml",
            "[work_pools.default]",
            "[services.x]\nports = [\"1:1\"]\n\n[work_pools.default]",
        )],
        "",
    ),
    (
        "kind typo",
        Error,
        &[("stack.toml", "kind = \"rustfs\"", "kind = \"rustf\"")],
        "",
    ),
    (
        "kind typo server",
        Error,
        &[(
            "stack.toml",
            "kind = \"prefect-server\"",
            "kind = \"prefect_server\"",
        )],
        "",
    ),
    (
        "kind missing pg",
        Error,
        &[("stack.toml", "kind = \"postgres\"\n", "")],
        "stack.toml:29",
    ),
];

#[test]
fn values_of_service_keys() {
    hold(VALUES_OF_SERVICE_KEYS);
}

/// Ports.
const PUBLISHED_PORTS: &[Row] = &[
    (
        "port swapped server",
        Told,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:8080\"]",
        )],
        "",
    ),
    (
        "port pg 5433",
        Told,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5433\"]",
        )],
        "",
    ),
    (
        "port clash range",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"4199-4205:9000-9006\"]",
        )],
        "",
    ),
    (
        "port clash long",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [{ target = 9000, published = 4200 }]",
        )],
        "",
    ),
    (
        "port clash same svc",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9000:9001\"]",
        )],
        "",
    ),
    (
        "port clash ip",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"0.0.0.0:4200:9000\"]",
        )],
        "",
    ),
    (
        "port ip localhost",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"localhost:9000:9000\"]",
        )],
        "",
    ),
    (
        "port proto",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000/tpc\"]",
        )],
        "",
    ),
    (
        "port ranges uneq",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000-9003:9000-9001\"]",
        )],
        "",
    ),
    (
        "port desc",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9001-9000:9001-9000\"]",
        )],
        "",
    ),
    (
        "port text",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"http:9000\"]",
        )],
        "",
    ),
    (
        "port string",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = \"9000:9000\"",
        )],
        "",
    ),
    (
        "port long key",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [{ target = 9000, publish = 9000 }]",
        )],
        "",
    ),
    (
        "port long no target",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [{ published = 9000 }]",
        )],
        "",
    ),
    (
        "port long proto",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [{ target = 9000, published = 9000, protocol = \"tpc\" }]",
        )],
        "",
    ),
    (
        "port host_ip",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [{ target = 9000, published = 9000, host_ip = \"localhost\" }]",
        )],
        "",
    ),
    (
        "expose abc",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nexpose = [\"abc\"]",
        )],
        "",
    ),
    (
        "port plain two svc",
        Error,
        &[(
            "stack.toml",
            "[work_pools.default]",
            "[services.web]\nimage = \"nginx:1\"\nports = [\"9001:80\"]\n\n[work_pools.default]",
        )],
        "",
    ),
];

#[test]
fn published_ports() {
    hold(PUBLISHED_PORTS);
}

/// Mounts and volumes.
const MOUNTS_OF_SERVICES: &[Row] = &[
    (
        "vol target rel",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [\"flows:data\"]",
        )],
        "",
    ),
    (
        "vol opt",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [\"flows:/x:rw0\"]",
        )],
        "",
    ),
    (
        "vol opt RO",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [\"flows:/x:RO\"]",
        )],
        "",
    ),
    (
        "vol 4 parts",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [\"./flows:/x:ro:z\"]",
        )],
        "",
    ),
    (
        "vol no dot",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [\"flows/x:/x\"]",
        )],
        "",
    ),
    (
        "vol twice target",
        Error,
        &[
            (
                "stack.toml",
                "work_pool = \"default\"\nenv = [\"prefect\"]",
                "work_pool = \"default\"\nenv = [\"prefect\"]",
            ),
            (
                "stack.toml",
                "volumes = [\"flows\", \"src\", \"deployments\"]\n\n[work_pools",
                "volumes = [\"flows\", \"src\", \"deployments\", \"./flows:/opt/prefect/src\"]\n\n[work_pools",
            ),
        ],
        "",
    ),
    (
        "vol same target in [volumes]",
        Error,
        &[(
            "stack.toml",
            "target = \"/opt/prefect/src\"",
            "target = \"/opt/prefect/flows\"",
        )],
        "stack.toml:32",
    ),
    (
        "vol key typo",
        Error,
        &[("stack.toml", "source = \"./src\"", "soruce = \"./src\"")],
        "",
    ),
    (
        "vol target key typo",
        Error,
        &[(
            "stack.toml",
            "target = \"/opt/prefect/src\"",
            "taget = \"/opt/prefect/src\"",
        )],
        "",
    ),
    (
        "vol target rel in table",
        Error,
        &[(
            "stack.toml",
            "target = \"/opt/prefect/src\"",
            "target = \"opt/prefect/src\"",
        )],
        "",
    ),
    (
        "vol src typo",
        Error,
        &[("stack.toml", "source = \"./src\"", "source = \"./scr\"")],
        "",
    ),
    (
        "vol source file missing",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [\"./conf/rustfs.conf:/etc/rustfs.conf:ro\"]",
        )],
        "",
    ),
    (
        "vol long type typo",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [{ type = \"bnd\", source = \"./flows\", target = \"/x\" }]",
        )],
        "",
    ),
    (
        "vol long no type",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [{ source = \"./flows\", target = \"/x\" }]",
        )],
        "",
    ),
    (
        "vol long bind no src",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [{ type = \"bind\", target = \"/x\" }]",
        )],
        "",
    ),
    (
        "vol long readonly",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [{ type = \"bind\", source = \"./flows\", target = \"/x\", readonly = true }]",
        )],
        "",
    ),
    (
        "vol long undeclared",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [{ type = \"volume\", source = \"nope\", target = \"/x\" }]",
        )],
        "",
    ),
    (
        "vol long missing src",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [{ type = \"bind\", source = \"./nope\", target = \"/x\" }]",
        )],
        "",
    ),
    (
        "vol ext+driver",
        Error,
        &[
            (
                "stack.toml",
                "[volumes]",
                "[volumes]\ndd = { external = true, driver = \"local\" }",
            ),
            (
                "stack.toml",
                "ports = [\"9000:9000\", \"9001:9001\"]",
                "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [\"dd:/dd\"]",
            ),
        ],
        "",
    ),
    (
        "vol drivr",
        Error,
        &[
            (
                "stack.toml",
                "[volumes]",
                "[volumes]\ndd = { drivr = \"local\" }",
            ),
            (
                "stack.toml",
                "ports = [\"9000:9000\", \"9001:9001\"]",
                "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [\"dd:/dd\"]",
            ),
        ],
        "",
    ),
    (
        "pg 18 data",
        Told,
        &[
            ("stack.toml", "postgres:17-alpine", "postgres:18-alpine"),
            (
                "stack.toml",
                "ports = [\"5432:5432\"]",
                "ports = [\"5432:5432\"]\nvolumes = [\"pg:/var/lib/postgresql/data\"]\n\n[volumes.pg]",
            ),
        ],
        "",
    ),
    (
        "tmpfs rel",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ntmpfs = [\"tmp\"]",
        )],
        "",
    ),
];

#[test]
fn mounts_of_services() {
    hold(MOUNTS_OF_SERVICES);
}

/// Networks, secrets, configs, files of variables.
const NETWORKS_SECRETS_AND_FILES: &[Row] = &[
    (
        "net undeclared",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nnetworks = [\"backend\"]",
        )],
        "",
    ),
    (
        "net typo",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nnetworks = [\"bakend\"]\n\n[networks.backend]",
        )],
        "",
    ),
    (
        "net apart worker",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nnetworks = [\"x\"]\n\n[networks.x]",
        )],
        "",
    ),
    (
        "net apart db",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nnetworks = { x = {} }\n\n[networks.x]",
        )],
        "",
    ),
    (
        "net driver key",
        Error,
        &[(
            "stack.toml",
            "[work_pools.default]",
            "[networks.x]\ndrver = \"bridge\"\n\n[work_pools.default]",
        )],
        "",
    ),
    (
        "net host+ports",
        Told,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nnetwork_mode = \"host\"",
        )],
        "",
    ),
    (
        "extra_hosts",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nextra_hosts = [\"h\"]",
        )],
        "",
    ),
    (
        "secret undeclared",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nsecrets = [\"pw\"]",
        )],
        "",
    ),
    (
        "secret long undeclared",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nsecrets = [{ source = \"pw\", target = \"/x\" }]",
        )],
        "",
    ),
    (
        "secret no source",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nsecrets = [\"pw\"]\n\n[secrets.pw]",
        )],
        "",
    ),
    (
        "secret two",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nsecrets = [\"pw\"]\n\n[secrets.pw]\nfile = \"./x\"\nenvironment = \"X\"",
        )],
        "",
    ),
    (
        "secret file missing",
        Told,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nsecrets = [\"pw\"]\n\n[secrets.pw]\nfile = \"./secrets/pw.txt\"",
        )],
        "",
    ),
    (
        "config undeclared",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nconfigs = [\"c\"]",
        )],
        "",
    ),
    (
        "config file missing",
        Told,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nconfigs = [\"c\"]\n\n[configs.c]\nfile = \"./nginx.conf\"",
        )],
        "",
    ),
    (
        "env_file missing",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nenv_file = \".env.rustfs\"",
        )],
        "",
    ),
    (
        "env_file list missing",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nenv_file = [\"rustfs.env\"]",
        )],
        "",
    ),
    (
        "env_file key",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nenv_file = [{ path = \"x.env\", require = false }]",
        )],
        "",
    ),
    (
        "env_file format",
        Error,
        &[
            ("x.env", "", "A=1\n"),
            (
                "stack.toml",
                "ports = [\"9000:9000\", \"9001:9001\"]",
                "ports = [\"9000:9000\", \"9001:9001\"]\nenv_file = [{ path = \"x.env\", format = \"rw\" }]",
            ),
        ],
        "",
    ),
];

#[test]
fn networks_secrets_and_files() {
    hold(NETWORKS_SECRETS_AND_FILES);
}

/// Builds, commands, profiles, misplaced keys.
const BUILDS_AND_THE_REST: &[Row] = &[
    (
        "build ctx missing",
        Told,
        &[(
            "stack.toml",
            "image = \"rustfs/rustfs:latest\"",
            "build = \"./rustfs\"",
        )],
        "",
    ),
    (
        "build dockerfile missing",
        Told,
        &[
            (
                "stack.toml",
                "image = \"rustfs/rustfs:latest\"",
                "build = { context = \".\", dockerfile = \"Dockerfle\" }",
            ),
            ("Dockerfile", "", "FROM x\n"),
        ],
        "",
    ),
    (
        "build key",
        Error,
        &[
            ("Dockerfile", "", "FROM x\n"),
            (
                "stack.toml",
                "image = \"rustfs/rustfs:latest\"",
                "build = { contxt = \".\" }",
            ),
        ],
        "",
    ),
    (
        "extends unk",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nextends = { service = \"bse\" }",
        )],
        "",
    ),
    (
        "extends file missing",
        Told,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nextends = { service = \"base\", file = \"common.yml\" }",
        )],
        "",
    ),
    (
        "compose top typo",
        Error,
        &[(
            "stack.toml",
            "[work_pools.default]",
            "[compose]\nvolume = { a = {} }\n\n[work_pools.default]",
        )],
        "",
    ),
    (
        "override present",
        Told,
        &[("compose.override.yml", "", "services: {}\n")],
        "stack.toml:34",
    ),
    (
        "second compose",
        Told,
        &[("docker-compose.override.yml", "", "services: {}\n")],
        "stack.toml:34",
    ),
    (
        "logging bool",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nlogging = { driver = \"json-file\", options = { compress = true } }",
        )],
        "",
    ),
    (
        "logging driver",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nlogging = { driver = \"json-fle\" }",
        )],
        "",
    ),
    (
        "ulimits",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nulimits = { nofile = { soft = 1 } }",
        )],
        "",
    ),
    (
        "interp",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nlabels = { a = \"${X\" }",
        )],
        "",
    ),
    (
        "interp2",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ncommand = \"echo ${1X}\"",
        )],
        "",
    ),
    (
        "cmd shell &&",
        Told,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ncommand = \"a && b\"",
        )],
        "",
    ),
    (
        "cmd quote",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ncommand = \"sh -c 'a\"",
        )],
        "",
    ),
    (
        "cmd int",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ncommand = [1]",
        )],
        "",
    ),
    (
        "gpus",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ngpus = \"al\"",
        )],
        "",
    ),
    (
        "profile db",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nprofiles = [\"db\"]",
        )],
        "",
    ),
    (
        "profile server",
        Error,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\nprofiles = [\"api\"]",
        )],
        "",
    ),
    (
        "environment key misplaced",
        Told,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\n\n[services.rustfs.environment]\nA = \"1\"\nports = [\"1:1\"]",
        )],
        "",
    ),
    (
        "environment key misplaced2",
        Told,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "\n[services.postgres.environment]\nA = \"1\"\nimage = \"postgres:16\"",
        )],
        "",
    ),
    (
        "hc key misplaced",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\n\n[services.rustfs.healthcheck]\ntest = \"true\"\nrestart = \"always\"",
        )],
        "",
    ),
];

#[test]
fn builds_and_the_rest() {
    hold(BUILDS_AND_THE_REST);
}

/// Variables and addresses.
const ENVIRONMENTS: &[Row] = &[
    (
        "env group bool typo",
        Told,
        &[(
            "stack.toml",
            "PREFECT_SERVER_ANALYTICS_ENABLED = false",
            "PREFECT_SERVER_ANALYTICS_ENABLED = false\nPREFECT_LOGGING_LEVEL = \"DEBG\"",
        )],
        "",
    ),
    (
        "env PREFECT_API_KEY unknown",
        Told,
        &[(
            "stack.toml",
            "PREFECT_SERVER_ANALYTICS_ENABLED = false",
            "PREFECT_SERVER_ANALYTICS_ENABLED = false\nPREFECT_API_KY = \"x\"",
        )],
        "",
    ),
    (
        "env worker setting typo",
        Told,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_WORKER_QUERY_SECOND = 5 }",
        )],
        "",
    ),
    (
        "env worker int",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_WORKER_QUERY_SECONDS = \"fast\" }",
        )],
        "",
    ),
    (
        "env worker setting on server",
        Told,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\nenvironment = { PREFECT_WORKER_QUERY_SECONDS = 5 }",
        )],
        "",
    ),
    (
        "env ui on worker",
        Told,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_UI_ENABLED = false }",
        )],
        "",
    ),
    (
        "env server sched on worker",
        Told,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED = true }",
        )],
        "",
    ),
    (
        "env bool int",
        Told,
        &[(
            "stack.toml",
            "PREFECT_SERVER_ANALYTICS_ENABLED = false",
            "PREFECT_SERVER_ANALYTICS_ENABLED = false\nPREFECT_SERVER_UI_ENABLED = 5",
        )],
        "",
    ),
    (
        "env port bool",
        Told,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\nenvironment = { PREFECT_SERVER_API_PORT = true }",
        )],
        "",
    ),
    (
        "env 2 groups",
        Error,
        &[
            (
                "stack.toml",
                "[services.postgres]",
                "[env.other]\nPYTHONPATH = \"/opt/prefect/flows\"\n\n[services.postgres]",
            ),
            (
                "stack.toml",
                "work_pool = \"default\"\nenv = [\"prefect\"]",
                "work_pool = \"default\"\nenv = [\"prefect\", \"other\"]",
            ),
        ],
        "",
    ),
    (
        "env empty url",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"\" }",
        )],
        "",
    ),
    (
        "env url no scheme",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"prefect-server:4200/api\" }",
        )],
        "",
    ),
    (
        "env url no api",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"http://prefect-server:4200\" }",
        )],
        "",
    ),
    (
        "env url https",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"https://prefect-server:4200/api\" }",
        )],
        "",
    ),
    (
        "env url 0.0.0.0",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"http://0.0.0.0:4200/api\" }",
        )],
        "",
    ),
    (
        "env url apis",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"http://prefect-server:4200/apis\" }",
        )],
        "",
    ),
    (
        "env url host port",
        Error,
        &[
            (
                "stack.toml",
                "ports = [\"4200:4200\"]",
                "ports = [\"4300:4200\"]",
            ),
            (
                "stack.toml",
                "work_pool = \"default\"\nenv = [\"prefect\"]",
                "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"http://prefect-server:4300/api\" }",
            ),
        ],
        "",
    ),
    (
        "env list url",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = [\"PREFECT_API_URL=http://prefect-api:4200/api\"]",
        )],
        "",
    ),
    (
        "env localhost s3",
        Told,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { S3_ENDPOINT = \"http://localhost:9000\" }",
        )],
        "",
    ),
    (
        "env s3 host typo",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { AWS_ENDPOINT_URL = \"http://rustf:9000\" }",
        )],
        "",
    ),
    (
        "env db host typo",
        Error,
        &[(
            "stack.toml",
            "PREFECT_API_DATABASE_CONNECTION_URL = { credential = \"postgres\", field = \"asyncpg_url\" }",
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:prefect@postgre:5432/prefect\"",
        )],
        "",
    ),
    (
        "env db user",
        Error,
        &[(
            "stack.toml",
            "PREFECT_API_DATABASE_CONNECTION_URL = { credential = \"postgres\", field = \"asyncpg_url\" }",
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefct:prefect@postgres:5432/prefect\"",
        )],
        "",
    ),
    (
        "env db psycopg2",
        Error,
        &[(
            "stack.toml",
            "PREFECT_API_DATABASE_CONNECTION_URL = { credential = \"postgres\", field = \"asyncpg_url\" }",
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+psycopg2://prefect:prefect@postgres:5432/prefect\"",
        )],
        "",
    ),
    (
        "env db postgres://",
        Error,
        &[(
            "stack.toml",
            "PREFECT_API_DATABASE_CONNECTION_URL = { credential = \"postgres\", field = \"asyncpg_url\" }",
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgres://prefect:prefect@postgres:5432/prefect\"",
        )],
        "",
    ),
    (
        "env field",
        Error,
        &[(
            "stack.toml",
            "field = \"asyncpg_url\"",
            "field = \"async_url\"",
        )],
        "",
    ),
    (
        "env cred",
        Error,
        &[(
            "stack.toml",
            "{ credential = \"postgres\", field",
            "{ credential = \"postgre\", field",
        )],
        "",
    ),
    (
        "env cred other type",
        Error,
        &[(
            "stack.toml",
            "{ credential = \"postgres\", field = \"asyncpg_url\"",
            "{ credential = \"rustfs\", field = \"asyncpg_url\"",
        )],
        "",
    ),
    (
        "env pg user",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nenvironment = { POSTGRES_USER = \"admin\" }",
        )],
        "",
    ),
    (
        "env pg typo var",
        Told,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nenvironment = { POSTGRES_PASWORD = \"admin\" }",
        )],
        "",
    ),
    (
        "env rustfs key",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nenvironment = { RUSTFS_ACCESS_KEY = \"admin\" }",
        )],
        "",
    ),
    (
        "env auth server only",
        Error,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\nenvironment = { PREFECT_SERVER_API_AUTH_STRING = \"admin:pw\" }",
        )],
        "",
    ),
    (
        "env auth worker other",
        Error,
        &[
            (
                "stack.toml",
                "ports = [\"4200:4200\"]",
                "ports = [\"4200:4200\"]\nenvironment = { PREFECT_SERVER_API_AUTH_STRING = \"admin:pw\" }",
            ),
            (
                "stack.toml",
                "work_pool = \"default\"\nenv = [\"prefect\"]",
                "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_AUTH_STRING = \"admin:pww\" }",
            ),
        ],
        "",
    ),
    (
        "env nested",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { A = { B = \"1\" } }",
        )],
        "",
    ),
    (
        "env list",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { A = [\"1\"] }",
        )],
        "",
    ),
    (
        "pythonpath two",
        Error,
        &[(
            "stack.toml",
            "PYTHONPATH = \"/opt/prefect/src\"",
            "PYTHONPATH = \"/opt/prefect/src:/opt/prefect/libs\"",
        )],
        "",
    ),
    (
        "pythonpath pkg itself",
        Error,
        &[(
            "stack.toml",
            "PYTHONPATH = \"/opt/prefect/src\"",
            "PYTHONPATH = \"/opt/prefect/src/prefect_examples\"",
        )],
        "deployments/dhis2_connection/flow.py:4",
    ),
    (
        "pythonpath host",
        Error,
        &[(
            "stack.toml",
            "PYTHONPATH = \"/opt/prefect/src\"",
            "PYTHONPATH = \"./src\"",
        )],
        "deployments/dhis2_connection/flow.py:4",
    ),
    (
        "pythonpath removed",
        Error,
        &[("stack.toml", "PYTHONPATH = \"/opt/prefect/src\"\n", "")],
        "deployments/dhis2_connection/flow.py:4",
    ),
    (
        "pythonpath deeper",
        Error,
        &[(
            "stack.toml",
            "PYTHONPATH = \"/opt/prefect/src\"",
            "PYTHONPATH = \"/opt/prefect/src/lib\"",
        )],
        "",
    ),
    (
        "worker loses env",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"",
        )],
        "deployments/dhis2_connection/flow.py:4",
    ),
    (
        "worker loses src",
        Error,
        &[(
            "stack.toml",
            "volumes = [\"flows\", \"src\", \"deployments\"]\n\n[work_pools",
            "volumes = [\"flows\", \"deployments\"]\n\n[work_pools",
        )],
        "stack.toml:32",
    ),
    (
        "src target moved",
        Error,
        &[(
            "stack.toml",
            "target = \"/opt/prefect/src\"",
            "target = \"/opt/prefect/lib\"",
        )],
        "stack.toml:32",
    ),
    (
        "src source moved",
        Error,
        &[("stack.toml", "source = \"./src\"", "source = \"./flows\"")],
        "deployments/dhis2_connection/flow.py:4",
    ),
];

#[test]
fn environments() {
    hold(ENVIRONMENTS);
}

/// Credentials and blocks.
const CREDENTIALS_AND_BLOCKS: &[Row] = &[
    (
        "cred type",
        Error,
        &[("stack.toml", "type = \"s3\"", "type = \"s4\"")],
        "",
    ),
    (
        "cred field",
        Error,
        &[("stack.toml", "access_key", "acess_key")],
        "",
    ),
    (
        "cred user missing",
        Error,
        &[("stack.toml", "user = \"prefect\"\n", "")],
        "stack.toml:7",
    ),
    (
        "cred svc typo",
        Error,
        &[(
            "stack.toml",
            "credential = \"rustfs\"\n",
            "credential = \"rustf\"\n",
        )],
        "",
    ),
    (
        "cred svc type",
        Error,
        &[(
            "stack.toml",
            "credential = \"rustfs\"\n",
            "credential = \"postgres\"\n",
        )],
        "",
    ),
    (
        "cred host typo",
        Error,
        &[(
            "stack.toml",
            "database = \"prefect\"\n",
            "database = \"prefect\"\nhost = \"postgre\"\n",
        )],
        "stack.toml:30",
    ),
    (
        "cred port",
        Error,
        &[(
            "stack.toml",
            "database = \"prefect\"\n",
            "database = \"prefect\"\nport = 5433\n",
        )],
        "stack.toml:30",
    ),
    (
        "cred env name",
        Error,
        &[(
            "stack.toml",
            "env = \"DHIS2_PASSWORD\"",
            "env = \"DHIS2-PASSWORD\"",
        )],
        "",
    ),
    (
        "cred file missing",
        Error,
        &[(
            "stack.toml",
            "password = \"prefect\"\n",
            "password = { file = \"secrets/pw\" }\n",
        )],
        "",
    ),
    (
        "cred class",
        Error,
        &[(
            "stack.toml",
            "prefect_dhis2.credentials.Dhis2Credentials",
            "Dhis2Credentials",
        )],
        "",
    ),
    (
        "cred block no class",
        Error,
        &[(
            "stack.toml",
            "class = \"prefect_dhis2.credentials.Dhis2Credentials\"\n",
            "",
        )],
        "stack.toml:18",
    ),
    (
        "blocks key",
        Error,
        &[(
            "stack.toml",
            "modules = [\"prefect_dhis2\"]",
            "module = [\"prefect_dhis2\"]",
        )],
        "",
    ),
    (
        "blocks modules str",
        Error,
        &[(
            "stack.toml",
            "modules = [\"prefect_dhis2\"]",
            "modules = \"prefect_dhis2\"",
        )],
        "",
    ),
    (
        "blocks module dash",
        Error,
        &[(
            "stack.toml",
            "modules = [\"prefect_dhis2\"]",
            "modules = [\"prefect-dhis2\"]",
        )],
        "",
    ),
    (
        "database typo",
        Error,
        &[(
            "stack.toml",
            "database = \"postgres\"",
            "database = \"postgre\"",
        )],
        "",
    ),
    (
        "database type",
        Error,
        &[(
            "stack.toml",
            "database = \"postgres\"",
            "database = \"rustfs\"",
        )],
        "",
    ),
];

#[test]
fn credentials_and_blocks() {
    hold(CREDENTIALS_AND_BLOCKS);
}

/// Pools, queues, workers, commands.
const POOLS_AND_COMMANDS: &[Row] = &[
    (
        "work_pool missing in worker",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "env = [\"prefect\"]",
        )],
        "stack.toml:61",
    ),
    (
        "worker pool typo",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"defualt\"\nenv = [\"prefect\"]",
        )],
        "",
    ),
    (
        "queue undeclared",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nqueues = [\"high\"]",
        )],
        "stack.toml:73",
    ),
    (
        "deploy queue",
        Error,
        &[
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nwork_pool = { name = \"default\", work_queue_name = \"high\" }",
            ),
            (
                "stack.toml",
                "work_pool = \"default\"\nenv = [\"prefect\"]",
                "work_pool = \"default\"\nenv = [\"prefect\"]\nqueues = [\"default\"]",
            ),
        ],
        "stack.toml:82",
    ),
    (
        "pool type typo",
        Error,
        &[("stack.toml", "type = \"process\"", "type = \"proces\"")],
        "stack.toml:73",
    ),
    (
        "pool type docker",
        Error,
        &[("stack.toml", "type = \"process\"", "type = \"docker\"")],
        "stack.toml:73",
    ),
    (
        "pool key",
        Error,
        &[(
            "stack.toml",
            "type = \"process\"",
            "type = \"process\"\nconcurrency = 5",
        )],
        "",
    ),
    (
        "pool conc 0",
        Told,
        &[(
            "stack.toml",
            "type = \"process\"",
            "type = \"process\"\nconcurrency_limit = -1",
        )],
        "",
    ),
    (
        "pool tmpl missing",
        Told,
        &[(
            "stack.toml",
            "type = \"process\"",
            "type = \"process\"\nbase_job_template = \"tmpl.json\"",
        )],
        "",
    ),
    (
        "jobvars wrong key process",
        Told,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nwork_pool = { name = \"default\", job_variables = { image = \"x\" } }",
        )],
        "",
    ),
    (
        "jobvars typo",
        Told,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nwork_pool = { name = \"default\", job_variables = { working_dirr = \"/x\" } }",
        )],
        "",
    ),
    (
        "jobvars env type",
        Told,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nwork_pool = { name = \"default\", job_variables = { env = \"A=1\" } }",
        )],
        "",
    ),
    (
        "wp table key",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nwork_pool = { nam = \"default\" }",
        )],
        "",
    ),
    (
        "wp list",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nwork_pool = [\"default\"]",
        )],
        "",
    ),
    (
        "worker limit neg",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nlimit = \"five\"",
        )],
        "",
    ),
    (
        "worker cmd type",
        Told,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\ncommand = \"prefect worker start -p default --type docker\"",
        )],
        "",
    ),
    (
        "worker cmd typo",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\ncommand = \"prefect wroker start -p default\"",
        )],
        "",
    ),
    (
        "worker cmd opt",
        Told,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\ncommand = \"prefect worker start --pol default\"",
        )],
        "",
    ),
    (
        "worker cmd none",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\ncommand = \"prefect worker start\"",
        )],
        "",
    ),
    (
        "worker cmd queue",
        Told,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\ncommand = \"prefect worker start -p default -q high\"",
        )],
        "stack.toml:73",
    ),
    (
        "worker cmd sh",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\ncommand = [\"sh\", \"-c\", \"prefect worker start -p dhis2\"]",
        )],
        "",
    ),
    (
        "server cmd port",
        Error,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\ncommand = \"prefect server start --host 0.0.0.0 --port 4300\"",
        )],
        "",
    ),
    (
        "server cmd host",
        Error,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\ncommand = \"prefect server start --host 127.0.0.1\"",
        )],
        "",
    ),
    (
        "server cmd typo",
        Error,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\ncommand = \"prefect sever start --host 0.0.0.0\"",
        )],
        "",
    ),
];

#[test]
fn pools_and_commands() {
    hold(POOLS_AND_COMMANDS);
}

/// Schedules.
const SCHEDULES_FURTHER: &[Row] = &[
    (
        "cron 6 fields bad",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 0 0 0 0 0\" }]",
        )],
        "",
    ),
    (
        "cron names",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 6 * * MONN\" }]",
        )],
        "",
    ),
    (
        "cron hour 24",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 24 * * *\" }]",
        )],
        "",
    ),
    (
        "cron dom 0",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 0 * *\" }]",
        )],
        "",
    ),
    (
        "cron month 13",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 1 13 *\" }]",
        )],
        "",
    ),
    (
        "cron step 0",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/0 * * * *\" }]",
        )],
        "",
    ),
    (
        "cron empty",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"\" }]",
        )],
        "",
    ),
    (
        "cron comma",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0,,5 * * * *\" }]",
        )],
        "",
    ),
    (
        "cron @dayly",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"@dayly\" }]",
        )],
        "",
    ),
    (
        "cron @reboot",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"@reboot\" }]",
        )],
        "",
    ),
    (
        "cron feb30",
        Told,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 30 2 *\" }]",
        )],
        "",
    ),
    (
        "cron int",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = 5 }]",
        )],
        "",
    ),
    (
        "cron nospace",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15****\" }]",
        )],
        "",
    ),
    (
        "interval str",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ interval = \"15m\" }]",
        )],
        "",
    ),
    (
        "interval bool",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ interval = true }]",
        )],
        "",
    ),
    (
        "interval 15 min iso",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ interval = \"PT15\" }]",
        )],
        "",
    ),
    (
        "anchor text",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ interval = 900, anchor_date = \"tomorrow\" }]",
        )],
        "",
    ),
    (
        "anchor feb30",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ interval = 900, anchor_date = \"2024-02-30T00:00:00Z\" }]",
        )],
        "",
    ),
    (
        "rrule noequal",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ rrule = \"FREQ WEEKLY\" }]",
        )],
        "",
    ),
    (
        "rrule byday",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ rrule = \"FREQ=WEEKLY;BYDAY=MON\" }]",
        )],
        "",
    ),
    (
        "rrule nofreq",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ rrule = \"BYDAY=MO\" }]",
        )],
        "",
    ),
    (
        "rrule byhour 25",
        Told,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ rrule = \"FREQ=DAILY;BYHOUR=25\" }]",
        )],
        "",
    ),
    (
        "rrule interval 0",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ rrule = \"FREQ=DAILY;INTERVAL=0\" }]",
        )],
        "",
    ),
    (
        "rrule key",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ rrule = \"FREQ=DAILY;BYDAYS=MO\" }]",
        )],
        "",
    ),
    (
        "no kind",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ timezone = \"UTC\" }]",
        )],
        "",
    ),
    (
        "corn",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ corn = \"0 0 * * *\" }]",
        )],
        "",
    ),
    (
        "tz key",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 * * *\", timezon = \"UTC\" }]",
        )],
        "",
    ),
    (
        "tz GMT+25",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 * * *\", timezone = \"GMT+25\" }]",
        )],
        "",
    ),
    (
        "tz CET ok",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 * * *\", timezone = \"CET\" }]",
        )],
        "",
    ),
    (
        "tz Oslo",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 * * *\", timezone = \"Oslo\" }]",
        )],
        "",
    ),
    (
        "tz UTC+1",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 * * *\", timezone = \"UTC+1\" }]",
        )],
        "",
    ),
    (
        "active str",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 * * *\", active = \"nope\" }]",
        )],
        "",
    ),
    (
        "slug some",
        Told,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 * * *\", slug = \"a\" }, { cron = \"0 1 * * *\" }]",
        )],
        "",
    ),
    (
        "sched table",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = { cron = \"0 0 * * *\" }",
        )],
        "",
    ),
    (
        "sched param unk",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 * * *\", parameters = { max_levl = 2 } }]",
        )],
        "",
    ),
    (
        "sched param type",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 * * *\", parameters = { max_level = \"x\" } }]",
        )],
        "",
    ),
];

#[test]
fn schedules_further() {
    hold(SCHEDULES_FURTHER);
}

/// Entrypoints.
const ENTRYPOINTS: &[Row] = &[
    (
        "dir typo",
        Error,
        &[(
            "stack.toml",
            "\"deployments/dhis2_ou\"",
            "\"deployments/dhis2_uo\"",
        )],
        "",
    ),
    (
        "dir abs",
        Error,
        &[(
            "stack.toml",
            "\"deployments/dhis2_ou\"",
            "\"/opt/prefect/deployments/dhis2_ou\"",
        )],
        "",
    ),
    (
        "dir ..",
        Error,
        &[(
            "stack.toml",
            "\"deployments/dhis2_ou\"",
            "\"../deployments/dhis2_ou\"",
        )],
        "",
    ),
    (
        "ep path doubled",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"deployments/dhis2_ou/flow.py:dhis2_ou_flow\"",
        )],
        "",
    ),
    (
        "ep case",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"Flow.py:dhis2_ou_flow\"",
        )],
        "",
    ),
    (
        "ep parens",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"flow.py:dhis2_ou_flow()\"",
        )],
        "",
    ),
    (
        "ep task",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"flow.py:read_units\"",
        )],
        "",
    ),
    (
        "ep module unk",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"prefect_examples.dhis3:dhis2_ou_flow\"",
        )],
        "",
    ),
    (
        "ep module func",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"prefect_examples.dhis2:main\"",
        )],
        "",
    ),
    (
        "ep method unk",
        Error,
        &[
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"",
                "entrypoint = \"flow.py:Job.run\"",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "@task\ndef read",
                "class Job:\n    @flow\n    def runn(self): ...\n\n\n@task\ndef read",
            ),
        ],
        "",
    ),
    (
        "ep class",
        Error,
        &[
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"",
                "entrypoint = \"flow.py:Job\"",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "@task\ndef read",
                "class Job:\n    @staticmethod\n    @flow\n    def run(): ...\n\n\n@task\ndef read",
            ),
        ],
        "",
    ),
    (
        "ep windows",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = 'sub\\flow.py:dhis2_ou_flow'",
        )],
        "",
    ),
    (
        "ep two colons",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"flow.py:dhis2_ou_flow:x\"",
        )],
        "",
    ),
    (
        "ep space",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"flow.py: dhis2_ou_flow\"",
        )],
        "",
    ),
    (
        "ep missing",
        Error,
        &[("stack.toml", "entrypoint = \"flow.py:dhis2_ou_flow\"\n", "")],
        "stack.toml:77",
    ),
    (
        "ep key typo",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entry_point = \"flow.py:dhis2_ou_flow\"",
        )],
        "",
    ),
    (
        "flow func renamed",
        Error,
        &[(
            "deployments/dhis2_ou/flow.py",
            "def dhis2_ou_flow",
            "def dhis2_ou",
        )],
        "stack.toml:79",
    ),
    (
        "flow decorator lost",
        Error,
        &[(
            "deployments/dhis2_ou/flow.py",
            "@flow(log_prints=True)\n",
            "",
        )],
        "",
    ),
    (
        "flow decorator task",
        Error,
        &[(
            "deployments/dhis2_ou/flow.py",
            "@flow(log_prints=True)\n",
            "@task\n",
        )],
        "",
    ),
    (
        "flow import flow lost",
        Error,
        &[(
            "deployments/dhis2_ou/flow.py",
            "from prefect import flow, task",
            "from prefect import task",
        )],
        "stack.toml:79",
    ),
    (
        "flow syntax",
        Error,
        &[(
            "deployments/dhis2_ou/flow.py",
            "levels = summarise(",
            "levels = summarise((",
        )],
        "deployments/dhis2_ou/flow.py:23",
    ),
    (
        "flow indent",
        Error,
        &[(
            "deployments/dhis2_ou/flow.py",
            "    levels = sum",
            "  levels = sum",
        )],
        "deployments/dhis2_ou/flow.py:23",
    ),
];

#[test]
fn entrypoints() {
    hold(ENTRYPOINTS);
}

/// Imports.
const IMPORTS: &[Row] = &[
    (
        "import name",
        Error,
        &[(
            "deployments/dhis2_ou/flow.py",
            "import from_environment",
            "import from_enviroment",
        )],
        "",
    ),
    (
        "import module",
        Error,
        &[(
            "deployments/dhis2_ou/flow.py",
            "prefect_examples.dhis2",
            "prefect_examples.dhis",
        )],
        "",
    ),
    (
        "import plain",
        Error,
        &[(
            "deployments/dhis2_ou/flow.py",
            "from prefect_examples.dhis2 import from_environment",
            "import prefect_examples.dhis3",
        )],
        "",
    ),
    (
        "import as",
        Error,
        &[(
            "deployments/dhis2_ou/flow.py",
            "from prefect_examples.dhis2 import from_environment",
            "import prefect_exampels.dhis2 as d",
        )],
        "",
    ),
    (
        "import sub",
        Error,
        &[(
            "deployments/dhis2_ou/flow.py",
            "from prefect_examples.dhis2 import from_environment",
            "from prefect_examples import dhis3",
        )],
        "",
    ),
    (
        "import relative",
        Error,
        &[(
            "deployments/dhis2_ou/flow.py",
            "from prefect_examples.dhis2 import",
            "from .dhis2 import",
        )],
        "",
    ),
    (
        "import in lib",
        Error,
        &[(
            "src/prefect_examples/dhis2.py",
            "import json\n",
            "import json\nfrom prefect_examples.nope import x\n",
        )],
        "",
    ),
    (
        "import rel in lib",
        Error,
        &[(
            "src/prefect_examples/dhis2.py",
            "import json\n",
            "import json\nfrom .nope import x\n",
        )],
        "",
    ),
    (
        "import nested in func",
        Error,
        &[(
            "deployments/dhis2_ou/flow.py",
            "    levels = summarise",
            "    from prefect_example import x\n    levels = summarise",
        )],
        "",
    ),
    (
        "func removed in lib",
        Error,
        &[(
            "src/prefect_examples/dhis2.py",
            "def from_environment",
            "def from_env",
        )],
        "deployments/dhis2_connection/flow.py:4",
    ),
];

#[test]
fn imports() {
    hold(IMPORTS);
}

/// Parameters.
const PARAMETERS: &[Row] = &[
    (
        "p int->str",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: str = \"a\"):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { max_level = 3 }",
            ),
        ],
        "",
    ),
    (
        "p bool",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(dry: bool = False):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { dry = \"maybe\" }",
            ),
        ],
        "",
    ),
    (
        "p bool int",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(dry: bool = False):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { dry = 2 }",
            ),
        ],
        "",
    ),
    (
        "p float",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(x: float):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { x = \"a\" }",
            ),
        ],
        "",
    ),
    (
        "p int float",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(x: int):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { x = 2.5 }",
            ),
        ],
        "",
    ),
    (
        "p list",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(xs: list[str]):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { xs = \"a\" }",
            ),
        ],
        "",
    ),
    (
        "p list elem",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(xs: list[int]):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { xs = [\"a\"] }",
            ),
        ],
        "",
    ),
    (
        "p dict",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(xs: dict[str, int]):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { xs = [\"a\"] }",
            ),
        ],
        "",
    ),
    (
        "p dict val",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(xs: dict[str, int]):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { xs = { a = \"b\" } }",
            ),
        ],
        "",
    ),
    (
        "p optional",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(x: Optional[int] = None):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\nfrom typing import Optional\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { x = \"a\" }",
            ),
        ],
        "",
    ),
    (
        "p union",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(x: int | None = None):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { x = \"a\" }",
            ),
        ],
        "",
    ),
    (
        "p Union",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(x: Union[int, bool]):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\nfrom typing import Union\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { x = \"abc\" }",
            ),
        ],
        "",
    ),
    (
        "p literal",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(x: Literal[\"a\", \"b\"] = \"a\"):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\nfrom typing import Literal\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { x = \"c\" }",
            ),
        ],
        "",
    ),
    (
        "p required",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(x: int):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
        ],
        "stack.toml:77",
    ),
    (
        "p required2",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(x, y=1):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { y = 2 }",
            ),
        ],
        "stack.toml:77",
    ),
    (
        "p kwonly",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(*, x: int):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
        ],
        "stack.toml:77",
    ),
    (
        "p unknown 2",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(x: int = 1):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { xx = 1 }",
            ),
        ],
        "",
    ),
    (
        "p null to int",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(x: int = 1):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { x = { null = true } }",
            ),
        ],
        "",
    ),
    (
        "p str annotation",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(x: \"int\" = 1):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { x = \"a\" }",
            ),
        ],
        "",
    ),
    (
        "p annotated",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:",
                "@flow(log_prints=True)\ndef dhis2_ou_flow(x: Annotated[int, Field(gt=0)]):",
            ),
            (
                "deployments/dhis2_ou/flow.py",
                "from collections import Counter",
                "from collections import Counter\nfrom typing import Annotated\nfrom pydantic import Field\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { x = \"a\" }",
            ),
        ],
        "",
    ),
    (
        "p param in defaults",
        Error,
        &[(
            "stack.toml",
            "timezone = \"UTC\"",
            "timezone = \"UTC\"\nparameters = { max_levl = 2 }",
        )],
        "",
    ),
    (
        "p params typo key",
        Told,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparametres = { max_level = 2 }",
        )],
        "",
    ),
    (
        "p params list",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = [\"max_level\"]",
        )],
        "",
    ),
    (
        "sig changed",
        Error,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "max_level: int = 3",
                "top: int = 3",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { max_level = 2 }",
            ),
        ],
        "",
    ),
    (
        "sig lost default",
        Error,
        &[(
            "deployments/dhis2_ou/flow.py",
            "max_level: int = 3",
            "max_level: int",
        )],
        "",
    ),
];

#[test]
fn parameters() {
    hold(PARAMETERS);
}

/// Other keys of deployments, steps.
const DEPLOYMENTS_AND_STEPS: &[Row] = &[
    (
        "tags str",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\ntags = \"a\"",
        )],
        "",
    ),
    (
        "tags int",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\ntags = [1]",
        )],
        "",
    ),
    (
        "version float",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nversion = 1.0",
        )],
        "",
    ),
    (
        "desc",
        Told,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\ndesciption = \"x\"",
        )],
        "",
    ),
    (
        "conc neg",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nconcurrency_limit = -1",
        )],
        "",
    ),
    (
        "conc str",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nconcurrency_limit = \"two\"",
        )],
        "",
    ),
    (
        "conc table 0",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nconcurrency_limit = { limit = 0 }",
        )],
        "",
    ),
    (
        "conc strategy",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nconcurrency_limit = { limit = 1, collision_strategy = \"CANCEL\" }",
        )],
        "",
    ),
    (
        "conc key",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nconcurrency_limit = { limit = 1, collision = \"ENQUEUE\" }",
        )],
        "",
    ),
    (
        "enforce",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nenforce_parameter_schema = \"maybe\"",
        )],
        "",
    ),
    (
        "paused key",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nis_paused = true",
        )],
        "",
    ),
    (
        "trigger type",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\ntriggers = [{ type = \"evnt\" }]",
        )],
        "",
    ),
    (
        "trigger key",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\ntriggers = [{ enable = true, expect = [\"x\"] }]",
        )],
        "",
    ),
    (
        "name slash",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nname = \"a/b\"",
        )],
        "",
    ),
    (
        "name empty",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nname = \"\"",
        )],
        "",
    ),
    (
        "flow ref",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nflow = \"nope\"",
        )],
        "",
    ),
    (
        "pull name",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [\"clone\"]",
        )],
        "",
    ),
    (
        "pull step name",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.set_working_dir\" = { directory = \"/opt/prefect/deployments/dhis2_ou\" } }]",
        )],
        "",
    ),
    (
        "pull git_clone",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.git_clon\" = { repository = \"https://x/y.git\" } }]",
        )],
        "",
    ),
    (
        "pull git repo key",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.git_clone\" = { repo = \"https://x/y.git\" } }]",
        )],
        "",
    ),
    (
        "pull git no repo",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.git_clone\" = { branch = \"main\" } }]",
        )],
        "",
    ),
    (
        "pull dir key",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { dir = \"/opt/prefect/deployments/dhis2_ou\" } }]",
        )],
        "",
    ),
    (
        "pull git ep",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.git_clone\" = { repository = \"https://x/y.git\" } }]",
        )],
        "",
    ),
    (
        "pull unquoted",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ prefect.deployments.steps.set_working_directory = { directory = \"/x\" } }]",
        )],
        "",
    ),
    (
        "pull str",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = \"/opt/prefect/deployments/dhis2_ou\"",
        )],
        "",
    ),
    (
        "pull rel",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \".\" } }]",
        )],
        "",
    ),
    (
        "pull parent",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"/opt/prefect/deployments\" } }]",
        )],
        "",
    ),
    (
        "pull typo",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"/opt/prefect/deployments/dhis_ou\" } }]",
        )],
        "",
    ),
    (
        "pull host path",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"/home/ann/etl/deployments/dhis2_ou\" } }]",
        )],
        "",
    ),
    (
        "pull script",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.run_shell_script\" = { scrpt = \"ls\" } }]",
        )],
        "",
    ),
    (
        "pull pip key",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.pip_install_requirements\" = { requirements = \"r.txt\" } }]",
        )],
        "",
    ),
    (
        "build str",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nbuild = \"docker\"",
        )],
        "",
    ),
    (
        "worker loses deployments flows",
        Error,
        &[(
            "stack.toml",
            "deployments = { source = \"./deployments\", target = \"/opt/prefect/deployments\"",
            "deployments = { source = \"./flows\", target = \"/opt/prefect/deployments\"",
        )],
        "stack.toml:73",
    ),
    (
        "directories unk",
        Told,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[directories.\"deployments/dhis2\"]\nname = \"x\"\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "directories key",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[directories.\"deployments/dhis2_ou\"]\npul = []\n\n[defaults.deployment]",
        )],
        "",
    ),
];

#[test]
fn deployments_and_steps() {
    hold(DEPLOYMENTS_AND_STEPS);
}

/// Tables of stack.toml.
const TABLES_OF_THE_STACK: &[Row] = &[
    (
        "top typo",
        Error,
        &[("stack.toml", "[work_pools.default]", "[work_pool.default]")],
        "",
    ),
    (
        "top typo2",
        Error,
        &[("stack.toml", "[blocks]", "[block]")],
        "",
    ),
    (
        "deployment tbl",
        Error,
        &[(
            "stack.toml",
            "[deployments.dhis2-ou]",
            "[deployment.dhis2-ou]",
        )],
        "",
    ),
    (
        "defaults tbl",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[defaults.deployments]",
        )],
        "",
    ),
    (
        "default tbl",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[default.deployment]",
        )],
        "",
    ),
    (
        "make key",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[make.targets.x]\nruns = [\"ls\"]\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "make tbl",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[make.target.x]\nrun = [\"ls\"]\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "make cyc",
        Told,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[make.targets.x]\nneeds = [\"y\"]\n[make.targets.y]\nneeds = [\"x\"]\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "make name",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[make.targets.\"a b\"]\nrun = [\"ls\"]\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "outputs key",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[outputs]\ncompse = \"x.yml\"\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "outputs same",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[outputs]\ncompose = \"x\"\nmakefile = \"x\"\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "outputs outside",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[outputs]\ncompose = \"../x.yml\"\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "lints code",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[lints]\nmissing-entripoint = \"allow\"\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "lints level",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[lints]\nmissing-entrypoint = \"warning\"\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "project name",
        Error,
        &[(
            "stack.toml",
            "name = \"prefect-examples\"",
            "name = \"Prefect Examples\"",
        )],
        "",
    ),
    (
        "project root",
        Error,
        &[("stack.toml", "root = \".\"", "root = \"./nope\"")],
        "stack.toml:24",
    ),
    (
        "project key",
        Error,
        &[(
            "stack.toml",
            "root = \".\"",
            "root = \".\"\nruner = \"uv run\"",
        )],
        "",
    ),
    (
        "api_url",
        Told,
        &[(
            "stack.toml",
            "root = \".\"",
            "root = \".\"\napi_url = \"http://localhost:4201/api\"",
        )],
        "",
    ),
    (
        "api_url 2",
        Told,
        &[(
            "stack.toml",
            "root = \".\"",
            "root = \".\"\napi_url = \"http://prefect-server:4200/api\"",
        )],
        "",
    ),
    (
        "requires",
        Error,
        &[(
            "stack.toml",
            "root = \".\"",
            "root = \".\"\nrequires = \">=99\"",
        )],
        "",
    ),
    (
        "portable",
        Error,
        &[(
            "stack.toml",
            "root = \".\"",
            "root = \".\"\nportable = \"yes\"",
        )],
        "",
    ),
    (
        "variables",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[variables.X]\nrequire = true\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "variables name",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[variables.X-Y]\nrequired = true\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "toml quote",
        Error,
        &[("stack.toml", "kind = \"rustfs\"", "kind = rustfs")],
        "",
    ),
    (
        "toml open",
        Error,
        &[("stack.toml", "kind = \"rustfs\"", "kind = \"rustfs")],
        "",
    ),
    (
        "toml comma",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\" \"9001:9001\"]",
        )],
        "",
    ),
    (
        "toml header",
        Error,
        &[("stack.toml", "[services.rustfs]", "[services.rustfs")],
        "",
    ),
    (
        "toml dup key",
        Error,
        &[(
            "stack.toml",
            "kind = \"rustfs\"",
            "kind = \"rustfs\"\nkind = \"rustfs\"",
        )],
        "",
    ),
    (
        "toml multi inline",
        Error,
        &[(
            "stack.toml",
            "{ cron = \"*/15 * * * *\" }]\n\n[dep",
            "{ cron = \"*/15 * * * *\", }}]\n\n[dep",
        )],
        "",
    ),
    (
        "kinds ref",
        Error,
        &[(
            "stack.toml",
            "kind = \"rustfs\"",
            "kind = [\"rustfs\", \"base\"]",
        )],
        "",
    ),
    (
        "kinds two builtin",
        Error,
        &[(
            "stack.toml",
            "kind = \"rustfs\"",
            "kind = [\"rustfs\", \"postgres\"]",
        )],
        "",
    ),
    (
        "kinds cycle",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[kinds.a]\nkind = \"b\"\n[kinds.b]\nkind = \"a\"\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "defaults svc",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[defaults.service]\nrestart = \"allways\"\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "two servers no redis",
        Told,
        &[(
            "stack.toml",
            "[services.prefect-worker]",
            "[services.server2]\nkind = \"prefect-server\"\ndatabase = \"postgres\"\nports = [\"4201:4200\"]\n\n[services.prefect-worker]",
        )],
        "",
    ),
    (
        "services apart no redis",
        Told,
        &[(
            "stack.toml",
            "[services.prefect-worker]",
            "[services.bg]\nkind = \"prefect-services\"\nserver = \"prefect-server\"\ndatabase = \"postgres\"\n\n[services.prefect-worker]",
        )],
        "",
    ),
    (
        "replicas server",
        Told,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\ndeploy = { replicas = 2 }",
        )],
        "",
    ),
    (
        "service folded",
        Told,
        &[(
            "stack.toml",
            "[work_pools.default]",
            "[services.Postgres]\nimage = \"x:1\"\n\n[work_pools.default]",
        )],
        "",
    ),
    (
        "service bad name",
        Error,
        &[(
            "stack.toml",
            "[work_pools.default]",
            "[services.\"my app\"]\nimage = \"x:1\"\n\n[work_pools.default]",
        )],
        "",
    ),
    (
        "docs",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[docs]\nsection = 1\n\n[defaults.deployment]",
        )],
        "",
    ),
];

#[test]
fn tables_of_the_stack() {
    hold(TABLES_OF_THE_STACK);
}
