//! A part of an address that no client can use, in a credential or in a variable.

use super::{Sighting, sightings};
use crate::config::Literal;
use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::dialects::Dialect;
use crate::lints::Lint;
use crate::lints::container::VARIABLE;
use crate::model::{Credential, CredentialType, Stack};
use crate::source::At;
use crate::tree::Tree;
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::error(
    "unusable-address",
    Explanation {
        what: "A port, in a credential or in an address of a variable, that is not a number from 1 to 65535; a credential's host with a port in it, a redis database that is no number, an endpoint without `http://`.",
        why: "No client can open such an address.",
        fails: "[credentials.db]\ntype = \"postgres\"\nuser = \"app\"\npassword = \"app\"\nhost = \"db.example.org\"\nport = \"five\"\n",
        passes: "[credentials.db]\ntype = \"postgres\"\nuser = \"app\"\npassword = \"app\"\nhost = \"db.example.org\"\nport = 5433\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    let mut wrong: Vec<String> = Vec::new();
    for credential in stack.credentials.iter() {
        for found in judge_credential(credential) {
            report.push(found);
            wrong.extend(credential.fields.get("port").and_then(written));
        }
    }
    // What an address has from a credential is told there.
    let all = sightings(stack);
    report.extend(all.iter().filter_map(|sighting| judge(sighting, &wrong)));
}

fn judge_credential(credential: &Credential) -> Vec<Diagnostic> {
    let fields: &[Field] = match credential.kind {
        CredentialType::Postgres => &[PORT, HOST],
        CredentialType::Redis => &[PORT, HOST, NUMBER],
        CredentialType::S3 => &[ENDPOINT],
        _ => &[],
    };
    let judge = |field: &Field| {
        let value = credential.fields.get(field.name)?;
        let shown = written(value).filter(|shown| !(field.fits)(shown))?;
        let message = format!(
            "`{}` of credential `{}` is `{shown}`, which no client can use",
            field.name, credential.name.value
        );
        let found = Diagnostic::new(&LINT.code, value.span(), message);
        Some(found.label(field.wanted).help(field.help))
    };
    fields.iter().filter_map(judge).collect()
}

/// What a field of a credential must be.
struct Field {
    name: &'static str,
    fits: fn(&str) -> bool,
    wanted: &'static str,
    help: &'static str,
}

const PORT: Field = Field {
    name: "port",
    fits: is_port,
    wanted: A_PORT,
    help: "write the number alone, such as `port = 5433`",
};
const HOST: Field = Field {
    name: "host",
    // In brackets or without, the colons of an IPv6 address are its own.
    fits: |text| {
        !text.contains(':')
            || text.contains("::")
            || text.matches(':').count() > 2
            || text.contains('/')
    },
    wanted: "a host has no port in it",
    help: "write the port as `port`, beside `host`",
};
const NUMBER: Field = Field {
    name: "database",
    fits: |text| text.parse::<u32>().is_ok(),
    wanted: "the databases of redis are numbers from 0",
    help: "write such as `database = 1`",
};
const ENDPOINT: Field = Field {
    name: "endpoint",
    fits: |text| text.contains("://") || text.is_empty(),
    wanted: "an endpoint begins with `http://` or `https://`",
    help: "write such as `endpoint = \"https://s3.example.org\"`",
};

const A_PORT: &str = "expected a number from 1 to 65535";

/// Whether a text is a port; what a variable decides may be one.
fn is_port(text: &str) -> bool {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.contains(VARIABLE) || is_plain && text.parse::<u16>().is_ok_and(|port| port > 0)
}

/// The value as text, where no variable decides it.
fn written(value: &At<Tree<Literal>>) -> Option<String> {
    match &value.value {
        Tree::Int(int) => Some(int.to_string()),
        Tree::Float(float) => Some(float.to_string()),
        Tree::Bool(yes) => Some(yes.to_string()),
        Tree::Text(text) => text.assumed().map(|text| text.to_string()),
        _ => None,
    }
}

fn judge(sighting: &Sighting<'_>, told: &[String]) -> Option<Diagnostic> {
    let range = sighting.address.port.clone()?;
    let port = &sighting.text[range.clone()];
    // A word may stand for what some program puts there; Prefect puts nothing.
    let is_number = port.bytes().all(|byte| byte.is_ascii_digit()) && port != "0";
    let is_word = port.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_wrong = !is_port(port) && (is_number || is_word && sighting.is_opened());
    if !is_wrong || told.iter().any(|known| known == port) {
        return None;
    }
    let message = format!(
        "the address in `{}` has `{port}` for a port",
        sighting.variable.name.value
    );
    Some(
        Diagnostic::new(&LINT.code, sighting.span(range), message)
            .label(A_PORT)
            .help("behind the host stands `:` and the port, such as `:5432`"),
    )
}
