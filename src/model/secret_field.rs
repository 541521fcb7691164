//! The fields of credentials that let in, and where they are recognised.
//!
//! In: a stack. Out: a [`SecretField`] for each field, written or derived, and which of them stand in a text. Who may have
//! them is not judged here.

use super::credential::Found;
use super::{Credential, CredentialType, Stack};
use crate::diagnostics::Report;
use crate::dialects::compose::{Interpolated, Part};
use crate::source::{At, Name};
use std::sync::Arc;

/// A field of a credential that lets in.
#[derive(Clone, Debug)]
pub struct SecretField {
    pub credential: Name,
    pub kind: CredentialType,
    pub field: Name,
    text: Interpolated,
}

impl SecretField {
    pub fn text(&self) -> &Interpolated {
        &self.text
    }
}

/// All of a stack.
#[derive(Clone, Debug)]
pub struct SecretFields(Vec<SecretField>);

impl Stack {
    /// The fields that let in, in the order of the credentials. One that comes from a file is not among them: no text has it.
    pub fn secret_fields(&self) -> SecretFields {
        let mut found = Vec::new();
        for credential in self.credentials.iter() {
            for field in names(credential) {
                let at = At::filled(field.clone(), credential.name.span());
                // What is wrong with a field was reported where it is used.
                let value = self
                    .credentials
                    .field(credential, &at, &mut Report::default());
                if let Some(Found::Text(text)) = value {
                    found.push(SecretField {
                        credential: credential.name.value.clone(),
                        kind: credential.kind,
                        field,
                        text,
                    });
                }
            }
        }
        SecretFields(found)
    }
}

impl SecretFields {
    pub fn iter(&self) -> impl Iterator<Item = &SecretField> {
        self.0.iter()
    }

    /// Those that a text hands on; where there are none, those whose variable stands in it.
    pub fn within(&self, text: &Interpolated) -> Vec<&SecretField> {
        let same: Vec<_> = self.iter().filter(|it| is_same(&it.text, text)).collect();
        match same.is_empty() {
            true => self.iter().filter(|it| holds(text, &it.text)).collect(),
            false => same,
        }
    }
}

/// The fields of a credential that let in, written or derived.
fn names(credential: &Credential) -> Vec<Name> {
    let names: &[&str] = match credential.kind {
        CredentialType::Postgres => &["password", "url", "asyncpg_url"],
        // A Redis without a password has an address that lets everybody in.
        CredentialType::Redis if !credential.fields.contains("password") => &[],
        CredentialType::Redis => &["password", "url"],
        CredentialType::S3 => &["access_key", "secret_key"],
        CredentialType::BasicAuth => &["password", "auth_string"],
        CredentialType::Generic => {
            let keys = credential.fields.keys();
            return keys.map(|key| key.value.clone()).collect();
        }
        CredentialType::Block => &[],
    };
    names.iter().map(|name| Name::from(*name)).collect()
}

/// Whether a text is a secret handed on. Equal literals may mean different things (`prefect` as user and as password): only
/// one that was handed on is the same text in memory. What was derived is long enough to be recognised.
fn is_same(secret: &Interpolated, text: &Interpolated) -> bool {
    match (secret.parts(), text.parts()) {
        ([Part::Literal(a)], [Part::Literal(b)]) => {
            Arc::ptr_eq(a, b) || (a == b && a.contains(':') && a.len() > 8)
        }
        ([Part::Secret(a)], [Part::Secret(b)]) => Arc::ptr_eq(a, b),
        ([], _) => false,
        _ => secret == text,
    }
}

/// Whether a variable that a secret consists of stands in a text.
fn holds(text: &Interpolated, secret: &Interpolated) -> bool {
    let [Part::Variable(variable)] = secret.parts() else {
        return false;
    };
    text.variables()
        .iter()
        .any(|it| it.name() == variable.name())
}
