//! Faults that people were seen to make, one edit each.

use super::Want::{Error, Silent, Told};
use super::{Row, hold};

/// Services, variables, ports, addresses, logins, mounts.
const SERVICES_AND_CREDENTIALS: &[Row] = &[
    (
        "dep-unknown1",
        Error,
        &[(
            "stack.toml",
            "server = \"prefect-server\"",
            "server = \"prefect-sever\"",
        )],
        "",
    ),
    (
        "dep-unknown2",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ndepends_on = [\"prefect-api\"]",
        )],
        "",
    ),
    (
        "dep-unknown3",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\ndepends_on = { prefect-api = { condition = \"service_healthy\" } }",
        )],
        "",
    ),
    (
        "healthy-nocheck",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ndepends_on = { redis = { condition = \"service_healthy\" } }\n\n[services.redis]\nimage = \"redis:7\"",
        )],
        "",
    ),
    (
        "vol-undef1",
        Error,
        &[(
            "stack.toml",
            "volumes = [\"flows\", \"src\", \"deployments\"]\n\n[services.prefect-worker]",
            "volumes = [\"flows\", \"scr\", \"deployments\"]\n\n[services.prefect-worker]",
        )],
        "",
    ),
    (
        "vol-undef2",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [\"rustfs-files:/data\"]",
        )],
        "",
    ),
    (
        "vol-undef3",
        Error,
        &[(
            "stack.toml",
            "volumes = [\"flows\", \"src\", \"deployments\"]\n\n[work_pools",
            "volumes = [\"flows\", \"scr\", \"deployments\"]\n\n[work_pools",
        )],
        "",
    ),
    (
        "dep-cycle",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\ndepends_on = [\"prefect-worker\"]",
        )],
        "",
    ),
    (
        "anchor-typo",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefct\"]",
        )],
        "",
    ),
    (
        "dup-service",
        Error,
        &[(
            "stack.toml",
            "[work_pools.default]",
            "[services.rustfs]\nimage = \"x:1\"\n\n[work_pools.default]",
        )],
        "",
    ),
    (
        "img-key",
        Error,
        &[(
            "stack.toml",
            "image = \"postgres:17-alpine\"",
            "imgae = \"postgres:17-alpine\"",
        )],
        "",
    ),
    (
        "restart-typo",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nrestart = \"unless-stoped\"",
        )],
        "",
    ),
    (
        "hc-unit",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nhealthcheck = { test = [\"CMD\", \"pg_isready\"], interval = \"5\" }",
        )],
        "",
    ),
    (
        "hc-unit int",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nhealthcheck = { test = [\"CMD\", \"pg_isready\"], interval = 5 }",
        )],
        "",
    ),
    (
        "setting-typo",
        Told,
        &[(
            "stack.toml",
            "PREFECT_SERVER_ANALYTICS_ENABLED = false",
            "PREFECT_SERVER_ANALYTIC_ENABLED = false",
        )],
        "",
    ),
    (
        "bool-env",
        Silent,
        &[(
            "stack.toml",
            "PREFECT_SERVER_ANALYTICS_ENABLED = false",
            "PREFECT_SERVER_ANALYTICS_ENABLED = \"false\"",
        )],
        "",
    ),
    (
        "port-clash",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"4200:9000\", \"9001:9001\"]",
        )],
        "",
    ),
    (
        "port-range",
        Error,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"70000:9001\"]",
        )],
        "",
    ),
    (
        "port-sexa",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\", \"2222:22\"]",
        )],
        "",
    ),
    (
        "url-localhost",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"http://localhost:4200/api\" }",
        )],
        "",
    ),
    (
        "url-service",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"http://prefect-api:4200/api\" }",
        )],
        "",
    ),
    (
        "url-port",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"http://prefect-server:4020/api\" }",
        )],
        "",
    ),
    (
        "hc-port",
        Error,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\nhealthcheck = { test = [\"CMD\", \"python\", \"-c\", \"import urllib.request as u; u.urlopen('http://localhost:4020/api/health', timeout=1)\"] }",
        )],
        "",
    ),
    (
        "hc-port sh",
        Error,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\nhealthcheck = { test = \"curl -f http://localhost:4020/api/health\" }",
        )],
        "",
    ),
    (
        "pw-drift1",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nenvironment = { POSTGRES_PASSWORD = \"prefect2\" }",
        )],
        "",
    ),
    (
        "pw-drift2",
        Error,
        &[(
            "stack.toml",
            "PREFECT_API_DATABASE_CONNECTION_URL = { credential = \"postgres\", field = \"asyncpg_url\" }",
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:prefect2@postgres:5432/prefect\"",
        )],
        "",
    ),
    (
        "pw-dollar",
        Silent,
        &[(
            "stack.toml",
            "password = \"prefect\"",
            "password = \"s3cr$et\"",
        )],
        "",
    ),
    (
        "pw-at",
        Silent,
        &[(
            "stack.toml",
            "password = \"prefect\"",
            "password = \"p@ss\"",
        )],
        "",
    ),
    (
        "pw-at lit",
        Error,
        &[
            (
                "stack.toml",
                "password = \"prefect\"",
                "password = \"p@ss\"",
            ),
            (
                "stack.toml",
                "PREFECT_API_DATABASE_CONNECTION_URL = { credential = \"postgres\", field = \"asyncpg_url\" }",
                "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:p@ss@postgres:5432/prefect\"",
            ),
        ],
        "",
    ),
    (
        "pw-at lit alone",
        Error,
        &[(
            "stack.toml",
            "PREFECT_API_DATABASE_CONNECTION_URL = { credential = \"postgres\", field = \"asyncpg_url\" }",
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:p@ss@postgres:5432/prefect\"",
        )],
        "",
    ),
    (
        "db-name",
        Error,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nenvironment = { POSTGRES_DB = \"prefect3\" }",
        )],
        "",
    ),
    (
        "secret-plain",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { DHIS2_PASSWORD = \"district\" }",
        )],
        "",
    ),
    (
        "db-driver",
        Error,
        &[(
            "stack.toml",
            "PREFECT_API_DATABASE_CONNECTION_URL = { credential = \"postgres\", field = \"asyncpg_url\" }",
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql://prefect:prefect@postgres:5432/prefect\"",
        )],
        "",
    ),
    (
        "worker-pool1",
        Error,
        &[
            (
                "stack.toml",
                "work_pool = \"default\"\nenv = [\"prefect\"]",
                "work_pool = \"dhis2\"\nenv = [\"prefect\"]",
            ),
            (
                "stack.toml",
                "[work_pools.default]",
                "[work_pools.dhis2]\ntype = \"process\"\n\n[work_pools.default]",
            ),
        ],
        "",
    ),
    (
        "worker-pool2",
        Error,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\ncommand = \"prefect worker start -p dhis2\"",
        )],
        "",
    ),
    (
        "img-notag",
        Silent,
        &[(
            "stack.toml",
            "[services.prefect-worker]\nkind = \"prefect-worker\"\nimage = \"prefecthq/prefect:3-python3.13\"",
            "[services.prefect-worker]\nkind = \"prefect-worker\"\nimage = \"prefecthq/prefect\"",
        )],
        "",
    ),
    (
        "img-latest",
        Silent,
        &[("stack.toml", "postgres:17-alpine", "postgres:latest")],
        "",
    ),
    (
        "mount-missing1",
        Error,
        &[(
            "stack.toml",
            "source = \"./deployments\"",
            "source = \"./deployment\"",
        )],
        "",
    ),
    (
        "mount-missing2",
        Error,
        &[(
            "stack.toml",
            "volumes = [\"flows\", \"src\", \"deployments\"]\n\n[work_pools",
            "volumes = [\"flows\", \"src\", \"./deployment:/opt/prefect/deployments\"]\n\n[work_pools",
        )],
        "",
    ),
    (
        "pythonpath",
        Error,
        &[(
            "stack.toml",
            "PYTHONPATH = \"/opt/prefect/src\"",
            "PYTHONPATH = \"/opt/prefect/lib\"",
        )],
        "",
    ),
];

