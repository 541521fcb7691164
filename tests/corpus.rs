//! What fuzzing found stays mended: every text of the kept corpus (`fuzz/corpus/TARGET`), and every stack.toml of the tests and
//! examples, goes through the functions that libFuzzer calls. Needs no fuzzer.
//!
//! `fuzz/run` looks for more.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]
#![allow(clippy::print_stdout, reason = "what is shown of a test that fails")]

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder can be listed") {
            let path = entry.expect("an entry can be read").path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    found
}

/// Runs a target; the name of the file stands in what is printed before a panic.
fn hold(target: fn(&[u8]), path: &Path) {
    println!("{}", path.display());
    target(&fs::read(path).expect("a file can be read"));
}

#[test]
fn what_is_kept_holds() {
    for (name, target) in fuzz::TARGETS {
        let kept = files(&root().join("fuzz/corpus").join(name));
        assert!(!kept.is_empty(), "{name} has no corpus");
        kept.iter().for_each(|path| hold(target, path));
    }
}

#[test]
fn every_folder_of_the_corpus_has_a_target() {
    for path in files(&root().join("fuzz/corpus")) {
        let folder = path
            .parent()
            .and_then(Path::file_name)
            .expect("it lies in a folder");
        let mut names = fuzz::TARGETS.iter().map(|(name, _)| *name);
        assert!(names.any(|name| name == folder), "{}", path.display());
    }
}

/// Every stack.toml of the tests and the examples as it is, and with a few things changed.
#[test]
fn stacks_hold() {
    let stacks: Vec<PathBuf> = ["tests", "examples"]
        .iter()
        .flat_map(|folder| files(&root().join(folder)))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    let texts: Vec<String> = stacks
        .iter()
        .map(|path| fs::read_to_string(path).expect("a stack can be read"))
        .collect();
    for (index, path) in stacks.iter().enumerate() {
        hold(fuzz::stack::hold, path);
        for seed in 0..MUTANTS {
            let other = &texts[(index + seed) % texts.len()];
            let seed = (index * MUTANTS + seed) as u64;
            let mutant = fuzz::mutate::mutate(&texts[index], other, seed);
            println!("{} with seed {seed}", path.display());
            fuzz::stack::hold(mutant.as_bytes());
        }
    }
}

/// How many changed texts are made of each.
const MUTANTS: usize = 5;
