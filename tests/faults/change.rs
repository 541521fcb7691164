//! What a case changes in the project.
//!
//! In: the lines of a change, a file's text by its path. Out: the new texts. Nothing is written here.
//!
//! A change is made of parts:
//!
//! - `[table]` and keys below it: each key takes the place of the one with its name in this table of stack.toml, or stands
//!   behind the table's last; a table that is not there comes at the end of the file.
//! - `--- FILE` and lines that begin as in a diff: the first place where those with a blank or `-` stand gets those with a
//!   blank or `+`. Only `+`: the whole file. `␍` stands for a carriage return.

use std::collections::BTreeMap;

/// The files that a change writes, with their new texts.
pub fn apply(change: &[String], read: impl Fn(&str) -> Option<String>) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for part in parts(change) {
        let (head, lines) = part.split_first().expect("a part has a first line");
        let file = head.strip_prefix("--- ").unwrap_or("stack.toml");
        let text = files.get(file).cloned().or_else(|| read(file));
        let text = match head.starts_with("--- ") {
            true => patch(&text.unwrap_or_default(), lines),
            false => set(&text.unwrap_or_default(), head, lines),
        };
        files.insert(file.to_owned(), text);
    }
    files
}

/// A change cut before each line that opens a part.
fn parts(change: &[String]) -> Vec<&[String]> {
    let opens = |line: &String| line.starts_with("--- ") || line.starts_with('[');
    let starts: Vec<usize> = (0..change.len()).filter(|at| opens(&change[*at])).collect();
    assert_eq!(starts.first(), Some(&0), "a change opens with its place");
    let ends = starts[1..].iter().copied().chain([change.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| &change[*start..end])
        .collect()
}

/// Keys of a table of stack.toml.
fn set(text: &str, header: &str, keys: &[String]) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let Some(header) = lines.iter().position(|line| *line == header) else {
        let keys = keys.iter().map(|line| format!("{line}\n"));
        return format!("{text}\n{header}\n{}", keys.collect::<String>());
    };
    let start = header + 1;
    for key in keys {
        let table = lines[start..].iter();
        let length = table.take_while(|line| !line.starts_with('[')).count();
        let mut filled = lines[start..start + length].iter();
        let end = filled.rposition(|line| !line.is_empty());
        let end = end.map_or(start, |last| start + last + 1);
        let same = |line: &&str| name(line).is_some() && name(line) == name(key);
        match lines[start..end].iter().position(same) {
            Some(at) => lines[start + at] = key,
            None => lines.insert(end, key),
        }
    }
    lines.join("\n") + "\n"
}

/// The key that a line gives a value.
fn name(line: &str) -> Option<&str> {
    let (name, _) = line.split_once('=')?;
    let name = name.trim_end();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.\"".contains(c);
    name.chars().all(plain).then_some(name)
}

/// Lines as in a diff.
fn patch(text: &str, diff: &[String]) -> String {
    let side = |sign: char| -> Vec<String> {
        let lines = diff.iter().map(String::as_str);
        let own = lines.filter(|line| line.is_empty() || line.starts_with([' ', sign]));
        own.map(|line| line.get(1..).unwrap_or_default().replace('␍', "\r"))
            .collect()
    };
    let (old, new) = (side('-'), side('+'));
    let lines: Vec<&str> = text.lines().collect();
    let (before, after) = match old.is_empty() {
        true => (&lines[..0], &lines[..0]),
        false => {
            let mut places = lines.windows(old.len());
            let at = places.position(|place| place == old);
            let at = at.unwrap_or_else(|| panic!("no place for {diff:?}"));
            (&lines[..at], &lines[at + old.len()..])
        }
    };
    let new = new.iter().map(String::as_str);
    let all = before
        .iter()
        .copied()
        .chain(new)
        .chain(after.iter().copied());
    all.map(|line| format!("{line}\n")).collect()
}
