//! What is valid and looks unusual: `check` says nothing.

use super::Want::Silent;
use super::{Row, hold};

/// Derived values written out, steps of all sorts.
const WRITTEN_BY_HAND: &[Row] = &[
    (
        "url by hand",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"http://prefect-server:4200/api\" }",
        )],
        "",
    ),
    (
        "url by hand /",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"http://prefect-server:4200/api/\" }",
        )],
        "",
    ),
    (
        "url host fqdn",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"https://prefect.corp.example/api\" }",
        )],
        "",
    ),
    (
        "url var",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"${PREFECT_API_URL:-http://prefect-server:4200/api}\" }",
        )],
        "",
    ),
    (
        "url via container_name",
        Silent,
        &[
            (
                "stack.toml",
                "ports = [\"4200:4200\"]",
                "ports = [\"4200:4200\"]\ncontainer_name = \"pf\"",
            ),
            (
                "stack.toml",
                "work_pool = \"default\"\nenv = [\"prefect\"]",
                "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"http://pf:4200/api\" }",
            ),
        ],
        "",
    ),
    (
        "url via hostname",
        Silent,
        &[
            (
                "stack.toml",
                "ports = [\"4200:4200\"]",
                "ports = [\"4200:4200\"]\nhostname = \"pf\"",
            ),
            (
                "stack.toml",
                "work_pool = \"default\"\nenv = [\"prefect\"]",
                "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"http://pf:4200/api\" }",
            ),
        ],
        "",
    ),
    (
        "url via alias",
        Silent,
        &[
            (
                "stack.toml",
                "ports = [\"4200:4200\"]",
                "ports = [\"4200:4200\"]\nnetworks = { default = { aliases = [\"api\"] } }",
            ),
            (
                "stack.toml",
                "work_pool = \"default\"\nenv = [\"prefect\"]",
                "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PREFECT_API_URL = \"http://api:4200/api\" }",
            ),
        ],
        "",
    ),
    (
        "url via link",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nlinks = [\"prefect-server:api\"]\nenvironment = { PREFECT_API_URL = \"http://api:4200/api\" }",
        )],
        "",
    ),
    (
        "url via extra_hosts",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nextra_hosts = [\"api:host-gateway\"]\nenvironment = { PREFECT_API_URL = \"http://api:4200/api\" }",
        )],
        "",
    ),
    (
        "extra_hosts map",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nextra_hosts = { api = \"10.0.0.1\" }",
        )],
        "",
    ),
    (
        "extra_hosts =",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nextra_hosts = [\"api=10.0.0.1\", \"v6:::1\"]",
        )],
        "",
    ),
    (
        "db by hand",
        Silent,
        &[(
            "stack.toml",
            "PREFECT_API_DATABASE_CONNECTION_URL = { credential = \"postgres\", field = \"asyncpg_url\" }",
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:prefect@postgres:5432/prefect\"",
        )],
        "",
    ),
    (
        "db query",
        Silent,
        &[(
            "stack.toml",
            "PREFECT_API_DATABASE_CONNECTION_URL = { credential = \"postgres\", field = \"asyncpg_url\" }",
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://prefect:prefect@postgres:5432/prefect?ssl=disable\"",
        )],
        "",
    ),
    (
        "db sqlite",
        Silent,
        &[
            ("stack.toml", "database = \"postgres\"\n", ""),
            (
                "stack.toml",
                "PREFECT_API_DATABASE_CONNECTION_URL = { credential = \"postgres\", field = \"asyncpg_url\" }",
                "PREFECT_API_DATABASE_CONNECTION_URL = \"sqlite+aiosqlite:////data/prefect.db\"",
            ),
        ],
        "",
    ),
    (
        "db other host",
        Silent,
        &[(
            "stack.toml",
            "PREFECT_API_DATABASE_CONNECTION_URL = { credential = \"postgres\", field = \"asyncpg_url\" }",
            "PREFECT_API_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://u:p@db.example.com:5432/x\"",
        )],
        "",
    ),
    (
        "command by hand worker",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\ncommand = \"prefect worker start -p default\"",
        )],
        "",
    ),
    (
        "command worker list",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\ncommand = [\"prefect\", \"worker\", \"start\", \"--pool\", \"default\", \"--type\", \"process\"]",
        )],
        "",
    ),
    (
        "command worker shell",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\ncommand = [\"sh\", \"-c\", \"pip install -r /opt/prefect/requirements.txt && exec prefect worker start -p default\"]",
        )],
        "",
    ),
    (
        "command worker var",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\ncommand = \"prefect worker start -p ${POOL:-default}\"",
        )],
        "",
    ),
    (
        "command server list",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\ncommand = [\"prefect\", \"server\", \"start\", \"--host\", \"0.0.0.0\", \"--port\", \"4200\"]",
        )],
        "",
    ),
    (
        "command server env host",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\ncommand = \"prefect server start\"\nenvironment = { PREFECT_SERVER_API_HOST = \"0.0.0.0\" }",
        )],
        "",
    ),
    (
        "command shell mult",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ncommand = \"sh -c 'a && b'\"",
        )],
        "",
    ),
    (
        "command empty",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ncommand = []",
        )],
        "",
    ),
    (
        "entrypoint null",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nentrypoint = { null = true }",
        )],
        "",
    ),
    (
        "pull by hand",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"/opt/prefect/deployments/dhis2_ou\" } }]",
        )],
        "",
    ),
    (
        "pull by hand /",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"/opt/prefect/deployments/dhis2_ou/\" } }]",
        )],
        "",
    ),
    (
        "pull single map",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = { \"prefect.deployments.steps.set_working_directory\" = { directory = \"/opt/prefect/deployments/dhis2_ou\" } }",
        )],
        "",
    ),
    (
        "pull env",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { directory = \"{{ $ROOT }}/dhis2_ou\" } }]",
        )],
        "",
    ),
    (
        "pull pip",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.set_working_directory\" = { id = \"x\", directory = \"/opt/prefect/deployments/dhis2_ou\" } }, { \"prefect.deployments.steps.pip_install_requirements\" = { directory = \"{{ x.directory }}\", requirements_file = \"r.txt\", stream_output = false, id = \"p\", requires = \"prefect\" } }]",
        )],
        "",
    ),
    (
        "pull own step",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"team.steps.bring\" = { a = 1 } }]",
        )],
        "",
    ),
    (
        "pull s3",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect_aws.deployments.steps.pull_from_s3\" = { bucket = \"b\", folder = \"f\", credentials = \"{{ prefect.blocks.aws-credentials.x }}\" } }]",
        )],
        "",
    ),
    (
        "pull gcs",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect_gcp.deployments.steps.pull_from_gcs\" = { bucket = \"b\", folder = \"f\" } }]",
        )],
        "",
    ),
    (
        "pull projects legacy",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.projects.steps.git_clone_project\" = { repository = \"https://x/y.git\" } }]",
        )],
        "",
    ),
    (
        "pull remote",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.pull_from_remote_storage\" = { url = \"s3://b/x\", key = \"a\", secret = \"b\" } }]",
        )],
        "",
    ),
    (
        "pull []",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = []",
        )],
        "",
    ),
    (
        "pull false",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = false",
        )],
        "",
    ),
    (
        "git clone root",
        Silent,
        &[
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"",
                "directory = \".\"\nentrypoint = \"deployments/dhis2_ou/flow.py:dhis2_ou_flow\"\npull = [{ \"prefect.deployments.steps.git_clone\" = { repository = \"https://x/y.git\", branch = \"main\" } }]",
            ),
            ("stack.toml", "directory = \"deployments/dhis2_ou\"\n", ""),
        ],
        "",
    ),
    (
        "clone then cd",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = [{ \"prefect.deployments.steps.git_clone\" = { id = \"clone\", repository = \"https://x/y.git\" } }, { \"prefect.deployments.steps.set_working_directory\" = { directory = \"{{ clone.directory }}/deployments/dhis2_ou\" } }]",
        )],
        "",
    ),
    (
        "build docker",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\npull = []\nbuild = [{ \"prefect_docker.deployments.steps.build_docker_image\" = { id = \"build\", image_name = \"x\", tag = \"1\", dockerfile = \"auto\" } }]\npush = [{ \"prefect_docker.deployments.steps.push_docker_image\" = { image_name = \"{{ build.image_name }}\", tag = \"{{ build.tag }}\" } }]",
        )],
        "",
    ),
    (
        "build null",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nbuild = { null = true }",
        )],
        "",
    ),
    (
        "shell step",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nbuild = [{ \"prefect.deployments.steps.run_shell_script\" = { id = \"v\", script = \"git rev-parse HEAD\", stream_output = false, env = { A = \"1\" } } }]",
        )],
        "",
    ),
    (
        "ep ./",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"./flow.py:dhis2_ou_flow\"",
        )],
        "",
    ),
    (
        "ep root",
        Silent,
        &[(
            "stack.toml",
            "directory = \"deployments/dhis2_ou\"\nentrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"deployments/dhis2_ou/flow.py:dhis2_ou_flow\"",
        )],
        "",
    ),
    (
        "ep module",
        Silent,
        &[(
            "stack.toml",
            "directory = \"deployments/dhis2_ou\"\nentrypoint = \"flow.py:dhis2_ou_flow\"",
            "directory = \".\"\nentrypoint = \"deployments.dhis2_ou.flow:dhis2_ou_flow\"",
        )],
        "",
    ),
    (
        "ep dotted",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"flow.dhis2_ou_flow\"",
        )],
        "",
    ),
    (
        "ep placeholder",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"",
            "entrypoint = \"{{ $EP }}\"",
        )],
        "",
    ),
    (
        "pool placeholder",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nwork_pool = { name = \"{{ $POOL }}\" }\npull = []",
        )],
        "",
    ),
    (
        "queue null",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nwork_pool = { name = \"default\", work_queue_name = { null = true }, job_variables = {} }",
        )],
        "",
    ),
    (
        "jobvars ok",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nwork_pool = { name = \"default\", job_variables = { env = { A = \"1\" }, stream_output = true, command = { null = true } } }",
        )],
        "",
    ),
];