#[test]
fn services_and_credentials() {
    hold(SERVICES_AND_CREDENTIALS);
}

/// Schedules.
const SCHEDULES_OF_DEPLOYMENTS: &[Row] = &[
    (
        "cron-4",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * *\" }]",
        )],
        "",
    ),
    (
        "cron-61",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"61 * * * *\" }]",
        )],
        "",
    ),
    (
        "cron-dow8",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 6 * * 8\" }]",
        )],
        "",
    ),
    (
        "tz1",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\", timezone = \"Europe/Olso\" }]",
        )],
        "",
    ),
    (
        "tz2",
        Error,
        &[(
            "stack.toml",
            "timezone = \"UTC\"",
            "timezone = \"Europe/Olso\"",
        )],
        "",
    ),
    (
        "cron+int",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\", interval = 900 }]",
        )],
        "",
    ),
    (
        "rrule",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ rrule = \"FREQ=WEEKLYY;BYDAY=MO,WE,FR\" }]",
        )],
        "",
    ),
    (
        "int0",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ interval = 0 }]",
        )],
        "",
    ),
    (
        "int-",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ interval = -900 }]",
        )],
        "",
    ),
    (
        "anchor",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ interval = 900, anchor_date = \"2026-13-01\" }]",
        )],
        "",
    ),
    (
        "slug",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 1 * * *\", slug = \"daily\" }, { cron = \"0 2 * * *\", slug = \"daily\" }]",
        )],
        "",
    ),
    (
        "legacy",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\", max_active_runs = 1 }]",
        )],
        "",
    ),
];

#[test]
fn schedules_of_deployments() {
    hold(SCHEDULES_OF_DEPLOYMENTS);
}

