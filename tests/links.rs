//! The links of every page in the repository lead somewhere: to a file, and to a heading in it.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// All pages that git knows, by their path in the repository.
fn pages() -> BTreeMap<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder can be listed") {
            let path = entry.expect("an entry can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                let is_ours = !["target", ".git", "node_modules"].contains(&&*name);
                folders.extend(is_ours.then_some(path));
            } else if name.ends_with(".md") {
                let text = fs::read_to_string(&path).expect("a page is UTF-8");
                let path = path.strip_prefix(root).expect("it lies in the root");
                pages.insert(path.to_owned(), text);
            }
        }
    }
    pages
}

/// The lines of a page that stand in no fence.
fn prose(page: &str) -> impl Iterator<Item = &str> {
    let mut fence: Option<String> = None;
    page.lines().filter(move |line| {
        let ticks: String = line
            .trim_start()
            .chars()
            .take_while(|c| *c == '`')
            .collect();
        match &fence {
            Some(open) if ticks.len() >= open.len() => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => return true,
        }
        false
    })
}

/// The targets of a page's links: `](target)`, `src="target"`, `href="target"`.
fn targets(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in prose(page) {
        let plain = without_code(line);
        for (open, close) in [("](", ')'), ("src=\"", '"'), ("href=\"", '"')] {
            let rests = plain.split(open).skip(1);
            found.extend(rests.filter_map(|rest| Some(rest.split_once(close)?.0.to_owned())));
        }
    }
    found
}

/// A line without its `code`, but with the texts of links kept.
fn without_code(line: &str) -> String {
    let parts = line.split('`').enumerate();
    parts
        .filter(|(at, _)| at % 2 == 0)
        .map(|(_, part)| part)
        .collect()
}

/// The anchors of a page, as GitHub makes them from headings: lower case, blanks to `-`, other marks left out, and a number
/// after one that was there before.
fn anchors(page: &str) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let headings = prose(page).filter(|line| line.starts_with('#'));
    let slugs = headings.map(|line| {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = title
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        let slug: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
        let count = seen.entry(slug.clone()).or_default();
        *count += 1;
        if *count == 1 {
            slug
        } else {
            format!("{slug}-{}", *count - 1)
        }
    });
    let mut slugs: Vec<String> = slugs.collect();
    let named = page.split("<a id=\"").skip(1);
    slugs.extend(named.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
    slugs
}

/// A path with `.` and `..` worked off.
fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}

#[test]
fn every_link_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = pages();
    let mut checked = 0;
    let mut broken = Vec::new();
    for (path, text) in &pages {
        for target in targets(text) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            checked += 1;
            let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let at = match file {
                "" => path.clone(),
                _ => clean(&path.parent().unwrap_or(Path::new("")).join(file)),
            };
            let is_there = root.join(&at).exists();
            let has_anchor = anchor.is_empty()
                || pages
                    .get(&at)
                    .is_some_and(|page| anchors(page).iter().any(|slug| slug == anchor));
            if !is_there || !has_anchor {
                broken.push(format!("{}: {target}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(checked >= 20, "only {checked} links were found");
}

#[test]
fn a_broken_link_would_be_seen() {
    let page = "# A b: `c`!\n[x](no.md) `[y](z)`\n```\n[w](v)\n```\n## A\n## A\n";
    assert_eq!(targets(page), ["no.md"]);
    assert_eq!(anchors(page), ["a-b-c", "a", "a-1"]);
}