#[test]
fn written_by_hand() {
    hold(WRITTEN_BY_HAND);
}

/// Keys of deployments, schedules.
const KEYS_OF_DEPLOYMENTS: &[Row] = &[
    (
        "meta",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\ntags = []\ndescription = { null = true }\nversion = \"1.0\"\nparameters = {}\nenforce_parameter_schema = true\nconcurrency_limit = { limit = 2, collision_strategy = \"CANCEL_NEW\" }\ntriggers = []",
        )],
        "",
    ),
    (
        "version hash",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nbuild = [{ \"prefect.deployments.steps.run_shell_script\" = { id = \"git\", script = \"git rev-parse HEAD\" } }]\nversion = \"{{ git.stdout }}\"",
        )],
        "",
    ),
    (
        "sched many",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 6 * * MON-FRI\", timezone = \"Europe/Oslo\", day_or = false, active = false, slug = \"a\" }, { interval = 3600.5, anchor_date = \"2024-01-01T00:00:00+00:00\", slug = \"b\" }, { rrule = \"FREQ=MONTHLY;BYDAY=-1FR\", slug = \"c\" }]",
        )],
        "",
    ),
    (
        "sched @daily",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"@daily\" }]",
        )],
        "",
    ),
    (
        "sched 6 fields",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 * * * 30\" }]",
        )],
        "",
    ),
    (
        "sched L",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 L * *\" }]",
        )],
        "",
    ),
    (
        "sched #",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 * * mon#2\" }]",
        )],
        "",
    ),
    (
        "sched 7",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 * * 7\" }]",
        )],
        "",
    ),
    (
        "sched iso",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ interval = \"PT15M\" }]",
        )],
        "",
    ),
    (
        "sched active text",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 * * *\", active = \"{{ $ACTIVE }}\" }]",
        )],
        "",
    ),
    (
        "sched active yes",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 * * *\", active = \"yes\" }]",
        )],
        "",
    ),
    (
        "sched placeholder",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"{{ $CRON }}\" }]",
        )],
        "",
    ),
    (
        "sched null",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = { null = true }",
        )],
        "",
    ),
    (
        "sched []",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = []",
        )],
        "",
    ),
    (
        "sched param",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"0 0 * * *\", parameters = { max_level = 4 } }]",
        )],
        "",
    ),
    (
        "schedule old",
        Silent,
        &[(
            "stack.toml",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
            "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedule = { cron = \"0 0 * * *\" }",
        )],
        "",
    ),
];