/// Flow files and what names them.
const ENTRYPOINTS_AND_IMPORTS: &[Row] = &[
    (
        "ep-file",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"flows.py:dhis2_ou_flow\"",
        )],
        "",
    ),
    (
        "ep-func",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"flow.py:dhis2_ou_flows\"",
        )],
        "",
    ),
    (
        "ep-notflow",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"flow.py:summarise\"",
        )],
        "",
    ),
    (
        "ep-nocolon",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"flow.py\"",
        )],
        "",
    ),
    (
        "import",
        Error,
        &[(
            "deployments/dhis2_ou/flow.py",
            "from prefect_examples.dhis2",
            "from prefect_example.dhis2",
        )],
        "",
    ),
    (
        "name-dup1",
        Told,
        &[(
            "stack.toml",
            "[deployments.dhis2-ou]",
            "[deployments.dhis2-ou]\ndirectory = \"deployments/dhis2_ou\"\nentrypoint = \"flow.py:dhis2_ou_flow\"\n\n[deployments.dhis2-ou]",
        )],
        "",
    ),
    (
        "name-dup2",
        Told,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\n\n[deployments.ou2]\nname = \"dhis2-ou\"\ndirectory = \"deployments/dhis2_ou\"\nentrypoint = \"flow.py:dhis2_ou_flow\"",
        )],
        "",
    ),
];

#[test]
fn entrypoints_and_imports() {
    hold(ENTRYPOINTS_AND_IMPORTS);
}

/// Pools, parameters, pull steps, targets.
const POOLS_PARAMETERS_AND_FOLDERS: &[Row] = &[
    (
        "pool-typo1",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nwork_pool = \"defualt\"",
        )],
        "",
    ),
    (
        "pool-typo2",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]\nwork_pool = \"default\"",
            "[defaults.deployment]\nwork_pool = \"defualt\"",
        )],
        "",
    ),
    (
        "pool-string",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nwork_pool = \"default\"",
        )],
        "",
    ),
    (
        "pool-table",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nwork_pool = { name = \"default\" }",
        )],
        "",
    ),
    (
        "schedulse",
        Told,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedulse = [{ cron = \"*/15 * * * *\" }]",
        )],
        "",
    ),
    (
        "conc0",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nconcurrency_limit = 0",
        )],
        "",
    ),
    (
        "param-unk",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { max_levels = 2 }",
        )],
        "",
    ),
    (
        "param-type",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { max_level = \"three\" }",
        )],
        "",
    ),
    (
        "pull-unm",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"/srv/deployments/dhis2_ou\" } }]",
        )],
        "",
    ),
    (
        "pull-unm2",
        Error,
        &[(
            "stack.toml",
            "volumes = [\"flows\", \"src\", \"deployments\"]\n\n[work_pools",
            "volumes = [\"flows\", \"src\"]\n\n[work_pools",
        )],
        "stack.toml:73",
    ),
    (
        "pull-sib1",
        Error,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"/opt/prefect/deployments/dhis2_connection\" } }]",
        )],
        "",
    ),
    (
        "pull-sib2",
        Error,
        &[(
            "stack.toml",
            "directory = \"deployments/dhis2_ou\"",
            "directory = \"deployments/dhis2_connection\"",
        )],
        "",
    ),
    (
        "mk-prereq",
        Error,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[make.targets.refresh]\nneeds = [\"register-block\", \"deploy\"]\n\n[defaults.deployment]",
        )],
        "",
    ),
];

#[test]
fn pools_parameters_and_folders() {
    hold(POOLS_PARAMETERS_AND_FOLDERS);
}

/// A hand edit of a generated file is told by the file's state, whatever it says.
#[test]
fn hand_edits_of_generated_files() {
    let sandbox = super::project();
    for (file, old, new) in [
        (
            "compose.yml",
            "POSTGRES_PASSWORD: prefect",
            "POSTGRES_PASSWORD: s3cr$et",
        ),
        (
            "deployments/dhis2_ou/prefect.yaml",
            "    entrypoint",
            "\tentrypoint",
        ),
        (
            "Makefile",
            "cd deployments/dhis2_ou ",
            "cd deployments/dhis2_units ",
        ),
        (
            "Makefile",
            "deploy: deploy-dhis2_connection deploy-dhis2_ou",
            "deploy: deploy-dhis2_connection",
        ),
        (
            "Makefile",
            "\tdocker compose down\n",
            "    docker compose down\n",
        ),
        (
            "Makefile",
            "work-pools register-blocks",
            "work-pools register-block",
        ),
        (".env.example", "DHIS2_PASSWORD", "DHIS2_PASSWRD"),
        ("docs/infrastructure.md", "postgres", "postgrs"),
        ("scripts/create_blocks.py", "Dhis2", "Dhis"),
    ] {
        let text = sandbox.read(file);
        assert!(text.contains(old), "{file} has no {old:?}");
        sandbox.write(file, &text.replacen(old, new, 1));
        let output = sandbox.run("check --format json");
        sandbox.write(file, &text);
        let report: serde_json::Value = serde_json::from_str(&output.stdout).expect("it is JSON");
        let files = report["files"].as_array().cloned().unwrap_or_default();
        let states: Vec<_> = files.iter().filter(|it| it["state"] != "same").collect();
        assert_eq!(output.status, 1, "{file}");
        assert_eq!(states.len(), 1, "{file}: {states:?}");
        assert_eq!(
            (&states[0]["path"], &states[0]["state"]),
            (&file.into(), &"edited".into())
        );
        assert_eq!(report["diagnostics"], serde_json::json!([]), "{file}");
    }
}
