//! Names that Prefect itself has, and those that it had before version 3.
//!
//! In: a module of Prefect and a name that is taken out of it. Out: what that was meant to be, or what took its place. Only
//! a name that is nearly one of those below is called misspelled: which others a version has is not known here. Held against
//! the real package by `tests/flows.rs`.

/// Modules, and what flows take out of them.
const NAMES: &[(&str, &str)] = &[
    (
        "prefect",
        "Flow State Task Transaction allow_failure apause_flow_run aresume_flow_run aserve asuspend_flow_run deploy flow
         get_client get_run_logger pause_flow_run resume_flow_run serve suspend_flow_run tags task unmapped",
    ),
    (
        "prefect.artifacts",
        "Artifact create_image_artifact create_link_artifact create_markdown_artifact create_progress_artifact
         create_table_artifact update_progress_artifact acreate_image_artifact acreate_link_artifact
         acreate_markdown_artifact acreate_progress_artifact acreate_table_artifact aupdate_progress_artifact",
    ),
    ("prefect.assets", "Asset AssetProperties add_asset_metadata materialize"),
    ("prefect.blocks.core", "Block"),
    (
        "prefect.blocks.notifications",
        "CustomWebhookNotificationBlock DiscordWebhook MattermostWebhook MicrosoftTeamsWebhook NotificationBlock
         OpsgenieWebhook PagerDutyWebHook SendgridEmail SlackWebhook TwilioSMS",
    ),
    ("prefect.blocks.system", "Secret"),
    (
        "prefect.cache_policies",
        "CachePolicy DEFAULT FLOW_PARAMETERS INPUTS NO_CACHE RUN_ID TASK_SOURCE",
    ),
    ("prefect.client.orchestration", "PrefectClient SyncPrefectClient get_client"),
    ("prefect.concurrency.asyncio", "concurrency rate_limit"),
    ("prefect.concurrency.sync", "concurrency rate_limit"),
    (
        "prefect.context",
        "FlowRunContext TaskRunContext get_run_context get_settings_context tags",
    ),
    ("prefect.deployments", "arun_deployment deploy run_deployment"),
    ("prefect.docker", "DockerImage"),
    (
        "prefect.events",
        "DeploymentEventTrigger DeploymentCompoundTrigger DeploymentSequenceTrigger Event EventTrigger emit_event",
    ),
    ("prefect.exceptions", "MissingContextError ObjectNotFound PrefectException"),
    ("prefect.filesystems", "LocalFileSystem RemoteFileSystem SMB"),
    ("prefect.flows", "Flow flow serve load_flow_from_entrypoint"),
    (
        "prefect.futures",
        "PrefectFuture PrefectFutureList as_completed wait",
    ),
    ("prefect.input", "RunInput receive_input send_input"),
    ("prefect.logging", "disable_run_logger get_logger get_run_logger"),
    ("prefect.runtime", "deployment flow_run task_run"),
    ("prefect.schedules", "Cron Interval RRule Schedule"),
    (
        "prefect.states",
        "AwaitingRetry Cancelled Cancelling Completed Crashed Failed Late Paused Pending Retrying Running Scheduled State
         Suspended",
    ),
    (
        "prefect.task_runners",
        "ConcurrentTaskRunner PrefectTaskRunner ProcessPoolTaskRunner TaskRunner ThreadPoolTaskRunner",
    ),
    ("prefect.tasks", "Task exponential_backoff task task_input_hash"),
    ("prefect.transactions", "IsolationLevel Transaction get_transaction transaction"),
    ("prefect.utilities.annotations", "Quote allow_failure freeze quote unmapped"),
    ("prefect.variables", "Variable"),
];

/// The modules right below `prefect`.
const MODULES: &str = "agent artifacts assets automations blocks cache_policies cli client concurrency context deployments \
    docker engine events exceptions filesystems flow_engine flow_runs flows futures infrastructure input locking logging main \
    plugins results runner runtime schedules serializers server settings states task_engine task_runners task_runs task_worker \
    tasks telemetry testing transactions types utilities variables workers";