#[test]
fn keys_of_deployments() {
    hold(KEYS_OF_DEPLOYMENTS);
}

/// Ports and health checks.
const PORTS_AND_CHECKS: &[Row] = &[
    (
        "ports all",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [9000, \"9001\", \"127.0.0.1::9000\", \"8000-8001:9000-9001\", { target = 9000, published = \"8100-8110\", mode = \"host\", protocol = \"tcp\", app_protocol = \"http\", name = \"x\", host_ip = \"127.0.0.1\" }, \"[::1]:9005:9001\", \"${P:-9007}:9001\"]",
        )],
        "",
    ),
    (
        "ports udp",
        Silent,
        &[(
            "stack.toml",
            "[work_pools.default]",
            "[services.dns]\nimage = \"dns:1\"\nports = [\"53:53/udp\", \"53:53/tcp\"]\n\n[work_pools.default]",
        )],
        "",
    ),
    (
        "ports plain",
        Silent,
        &[(
            "stack.toml",
            "[work_pools.default]",
            "[services.web]\nimage = \"nginx:1.27\"\nports = [\"8080:80\", \"8443:443\"]\n\n[work_pools.default]",
        )],
        "",
    ),
    (
        "port server moved",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4300:4200\"]",
        )],
        "",
    ),
    (
        "pg port host",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"15432:5432\"]",
        )],
        "",
    ),
    (
        "hc string",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nhealthcheck = { test = \"curl -f http://localhost:9000/health || exit 1\", interval = \"1m30s\", timeout = \"10s\", retries = 3, start_period = \"40s\", start_interval = \"5s\" }",
        )],
        "",
    ),
    (
        "hc NONE",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nhealthcheck = { test = [\"NONE\"] }",
        )],
        "",
    ),
    (
        "hc disable",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nhealthcheck = { disable = true }",
        )],
        "",
    ),
    (
        "hc pg shell",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nhealthcheck = { test = [\"CMD-SHELL\", \"pg_isready -U $${POSTGRES_USER} -d $${POSTGRES_DB}\"], interval = \"10s\" }",
        )],
        "",
    ),
    (
        "hc pg port",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"5432:5432\"]",
            "ports = [\"5432:5432\"]\nhealthcheck = { test = \"pg_isready -p 5432 -h localhost\" }",
        )],
        "",
    ),
    (
        "hc server ready",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\nhealthcheck = { test = [\"CMD\", \"python\", \"-c\", \"import urllib.request as u; u.urlopen('http://localhost:4200/api/ready')\"] }",
        )],
        "",
    ),
    (
        "hc server health/",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\nhealthcheck = { test = [\"CMD\", \"python\", \"-c\", \"import urllib.request as u; u.urlopen('http://localhost:4200/api/health/')\"] }",
        )],
        "",
    ),
    (
        "hc server health?",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\nhealthcheck = { test = [\"CMD\", \"python\", \"-c\", \"import urllib.request as u; u.urlopen('http://127.0.0.1:4200/api/health?x=1')\"] }",
        )],
        "",
    ),
    (
        "hc prefect cli",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\nhealthcheck = { test = [\"CMD\", \"prefect\", \"version\"] }",
        )],
        "",
    ),
];

#[test]
fn ports_and_checks() {
    hold(PORTS_AND_CHECKS);
}

