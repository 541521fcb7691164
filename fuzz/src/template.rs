//! A team's own template, behind a line with its name → the files of a small stack, or a finding.
//!
//! Holds: no panic, and an end; what is wrong is told of that template and points into it.

use stackgen::preview::Preview;
use stackgen::render::{Overrides, built_in};

const STACK: &str = include_str!("../../examples/minimal/stack.toml");

pub fn hold(bytes: &[u8]) {
    let Some((name, text)) = super::text(bytes).and_then(|text| text.split_once('\n')) else {
        return;
    };
    if built_in().all(|(known, _)| known != name) {
        return;
    }
    let overrides = Overrides::from([(name.to_owned(), text.to_owned())]);
    let preview = Preview::of(STACK, overrides);
    if let Some(Err(error)) = preview.outputs {
        assert_eq!(error.template, name, "{}", error.reason);
        let range = error.range.unwrap_or_default();
        assert!(
            text.get(range.clone()).is_some(),
            "{range:?} is no part of the template"
        );
    }
}
