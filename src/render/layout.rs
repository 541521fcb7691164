//! How YAML is laid out: block style, one list of words a line where it fits, ports and mounts one a line.
//!
//! In: a [`Node`], whose scalars and keys are YAML already. Out: lines. What is quoted how was decided by the dialect.

use crate::dialects::yaml;

/// The widest line that a list of words may make.
const WIDTH: usize = 130;

/// A value of a YAML document.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A scalar or an alias, as YAML writes it.
    Scalar(String),
    /// A list of words: on one line if it fits.
    Words(Vec<String>),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    pub fn alias(anchor: &str) -> Self {
        Self::Scalar(format!("*{anchor}"))
    }

    /// The text of a map or a list whose first line stands at the column `indent`, and whose others are indented by it.
    pub fn print(&self, indent: usize) -> String {
        let mut printer = Printer { out: String::new() };
        match self {
            Self::Map(entries) if !entries.is_empty() => printer.map(entries, indent),
            Self::List(items) if !items.is_empty() => printer.list(items, indent),
            Self::Words(words) if !fits(words, indent) => printer.words(words, indent),
            scalar => printer.out.push_str(&inline(scalar)),
        }
        printer.out
    }
}

struct Printer {
    out: String,
}

impl Printer {
    fn line(&mut self, indent: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn map(&mut self, entries: &[(String, Node)], indent: usize) {
        for (index, (key, value)) in entries.iter().enumerate() {
            if index > 0 {
                self.line(indent);
            }
            if yaml::is_long_key(key) {
                // A reader stops looking for the colon of a plain entry after 1,024 characters.
                self.out.push_str("? ");
                self.out.push_str(key);
                self.line(indent);
            } else {
                self.out.push_str(key);
            }
            self.out.push(':');
            self.value(value, indent, key.chars().count());
        }
    }

    /// What stands behind a key at the column `indent`.
    fn value(&mut self, value: &Node, indent: usize, key: usize) {
        match value {
            Node::Map(entries) if !entries.is_empty() => {
                self.line(indent + 2);
                self.map(entries, indent + 2);
            }
            Node::List(items) if !items.is_empty() => {
                self.line(indent + 2);
                self.list(items, indent + 2);
            }
            Node::Words(words) if !fits(words, indent + key + 2) => {
                self.line(indent + 2);
                self.words(words, indent + 2);
            }
            // An empty resource: its name alone.
            Node::Scalar(text) if text.is_empty() => {}
            scalar => {
                self.out.push(' ');
                self.out.push_str(&inline(scalar));
            }
        }
    }

    fn list(&mut self, items: &[Node], indent: usize) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.line(indent);
            }
            self.out.push_str("- ");
            match item {
                Node::Map(entries) if !entries.is_empty() => self.map(entries, indent + 2),
                Node::List(inner) if !inner.is_empty() => self.list(inner, indent + 2),
                Node::Words(words) if !fits(words, indent + 2) => self.words(words, indent + 2),
                scalar => self.out.push_str(&inline(scalar)),
            }
        }
    }

    fn words(&mut self, words: &[String], indent: usize) {
        for (index, word) in words.iter().enumerate() {
            if index > 0 {
                self.line(indent);
            }
            self.out.push_str("- ");
            self.out.push_str(word);
        }
    }
}

fn fits(words: &[String], column: usize) -> bool {
    column
        + words
            .iter()
            .map(|word| word.chars().count() + 2)
            .sum::<usize>()
        <= WIDTH
}

/// What fits on the line of its key.
fn inline(node: &Node) -> String {
    match node {
        Node::Scalar(text) => text.clone(),
        Node::Words(words) => format!("[{}]", words.join(", ")),
        Node::List(_) => "[]".into(),
        Node::Map(_) => "{}".into(),
    }
}
