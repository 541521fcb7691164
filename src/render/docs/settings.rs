//! What well-known variables are for.

use crate::dialects::compose::Interpolated;
use crate::tree::Tree;

/// A few words on a variable; `None` for one that is not known.
pub fn purpose(name: &str, value: &Tree<Interpolated>) -> Option<&'static str> {
    let text = value.as_text().and_then(|text| text.as_literal());
    let off = SWITCHED_OFF.iter().find(|(known, _)| *known == name);
    if let Some((_, purpose)) = off.filter(|_| text.as_deref() == Some("false")) {
        return Some(purpose);
    }
    PURPOSES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, purpose)| *purpose)
}

/// What it means that a variable is `false`.
const SWITCHED_OFF: &[(&str, &str)] = &[
    ("PREFECT_SERVER_ANALYTICS_ENABLED", "Disable telemetry"),
    ("PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT", "Clean UI"),
];

const PURPOSES: &[(&str, &str)] = &[
    ("PREFECT_API_DATABASE_CONNECTION_URL", "Database connection"),
    (
        "PREFECT_SERVER_DATABASE_CONNECTION_URL",
        "Database connection",
    ),
    ("PREFECT_SERVER_DATABASE_DRIVER", "Database driver"),
    ("PREFECT_SERVER_DATABASE_HOST", "Database host"),
    ("PREFECT_SERVER_DATABASE_PORT", "Database port"),
    ("PREFECT_SERVER_DATABASE_USER", "Database user"),
    ("PREFECT_SERVER_DATABASE_NAME", "Database name"),
    ("PREFECT_SERVER_DATABASE_PASSWORD", "Database password"),
    (
        "PREFECT_SERVER_ANALYTICS_ENABLED",
        "Whether telemetry is sent",
    ),
    (
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT",
        "Whether the UI advertises",
    ),
    (
        "PREFECT_SERVER_API_AUTH_STRING",
        "Login that the server asks for",
    ),
    (
        "PREFECT_SERVER_API_HOST",
        "Address on which the server listens",
    ),
    (
        "PREFECT_SERVER_API_PORT",
        "Port on which the server listens",
    ),
    (
        "PREFECT_SERVER_EVENTS_MESSAGING_BROKER",
        "What passes events on",
    ),
    (
        "PREFECT_SERVER_EVENTS_MESSAGING_CACHE",
        "What remembers events",
    ),
    (
        "PREFECT_SERVER_DOCKET_URL",
        "Queue of the background services",
    ),
    ("PREFECT_REDIS_MESSAGING_HOST", "Redis host"),
    ("PREFECT_REDIS_MESSAGING_PORT", "Redis port"),
    ("PREFECT_REDIS_MESSAGING_DB", "Redis database"),
    ("PREFECT_REDIS_MESSAGING_USERNAME", "Redis user"),
    ("PREFECT_REDIS_MESSAGING_PASSWORD", "Redis password"),
    ("AWS_ENDPOINT_URL", "Address of the object store"),
    ("AWS_ENDPOINT_URL_S3", "Address of the object store"),
    ("AWS_ACCESS_KEY_ID", "Access key of the object store"),
    ("AWS_SECRET_ACCESS_KEY", "Secret key of the object store"),
    ("PREFECT_API_URL", "Connect to the server"),
    ("PREFECT_API_AUTH_STRING", "Login at the server"),
    ("PREFECT_API_KEY", "Key for Prefect Cloud"),
    (
        "PREFECT_SERVER_UI_API_URL",
        "Where the browser finds the API",
    ),
    ("PREFECT_UI_API_URL", "Where the browser finds the API"),
    ("PREFECT_UI_URL", "Address of the UI in links"),
    ("PREFECT_HOME", "Folder of Prefect's own files"),
    ("PREFECT_LOGGING_LEVEL", "Log level of Prefect"),
    (
        "PREFECT_LOGGING_EXTRA_LOGGERS",
        "Loggers that Prefect takes in",
    ),
    (
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT",
        "Whether results are kept",
    ),
    (
        "PREFECT_DEFAULT_RESULT_STORAGE_BLOCK",
        "Where results are kept",
    ),
    (
        "PREFECT_LOCAL_STORAGE_PATH",
        "Folder of results that are kept locally",
    ),
    ("PREFECT_WORKER_QUERY_SECONDS", "Seconds between two polls"),
    ("PYTHONPATH", "Make shared modules importable"),
    ("PYTHONUNBUFFERED", "Whether output appears at once"),
    ("STACK_ROOT", "Folder of the project in the container"),
    ("TZ", "Time zone of the container"),
];
