//! What a service is told of a login, and what its clients are told, differ.

use super::{DATABASE_URLS, Sighting, sightings};
use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::lints::address::Protocol;
use crate::lints::container::{Container, VARIABLE, Variable, containers};
use crate::model::{BuiltIn, Found, Stack};
use crate::source::{At, Name};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "credential-drift",
    Explanation {
        what: "A user, password or database differs between a service and the credential or the address that its clients use.",
        why: "The clients are refused.",
        fails: "[services.postgres]\nimage = \"postgres:17\"\nenvironment = { POSTGRES_PASSWORD = \"prefect2\" }\n\n[services.prefect-server]\nkind = \"prefect-server\"\nenvironment = { PREFECT_SERVER_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://postgres:prefect@postgres/postgres\" }\n",
        passes: "[services.postgres]\nimage = \"postgres:17\"\nenvironment = { POSTGRES_PASSWORD = \"prefect\" }\n\n[services.prefect-server]\nkind = \"prefect-server\"\nenvironment = { PREFECT_SERVER_DATABASE_CONNECTION_URL = \"postgresql+asyncpg://postgres:prefect@postgres/postgres\" }\n",
    },
    check,
);

/// Variables that a kind fills in from fields of its credential.
const FILLED: [(BuiltIn, &str, &str); 7] = [
    (BuiltIn::Postgres, "POSTGRES_USER", "user"),
    (BuiltIn::Postgres, "POSTGRES_PASSWORD", "password"),
    (BuiltIn::Postgres, "POSTGRES_DB", "database"),
    (BuiltIn::Rustfs, "RUSTFS_ACCESS_KEY", "access_key"),
    (BuiltIn::Rustfs, "RUSTFS_SECRET_KEY", "secret_key"),
    (BuiltIn::Minio, "MINIO_ROOT_USER", "access_key"),
    (BuiltIn::Minio, "MINIO_ROOT_PASSWORD", "secret_key"),
];

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    // What differs from its own credential is told once, not again at each client.
    let mut told: Vec<(Name, &str)> = Vec::new();
    for container in containers(stack) {
        for (kind, variable, field) in FILLED {
            if container.role() == Some(kind)
                && let Some(found) = against_credential(container, variable, field)
            {
                told.push((container.name().clone(), field));
                report.push(found);
            }
        }
    }
    for sighting in sightings(stack) {
        if sighting.address.protocol(&sighting.text) == Protocol::Postgres {
            against_url(&sighting, &told, report);
        }
    }
    for container in containers(stack) {
        against_parts(container, &told, report);
    }
}

/// A variable that overrides what the service's credential says.
fn against_credential(container: Container<'_>, variable: &str, field: &str) -> Option<Diagnostic> {
    let name = container.service.credential.as_ref()?;
    let credential = container.stack.credentials.peek(name)?;
    // Clients log in to the first service that has the credential.
    let provider = container.stack.credentials.provider(name);
    if provider.is_some_and(|it| it.value != *container.name())
        || field != "password" && has_scripts(container)
    {
        return None;
    }
    let given = container.variable(variable).filter(Variable::is_written)?;
    let field_name = At::filled(Name::from(field), name.span());
    let mut silent = Report::default();
    let Some(Found::Text(meant)) =
        container
            .stack
            .credentials
            .field(credential, &field_name, &mut silent)
    else {
        return None;
    };
    if given.literal()? == meant.as_literal()? {
        return None;
    }
    let message = format!(
        "`{variable}` differs from `{field}` of credential `{}`",
        name.value
    );
    let at = credential
        .fields
        .get(field)
        .map_or(credential.name.span(), At::span);
    Some(
        Diagnostic::new(&LINT.code, given.value.span(), message)
            .label("clients log in with what the credential says")
            .related(at, "the credential says this")
            .help("leave the variable out: the credential gives it"),
    )
}

/// What a server of PostgreSQL was told, as far as that is known.
struct Login {
    user: Option<String>,
    password: Option<String>,
    database: Option<String>,
    /// Whether scripts may create more users and databases.
    has_scripts: bool,
}

fn login(server: Container<'_>) -> Option<Login> {
    if server.role() != Some(BuiltIn::Postgres)
        || server.has_more()
        || server.keys().contains("build")
    {
        return None;
    }
    let read = |name: &str, default: Option<String>| match server.variable(name) {
        Some(variable) => variable.literal(),
        None if server.variable(&format!("{name}_FILE")).is_some() => None,
        None => default,
    };
    let user = read("POSTGRES_USER", Some("postgres".into()));
    Some(Login {
        database: read("POSTGRES_DB", user.clone()),
        user,
        password: read("POSTGRES_PASSWORD", None),
        has_scripts: has_scripts(server),
    })
}

