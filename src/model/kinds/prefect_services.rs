//! `prefect-services`: the background services of Prefect's server (scheduler, late runs, …) in a container of their own.

use super::filling::words;
use super::prefect_server::{IMAGE, add_database, add_messaging};
use super::{Filling, ServerLink};

pub fn fill(filling: &mut Filling<'_>) {
    filling.image(IMAGE);
    filling.command(words(["prefect", "server", "services", "start"]));
    let server = ServerLink::of(filling).and_then(|link| link.server);
    // They are part of the server: its database and its Redis are theirs, unless they say otherwise.
    let inherit = |key: &str, filling: &Filling<'_>| {
        filling
            .own()
            .text(key)
            .or_else(|| filling.scene.sketches.get(server.as_ref()?)?.keys.text(key))
    };
    let (database, redis) = (inherit("database", filling), inherit("redis", filling));
    add_database(filling, database);
    add_messaging(filling, redis);
    if let Some(server) = &server {
        filling.wait(server);
    }
}
