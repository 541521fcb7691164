//! `prefect-serve`: a container that serves its flows itself with `flow.serve()`; the image and its command are its own.

use super::{Filling, server_link};

pub fn fill(filling: &mut Filling<'_>) {
    server_link::fill(filling);
}
