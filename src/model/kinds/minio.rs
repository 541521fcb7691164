//! `minio`: the image of MinIO. Without a command its container exits; not all of its versions have curl, all have mc.

use super::Filling;
use super::filling::{Lengths, words};
use crate::model::credential::CredentialType;

pub fn fill(filling: &mut Filling<'_>) {
    filling.image("minio/minio:latest");
    filling.command(words(["server", "/data", "--console-address", ":9001"]));
    filling.logins(
        CredentialType::S3,
        &[
            ("MINIO_ROOT_USER", "access_key"),
            ("MINIO_ROOT_PASSWORD", "secret_key"),
        ],
    );
    filling.data("/data");
    let test = words(["CMD", "mc", "ready", "local"]);
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
