//! `docs/infrastructure.md`: the page says what the stack is, and nothing that it is not.

mod support;

use insta::assert_snapshot;
use support::sandbox::{Sandbox, snapshot};

const PAGE: &str = "docs/infrastructure.md";

/// The page of a stack, whose form is sound.
fn page(stack: &str) -> String {
    let page = Sandbox::new().stack(stack).generate().read(PAGE);
    check_form(&page);
    page
}

/// What stands under a heading, up to the next one of its rank or a higher one.
fn section(page: &str, heading: &str) -> String {
    let rank = |line: &str| line.bytes().take_while(|byte| *byte == b'#').count();
    let lines = page.lines().skip_while(|line| *line != heading).skip(1);
    let mut in_fence = false;
    let lines = lines.take_while(|line| {
        in_fence ^= line.starts_with("```");
        *line != "---" && (in_fence || !(1..=rank(heading)).contains(&rank(line)))
    });
    let text: Vec<&str> = lines.collect();
    assert!(!text.is_empty(), "no section {heading} in:\n{page}");
    text.join("\n").trim().to_owned()
}

fn headings(page: &str) -> String {
    let mut in_fence = false;
    let lines = page.lines().filter(|line| {
        in_fence ^= line.starts_with("```");
        !in_fence && line.starts_with('#')
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// One line end at the end, no two empty lines, no blanks at line ends, and as many cells in each row as in its head.
fn check_form(page: &str) {
    assert!(page.ends_with('\n') && !page.ends_with("\n\n"), "{page:?}");
    assert!(!page.contains("\n\n\n") && !page.contains('\r'), "{page}");
    let mut cells = None;
    for line in page.lines() {
        assert_eq!(line, line.trim_end());
        let count = line
            .replace("\\\\", "")
            .replace("\\|", "")
            .matches('|')
            .count();
        match cells {
            _ if !line.starts_with('|') => cells = None,
            None => cells = Some(count),
            Some(head) => assert_eq!(count, head, "{line}"),
        }
    }
}

const SECRETS: &str = r#"
    [credentials.pg]
    type = "postgres"
    user = "prefect"
    password = { value = "hunter2hunter2", secret = true }
    [credentials.files]
    type = "s3"
    access_key = { env = "S3_ONE", default = "onedefault" }
    secret_key = { file = "secrets/two" }
    [credentials.cache]
    type = "redis"
    password = { value = "red!s pass", secret = true }
    [credentials.login]
    type = "basic-auth"
    user = "admin"
    password = { env = "LOGIN", default = "logindefault" }
    [credentials.a-block]
    type = "block"
    class = "a.B"
    values = { url = { env = "BLOCK_URL", default = "blockdefault" } }
    [variables]
    API_TOKEN = { default = "tokendefault", description = "Of the *upstream* API" }
    QUIET = { default = "quietdefault", secret = true }
    REGION = { default = "eu" }
    [env.prefect]
    PREFECT_SERVER_DATABASE_CONNECTION_URL = { credential = "pg", field = "asyncpg_url" }
    [services.db]
    kind = "postgres"
    credential = "pg"
    [services.cache]
    kind = "redis"
    credential = "cache"
    [services.files]
    kind = "minio"
    credential = "files"
    ports = ["127.0.0.1:9900:9000", "9001"]
    [services.server]
    kind = "prefect-server"
    database = "pg"
    redis = "cache"
    auth = "login"
    env = ["prefect"]
    ports = ["${PORT:-4200}:4200"]
    [services.exporter]
    build = { context = "./exporter", dockerfile = "Dockerfile.slim" }
    command = ["serve", "--token", "${EXPORT_TOKEN:-exportdefault}"]
    depends_on = ["db"]
    environment = { TOKEN = "Bearer ${API_TOKEN:-x}", PLAIN = { value = "plainsecret", secret = true }, S3 = "http://files:9000" }
"#;

#[test]
fn a_target_of_the_teams_own_is_not_taken_for_ours() {
    let stack = "[services.api]\nimage = \"api:1\"\n";
    let ours = page(stack);
    assert!(ours.contains("To run services in the background, add `-d`:\n"));
    let own = "[make.targets.start]\nhelp = \"Start\"\nrun = [\"docker compose up --wait\"]\n";
    let theirs = page(&format!("{stack}{own}"));
    assert!(theirs.contains("Without make, services run in the background with:\n"));
    assert!(!theirs.contains("add `-d`"));
}

#[test]
fn the_page_of_this_repository_is_the_one_beside_it() {
    let sandbox = Sandbox::new()
        .file("stack.toml", include_str!("../stack.toml"))
        .generate();
    let page = sandbox.read("generated/docs/infrastructure.md");
    check_form(&page);
    assert_eq!(page, include_str!("../generated/docs/infrastructure.md"));
    assert_snapshot!(headings(&page), @r#"
    # Infrastructure
    ## Quick start
    ## Services
    ### PostgreSQL
    ### RustFS
    ### Prefect Server
    ### Prefect Worker
    ## Volumes
    ## Environment variables
    ### Variables from `.env`
    ## Makefile targets
    ## Deployment workflow
    ### 1. Start the stack
    ### 2. Deploy flows
    ### 3. Verify in the UI
    ### 4. Trigger a manual run
    ### 5. Monitor
    ## Deployment configuration
    ### `prefect.yaml` format
    ### Schedule types in `prefect.yaml`
    ### Updating schedules
    ### Pausing
    "#);
}

#[test]
fn a_server_alone() {
    let page = page(
        r#"
        [services.prefect-server]
        kind = "prefect-server"
        ports = ["8080:4200"]
        "#,
    );
    assert_snapshot!(headings(&page), @r"
    # Infrastructure
    ## Quick start
    ## Services
    ### Prefect Server
    ## Environment variables
    ## Makefile targets
    ");
    assert_snapshot!(section(&page, "## Quick start"), @r#"
    ```bash
    make start          # start all services
    ```

    The Prefect UI is available at `http://localhost:8080`.
    "#);
    assert_snapshot!(section(&page, "### Prefect Server"), @r#"
    | Setting | Value |
    |---|---|
    | Image | `prefecthq/prefect:3-latest` |
    | Port | `8080` to `4200` (UI + API) |

    Runs `prefect server start --host 0.0.0.0`. The server provides the UI, API,
    and orchestration layer.
    "#);
}

const WITHOUT_SERVICES: &str = r#"
    [work_pools.default]
    workers = "elsewhere"
    [defaults.deployment]
    work_pool = "default"
    pull = []
    entrypoint = "load.py:load_all"
    [deployments.nightly]
    schedules = [
      { cron = "30 2 * * *", timezone = "Europe/Oslo" },
      { interval = 5400 },
      { rrule = "FREQ=DAILY;BYHOUR=6", active = false },
    ]
    [deployments.by-hand]
    tags = ["x"]
    [lints]
    missing-entrypoint = "allow"
"#;

#[test]
fn a_stack_without_services() {
    let page = page(WITHOUT_SERVICES);
    assert!(!page.contains("docker compose") && !page.contains("mermaid"));
    assert_snapshot!(section(&page, "## Quick start"), @r#"
    ```bash
    make server                                       # start a server; it keeps this terminal
    make worker                                       # start a worker; it keeps this terminal
    export PREFECT_API_URL=http://localhost:4200/api  # where the server is
    make deploy                                       # register deployments with the Prefect server
    ```

    The Prefect UI is available at `http://localhost:4200`.
    "#);
    assert_snapshot!(section(&page, "### 3. Verify in the UI"), @r#"
    Open `http://localhost:4200` and navigate to the Deployments page. You should
    see:

    - **nightly** -- runs daily at 02:30 (Europe/Oslo), every 90 minutes and on rrule `FREQ=DAILY;BYHOUR=6` (UTC) (paused)
    - **by-hand** -- no schedule, runs when triggered
    "#);
    assert_snapshot!(section(&page, "### `prefect.yaml` format"), @r#"
    This is `prefect.yaml` with one of its two deployments:

    ```yaml
    deployments:
      - name: nightly
        entrypoint: load.py:load_all
        schedules:
          - cron: "30 2 * * *"
            timezone: Europe/Oslo
          - interval: 5400
          - rrule: "FREQ=DAILY;BYHOUR=6"
            active: false
        work_pool:
          name: default
        pull: []
    ```

    **Key fields:**

    | Field | Description |
    |---|---|
    | `pull` | Steps to prepare the execution environment (e.g. set working directory) |
    | `name` | Deployment name (used in `prefect deployment run <flow>/<name>`) |
    | `tags` | Tags of the deployment and its runs; a list |
    | `entrypoint` | `<file>:<function>` pointing to the flow |
    | `schedules` | List of schedule objects (cron, interval, or rrule) |
    | `schedules[].cron` | Cron expression (e.g. `"*/15 * * * *"` for every 15 minutes) |
    | `schedules[].interval` | Seconds between two runs (e.g. `900` for every 15 minutes) |
    | `schedules[].rrule` | Recurrence rule of iCalendar (RFC 5545) |
    | `schedules[].timezone` | Timezone for the schedule (e.g. `"UTC"`, `"Europe/Oslo"`) |
    | `schedules[].active` | Whether it makes runs; default `true` |
    | `work_pool.name` | Which work pool executes the runs |
    "#);
}

#[test]
fn without_a_makefile_the_page_says_what_to_run() {
    let page = page(&format!(
        "{WITHOUT_SERVICES}\n    [outputs]\n    makefile = false\n"
    ));
    assert_snapshot!(section(&page, "### 2. Deploy flows"), @r#"
    ```bash
    export PREFECT_API_URL=http://localhost:4200/api
    uv run prefect --no-prompt deploy --all
    uv run python scripts/sync_schedules.py
    ```

    This registers the deployments from the project's root with the Prefect server.
    Its `prefect.yaml` defines the entrypoint, schedule, and work pool of each
    deployment.
    "#);
    assert!(!page.contains("make "), "{page}");
}

#[test]
fn no_secret_stands_on_the_page() {
    let page = page(SECRETS);
    for secret in [
        "hunter2",
        "red!s",
        "red%21s",
        "onedefault",
        "logindefault",
        "blockdefault",
        "tokendefault",
        "quietdefault",
        "exportdefault",
        "plainsecret",
    ] {
        assert!(!page.contains(secret), "{secret} in:\n{page}");
    }
    assert_snapshot!(section(&page, "### MinIO"), @r#"
    | Setting | Value |
    |---|---|
    | Image | `minio/minio:latest` |
    | Ports | `127.0.0.1:9900` to `9000` (API), `9001` on any free port of the host (console) |
    | Access Key / Secret Key | from `S3_ONE` / from the file `secrets/two` |

    S3-compatible object storage for flow result persistence and artifact storage.
    "#);
    assert_snapshot!(section(&page, "### `exporter`"), @r#"
    | Setting | Value |
    |---|---|
    | Build | `./exporter` by `Dockerfile.slim` |
    | Depends on | PostgreSQL (started) |

    Runs `serve --token ${EXPORT_TOKEN}`.
    "#);
    assert_snapshot!(section(&page, "### Variables from `.env`"), @r#"
    Read from the environment or from `.env`. Copy `.env.example` to `.env` and
    fill it in; what the environment already has wins.

    | Variable | Default | Purpose |
    |---|---|---|
    | `API_TOKEN` | `***` | Of the \*upstream\* API |
    | `QUIET` | `***` |  |
    | `REGION` | `eu` |  |
    | `S3_ONE` | `***` | Read by service `files` |
    | `LOGIN` | `***` | Read by service `server` |
    | `PORT` | `4200` | Read by service `server` |
    | `EXPORT_TOKEN` | `***` | Read by service `exporter` |
    | `BLOCK_URL` | `***` | Read by block `a-block` |
    "#);
}

#[test]
fn the_graph_shows_who_talks_to_whom() {
    let page = page(SECRETS);
    let services = section(&page, "## Services");
    let graph = services.split("### ").next().unwrap_or_default();
    assert_snapshot!(graph, @r#"
    The `compose.yml` defines five services:

    ```mermaid
    graph LR
        n1[("PostgreSQL :5432")]
        n2[("Redis :6379")]
        n3["MinIO :9900"]
        n4["Prefect Server :4200"]
        n5["exporter"]
        n4 -->|"reads/writes"| n1
        n4 -->|"sends messages"| n2
        n5 -->|"reads/writes"| n3
        n5 -->|"depends on"| n1
    ```
    "#);
}

#[test]
fn several_of_a_kind_are_told_apart() {
    let page = page(
        r#"
        [services.end]
        kind = "prefect-server"
        [services.cpu]
        kind = "prefect-worker"
        server = "end"
        work_pool = "cpu"
        [services.gpu]
        kind = "prefect-worker"
        server = "end"
        work_pool = "gpu"
        [work_pools]
        cpu = {}
        gpu = {}
        "#,
    );
    assert!(page.contains("### Prefect Worker (`gpu`)"), "{page}");
    assert!(page.contains("n3[\"Prefect Worker gpu\"]"), "{page}");
}

#[test]
fn nasty_names_stand_for_themselves() {
    let page = page(
        r##"
        [volumes]
        src = { source = "./s|rc", target = "/src", description = "`a|b` <b>*bold*</b>\n| x |" }
        [services.api]
        image = "api:1"
        command = "sh -c 'echo ``` | cat'"
        volumes = ["src:ro"]
        environment = { A = "a|b`c", B = "", C = "line\nbreak" }
        [work_pools."my pool"]
        workers = "elsewhere"
        [deployments.one]
        name = "it's `a|b` *x*"
        directory = "my flows/$x"
        entrypoint = "flow.py:Flows.go_now"
        work_pool = "my pool"
        description = "```"
        pull = []
        schedules = [{ cron = "0 6 * * 1-5", timezone = "America/Port-au-Prince" }]
        [docs]
        title = "# All *of* it"
        [docs.sections]
        "<Who> to ask" = "Us.\r\n\r\n- [wiki](x.md)\r\n"
        [lints]
        missing-entrypoint = "allow"
        missing-mount-source = "allow"
        "##,
    );
    assert_snapshot!(headings(&page), @r#"
    # \# All \*of\* it
    ## Quick start
    ## Services
    ### `api`
    ## Volumes
    ## Environment variables
    ## Makefile targets
    ## Deployment workflow
    ### 1. Start the stack
    ### 2. Deploy flows
    ### 3. Verify in the UI
    ### 4. Trigger a manual run
    ### 5. Monitor
    ## Deployment configuration
    ### `prefect.yaml` format
    ### Schedule types in `prefect.yaml`
    ### Updating schedules
    ### Pausing
    ## \<Who\> to ask
    "#);
    assert_snapshot!(section(&page, "### `api`"), @r#"
    | Setting | Value |
    |---|---|
    | Image | `api:1` |

    Runs ````sh -c 'echo ``` | cat'````.
    "#);
    assert_snapshot!(section(&page, "## Volumes"), @r#"
    One service uses host-mounted volumes, so changes of these files need no new
    images:

    | Host path | Container path | Purpose |
    |---|---|---|
    | `./s\|rc` | `/src` | `a\|b` \<b\>\*bold\*\</b\> \| x \| (read-only) |
    "#);
    assert_snapshot!(section(&page, "### 3. Verify in the UI"), @r#"
    Open the Prefect UI and navigate to the Deployments page. You should see:

    - **it's \`a\|b\` \*x\*** -- runs on weekdays at 06:00 (America/Port-au-Prince)
    "#);
    assert_snapshot!(section(&page, "### 4. Trigger a manual run"), @r#"
    ```bash
    PREFECT_API_URL=http://HOST:4200/api \
      uv run prefect deployment run 'go-now/it'\''s `a|b` *x*'
    ```

    The part before the `/` is the name of the flow: that of its function, with `-`
    for `_`, unless `@flow(name=...)` gives another.
    "#);
    assert_snapshot!(section(&page, "### `prefect.yaml` format").split("**Key").next().unwrap_or_default(), @r#"
    This is `my flows/$x/prefect.yaml`:

    ````yaml
    deployments:
      - name: "it's `a|b` *x*"
        entrypoint: flow.py:Flows.go_now
        work_pool:
          name: my pool
        pull: []
        description: "```"
        schedules:
          - cron: "0 6 * * 1-5"
            timezone: America/Port-au-Prince
    ````
    "#);
    assert_snapshot!(section(&page, r"## \<Who\> to ask"), @r#"
    Us.

    - [wiki](x.md)
    "#);
}

#[test]
fn sections_are_left_out_by_their_names() {
    let page = page(
        r#"
        [docs]
        title = "Our stack"
        intro = "Ask **us**."
        without = ["quick-start", "graph", "makefile", "volumes"]
        [services.db]
        kind = "postgres"
        environment = { POSTGRES_PASSWORD = "pw" }
        [services.cache]
        kind = "redis"
        "#,
    );
    let services = page.split("### PostgreSQL").next().unwrap_or_default();
    assert_snapshot!(services, @r#"
    <!-- Generated by stackgen from stack.toml. Do not edit: change stack.toml, then run `stackgen gen`. -->

    # Our stack

    Ask **us**.

    ---

    ## Services

    The `compose.yml` defines two services.
    "#);
    assert!(!page.contains("## Volumes") && !page.contains("make start"));
}

#[test]
fn a_section_that_there_is_not_is_an_error() {
    let sandbox = Sandbox::new().stack(
        r#"
        [docs]
        without = ["volume"]
        "#,
    );
    assert_snapshot!(snapshot(&sandbox.run("check")), @r#"
    status: 1
    --- stderr
    error[unknown-section]: the docs page has no section `volume`
     --> stack.toml:2:12
      |
    2 | without = ["volume"]
      |            ^^^^^^^^
      |
      = help: a section with a similar name exists: `volumes`
    "#);
}

/// What the page says of folders that services mount.
#[test]
fn files_and_folders_that_are_mounted() {
    let stack = r#"
[services.server]
kind = "prefect-server"
ports = ["4200:4200"]

[services.proxy]
image = "caddy:2"
volumes = ["./proxy/Caddyfile:/etc/caddy/Caddyfile:ro"]
WORKERS
[work_pools.default]

[lints]
missing-mount-source = "allow"
"#;
    let worker = r#"
[services.worker]
kind = "prefect-worker"
server = "server"
work_pool = "default"
volumes = ["./flows:/opt/flows", "./settings.toml:/opt/settings.toml", "/var/run/docker.sock:/var/run/docker.sock"]
"#;
    let alone = stack
        .replace("WORKERS", "")
        .replace("default]", "default]\nworkers = \"elsewhere\"");
    let intro = |page: &str| {
        let section = section(page, "## Volumes");
        section.split("\n\n").next().unwrap_or_default().to_owned()
    };
    // A proxy that reads its settings once has no code that changes.
    assert_snapshot!(intro(&page(&alone)), @r"
    One service uses host-mounted volumes, so changes of these files need no new
    images:
    ");
    let page = page(&stack.replace("WORKERS", worker));
    assert_snapshot!(intro(&page), @r"
    Services use host-mounted volumes, so code changes are immediately available
    without rebuilding containers:
    ");
    let worker = section(&page, "### Prefect Worker");
    assert_snapshot!(worker.rsplit("\n\n").next().unwrap_or_default(), @r"
    Runs `prefect worker start -p default`. The worker polls the server for
    scheduled flow runs and executes them. It has access to `flows/`,
    `settings.toml` and `/var/run/docker.sock`.
    ");
}

/// A flow is called as its file says.
#[test]
fn the_real_name_of_a_flow_stands_in_commands() {
    let stack = r#"
[work_pools.default]
workers = "elsewhere"

[deployments.load]
entrypoint = "flow.py:load_all"
work_pool = "default"
pull = []
schedules = [{ interval = 900 }]
"#;
    for (decorator, name) in [
        ("@flow", "load-all/load"),
        ("@flow(name=\"Load it\")", "'Load it/load'"),
        ("@flow(name=NAME)", "load-all/load"),
        ("@flow(name=\"a\\nb\")", "load-all/load"),
    ] {
        let flow =
            format!("from prefect import flow\n\n\n{decorator}\ndef load_all():\n    pass\n");
        let project = Sandbox::new().stack(stack).file("flow.py", &flow);
        let page = project.generate().read(PAGE);
        for command in ["deployment run", "deployment schedule ls"] {
            let line = format!("{command} {name}\n");
            assert!(page.contains(&line), "{decorator}: {line}{page}");
        }
    }
}
