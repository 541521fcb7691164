//! The manual in `docs/` says what the program says. UPDATE_DOCS=1 writes it anew.
#![allow(clippy::disallowed_methods, reason = "tests make their own files")]

mod commands;

use stackgen::diagnostics::{Code, Group, Level, Part};
use stackgen::lints;
use std::path::Path;

#[test]
fn every_code_has_its_section() {
    let mut codes: Vec<&Code> = lints::codes().collect();
    codes.sort_by_key(|code| code.word);
    let mut page = String::from(
        "<!-- Written by `UPDATE_DOCS=1 cargo test --test manual` from what `stackgen explain` says. -->\n\n\
         # Diagnostics\n\n\
         What `stackgen check` finds, by the word in brackets. `stackgen explain CODE` prints the same. Levels are set in\n\
         `[lints]`, by code or by group (`correctness`, `hygiene`); those of the group `syntax` are fixed. A comment\n\
         `# stackgen: allow(CODE)` allows a finding on its own line, or on the line below.\n\n\
         | code | level | group | what |\n|---|---|---|---|\n",
    );
    for code in &codes {
        let Code {
            word,
            group,
            explanation,
            ..
        } = code;
        page.push_str(&format!(
            "| [`{word}`](#{word}) | {} | {} | {} |\n",
            code.level.word(),
            group.word(),
            cell(explanation.what)
        ));
    }
    codes.iter().for_each(|code| page.push_str(&section(code)));
    hold("docs/diagnostics.md", &page);
}

fn section(code: &Code) -> String {
    let Code {
        word, explanation, ..
    } = code;
    let mut text = format!("\n## {word}\n\n{}\n{}\n", explanation.what, explanation.why);
    for (title, example) in [
        ("This fails", explanation.fails),
        ("This passes", explanation.passes),
    ] {
        if !example.is_empty() {
            for part in Part::of(example) {
                text.push_str(&format!(
                    "\n{}\n\n```{}\n{}\n```\n",
                    part.title(title),
                    part.language(),
                    part.text.trim_end()
                ));
            }
        }
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// The schema that editors read while this repository's own stack.toml and the examples are written.
#[test]
fn the_schema_is_that_of_the_key_tables() {
    hold("schema/stack.schema.json", &stackgen::schema::text());
}

#[test]
fn no_code_is_without_words() {
    for code in lints::codes() {
        let words = [code.word, code.explanation.what, code.explanation.why];
        assert!(words.iter().all(|text| !text.is_empty()), "{}", code.word);
        // What needs a repository of git, or an older run, cannot be shown as a file.
        let elsewhere = ["untracked-output", "stale-output"].contains(&code.word);
        let shown = !code.explanation.fails.is_empty() || elsewhere;
        assert!(shown, "{} has no example", code.word);
        assert!(
            code.group != Group::Hygiene || code.level == Level::Allow,
            "{} is off by default",
            code.word
        );
    }
}

/// The page as it is, or the test fails and says how to mend it.
fn hold(path: &str, wanted: &str) {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let folder = place.parent().expect("a page lies in a folder");
        std::fs::create_dir_all(folder).expect("it can be made");
        std::fs::write(&place, wanted).expect("it can be written");
    }
    let found = std::fs::read_to_string(&place).unwrap_or_default();
    assert!(
        found == wanted,
        "{path} is stale: run `UPDATE_DOCS=1 cargo test --test manual`"
    );
}