/// Whether scripts of the team's own may create users and databases at the first start.
fn has_scripts(server: Container<'_>) -> bool {
    let mounts = &server.service.body.mounts;
    let scripts = |target: &str| target.is_empty() || target.starts_with("/docker-entrypoint");
    mounts.iter().any(|mount| scripts(&mount.target)) || server.keys().contains("configs")
}

fn against_url(sighting: &Sighting<'_>, told: &[(Name, &'static str)], report: &mut Report) {
    let Some(server) = sighting.container.resolve(sighting.host()) else {
        return;
    };
    let Some(login) = login(server) else { return };
    let (address, text) = (&sighting.address, &sighting.text);
    let database = address.database(text);
    let start = address.path.start + usize::from(address.path.len() > database.len());
    let parts = [
        ("user", address.user.clone(), &login.user, "POSTGRES_USER"),
        (
            "password",
            address.password.clone(),
            &login.password,
            "POSTGRES_PASSWORD",
        ),
        (
            "database",
            (!database.is_empty()).then(|| start..start + database.len()),
            &login.database,
            "POSTGRES_DB",
        ),
    ];
    let is_prefect = DATABASE_URLS.contains(&&*sighting.variable.name.value);
    for (field, range, meant, variable) in parts {
        let (Some(range), Some(meant)) = (range, meant) else {
            continue;
        };
        let given = decode(&text[range.clone()]);
        let skip = given.contains(VARIABLE)
            || given == *meant
            || told.contains(&(server.name().clone(), field));
        if skip || may_exist(field, &given, &login) {
            continue;
        }
        let message = format!(
            "the {field} in `{}` differs from `{variable}` of service `{}`",
            sighting.variable.name.value,
            server.name()
        );
        let found = Diagnostic::new(&LINT.code, sighting.span(range), message);
        let found = related(found, server, variable);
        report.push(if is_prefect || field == "password" {
            found
        } else {
            found.doubtful()
        });
        // A wrong user has a password of its own.
        return;
    }
}

/// The settings that give a server its database in parts.
fn against_parts(container: Container<'_>, told: &[(Name, &'static str)], report: &mut Report) {
    let get = |part: &str| {
        let names = [
            format!("PREFECT_SERVER_DATABASE_{part}"),
            format!("PREFECT_API_DATABASE_{part}"),
        ];
        container.first_variable(&[&names[0], &names[1]])
    };
    let host = get("HOST").and_then(|host| host.literal());
    let Some(server) = host.and_then(|host| container.resolve(&host)) else {
        return;
    };
    let Some(login) = login(server) else { return };
    let parts = [
        ("user", "USER", &login.user, "POSTGRES_USER"),
        ("password", "PASSWORD", &login.password, "POSTGRES_PASSWORD"),
        ("database", "NAME", &login.database, "POSTGRES_DB"),
    ];
    for (field, part, meant, variable) in parts {
        let (Some(given), Some(meant)) = (get(part).filter(Variable::is_written), meant) else {
            continue;
        };
        let Some(text) = given.literal().filter(|text| text != meant) else {
            continue;
        };
        if may_exist(field, &text, &login) || told.contains(&(server.name().clone(), field)) {
            continue;
        }
        let message = format!(
            "`{}` differs from `{variable}` of service `{}`",
            given.name.value,
            server.name()
        );
        report.push(related(
            Diagnostic::new(&LINT.code, given.value.span(), message),
            server,
            variable,
        ));
    }
}

fn related(found: Diagnostic, server: Container<'_>, variable: &str) -> Diagnostic {
    match server.variable(variable) {
        Some(it) => found.related(it.value.span(), "what the service is told"),
        None => found.related(
            server.service.name.span(),
            "this service has the image's default",
        ),
    }
}

/// Users and databases that the image, or a script of the team's, makes besides.
fn may_exist(field: &str, given: &str, login: &Login) -> bool {
    match field {
        "database" => login.has_scripts || ["postgres", "template1"].contains(&given),
        _ => login.has_scripts,
    }
}

/// A part of an address without its percent-encoding.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let code = (*first == b'%' && behind.len() >= 2)
            .then(|| {
                std::str::from_utf8(&behind[..2])
                    .ok()
                    .and_then(|hex| u8::from_str_radix(hex, 16).ok())
            })
            .flatten();
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