/// What Prefect 1 and 2 had, a name or a whole module, and what does its work now.
const GONE: &[(&str, &str)] = &[
    ("prefect.Parameter", "a parameter of the flow's function"),
    ("prefect.case", "Python's own `if`"),
    ("prefect.mapped", "`task.map(…)`"),
    ("prefect.agent.PrefectAgent", "a worker"),
    (
        "prefect.blocks.system.DateTime",
        "`prefect.variables.Variable`",
    ),
    ("prefect.blocks.system.JSON", "`prefect.variables.Variable`"),
    (
        "prefect.blocks.system.String",
        "`prefect.variables.Variable`",
    ),
    (
        "prefect.deployments.Deployment",
        "a table of `[deployments]`",
    ),
    ("prefect.executors", "`prefect.task_runners`"),
    (
        "prefect.filesystems.Azure",
        "`prefect_azure.AzureBlobStorageContainer`",
    ),
    ("prefect.filesystems.GCS", "`prefect_gcp.GcsBucket`"),
    (
        "prefect.filesystems.GitHub",
        "`prefect_github.GitHubRepository`",
    ),
    ("prefect.filesystems.S3", "`prefect_aws.S3Bucket`"),
    (
        "prefect.infrastructure.DockerContainer",
        "a work pool of type docker",
    ),
    (
        "prefect.infrastructure.KubernetesJob",
        "a work pool of type kubernetes",
    ),
    (
        "prefect.infrastructure.Process",
        "a work pool of type process",
    ),
    (
        "prefect.orion",
        "`prefect.server`, or `prefect.client.schemas`",
    ),
    ("prefect.packaging", "`build` and `push` steps"),
    ("prefect.run_configs", "a work pool and its job variables"),
    ("prefect.storage", "`pull` steps"),
    (
        "prefect.task_runners.SequentialTaskRunner",
        "`ThreadPoolTaskRunner(max_workers=1)`",
    ),
];

/// What is wrong with a name of Prefect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is nearly called so.
    Misspelled(&'static str),
    /// It is gone since version 3; what took its place.
    Gone(&'static str),
}

/// Judges a module of Prefect: `prefect.task_runers`.
pub fn judge_module(module: &str) -> Option<Wrong> {
    if let Some(gone) = gone(module) {
        return Some(gone);
    }
    let below = module.strip_prefix("prefect.")?;
    let first = below.split('.').next().unwrap_or(below);
    let known = || MODULES.split_whitespace();
    if known().any(|name| name == first) || first.starts_with('_') {
        return None;
    }
    near(first, known()).map(Wrong::Misspelled)
}

/// Judges a name that is taken out of a module of Prefect.
pub fn judge_name(module: &str, name: &str) -> Option<Wrong> {
    if let Some(gone) = gone(&format!("{module}.{name}")) {
        return Some(gone);
    }
    let (_, names) = NAMES.iter().find(|(known, _)| *known == module)?;
    let modules = Some(MODULES).filter(|_| module == "prefect");
    let known = || {
        names
            .split_whitespace()
            .chain(modules.unwrap_or_default().split_whitespace())
    };
    if known().any(|it| it == name) || name.starts_with('_') {
        return None;
    }
    near(name, names.split_whitespace()).map(Wrong::Misspelled)
}

fn gone(path: &str) -> Option<Wrong> {
    let is_it = |known: &str| {
        let rest = path.strip_prefix(known);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let found = GONE.iter().find(|(known, _)| is_it(known));
    found.map(|(_, now)| Wrong::Gone(now))
}

/// The nearest of some names, if one is nearer than by chance. An `a` before a name is its form for `await`.
fn near(wrong: &str, known: impl Iterator<Item = &'static str> + Clone) -> Option<&'static str> {
    let is_awaited = |name| wrong.strip_prefix('a').is_some_and(|rest| rest == name);
    if wrong.len() < 3 || known.clone().any(is_awaited) {
        return None;
    }
    let allowed = if wrong.len() < 9 { 1 } else { 2 };
    let measured = known.map(|name| (strsim::damerau_levenshtein(wrong, name), name));
    let found = measured.filter(|(distance, _)| *distance <= allowed);
    found
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
