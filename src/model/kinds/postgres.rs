//! `postgres`: the official image of PostgreSQL.

use super::Filling;
use super::filling::{Lengths, words};
use crate::dialects::compose::Interpolated;
use crate::formats::grammar::image;
use crate::model::credential::{CredentialType, Found};

const IMAGE: &str = "postgres:17-alpine";

pub fn fill(filling: &mut Filling<'_>) {
    filling.image(IMAGE);
    let credential = filling.credential("credential", CredentialType::Postgres);
    filling.logins(
        CredentialType::Postgres,
        &[
            ("POSTGRES_USER", "user"),
            ("POSTGRES_PASSWORD", "password"),
            ("POSTGRES_DB", "database"),
        ],
    );
    let user = match credential.and_then(|credential| filling.field(credential, "user")) {
        Some(Found::Text(user)) => user,
        // The image's own; one from a file is not known to a check.
        Some(Found::File(_)) | None => Interpolated::literal("postgres"),
    };
    let data = data_folder(filling);
    filling.data(data);
    // Over TCP: while the first start still initialises, the socket already answers. Without `-d`: it is not needed, and
    // a name with `=` would be read as a connection string.
    let mut test = words(["CMD", "pg_isready", "-h", "127.0.0.1", "-U"]);
    test.push(user);
    filling.healthcheck(
        test,
        Lengths {
            interval: "5s",
            timeout: "3s",
            retries: 10,
            start_period: None,
        },
    );
}

/// Where the image keeps its data: from PostgreSQL 18 on the mount point is one folder higher, and the old one stops the
/// start. A tag without a version is taken for the newest.
fn data_folder(filling: &Filling<'_>) -> &'static str {
    let written = filling.own().text("image");
    let built = filling.own().contains("build") && written.is_none();
    let text = written.map_or_else(|| IMAGE.to_owned(), |image| image.value.to_string());
    let tag = image::parse(&text)
        .ok()
        .and_then(|image| image.tag().map(str::to_owned));
    let old = |major: u32| {
        if major < 18 {
            "/var/lib/postgresql/data"
        } else {
            "/var/lib/postgresql"
        }
    };
    match tag.as_deref().and_then(major_version) {
        Some(major) => old(major),
        None if built => old(17),
        None => old(u32::MAX),
    }
}

/// `17-alpine`, `17.2`, and `latest-pg17` of images that are built on it.
fn major_version(tag: &str) -> Option<u32> {
    let digits = |text: &str| {
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        text[..end].parse().ok()
    };
    digits(tag).or_else(|| {
        tag.match_indices("pg")
            .find_map(|(at, _)| digits(&tag[at + 2..]))
    })
}
