//! The text of a Python file → the index of its flows.
//!
//! Holds: no panic and no overflow of the stack; every range lies in the text; each function that is listed is found again.

use stackgen::workspace::python::{self, Lookup};

pub fn hold(bytes: &[u8]) {
    let Some(text) = super::text(bytes) else {
        return;
    };
    let module = python::read(text);
    for (range, _) in &module.syntax_errors {
        hold_range(text, range);
    }
    for import in &module.imports {
        import.absolute(None, false);
        import.absolute(Some("package.module"), true);
    }
    for function in module.functions() {
        hold_range(text, &function.range);
        let found = module.lookup(&function.name);
        let missing = matches!(found, Lookup::Missing);
        assert!(!missing, "{} is listed and not found", function.name);
    }
    for name in text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.') {
        if name.len() < 40 {
            module.lookup(name);
        }
    }
}

fn hold_range(text: &str, range: &std::ops::Range<usize>) {
    assert!(
        text.get(range.clone()).is_some(),
        "{range:?} is no part of the text"
    );
}
