//! A password that everybody who reads the repository reads.

use crate::config::{Literal, Value};
use crate::diagnostics::{Diagnostic, Explanation, Report};
use crate::lints::Lint;
use crate::model::Stack;
use crate::source::{At, Name, Span};
use crate::tree::{Map, Tree};
use crate::workspace::Workspace;

pub static LINT: Lint = Lint::hygiene(
    "plain-password",
    Explanation {
        what: "A password stands in stack.toml, and with it in the generated files.",
        why: "Whoever can read the repository can log in.",
        fails: "[credentials.admin]\ntype = \"basic-auth\"\nuser = \"admin\"\npassword = \"admin\"\n\n[lints]\nhygiene = \"warn\"\n",
        passes: "[credentials.admin]\ntype = \"basic-auth\"\nuser = \"admin\"\npassword = { env = \"ADMIN_PASSWORD\" }\n\n[lints]\nhygiene = \"warn\"\n",
    },
    check,
);

fn check(stack: &Stack, _: &Workspace, report: &mut Report) {
    for credential in stack.credentials.iter() {
        judge_fields(&credential.fields, report);
        credential
            .fields
            .map("values")
            .into_iter()
            .for_each(|values| judge_fields(values, report));
    }
    let own = stack
        .services
        .values()
        .filter_map(|service| service.body.keys.map("environment"));
    let groups = stack.groups.values().map(|group| &group.variables);
    for (name, value) in own.chain(groups).flat_map(|map| map.iter()) {
        let text = value.as_text().and_then(|text| text.as_literal());
        // What comes from a credential is told there: its value is not the text at this place.
        let is_literal = |text: &str| {
            value.is_written() && (value.span().end - value.span().start) as usize == text.len() + 2
        };
        if text.is_some_and(|text| !text.is_empty() && is_literal(&text)) && is_secret(name) {
            push(name, value.span(), report);
        }
    }
}

fn judge_fields(fields: &Map<Literal>, report: &mut Report) {
    for (name, value) in fields.iter() {
        let Tree::Text(Literal(Value::Text(text))) = &value.value else {
            continue;
        };
        let plain = !text.has_variables() && !text.is_empty() && !text.has_secret();
        if plain && is_secret(name) {
            push(name, value.span(), report);
        }
    }
}

fn push(name: &At<Name>, span: Span, report: &mut Report) {
    let message = format!("`{}` stands here in plain text", name.value);
    report.push(
        Diagnostic::new(&LINT.code, span, message)
            .label("readable for everybody who has the repository")
            .help("write `{ env = \"NAME\" }`, or `{ file = \"PATH\" }`"),
    );
}

/// Whether a name is that of something secret.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let plain = ["_file", "_path", "_url", "_name", "_id"]
        .iter()
        .any(|end| name.ends_with(end));
    const WORDS: [&str; 7] = [
        "password",
        "passwd",
        "secret",
        "token",
        "api_key",
        "auth_string",
        "private_key",
    ];
    !plain && WORDS.iter().any(|word| name.contains(word))
}
