//! `rustfs`: the image of RustFS. It listens on 9000 (API) and 9001 (console) without a command, and has curl.

use super::Filling;
use super::filling::{Lengths, words};
use crate::model::credential::CredentialType;

pub fn fill(filling: &mut Filling<'_>) {
    filling.image("rustfs/rustfs:latest");
    if let Some(credential) = filling.credential("credential", CredentialType::S3) {
        for (variable, field) in [
            ("RUSTFS_ACCESS_KEY", "access_key"),
            ("RUSTFS_SECRET_KEY", "secret_key"),
        ] {
            if let Some(value) = filling.field(credential, field) {
                filling.variable_or_file(variable, value);
            }
        }
    }
    filling.data("/data");
    let test = words(["CMD", "curl", "-fsS", "http://127.0.0.1:9000/health"]);
    filling.healthcheck(
        test,
        Lengths {
            interval: "10s",
            timeout: "5s",
            retries: 6,
            start_period: None,
        },
    );
}
