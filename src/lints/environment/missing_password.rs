//! A service that does not start without a password has none, or one that is too short for it.

use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::formats::grammar::image::Image;
use crate::lints::Lint;
use crate::lints::container::{Container, containers, official};
use crate::model::{BuiltIn, Stack};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "missing-password",
    Explanation {
        what: "A database or object store has no password, an empty one, or one that is too short for it.",
        why: "The container exits at once.",
        fails: "[services.postgres]\nkind = \"postgres\"\n",
        passes: "[credentials.postgres]\ntype = \"postgres\"\nuser = \"app\"\npassword = \"app\"\n\n[services.postgres]\nkind = \"postgres\"\ncredential = \"postgres\"\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for container in containers(stack).filter(|it| !it.keys().contains("build")) {
        // A credential that cannot be read, or is of another type, is reported where it stands.
        let credential = container.service.credential.as_ref();
        let known = credential.is_none_or(|name| {
            let kind = stack.credentials.peek(name).map(|it| it.kind);
            kind.is_some() && kind == container.role().and_then(BuiltIn::credential_type)
        });
        if known && !container.has_more() && !container.keys().contains("secrets") {
            report.extend(judge(container));
        }
    }
}

fn judge(container: Container<'_>) -> Option<Diagnostic> {
    match container.role()? {
        BuiltIn::Postgres => {
            let names = [
                "POSTGRES_PASSWORD",
                "POSTGRES_PASSWORD_FILE",
                "POSTGRES_HOST_AUTH_METHOD",
            ];
            let image = container
                .service
                .text("image")
                .map(|text| Image::read(&text));
            let is_official = image.is_none_or(|image| official(&image.repository) == "postgres");
            if container.first_variable(&names).is_none() && is_official {
                let name = &container.service.name;
                let message = format!("service `{}` has no password", name.value);
                return Some(
                    Diagnostic::new(&LINT.code, name.span(), message)
                        .label("PostgreSQL's image exits without POSTGRES_PASSWORD")
                        .help("give it `credential = \"NAME\"`, a credential of type postgres"),
                );
            }
            short(container, "POSTGRES_PASSWORD", 1)
        }
        BuiltIn::Rustfs => short(container, "RUSTFS_ACCESS_KEY", 1)
            .or_else(|| short(container, "RUSTFS_SECRET_KEY", 1)),
        BuiltIn::Minio => short(container, "MINIO_ROOT_USER", 3)
            .or_else(|| short(container, "MINIO_ROOT_PASSWORD", 8)),
        _ => None,
    }
}

/// A value that is shorter than the image takes, at the place where it comes from.
fn short(container: Container<'_>, name: &str, least: usize) -> Option<Diagnostic> {
    if container.variable("POSTGRES_HOST_AUTH_METHOD").is_some() {
        return None;
    }
    let variable = container.variable(name)?;
    let text = variable
        .literal()
        .filter(|text| text.chars().count() < least)?;
    let field = match name {
        "MINIO_ROOT_USER" | "RUSTFS_ACCESS_KEY" => "access_key",
        "MINIO_ROOT_PASSWORD" | "RUSTFS_SECRET_KEY" => "secret_key",
        _ => "password",
    };
    let of_credential = container.service.credential.as_ref();
    let of_credential = of_credential.and_then(|name| container.stack.credentials.peek(name));
    let span = match of_credential.and_then(|it| it.fields.get(field)) {
        Some(value) if !variable.is_written() => value.span(),
        _ => variable.value.span(),
    };
    let message = match text.is_empty() {
        true => format!("`{name}` of service `{}` is empty", container.name()),
        false => format!(
            "`{name}` of service `{}` has fewer than {least} characters",
            container.name()
        ),
    };
    Some(Diagnostic::new(&LINT.code, span, message).label("the container exits with this"))
}