/// Short and long forms of Compose.
const SHORT_AND_LONG_FORMS: &[Row] = &[
    (
        "env list",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nenvironment = [\"A=1\", \"B\", \"C=x y\"]",
        )],
        "",
    ),
    (
        "env types",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nenvironment = { A = 1, B = 1.5, C = true, D = { null = true }, E = \"\" }",
        )],
        "",
    ),
    (
        "env_file opt",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nenv_file = [{ path = \".env.local\", required = false, format = \"raw\" }]",
        )],
        "",
    ),
    (
        "env_file .env ignored",
        Silent,
        &[
            (".gitignore", "", ".env\n.env.*\n"),
            (
                "stack.toml",
                "ports = [\"9000:9000\", \"9001:9001\"]",
                "ports = [\"9000:9000\", \"9001:9001\"]\nenv_file = \".env\"",
            ),
        ],
        "",
    ),
    (
        "labels",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nlabels = [\"a=b\", \"c\"]\nannotations = { x = \"1\" }",
        )],
        "",
    ),
    (
        "deploy",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ndeploy = { mode = \"replicated\", replicas = 1, resources = { limits = { cpus = \"0.5\", memory = \"512M\", pids = 100 }, reservations = { devices = [{ capabilities = [\"gpu\"], count = \"all\", driver = \"nvidia\" }] } }, restart_policy = { condition = \"on-failure\", delay = \"5s\", max_attempts = 3, window = \"120s\" } }",
        )],
        "",
    ),
    (
        "logging",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nlogging = { driver = \"json-file\", options = { max-size = \"10m\", max-file = 3 } }",
        )],
        "",
    ),
    (
        "logging plugin",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nlogging = { driver = \"grafana/loki-docker-driver:latest\" }",
        )],
        "",
    ),
    (
        "logging fluent-bit",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nlogging = { driver = \"fluentbit\" }",
        )],
        "",
    ),
    (
        "ulimits",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nulimits = { nproc = 65535, nofile = { soft = 20000, hard = 40000 } }",
        )],
        "",
    ),
    (
        "caps",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ncap_add = [\"CAP_NET_ADMIN\", \"sys_time\", \"ALL\"]\ncap_drop = [\"ALL\"]\nsecurity_opt = [\"no-new-privileges:true\"]\nprivileged = false\nread_only = false\ninit = true\ntty = true\nstdin_open = true\nstop_signal = \"SIGINT\"\nstop_grace_period = \"1m\"\nplatform = \"linux/arm64/v8\"\npull_policy = \"daily\"\nuser = \"1000:1000\"\nworking_dir = \"/x\"\nshm_size = \"64m\"\nmem_limit = \"1g\"\ncpus = 0.5",
        )],
        "",
    ),
    (
        "signals",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nstop_signal = \"SIGRTMIN+3\"",
        )],
        "",
    ),
    (
        "signal num",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nstop_signal = \"15\"",
        )],
        "",
    ),
    (
        "platforms",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nplatform = \"linux/amd64\"",
        )],
        "",
    ),
    (
        "platform win",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nplatform = \"windows/amd64\"",
        )],
        "",
    ),
    (
        "tmpfs",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ntmpfs = [\"/tmp:size=64m,mode=1777\", \"/run\"]",
        )],
        "",
    ),
];

#[test]
fn short_and_long_forms() {
    hold(SHORT_AND_LONG_FORMS);
}

/// Volumes, networks, secrets, configs, extends, newer keys.
const RESOURCES: &[Row] = &[
    (
        "volumes forms",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [\"./flows:/a:ro\", \"named:/b\", \"/var/run/docker.sock:/var/run/docker.sock\", \"~/data:/c\", \"/anon\", { type = \"volume\", source = \"named\", target = \"/d\", volume = { nocopy = true, subpath = \"x\" } }, { type = \"tmpfs\", target = \"/e\", tmpfs = { size = \"10m\" } }, { type = \"bind\", source = \"./src\", target = \"/f\", bind = { create_host_path = false, selinux = \"z\" } }, \"${DATA:-./flows}:/g\", \"flows:/h:ro,z\"]\n\n[volumes.named]",
        )],
        "",
    ),
    (
        "volume windows",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = ['C:\\data:/x:ro']",
        )],
        "",
    ),
    (
        "volume win long",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [{ type = 'bind', source = 'C:\\data', target = 'C:\\x' }]",
        )],
        "",
    ),
    (
        "volume ext",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nvolumes = [\"ext:/x\"]\n\n[volumes.ext]\nexternal = true\nname = \"other\"",
        )],
        "",
    ),
    (
        "volume var target",
        Silent,
        &[(
            "stack.toml",
            "target = \"/opt/prefect/flows\"",
            "target = \"${FLOWS:-/opt/prefect/flows}\"",
        )],
        "",
    ),
    (
        "networks",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nnetworks = { default = {}, back = { ipv4_address = \"172.16.238.10\", aliases = [\"s3\"], priority = 10, gw_priority = 1, interface_name = \"eth1\" } }\n\n[networks.back]\nipam = { driver = \"default\", config = [{ subnet = \"172.16.238.0/24\", gateway = \"172.16.238.1\" }] }\nattachable = true\nenable_ipv6 = false",
        )],
        "",
    ),
    (
        "net default named",
        Silent,
        &[(
            "stack.toml",
            "[work_pools.default]",
            "[networks.default]\nname = \"shared\"\nexternal = true\n\n[work_pools.default]",
        )],
        "",
    ),
    (
        "secrets",
        Silent,
        &[
            ("pw.txt", "", "x"),
            (
                "stack.toml",
                "ports = [\"9000:9000\", \"9001:9001\"]",
                "ports = [\"9000:9000\", \"9001:9001\"]\nsecrets = [\"a\", { source = \"b\", target = \"/run/x\", uid = \"103\", mode = 0o440 }]\n\n[secrets.a]\nfile = \"./pw.txt\"\n[secrets.b]\nenvironment = \"B\"",
            ),
        ],
        "",
    ),
    (
        "secrets ext",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nsecrets = [\"a\"]\n\n[secrets.a]\nexternal = true",
        )],
        "",
    ),
    (
        "configs",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nconfigs = [\"a\", { source = \"b\", target = \"/x\" }]\n\n[configs.a]\ncontent = \"x=${A:-1}\"\n[configs.b]\nexternal = true",
        )],
        "",
    ),
    (
        "depends long",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\ndepends_on = { postgres = { condition = \"service_healthy\", restart = true, required = false } }",
        )],
        "",
    ),
    (
        "depends started",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\ndepends_on = { rustfs = { condition = \"service_started\" } }",
        )],
        "",
    ),
    (
        "extends",
        Silent,
        &[
            ("common.yml", "", "services:\n  base:\n    image: x\n"),
            (
                "stack.toml",
                "ports = [\"9000:9000\", \"9001:9001\"]",
                "ports = [\"9000:9000\", \"9001:9001\"]\nextends = { service = \"base\", file = \"common.yml\" }",
            ),
        ],
        "",
    ),
    (
        "extends local",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nextends = { service = \"postgres\" }",
        )],
        "",
    ),
    (
        "include",
        Silent,
        &[
            ("m.yml", "", "services: {}\n"),
            (
                "stack.toml",
                "[work_pools.default]",
                "[compose]\ninclude = [\"m.yml\", { path = [\"m.yml\"], project_directory = \".\" }]\nx-a = { b = 1 }\n\n[work_pools.default]",
            ),
        ],
        "",
    ),
    (
        "models",
        Silent,
        &[(
            "stack.toml",
            "[work_pools.default]",
            "[models.llm]\nmodel = \"ai/smollm2\"\n\n[services.app]\nimage = \"app:1\"\nmodels = { llm = { endpoint_var = \"URL\" } }\n\n[work_pools.default]",
        )],
        "",
    ),
    (
        "provider",
        Silent,
        &[(
            "stack.toml",
            "[work_pools.default]",
            "[services.db]\nprovider = { type = \"awesomecloud\", options = { type = \"mysql\" } }\n\n[work_pools.default]",
        )],
        "",
    ),
    (
        "hooks",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\npost_start = [{ command = [\"./x.sh\"], user = \"root\" }]\npre_stop = [{ command = \"./y.sh\" }]\ndevelop = { watch = [{ path = \"./src\", action = \"sync\", target = \"/x\", ignore = [\"node_modules/\"] }] }\ngpus = \"all\"\nlabel_file = \"./l\"\nuse_api_socket = true",
        )],
        "",
    ),
    (
        "profiles",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nprofiles = [\"s3\"]",
        )],
        "",
    ),
];

