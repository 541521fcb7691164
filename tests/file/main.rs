//! The manual's pages on stack.toml: the prose is written by hand, the lists of keys come from the key tables, and every
//! example passes. UPDATE_DOCS=1 writes the lists anew.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

mod blocks;
mod lists;
mod pages;
mod rows;
#[path = "../support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};

/// The pages, by their paths. A table that two of them lead to stands on the first that does.
const PAGES: [&str; 4] = [SERVICES, DEPLOYMENTS, COMPOSE, FILE];
const SERVICES: &str = "docs/file/services.md";
const DEPLOYMENTS: &str = "docs/file/deployments.md";
const COMPOSE: &str = "docs/file/compose.md";
const FILE: &str = "docs/file.md";

fn place(page: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(page)
}

fn read(page: &str) -> String {
    std::fs::read_to_string(place(page)).unwrap_or_else(|error| panic!("{page}: {error}"))
}

#[test]
fn every_list_is_that_of_the_key_tables() {
    let book = pages::Book::read();
    for page in PAGES {
        let wanted = book.page(page);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(place(page), &wanted).expect("it can be written");
        }
        assert!(
            read(page) == wanted,
            "{page} is stale: run `UPDATE_DOCS=1 cargo test --test file`"
        );
    }
}

#[test]
fn every_table_and_key_has_its_place() {
    assert_eq!(pages::Book::read().missing(), Vec::<String>::new());
}
