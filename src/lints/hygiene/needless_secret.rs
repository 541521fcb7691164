//! A container that holds a key to something that it never opens.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::dialects::compose::Interpolated;
use crate::lints::Lint;
use crate::lints::container::{Container, Variable, containers};
use crate::model::{BuiltIn, CredentialType, SecretField, SecretFields, Stack};
use crate::source::Name;
use crate::tree::Tree;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::hygiene(
    "needless-secret",
    Explanation {
        what: "A service's own `environment` gives it a secret that its kind has no use for: the database of Prefect's server to a worker, the keys of an object store to PostgreSQL.",
        why: "Whoever gets into that container, and every flow that runs in it, has the secret too.",
        fails: "[credentials.postgres]\ntype = \"postgres\"\nuser = \"prefect\"\npassword = { env = \"POSTGRES_PASSWORD\" }\n\n[services.postgres]\nkind = \"postgres\"\ncredential = \"postgres\"\n\n[services.prefect-server]\nkind = \"prefect-server\"\ndatabase = \"postgres\"\nports = [\"4200:4200\"]\n\n[services.prefect-worker]\nkind = \"prefect-worker\"\nserver = \"prefect-server\"\nwork_pool = \"default\"\nenvironment = { DB_PASSWORD = { credential = \"postgres\", field = \"password\" } }\n\n[work_pools.default]\ntype = \"process\"\n\n[lints]\nhygiene = \"warn\"\nfloating-image = \"allow\"\n",
        passes: "[credentials.postgres]\ntype = \"postgres\"\nuser = \"prefect\"\npassword = { env = \"POSTGRES_PASSWORD\" }\n\n[services.postgres]\nkind = \"postgres\"\ncredential = \"postgres\"\n\n[services.prefect-server]\nkind = \"prefect-server\"\ndatabase = \"postgres\"\nports = [\"4200:4200\"]\n\n[services.prefect-worker]\nkind = \"prefect-worker\"\nserver = \"prefect-server\"\nwork_pool = \"default\"\n\n[work_pools.default]\ntype = \"process\"\n\n[lints]\nhygiene = \"warn\"\nfloating-image = \"allow\"\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let secrets = stack.secret_fields();
    let behind = behind_servers(stack, &secrets);
    for container in containers(stack) {
        // What a service without a kind needs is not known; what a group gives is shared on purpose.
        let Some(kind) = container.service.built_in else {
            continue;
        };
        let own = container.variables().into_iter();
        for variable in own.filter(|it| it.is_written() && !it.is_shared && !is_read(kind, it)) {
            let found = text(&variable).map(|text| secrets.within(text));
            let found = found.unwrap_or_default();
            let needs = |secret: &&SecretField| uses(kind, secret, &behind);
            if let [secret, ..] = found[..]
                && !found.iter().any(needs)
            {
                report.push(tell(container, &variable, secret, kind));
            }
        }
    }
}

fn text<'a>(variable: &Variable<'a>) -> Option<&'a Interpolated> {
    match &variable.value.value {
        Tree::Text(text) => Some(text),
        _ => None,
    }
}

/// The credentials with which Prefect's servers log in to what stands behind them: their database, their Redis.
fn behind_servers(stack: &Stack, secrets: &SecretFields) -> Vec<Name> {
    let is_server = |kind| matches!(kind, BuiltIn::PrefectServer | BuiltIn::PrefectServices);
    let servers = containers(stack).filter(|it| it.role().is_some_and(is_server));
    let settings = servers.flat_map(Container::variables);
    let settings = settings.filter(|it| it.name.value.starts_with("PREFECT_"));
    let found = settings.flat_map(|it| text(&it).map(|text| secrets.within(text)));
    let found = found.flatten().filter(|secret| {
        matches!(
            secret.kind,
            CredentialType::Postgres | CredentialType::Redis
        )
    });
    found.map(|secret| secret.credential.clone()).collect()
}

/// Whether the program of a kind reads a variable itself: MinIO reports to databases, a server logs in to several.
fn is_read(kind: BuiltIn, variable: &Variable<'_>) -> bool {
    let prefix = match kind {
        BuiltIn::Minio => "MINIO_",
        BuiltIn::Rustfs => "RUSTFS_",
        BuiltIn::PrefectServer | BuiltIn::PrefectServices => "PREFECT_",
        _ => return false,
    };
    variable.name.value.starts_with(prefix)
}

/// Whether a kind has a use for a secret, as far as that is known.
fn uses(kind: BuiltIn, secret: &SecretField, behind: &[Name]) -> bool {
    match (kind, secret.kind) {
        (_, CredentialType::Generic | CredentialType::Block) => true,
        // Flows log in wherever they like, but to what only the server should.
        (BuiltIn::PrefectWorker | BuiltIn::PrefectServe, _) => !behind.contains(&secret.credential),
        (BuiltIn::PrefectServer | BuiltIn::PrefectServices, it) => it != CredentialType::S3,
        (BuiltIn::Postgres, it) => it == CredentialType::Postgres,
        (BuiltIn::Redis, it) => it == CredentialType::Redis,
        (BuiltIn::Rustfs | BuiltIn::Minio, it) => it == CredentialType::S3,
    }
}

fn tell(
    container: Container<'_>,
    variable: &Variable<'_>,
    secret: &SecretField,
    kind: BuiltIn,
) -> Diagnostic {
    let message = format!(
        "service `{}` is given `{}` of credential `{}`, which kind `{}` has no use for",
        container.name(),
        secret.field,
        secret.credential,
        kind.word()
    );
    Diagnostic::new(&LINT.code, variable.value.span(), message)
        .label("whoever gets into this container has it")
        .help(format!("leave `{}` out", variable.name.value))
}