#[test]
fn resources() {
    hold(RESOURCES);
}

/// Builds, images, paths, pools elsewhere.
const IMAGES_AND_PATHS: &[Row] = &[
    (
        "build",
        Silent,
        &[
            ("Dockerfile", "", "FROM x\n"),
            (
                "stack.toml",
                "kind = \"prefect-worker\"\nimage = \"prefecthq/prefect:3-python3.13\"",
                "kind = \"prefect-worker\"\nbuild = { context = \".\", dockerfile = \"Dockerfile\", args = { A = \"1\" }, target = \"x\", cache_from = [\"a\"], platforms = [\"linux/amd64\"] }",
            ),
        ],
        "",
    ),
    (
        "build inline",
        Silent,
        &[(
            "stack.toml",
            "kind = \"prefect-worker\"\nimage = \"prefecthq/prefect:3-python3.13\"",
            "kind = \"prefect-worker\"\nbuild = { context = \".\", dockerfile_inline = \"FROM x\" }",
        )],
        "",
    ),
    (
        "build git",
        Silent,
        &[(
            "stack.toml",
            "kind = \"prefect-worker\"\nimage = \"prefecthq/prefect:3-python3.13\"",
            "kind = \"prefect-worker\"\nbuild = \"https://github.com/x/y.git#main:docker\"",
        )],
        "",
    ),
    (
        "build git dockerfile",
        Silent,
        &[(
            "stack.toml",
            "kind = \"prefect-worker\"\nimage = \"prefecthq/prefect:3-python3.13\"",
            "kind = \"prefect-worker\"\nbuild = { context = \"git@github.com:x/y.git\", dockerfile = \"D\" }",
        )],
        "",
    ),
    (
        "image var",
        Silent,
        &[(
            "stack.toml",
            "image = \"postgres:17-alpine\"",
            "image = \"${REG:-docker.io}/postgres:${TAG:-17}\"",
        )],
        "",
    ),
    (
        "image digest",
        Silent,
        &[(
            "stack.toml",
            "image = \"postgres:17-alpine\"",
            "image = \"ghcr.io/x/postgres:17@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
        )],
        "",
    ),
    (
        "restart var",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"9000:9000\", \"9001:9001\"]",
            "ports = [\"9000:9000\", \"9001:9001\"]\nrestart = \"${R:-always}\"",
        )],
        "",
    ),
    (
        "scale var",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nscale = \"${N:-2}\"",
        )],
        "",
    ),
    (
        "replicas worker",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\ndeploy = { replicas = 3 }",
        )],
        "",
    ),
    (
        "pythonpath several",
        Silent,
        &[(
            "stack.toml",
            "PYTHONPATH = \"/opt/prefect/src\"",
            "PYTHONPATH = \"/opt/prefect/flows:/opt/prefect/src/\"",
        )],
        "",
    ),
    (
        "pythonpath image",
        Silent,
        &[(
            "stack.toml",
            "PYTHONPATH = \"/opt/prefect/src\"",
            "PYTHONPATH = \"/opt/prefect/src:/usr/local/lib/x\"",
        )],
        "",
    ),
    (
        "pythonpath own on worker",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { PYTHONPATH = \"/opt/prefect/src\" }",
        )],
        "",
    ),
    (
        "mount root",
        Silent,
        &[(
            "stack.toml",
            "volumes = [\"flows\", \"src\", \"deployments\"]\n\n[work_pools",
            "volumes = [\".:/opt/prefect\"]\n\n[work_pools",
        )],
        "",
    ),
    (
        "mount root app",
        Silent,
        &[(
            "stack.toml",
            "volumes = [\"flows\", \"src\", \"deployments\"]\n\n[work_pools",
            "volumes = [\".:/app\"]\nenvironment = { PYTHONPATH = \"/app/src\" }\n\n[work_pools",
        )],
        "",
    ),
    (
        "import src.",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "from prefect_examples.dhis2",
                "from src.prefect_examples.dhis2",
            ),
            (
                "stack.toml",
                "PYTHONPATH = \"/opt/prefect/src\"",
                "PYTHONPATH = \"/opt/prefect\"",
            ),
            (
                "deployments/dhis2_connection/flow.py",
                "",
                "from prefect import flow\n@flow\ndef dhis2_connection_flow(): ...\n",
            ),
        ],
        "",
    ),
    (
        "pip in worker",
        Silent,
        &[
            ("stack.toml", "PYTHONPATH = \"/opt/prefect/src\"\n", ""),
            (
                "stack.toml",
                "work_pool = \"default\"\nenv = [\"prefect\"]",
                "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { EXTRA_PIP_PACKAGES = \"/opt/prefect\" }",
            ),
        ],
        "",
    ),
    (
        "own image",
        Silent,
        &[
            ("stack.toml", "PYTHONPATH = \"/opt/prefect/src\"\n", ""),
            (
                "stack.toml",
                "kind = \"prefect-worker\"\nimage = \"prefecthq/prefect:3-python3.13\"",
                "kind = \"prefect-worker\"\nimage = \"team/worker:1\"",
            ),
        ],
        "",
    ),
    (
        "pkg required",
        Silent,
        &[
            ("stack.toml", "PYTHONPATH = \"/opt/prefect/src\"\n", ""),
            (
                "pyproject.toml",
                "",
                "[project]\nname = \"prefect-examples\"\n",
            ),
        ],
        "",
    ),
    (
        "worker elsewhere",
        Silent,
        &[
            (
                "stack.toml",
                "[work_pools.default]\ntype = \"process\"",
                "[work_pools.default]\ntype = \"process\"\n\n[work_pools.far]\nworkers = \"elsewhere\"",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nwork_pool = \"far\"\npull = []",
            ),
        ],
        "",
    ),
    (
        "k8s pool",
        Silent,
        &[
            (
                "stack.toml",
                "[work_pools.default]\ntype = \"process\"",
                "[work_pools.default]\ntype = \"process\"\n\n[work_pools.far]\ntype = \"kubernetes\"\nworkers = \"elsewhere\"",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nwork_pool = { name = \"far\", job_variables = { image = \"x\", namespace = \"y\" } }\npull = []",
            ),
        ],
        "",
    ),
    (
        "server url table",
        Silent,
        &[(
            "stack.toml",
            "server = \"prefect-server\"",
            "server = { url = \"https://proxy.example.com/api\" }",
        )],
        "",
    ),
    (
        "redis msg",
        Silent,
        &[
            (
                "stack.toml",
                "ports = [\"4200:4200\"]",
                "ports = [\"4200:4200\"]\nredis = \"cache\"",
            ),
            (
                "stack.toml",
                "[services.prefect-worker]",
                "[services.cache]\nkind = \"redis\"\n\n[services.server2]\nkind = \"prefect-server\"\ndatabase = \"postgres\"\nredis = \"cache\"\nports = [\"4201:4200\"]\n\n[services.prefect-worker]",
            ),
        ],
        "",
    ),
];

