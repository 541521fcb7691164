//! `rustfs`: the image of RustFS. It listens on 9000 (API) and 9001 (console) without a command, and has curl.

use super::Filling;
use super::filling::{Lengths, words};
use crate::model::credential::CredentialType;

pub fn fill(filling: &mut Filling<'_>) {
    filling.image("rustfs/rustfs:latest");
    filling.logins(
        CredentialType::S3,
        &[
            ("RUSTFS_ACCESS_KEY", "access_key"),
            ("RUSTFS_SECRET_KEY", "secret_key"),
        ],
    );
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
