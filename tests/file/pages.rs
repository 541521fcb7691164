//! Pages with their lists put in: a list stands between `<!-- NAME -->` and `<!-- end -->`.
//!
//! Where each key table stands is found out first, so that the type of a key leads to it from every page.

use crate::lists::{self, List};
use crate::rows::{self, Nested};
use crate::{PAGES, read};
use stackgen::formats::{Shape, Table, stack};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Where a table stands: a page, and the anchor of its heading.
#[derive(Clone, Debug)]
pub struct Place {
    table: *const Table,
    page: &'static str,
    anchor: String,
}

/// All pages, and where each table stands.
pub struct Book {
    places: Vec<Place>,
}

impl Book {
    pub fn read() -> Self {
        let mut book = Self { places: Vec::new() };
        // What a heading of its own is written for comes before what is only reached from somewhere.
        for page in PAGES {
            for (list, anchor) in regions(page) {
                for table in lists::find(&list).tables() {
                    book.put(table, page, anchor.clone());
                }
            }
        }
        for page in PAGES {
            for (list, _) in regions(page) {
                for nested in book.nested(&lists::find(&list)) {
                    book.put(nested.table, page, slug(&rows::title(nested.table)));
                }
            }
        }
        book
    }

    fn put(&mut self, table: &'static Table, page: &'static str, anchor: String) {
        if self.place(table).is_none() {
            let table = std::ptr::from_ref(table);
            self.places.push(Place {
                table,
                page,
                anchor,
            });
        }
    }

    fn place(&self, table: &Table) -> Option<&Place> {
        self.places
            .iter()
            .find(|place| std::ptr::eq(place.table, table))
    }

    /// The link to a table from a page.
    pub fn link(&self, table: &Table, from: &str) -> String {
        let Some(place) = self.place(table) else {
            return format!("#{}", table.noun);
        };
        relative(from, place.page, &place.anchor)
    }

    /// The tables below a list that stand nowhere yet, or that stand on no other page.
    fn nested(&self, list: &List) -> Vec<Nested> {
        let mut found: Vec<Nested> = Vec::new();
        for root in list.roots() {
            let is_known = |table: &Table, found: &[Nested]| {
                self.place(table).is_some()
                    || found.iter().any(|known| std::ptr::eq(known.table, table))
            };
            rows::reach(root, &mut found, &is_known);
        }
        found
    }

    /// A page with its lists as they should be.
    pub fn page(&self, page: &'static str) -> String {
        let text = read(page);
        let (mut out, mut rest) = (String::new(), text.as_str());
        while let Some((before, name, after)) = next_region(rest) {
            let list = lists::find(name);
            let _ = write!(
                out,
                "{before}<!-- {name} -->\n\n{}\n\n<!-- end -->",
                self.text(&list, page).trim()
            );
            rest = after;
        }
        out + rest
    }

    fn text(&self, list: &List, page: &'static str) -> String {
        let mut text = list.text(self, page);
        // Their places are known by now: those of this list are the ones that would be reached without them.
        let own = Self {
            places: self
                .places
                .iter()
                .filter(|place| place.page != page || !list.reaches(place))
                .cloned()
                .collect(),
        };
        for nested in own.nested(list) {
            if self
                .place(nested.table)
                .is_some_and(|place| place.page == page)
            {
                text.push_str(&rows::section(&nested, list.depth(), self, page));
            }
        }
        text
    }

    /// Tables that no page shows, and tables of stack.toml without a heading.
    pub fn missing(&self) -> Vec<String> {
        let headings: BTreeSet<String> = PAGES
            .iter()
            .flat_map(|page| headings(&read(page)))
            .collect();
        let without = stack::ROOT
            .iter()
            .filter(|key| !headings.contains(key.name));
        let mut missing: Vec<String> = without
            .map(|key| format!("no heading is `{}`", key.name))
            .collect();
        let mut all = Vec::new();
        rows::reach(&stack::ROOT, &mut all, &|table, found| {
            found.iter().any(|known| std::ptr::eq(known.table, table))
        });
        missing.extend(
            all.iter()
                .filter(|it| self.place(it.table).is_none())
                .map(|it| it.path.clone()),
        );
        missing
    }
}

impl Place {
    pub fn is(&self, table: &Table) -> bool {
        std::ptr::eq(self.table, table)
    }
}

/// The lists of a page, each with the anchor of the heading that it stands below.
fn regions(page: &str) -> Vec<(String, String)> {
    let text = read(page);
    let (mut found, mut rest, mut heading) = (Vec::new(), text.as_str(), String::new());
    while let Some((before, name, after)) = next_region(rest) {
        heading = headings(before).pop().unwrap_or(heading);
        found.push((name.to_owned(), slug(&heading)));
        rest = after;
    }
    found
}

/// The names of a page's lists.
pub fn names(page: &str) -> Vec<String> {
    regions(page).into_iter().map(|(name, _)| name).collect()
}

/// The text before the next list, the list's name, and the text behind it.
fn next_region(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("<!-- ")?;
    let (name, rest) = rest.split_once(" -->")?;
    let (_, after) = rest.split_once("<!-- end -->")?;
    Some((before, name, after))
}

/// The headings of a text, without its blocks of code.
pub fn headings(text: &str) -> Vec<String> {
    let parts = text.split("```").step_by(2);
    parts
        .flat_map(str::lines)
        .filter(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim().to_owned())
        .collect()
}

/// The anchor that GitHub gives a heading.
pub fn slug(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// A link from page to page.
pub fn relative(from: &str, to: &str, anchor: &str) -> String {
    if from == to {
        return format!("#{anchor}");
    }
    let inside = |page: &str| page.starts_with("docs/file/");
    let name = to.rsplit('/').next().unwrap_or(to);
    match (inside(from), inside(to)) {
        (true, false) => format!("../{name}#{anchor}"),
        (false, true) => format!("file/{name}#{anchor}"),
        _ => format!("{name}#{anchor}"),
    }
}

/// The tables that a shape leads to at once.
pub fn tables_of(shape: &Shape) -> Vec<&'static Table> {
    match shape {
        Shape::Table(table) => vec![table],
        Shape::List(item) => tables_of(item),
        Shape::Names(_, value) => tables_of(value),
        Shape::Either(shapes) => shapes.iter().flat_map(tables_of).collect(),
        _ => Vec::new(),
    }
}