#[test]
fn images_and_paths() {
    hold(IMAGES_AND_PATHS);
}

/// Settings, targets, outputs.
const TABLES: &[Row] = &[
    (
        "extra settings",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\nenvironment = { PREFECT_UI_API_URL = \"http://localhost:4200/api\", PREFECT_LOGGING_LEVEL = \"debug\", PREFECT_SERVER_API_HOST = \"0.0.0.0\", PREFECT_API_URL = \"http://127.0.0.1:4200/api\", PREFECT_MESSAGING_BROKER = \"prefect_redis.messaging\" }",
        )],
        "",
    ),
    (
        "make",
        Silent,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[make]\nbefore = \"X := 1\"\n[make.targets.lint]\nhelp = \"Lint\"\nrun = [\"ruff check .\"]\n[make.targets.refresh]\nneeds = [\"register-blocks\", \"deploy\"]\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "outputs",
        Silent,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[outputs]\nmakefile = false\ndocs = false\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "kinds",
        Silent,
        &[
            (
                "stack.toml",
                "kind = \"rustfs\"",
                "kind = [\"rustfs\", \"base\"]",
            ),
            (
                "stack.toml",
                "[defaults.deployment]",
                "[kinds.base]\nlogging = { driver = \"local\" }\n[defaults.service]\ninit = true\n\n[defaults.deployment]",
            ),
        ],
        "",
    ),
    (
        "without",
        Silent,
        &[(
            "stack.toml",
            "ports = [\"4200:4200\"]",
            "ports = [\"4200:4200\"]\nwithout = [\"healthcheck\"]",
        )],
        "",
    ),
    (
        "variables",
        Silent,
        &[(
            "stack.toml",
            "[defaults.deployment]",
            "[variables.X]\ndescription = \"x\"\nrequired = true\nsecret = true\n\n[defaults.deployment]",
        )],
        "",
    ),
    (
        "ignored override",
        Silent,
        &[
            (".gitignore", "", "*.override.yml\n"),
            ("compose.override.yml", "", "services: {}\n"),
        ],
        "",
    ),
    (
        "anon domain",
        Silent,
        &[(
            "stack.toml",
            "work_pool = \"default\"\nenv = [\"prefect\"]",
            "work_pool = \"default\"\nenv = [\"prefect\"]\nenvironment = { WEBHOOK = \"https://hooks.example.com/x\", S3_PUBLIC_URL = \"http://localhost:9000\" }",
        )],
        "",
    ),
];

