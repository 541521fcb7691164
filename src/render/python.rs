//! Values as Python source, laid out as ruff and Black do: on one line where it fits, else one item a line.
//!
//! In: an [`Expression`], whose atoms are Python already. Out: lines. What is quoted how was decided by the dialect.

use crate::dialects::python;
use crate::tree::Tree;
use std::borrow::Cow;

/// The widest line, as ruff and Black have it.
const WIDTH: usize = 88;

/// A value of a Python module.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// What stands on one line in any case.
    Atom(String),
    List(Vec<Expression>),
    Dict(Vec<(Cow<'static, str>, Expression)>),
    /// A call of what is named, with its arguments.
    Call(String, Vec<Argument>),
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    Plain(Expression),
    Keyword(String, Expression),
    /// Arguments whose names are no names of Python.
    Others(Expression),
}

impl Expression {
    pub fn text(text: &str) -> Self {
        Self::Atom(python::string(text))
    }

    pub fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    /// A dict whose keys are the strings of these names.
    pub fn record(entries: impl IntoIterator<Item = (&'static str, Self)>) -> Self {
        let entries = entries.into_iter();
        Self::Dict(entries.map(|(key, value)| (key.into(), value)).collect())
    }

    /// A value of stack.toml; `text` makes an expression of each of its strings.
    pub fn tree<S>(tree: &Tree<S>, text: &impl Fn(&S) -> Self) -> Self {
        match tree {
            Tree::Null => Self::Atom(python::NONE.into()),
            Tree::Bool(value) => Self::Atom(python::boolean(*value).into()),
            Tree::Int(value) => Self::Atom(python::integer(*value)),
            Tree::Float(value) => Self::Atom(python::float(*value)),
            Tree::Date(date) => Self::text(date),
            Tree::Text(string) => text(string),
            Tree::List(items) => Self::List(
                items
                    .iter()
                    .map(|item| Self::tree(&item.value, text))
                    .collect(),
            ),
            Tree::Map(map) => Self::Dict(
                map.iter()
                    .map(|(key, value)| (key.to_string().into(), Self::tree(&value.value, text)))
                    .collect(),
            ),
        }
    }

    /// Its text where the line is indented by `indent`, and `before` and `behind` columns are taken by what else stands on
    /// its line.
    pub fn print(&self, indent: usize, before: usize, behind: usize) -> String {
        let mut out = String::new();
        self.write(&mut out, indent, before, behind);
        out
    }

    fn write(&self, out: &mut String, indent: usize, before: usize, behind: usize) {
        let start = out.len();
        self.write_line(out);
        if indent + before + width(&out[start..]) + behind > WIDTH && !self.is_whole() {
            out.truncate(start);
            self.write_open(out, indent);
        }
    }

    fn write_open(&self, out: &mut String, indent: usize) {
        let (open, close) = self.brackets();
        out.push_str(&open);
        out.push('\n');
        self.each_item(|label, item| item.write_row(out, indent + 4, label));
        blanks(out, indent);
        out.push_str(close);
    }

    /// As an item that has its line for itself.
    fn write_row(&self, out: &mut String, indent: usize, label: Label<'_>) {
        blanks(out, indent);
        let start = out.len();
        label.write(out);
        self.write(out, indent, width(&out[start..]), 1);
        out.push_str(",\n");
    }

    fn write_line(&self, out: &mut String) {
        let (open, close) = self.brackets();
        out.push_str(&open);
        let mut is_first = true;
        self.each_item(|label, item| {
            if !std::mem::take(&mut is_first) {
                out.push_str(", ");
            }
            label.write(out);
            item.write_line(out);
        });
        out.push_str(close);
    }

    /// Whether there is nothing in it to put on a line of its own.
    fn is_whole(&self) -> bool {
        match self {
            Self::Atom(_) => true,
            Self::List(items) => items.is_empty(),
            Self::Dict(entries) => entries.is_empty(),
            Self::Call(_, arguments) => arguments.is_empty(),
        }
    }

    fn brackets(&self) -> (Cow<'_, str>, &'static str) {
        match self {
            Self::Atom(text) => (text.into(), ""),
            Self::List(_) => ("[".into(), "]"),
            Self::Dict(_) => ("{".into(), "}"),
            Self::Call(name, _) => (format!("{name}(").into(), ")"),
        }
    }

    /// Hands out what stands between the brackets, each with what stands before it.
    fn each_item(&self, mut take: impl FnMut(Label<'_>, &Self)) {
        match self {
            Self::Atom(_) => {}
            Self::List(items) => items.iter().for_each(|item| take(Label::None, item)),
            Self::Dict(entries) => entries
                .iter()
                .for_each(|(key, value)| take(Label::Key(key), value)),
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| match argument {
                Argument::Plain(value) => take(Label::None, value),
                Argument::Keyword(name, value) => take(Label::Name(name), value),
                Argument::Others(value) => take(Label::Stars, value),
            }),
        }
    }
}

/// Sets a name to a list with one item a line, as a long table is read best. Each item is made when its line comes: a table of
/// ten thousand is there as text alone.
pub fn table(name: &str, rows: impl Iterator<Item = Expression>) -> String {
    let mut out = format!("{name} = [");
    let mut rows = rows.peekable();
    if rows.peek().is_some() {
        out.push('\n');
    }
    rows.for_each(|row| row.write_row(&mut out, 4, Label::None));
    out.push(']');
    out
}

fn blanks(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

/// What stands before an item.
enum Label<'a> {
    None,
    Key(&'a str),
    Name(&'a str),
    Stars,
}

impl Label<'_> {
    fn write(&self, out: &mut String) {
        match self {
            Self::None => {}
            Self::Key(key) if python::is_plain(key) => out.extend(["\"", key, "\": "]),
            Self::Key(key) => out.extend([&python::string(key), ": "]),
            Self::Name(name) => {
                out.push_str(name);
                out.push('=');
            }
            Self::Stars => out.push_str("**"),
        }
    }
}

/// The columns of a text, at most: what is not ASCII may take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Whether a string can be the name of an argument.
pub fn is_name(text: &str) -> bool {
    const KEYWORDS: &str = " False None True and as assert async await break class continue def del elif else except \
        finally for from global if import in is lambda nonlocal not or pass raise return try while with yield ";
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !text.is_empty()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(is_word)
        && !KEYWORDS.contains(&format!(" {text} "))
}
