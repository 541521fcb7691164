//! The blocks of the pages: each example is generated and passes `check`. That links lead somewhere is held by
//! `tests/links.rs`.

use crate::pages::{headings, slug};
use crate::support::sandbox::{Sandbox, snapshot};
use crate::{PAGES, read};
use std::collections::BTreeSet;

/// The files that the examples speak of.
const FLOWS: &str = "from prefect import flow\n\n\n@flow\ndef hello():\n    pass\n\n\n@flow\ndef load(country: str = \"no\"):\n    pass\n";

#[test]
fn every_example_passes() {
    let mut wrong = Vec::new();
    for page in PAGES {
        for block in blocks(page, "toml") {
            let project = Sandbox::new()
                .file("stack.toml", block)
                .file("flows/hello.py", FLOWS)
                .file("deployments/load/flow.py", FLOWS)
                .file("Dockerfile", "FROM prefecthq/prefect:3-python3.13\n");
            for command in ["gen", "check"] {
                let output = project.run(command);
                if output.status != 0 || !output.stderr.is_empty() && command == "check" {
                    wrong.push(format!("{page}: {command}\n{block}\n{}", snapshot(&output)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn blocks(page: &str, language: &str) -> Vec<&'static str> {
    let text: &'static str = read(page).leak();
    let mark = format!("```{language}\n");
    let parts = text.split(mark.as_str()).skip(1);
    parts
        .map(|rest| rest.split("```").next().unwrap_or_default())
        .collect()
}

/// GitHub would number the second of two equal headings.
#[test]
fn headings_are_unique_on_their_page() {
    for page in PAGES {
        let all = headings(&read(page));
        let unique: BTreeSet<String> = all.iter().map(|heading| slug(heading)).collect();
        assert_eq!(all.len(), unique.len(), "{page}: {all:?}");
    }
}

/// The two lines that lead an editor to the schema are those of the command and of the library.
#[test]
fn the_schema_is_written_as_the_page_says() {
    let told = read("docs/file.md");
    assert!(told.contains(&format!(
        "$ stackgen schema > {}\n",
        stackgen::schema::FILE_NAME
    )));
    assert!(told.contains(&stackgen::schema::directive(stackgen::schema::FILE_NAME)));
    let printed = Sandbox::new().run("schema");
    assert_eq!(
        (printed.status, printed.stdout),
        (0, stackgen::schema::text())
    );
}