#[test]
fn tables() {
    hold(TABLES);
}

/// Flows of all shapes.
const FLOWS: &[Row] = &[
    (
        "f async",
        Silent,
        &[(
            "deployments/dhis2_ou/flow.py",
            "",
            "from prefect import flow, task\n\n@flow\nasync def dhis2_ou_flow(): ...\n",
        )],
        "",
    ),
    (
        "f alias",
        Silent,
        &[(
            "deployments/dhis2_ou/flow.py",
            "",
            "from prefect import flow, task\n\n@flow(name=\"x\", retries=2, task_runner=None)\ndef inner(): ...\ndhis2_ou_flow = inner\n",
        )],
        "",
    ),
    (
        "f with_options",
        Silent,
        &[(
            "deployments/dhis2_ou/flow.py",
            "",
            "from prefect import flow, task\n\n@flow\ndef inner(): ...\ndhis2_ou_flow = inner.with_options(name=\"z\")\n",
        )],
        "",
    ),
    (
        "f call",
        Silent,
        &[(
            "deployments/dhis2_ou/flow.py",
            "",
            "from prefect import flow, task\n\ndef inner(): ...\ndhis2_ou_flow = flow(inner)\n",
        )],
        "",
    ),
    (
        "f decorated twice",
        Silent,
        &[(
            "deployments/dhis2_ou/flow.py",
            "",
            "from prefect import flow, task\n\nimport functools\ndef deco(f):\n    return f\n@deco\n@flow\ndef dhis2_ou_flow(x): ...\n",
        )],
        "",
    ),
    (
        "f import as",
        Silent,
        &[(
            "deployments/dhis2_ou/flow.py",
            "",
            "from prefect import flow, task\nfrom prefect import flow as f\n\n@f\ndef dhis2_ou_flow(): ...\n",
        )],
        "",
    ),
    (
        "f prefect.flow",
        Silent,
        &[(
            "deployments/dhis2_ou/flow.py",
            "",
            "from prefect import flow, task\nimport prefect\n\n@prefect.flow\ndef dhis2_ou_flow(): ...\n",
        )],
        "",
    ),
    (
        "f reexport",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "",
                "from prefect import flow, task\n\nfrom helper import dhis2_ou_flow\n",
            ),
            (
                "deployments/dhis2_ou/helper.py",
                "",
                "from prefect import flow\n@flow\ndef dhis2_ou_flow(): ...\n",
            ),
        ],
        "",
    ),
    (
        "f relative",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "",
                "from prefect import flow, task\n\nfrom .helper import x\n@flow\ndef dhis2_ou_flow(): ...\n",
            ),
            ("deployments/dhis2_ou/helper.py", "", "x=1\n"),
        ],
        "",
    ),
    (
        "f relative pkg",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "",
                "from prefect import flow, task\n\nfrom .pk.helper import x\n@flow\ndef dhis2_ou_flow(): ...\n",
            ),
            ("deployments/dhis2_ou/pk/helper.py", "", "x=1\n"),
        ],
        "",
    ),
    (
        "f try import",
        Silent,
        &[(
            "deployments/dhis2_ou/flow.py",
            "",
            "from prefect import flow, task\n\ntry:\n    import nope_pkg\nexcept ImportError:\n    nope_pkg=None\n@flow\ndef dhis2_ou_flow(): ...\n",
        )],
        "",
    ),
    (
        "f type checking",
        Silent,
        &[(
            "deployments/dhis2_ou/flow.py",
            "",
            "from prefect import flow, task\n\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from prefect_example import x\n@flow\ndef dhis2_ou_flow(): ...\n",
        )],
        "",
    ),
    (
        "f installed",
        Silent,
        &[(
            "deployments/dhis2_ou/flow.py",
            "",
            "from prefect import flow, task\n\nimport pandas as pd, numpy as np, mycorp_lib, requests\n@flow\ndef dhis2_ou_flow(): ...\n",
        )],
        "",
    ),
    (
        "f lib uses optional",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "",
                "from prefect import flow, task\n\n@flow\ndef dhis2_ou_flow(): ...\n",
            ),
            (
                "src/prefect_examples/dhis2.py",
                "import json\n",
                "import json\ntry:\n    from prefect_examples import fast\nexcept ImportError: fast=None\n",
            ),
        ],
        "",
    ),
    (
        "f lib lazily",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "",
                "from prefect import flow, task\n\nfrom prefect_examples.dhis2 import from_environment\n@flow\ndef dhis2_ou_flow(): ...\n",
            ),
            (
                "src/prefect_examples/dhis2.py",
                "    return Server(",
                "    from prefect_examples import fast\n    return Server(",
            ),
        ],
        "",
    ),
    (
        "f lib relative",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "",
                "from prefect import flow, task\n\nfrom prefect_examples.dhis2 import from_environment\n@flow\ndef dhis2_ou_flow(): ...\n",
            ),
            (
                "src/prefect_examples/dhis2.py",
                "import json\n",
                "import json\nfrom . import util\nfrom .util import y\nfrom .sub.deep import z\nfrom .sub import deep\n",
            ),
            ("src/prefect_examples/util.py", "", "y=1\n"),
            ("src/prefect_examples/sub/__init__.py", "", ""),
            (
                "src/prefect_examples/sub/deep.py",
                "",
                "from ..util import y\nfrom . import __name__ as n\nz=1\n",
            ),
        ],
        "",
    ),
    (
        "f lib getattr",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "",
                "from prefect import flow, task\n\nfrom prefect_examples.lazy import whatever\n@flow\ndef dhis2_ou_flow(): ...\n",
            ),
            (
                "src/prefect_examples/lazy.py",
                "",
                "def __getattr__(n): return 1\n",
            ),
        ],
        "",
    ),
    (
        "f init reexport",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "",
                "from prefect import flow, task\n\nfrom prefect_examples import anything\n@flow\ndef dhis2_ou_flow(): ...\n",
            ),
            (
                "src/prefect_examples/__init__.py",
                "",
                "from .dhis2 import *\nfrom .dhis2 import from_environment as anything\n",
            ),
        ],
        "",
    ),
    (
        "f star",
        Silent,
        &[(
            "deployments/dhis2_ou/flow.py",
            "",
            "from prefect import flow, task\n\nfrom prefect_examples.dhis2 import *\n@flow\ndef dhis2_ou_flow(): ...\n",
        )],
        "",
    ),
    (
        "f syspath",
        Silent,
        &[(
            "deployments/dhis2_ou/flow.py",
            "",
            "from prefect import flow, task\n\nimport sys\nsys.path.insert(0, \"/x\")\nfrom prefect_example import y\n@flow\ndef dhis2_ou_flow(): ...\n",
        )],
        "",
    ),
    (
        "p int for float",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "",
                "from prefect import flow, task\n\n@flow\ndef dhis2_ou_flow(x: float): ...\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { x = 1 }",
            ),
        ],
        "",
    ),
    (
        "p date",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "",
                "from prefect import flow, task\n\nfrom datetime import date, datetime, timedelta\n@flow\ndef dhis2_ou_flow(x: date, y: datetime, z: timedelta): ...\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { x = \"2024-01-01\", y = \"2024-01-01T00:00:00Z\", z = 60 }",
            ),
        ],
        "",
    ),
    (
        "p optional null",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "",
                "from prefect import flow, task\n\nfrom typing import Optional, Union, Literal, Any, List, Dict\n@flow\ndef dhis2_ou_flow(a: Optional[int], b: Union[int, str], c: Literal[\"x\"] = \"x\", d: Any = None, e: List[str] = [], g: Dict[str, Any] = {}): ...\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { a = { null = true }, b = \"q\", c = \"x\", d = [1], e = [\"a\"], g = { k = { z = 1 } } }",
            ),
        ],
        "",
    ),
    (
        "p enum",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "",
                "from prefect import flow, task\n\nfrom enum import Enum\nclass C(Enum):\n    A = \"a\"\n@flow\ndef dhis2_ou_flow(c: C = C.A): ...\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { c = \"a\" }",
            ),
        ],
        "",
    ),
    (
        "p pydantic",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "",
                "from prefect import flow, task\n\nfrom pydantic import BaseModel\nclass M(BaseModel):\n    n: int\n@flow\ndef dhis2_ou_flow(m: M): ...\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { m = { n = 1 } }",
            ),
        ],
        "",
    ),
    (
        "p placeholder",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "",
                "from prefect import flow, task\n\n@flow\ndef dhis2_ou_flow(x: int): ...\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { x = \"{{ $X }}\" }",
            ),
        ],
        "",
    ),
    (
        "p tuple set path",
        Silent,
        &[
            (
                "deployments/dhis2_ou/flow.py",
                "",
                "from prefect import flow, task\n\nfrom pathlib import Path\nfrom uuid import UUID\nfrom decimal import Decimal\n@flow\ndef dhis2_ou_flow(a: tuple[int, ...], b: set[str], c: Path, d: Decimal): ...\n",
            ),
            (
                "stack.toml",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]",
                "entrypoint = \"flow.py:dhis2_ou_flow\"\nschedules = [{ cron = \"*/15 * * * *\" }]\nparameters = { a = [1, 2], b = [\"x\"], c = \"/x\", d = \"1.5\" }",
            ),
        ],
        "",
    ),
    (
        "py314",
        Silent,
        &[(
            "deployments/dhis2_ou/flow.py",
            "",
            "from prefect import flow, task\n\n@flow\ndef dhis2_ou_flow():\n    match 1:\n        case int(): pass\n    type X = int\n    def g[T](x: T) -> T: return x\n    return f\"{\"a\"}\"\n",
        )],
        "",
    ),
    (
        "bom crlf",
        Silent,
        &[(
            "deployments/dhis2_ou/flow.py",
            "",
            "from prefect import flow, task\n\n@flow\r\ndef dhis2_ou_flow(): ...\r\n",
        )],
        "",
    ),
];

#[test]
fn flows() {
    hold(FLOWS);
}
