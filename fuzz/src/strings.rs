//! A string → each dialect that writes strings, and each grammar that reads them.
//!
//! Holds: no panic; what is written is one token, which reads back as the string; a fault lies in the string.

use super::read_back;
use stackgen::dialects::{
    compose, dotenv, make, markdown, mermaid, prefect, python, shell, toml, url, yaml,
};
use stackgen::formats::{Fault, Grammar, Shape, Table, stack};
use std::collections::HashSet;
use std::sync::LazyLock;

pub fn hold(bytes: &[u8]) {
    let Some(text) = super::text(bytes) else {
        return;
    };
    hold_tokens(text);
    hold_lines(text);
    hold_interpolation(text);
    for grammar in GRAMMARS.iter() {
        if let Err(fault) = (grammar.check)(text) {
            hold_fault(text, &fault, grammar.noun);
        }
    }
}

/// What must be one token that another reader takes for the string.
fn hold_tokens(text: &str) {
    for written in [yaml::scalar(text).into_owned(), yaml::quoted(text)] {
        assert!(!written.contains('\n'));
        assert_eq!(
            read_back::scalar(&written).as_deref(),
            Some(text),
            "{written}"
        );
        let list = read_back::scalar(&format!("- {written} # comment\n"));
        assert_eq!(list.as_deref(), Some(text), "{written}");
    }
    let line = format!("{} = {}\n", toml::key(text), toml::string(text));
    let table = ::toml::de::DeTable::parse(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
    let read = table.get_ref().iter().next();
    let read = read.map(|(key, value)| (key.get_ref().as_ref(), value.get_ref().as_str()));
    assert_eq!(read, Some((text, Some(text))), "{line}");
    read_back::python("a literal", &format!("x = {}\n", python::string(text)));
}

/// What must stay on one line.
fn hold_lines(text: &str) {
    let mut written = vec![
        markdown::cell(text),
        markdown::code(text),
        markdown::span(text),
        markdown::line(text),
        mermaid::label(text),
        make::target(text),
        url::encode(text),
    ];
    for refusable in [make::word(text), make::line(text)] {
        match refusable {
            Ok(line) => written.push(line),
            Err(fault) => hold_fault(text, &fault, "make"),
        }
    }
    for line in written {
        assert!(
            !line.contains(['\n', '\r']) || (!text.contains('\n') && !line.contains('\n')),
            "{line:?}"
        );
    }
    if let Err(fault) = dotenv::value(text) {
        hold_fault(text, &fault, ".env");
    }
    if let Err(fault) = shell::check(text) {
        hold_fault(text, &fault, "shell");
    }
    markdown::fence("", text);
    shell::word(text);
}

/// Interpolations that are printed read back as the same; placeholders lie in their string.
fn hold_interpolation(text: &str) {
    match compose::Interpolated::parse(text) {
        Ok(parsed) => {
            let again = compose::Interpolated::parse(&parsed.print());
            assert_eq!(again.ok().as_ref(), Some(&parsed));
        }
        Err(faults) => faults
            .iter()
            .for_each(|fault| hold_fault(text, fault, "interpolation")),
    }
    match compose::check_literal(text) {
        Ok(()) => {
            let escaped = compose::Interpolated::parse(&compose::escape(text)).ok();
            let literal = escaped.as_ref().and_then(|escaped| escaped.as_literal());
            assert_eq!(literal.as_deref(), Some(text));
        }
        Err(fault) => hold_fault(text, &fault, "compose"),
    }
    prefect::placeholders(text).count();
    if let Err(fault) = prefect::check(text) {
        hold_fault(text, &fault, "placeholder");
    }
}

fn hold_fault(text: &str, fault: &Fault, noun: &str) {
    assert!(
        text.get(fault.range.clone()).is_some(),
        "{noun}: {:?} is no part of {text:?}: {}",
        fault.range,
        fault.message
    );
}

/// Each grammar that a key table names.
static GRAMMARS: LazyLock<Vec<&'static Grammar>> = LazyLock::new(|| {
    let mut found = Vec::new();
    gather(&stack::ROOT, &mut HashSet::new(), &mut found);
    found
});

fn gather(
    table: &'static Table,
    seen: &mut HashSet<*const Table>,
    found: &mut Vec<&'static Grammar>,
) {
    if seen.insert(table) {
        table
            .iter()
            .for_each(|key| gather_shape(&key.shape, seen, found));
    }
}

fn gather_shape(
    shape: &'static Shape,
    seen: &mut HashSet<*const Table>,
    found: &mut Vec<&'static Grammar>,
) {
    match shape {
        Shape::Format(grammar) => found.push(grammar),
        Shape::List(item) => gather_shape(item, seen, found),
        Shape::Names(grammar, value) => {
            found.extend(*grammar);
            gather_shape(value, seen, found);
        }
        Shape::Table(table) => gather(table, seen, found),
        Shape::Either(shapes) => shapes
            .iter()
            .for_each(|shape| gather_shape(shape, seen, found)),
        _ => {}
    }
    found.dedup_by_key(|grammar| grammar.noun);
}
