//! `prefect-server`: Prefect's API and UI, and its background services unless they run apart.

use super::filling::{Lengths, words};
use super::{BuiltIn, Filling};
use crate::diagnostics::Diagnostic;
use crate::dialects::compose::Interpolated;
use crate::model::credential::{Credential, CredentialType};
use crate::model::findings::UNKNOWN_SERVICE;
use crate::model::service::{self, SERVER_PORT};
use crate::source::{At, Name};

/// The image of everything that is Prefect's.
pub const IMAGE: &str = "prefecthq/prefect:3-latest";

pub fn fill(filling: &mut Filling<'_>) {
    filling.image(IMAGE);
    let mut command = words(["prefect", "server", "start", "--host", "0.0.0.0"]).to_vec();
    if filling
        .scene
        .of_kind(BuiltIn::PrefectServices)
        .next()
        .is_some()
    {
        command.push(Interpolated::literal("--no-services"));
    }
    filling.command(command);
    let (database, redis) = (filling.own().text("database"), filling.own().text("redis"));
    add_database(filling, database);
    add_messaging(filling, redis);
    if let Some(auth) = filling.credential("auth", CredentialType::BasicAuth)
        && let Some(text) = filling.field_text(auth, "auth_string")
    {
        filling.variable("PREFECT_SERVER_API_AUTH_STRING", text);
    }
    add_browser_address(filling);
    // The image has neither curl nor wget.
    let ask =
        "import urllib.request as u; u.urlopen('http://127.0.0.1:4200/api/health', timeout=1)";
    filling.healthcheck(
        words(["CMD", "python", "-c", ask]),
        Lengths {
            interval: "5s",
            timeout: "3s",
            retries: 12,
            start_period: Some("30s"),
        },
    );
}

/// Tells the browser where the API is, if that is another port of the host than the server's own, which it would be told.
fn add_browser_address(filling: &mut Filling<'_>) {
    let ports = service::ports(filling.own());
    let published = ports.iter().find_map(|port| {
        let address = service::server_address(port)?;
        (port.published_for(SERVER_PORT) != Some(SERVER_PORT)).then_some(address)
    });
    let said = [
        "PREFECT_SERVER_UI_API_URL",
        "PREFECT_UI_API_URL",
        "PREFECT_API_URL",
    ];
    if let Some(address) = published.filter(|_| !filling.is_given(&said)) {
        filling.variable("PREFECT_SERVER_UI_API_URL", Interpolated::literal(address));
    }
}

/// Gives a server its database: the URL, or its parts where a part comes from the environment, since Compose cannot
/// percent-encode one. What the user gives stays.
pub fn add_database(filling: &mut Filling<'_>, name: Option<At<Name>>) {
    let Some(name) = name else { return };
    let Some(credential) =
        filling
            .scene
            .credentials
            .typed(&name, CredentialType::Postgres, filling.report)
    else {
        return;
    };
    filling.wait_for_provider(credential);
    if filling.is_given(&[
        "PREFECT_SERVER_DATABASE_CONNECTION_URL",
        "PREFECT_API_DATABASE_CONNECTION_URL",
    ]) {
        return;
    }
    let parts = ["host", "port", "user", "database", "password"];
    let values: Vec<Option<Interpolated>> = parts
        .iter()
        .map(|part| filling.field_text(credential, part))
        .collect();
    if values.iter().flatten().any(Interpolated::has_variables) {
        let names = ["HOST", "PORT", "USER", "NAME", "PASSWORD"];
        filling.variable(
            "PREFECT_SERVER_DATABASE_DRIVER",
            Interpolated::literal("postgresql+asyncpg"),
        );
        for (name, value) in names.iter().zip(values) {
            value.into_iter().for_each(|value| {
                filling.variable(&format!("PREFECT_SERVER_DATABASE_{name}"), value)
            });
        }
    } else if values.iter().all(Option::is_some)
        && let Some(url) = filling.field_text(credential, "asyncpg_url")
    {
        filling.variable("PREFECT_SERVER_DATABASE_CONNECTION_URL", url);
    }
}

/// Gives a server Redis for its messages and its background work: a credential, or a service of kind redis.
pub fn add_messaging(filling: &mut Filling<'_>, name: Option<At<Name>>) {
    let Some(name) = name else { return };
    let is_service = filling
        .scene
        .sketches
        .get(&name.value)
        .is_some_and(|it| it.built_in == Some(BuiltIn::Redis));
    let of_service = filling
        .scene
        .sketches
        .get(&name.value)
        .and_then(|it| it.keys.text("credential"));
    let credential = match (is_service, of_service) {
        (true, None) => None,
        (true, Some(credential)) => {
            filling
                .scene
                .credentials
                .typed(&credential, CredentialType::Redis, filling.report)
        }
        (false, _) if filling.scene.credentials.peek(&name).is_none() => {
            return refuse(filling, &name);
        }
        (false, _) => filling
            .scene
            .credentials
            .typed(&name, CredentialType::Redis, filling.report),
    };
    for variable in [
        "PREFECT_SERVER_EVENTS_MESSAGING_BROKER",
        "PREFECT_SERVER_EVENTS_MESSAGING_CACHE",
    ] {
        filling.variable(variable, Interpolated::literal("prefect_redis.messaging"));
    }
    match credential {
        Some(credential) => add_redis(filling, credential),
        None if is_service => {
            filling.wait(&name.value);
            add_bare_redis(filling, &name);
        }
        None => {}
    }
}

fn add_redis(filling: &mut Filling<'_>, credential: &Credential) {
    filling.wait_for_provider(credential);
    for (variable, field) in [("HOST", "host"), ("PORT", "port"), ("DB", "database")] {
        if let Some(value) = filling.field_text(credential, field) {
            filling.variable(&format!("PREFECT_REDIS_MESSAGING_{variable}"), value);
        }
    }
    for (variable, field) in [("USERNAME", "username"), ("PASSWORD", "password")] {
        if credential.fields.contains(field)
            && let Some(value) = filling.field_text(credential, field)
        {
            filling.variable(&format!("PREFECT_REDIS_MESSAGING_{variable}"), value);
        }
    }
    if let Some(url) = filling.field_text(credential, "url") {
        filling.variable("PREFECT_SERVER_DOCKET_URL", url);
    }
}

/// A Redis service that asks for no password.
fn add_bare_redis(filling: &mut Filling<'_>, service: &At<Name>) {
    filling.variable(
        "PREFECT_REDIS_MESSAGING_HOST",
        Interpolated::literal(service.value.clone()),
    );
    filling.variable(
        "PREFECT_REDIS_MESSAGING_PORT",
        Interpolated::literal("6379"),
    );
    filling.variable("PREFECT_REDIS_MESSAGING_DB", Interpolated::literal("0"));
    let url = format!("redis://{}:6379/0", service.value);
    filling.variable("PREFECT_SERVER_DOCKET_URL", Interpolated::literal(url));
}

fn refuse(filling: &mut Filling<'_>, name: &At<Name>) {
    let message = format!(
        "`redis` names `{}`, which is neither a credential nor a service of kind redis",
        name.value
    );
    let credentials = filling
        .scene
        .credentials
        .iter()
        .filter(|it| it.kind == CredentialType::Redis);
    let names: Vec<&str> = credentials
        .map(|it| &*it.name.value)
        .chain(
            filling
                .scene
                .of_kind(BuiltIn::Redis)
                .map(|it| &*it.name.value),
        )
        .collect();
    let found = Diagnostic::new(&UNKNOWN_SERVICE, name.span(), message)
        .subject(name)
        .nearest_quoted(name, "one", names);
    filling.report.push(found);
}
