//! `redis`: the official image of Redis. It knows no variable for its password.

use super::Filling;
use super::filling::{Lengths, words};
use crate::dialects::compose::Interpolated;
use crate::model::credential::{CredentialType, Found};

pub fn fill(filling: &mut Filling<'_>) {
    filling.image("redis:7-alpine");
    let mut client = String::from("redis-cli ping");
    let credential = filling.credential("credential", CredentialType::Redis);
    let password = credential
        .filter(|credential| credential.fields.contains("password"))
        .and_then(|credential| filling.field(credential, "password"));
    match password {
        Some(Found::Text(password)) => {
            filling.variable("REDISCLI_AUTH", password.clone());
            let mut command = words(["redis-server", "--requirepass"]);
            command.push(password);
            filling.command(command);
        }
        Some(Found::File(path)) => {
            let secret = filling.mount_secret(&path);
            let line = format!("exec redis-server --requirepass \"$(cat {secret})\"");
            filling.command(vec![
                Interpolated::literal("sh"),
                Interpolated::literal("-c"),
                Interpolated::literal(line),
            ]);
            client = format!("REDISCLI_AUTH=\"$(cat {secret})\" redis-cli ping");
        }
        None => {}
    }
    filling.data("/data");
    // A plain ping exits with 0 although it answers NOAUTH.
    let test = vec![
        Interpolated::literal("CMD-SHELL"),
        Interpolated::literal(format!("{client} | grep -q PONG")),
    ];
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
