//! A module imports only what stands before it in the pipeline.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Each module with what it may import besides itself. `lib.rs` tells the order in words; what is here and is no stage before
/// it has its reason beside it.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("tree", &["dialects", "source"]),
    // A grammar's fault is a part of a finding, and the nearest name of a wrong one is found there; a schedule is parsed by
    // the engine that runs it.
    ("formats", &["diagnostics", "firing"]),
    ("dialects", &["formats", "source"]),
    // A printer writes Markdown and addresses as they are written.
    ("diagnostics", &["dialects", "formats", "source"]),
    ("firing", &["diagnostics", "formats"]),
    (
        "config",
        &["diagnostics", "dialects", "formats", "source", "tree"],
    ),
    (
        "model",
        &[
            "config",
            "diagnostics",
            "dialects",
            "firing",
            "formats",
            "source",
            "tree",
        ],
    ),
    ("progress", &[]),
    // Whoever has many files read or written tells how far it is.
    ("disk", &["progress"]),
    (
        "workspace",
        &[
            "diagnostics",
            "dialects",
            "disk",
            "formats",
            "model",
            "progress",
            "source",
            "tree",
        ],
    ),
    (
        "lints",
        &[
            "config",
            "diagnostics",
            "dialects",
            "firing",
            "formats",
            "model",
            "source",
            "tree",
            "workspace",
        ],
    ),
    (
        "render",
        &[
            "diagnostics",
            "dialects",
            "formats",
            "model",
            "source",
            "tree",
        ],
    ),
    // The levels and the kinds that editors offer are those of the lints and of the model.
    ("schema", &["diagnostics", "formats", "lints", "model"]),
    (
        "write",
        &["disk", "formats", "progress", "render", "source"],
    ),
    ("starter", &["dialects", "disk", "formats", "schema"]),
    (
        "preview",
        &[
            "config",
            "diagnostics",
            "lints",
            "model",
            "render",
            "source",
            "workspace",
        ],
    ),
    (
        "commands",
        &[
            "config",
            "diagnostics",
            "dialects",
            "disk",
            "firing",
            "formats",
            "lints",
            "model",
            "progress",
            "render",
            "schema",
            "source",
            "starter",
            "tree",
            "workspace",
            "write",
        ],
    ),
];

#[test]
fn modules_import_what_stands_before_them() {
    let mut found = Vec::new();
    for (module, allowed) in MAY_IMPORT {
        for file in files(module) {
            let text = std::fs::read_to_string(&file).expect("a source can be read");
            found.extend(
                imports(&text)
                    .into_iter()
                    .filter(|name| name != module && !allowed.contains(&name.as_str()))
                    .map(|name| format!("{}: crate::{name}", file.display())),
            );
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn every_module_has_its_place() {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    let text = std::fs::read_to_string(library).expect("a source can be read");
    let declared: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let placed: BTreeSet<&str> = MAY_IMPORT.iter().map(|(module, _)| *module).collect();
    assert_eq!(declared, placed);
}

/// The modules that a text names behind `crate::`, in code; what tests beside the code use is theirs.
fn imports(text: &str) -> BTreeSet<String> {
    let code = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or(text);
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(|line| line.match_indices("crate::").map(|(at, _)| &line[at + 7..]))
        .map(|rest| {
            rest.chars()
                .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                .collect()
        })
        .filter(|name: &String| !name.is_empty())
        .collect()
}

fn files(module: &str) -> Vec<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found: Vec<PathBuf> = vec![source.join(format!("{module}.rs"))];
    let mut folders = vec![source.join(module)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("an entry can be read").path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.retain(|path| path.is_file() && !path.ends_with("tests.rs"));
    found
}
