//! The diff of one path, for people and for `patch`.
//!
//! In: an [`Entry`] and the texts to hide. Out: a unified diff with colours, which the stream strips where there is no terminal.

use super::mask::{Mask, hide_former};
use super::{Entry, State};
use crate::source::Name;
use similar::{Change, ChangeTag, TextDiff};
use std::borrow::Cow;
use std::fmt::Write;
use std::time::Duration;

const BOLD: &str = "\x1b[1m";
const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const CYAN: &str = "\x1b[36m";
const RESET: &str = "\x1b[0m";

/// Beyond this a diff is no longer the shortest; only texts of many thousand lines that differ everywhere come so far.
const PATIENCE: Duration = Duration::from_secs(2);

/// Texts that together have more are not compared: nobody reads that, and each line takes several times its own memory.
const MOST_LINES: usize = 2_000_000;
const MOST_BYTES: usize = 64 << 20;

/// From what is on disk to what is rendered. `shown` is the path as people see it, and `former` are secrets of before. Each form in which a secret is written
/// (quoted, encoded in a URL) is a secret of its own; a former secret is hidden where it goes away; one that is not known where a line
/// with a secret takes its place, or where its name tells that it is one.
/// Nothing for a path that is as it should be. What is not a text, or no file, is told in a line.
pub fn diff(entry: &Entry<'_>, shown: &str, secrets: &[Name], former: &[Name]) -> String {
    let mut out = String::new();
    if entry.state == State::Same {
        return out;
    }
    if let Some(obstacle) = &entry.obstacle {
        paint(&mut out, BOLD, &format!("{shown}: {obstacle}"));
        return out;
    }
    if entry.not_executable {
        paint(&mut out, BOLD, &format!("{shown}: is not executable"));
    }
    let new = entry.new.map(|output| output.text.as_str());
    let old = match (entry.old.as_deref(), new) {
        // The text is as it should be; only the mode is not.
        (None, Some(_)) if entry.state == State::Stale => return out,
        (old, _) => old.map(with_plain_ends),
    };
    if old.as_deref().is_some_and(|old| old.contains('\0')) {
        paint(&mut out, BOLD, &format!("{shown}: is not a text"));
        return out;
    }
    if is_too_long([old.as_deref(), new]) {
        paint(&mut out, BOLD, &format!("{shown}: is too long to be shown"));
        return out;
    }
    let mask = Mask::new(secrets, former);
    add_diff(&mut out, shown, old.as_deref(), new, &mask);
    out
}

fn is_too_long(texts: [Option<&str>; 2]) -> bool {
    let texts = || texts.iter().flatten();
    let bytes: usize = texts().map(|text| text.len()).sum();
    let lines = || -> usize { texts().map(|text| text.matches('\n').count()).sum() };
    bytes > MOST_BYTES || lines() > MOST_LINES
}

fn add_diff(out: &mut String, shown: &str, old: Option<&str>, new: Option<&str>, mask: &Mask<'_>) {
    let side = |letter, there| {
        if there {
            format!("{letter}/{shown}")
        } else {
            "/dev/null".to_owned()
        }
    };
    paint(out, BOLD, &format!("--- {}", side('a', old.is_some())));
    paint(out, BOLD, &format!("+++ {}", side('b', new.is_some())));
    add_hunks(out, old.unwrap_or_default(), new.unwrap_or_default(), mask);
}

fn add_hunks(out: &mut String, old: &str, new: &str, mask: &Mask<'_>) {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old, new);
    for hunk in diff.unified_diff().iter_hunks() {
        paint(out, CYAN, &hunk.header().to_string());
        let changes: Vec<Change<&str>> = hunk.iter_changes().collect();
        for block in
            changes.chunk_by(|a, b| (a.tag() == ChangeTag::Equal) == (b.tag() == ChangeTag::Equal))
        {
            add_block(out, block, mask);
        }
    }
}

/// A run of lines that stay, or of removed and added ones, which take each other's place.
fn add_block(out: &mut String, block: &[Change<&str>], mask: &Mask<'_>) {
    let hidden: Vec<Option<String>> = block
        .iter()
        .map(|change| {
            let line = change.value();
            let hidden = mask.hide(line);
            let former = match change.tag() {
                ChangeTag::Delete => mask.hide_former(hidden.as_deref().unwrap_or(line)),
                _ => None,
            };
            former.or(hidden)
        })
        .collect();
    // Looked for once: a removed line is held against each of them, and a block may have as many lines as a file.
    let added = block
        .iter()
        .zip(&hidden)
        .filter(|(change, _)| change.tag() == ChangeTag::Insert);
    let successors: Vec<&str> = added.filter_map(|(_, hidden)| hidden.as_deref()).collect();
    for (change, hidden) in block.iter().zip(&hidden) {
        let line = hidden.as_deref().unwrap_or(change.value());
        let (sign, colour) = match change.tag() {
            ChangeTag::Equal => (' ', ""),
            ChangeTag::Delete => ('-', RED),
            ChangeTag::Insert => ('+', GREEN),
        };
        let former = match change.tag() {
            ChangeTag::Delete => successors
                .iter()
                .find_map(|new| mask.hide_like(line, new))
                .or_else(|| hide_former(line)),
            _ => None,
        };
        let line = former.as_deref().unwrap_or(line);
        paint(
            out,
            colour,
            &format!("{sign}{}", visible(line.strip_suffix('\n').unwrap_or(line))),
        );
        if change.missing_newline() {
            out.push_str("\\ No newline at end of file\n");
        }
    }
}

/// One line, in a colour or in none.
fn paint(out: &mut String, colour: &str, line: &str) {
    // Writing into a string cannot fail.
    let _ = match colour {
        "" => writeln!(out, "{line}"),
        _ => writeln!(out, "{colour}{line}{RESET}"),
    };
}

/// A checkout with CRLF differs in the lines that differ, not in all.
fn with_plain_ends(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") {
        text.replace("\r\n", "\n").into()
    } else {
        text.into()
    }
}

/// Somebody else's file must not steer the terminal.
fn visible(line: &str) -> Cow<'_, str> {
    let steers = |character: char| character.is_control() && character != '\t';
    if !line.contains(steers) {
        return line.into();
    }
    let mut out = String::new();
    for character in line.chars() {
        if steers(character) {
            out.extend(character.escape_unicode())
        } else {
            out.push(character)
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::{Before, Obstacle};
    use crate::render::Output;

    fn shown(state: State, old: Option<&str>, new: Option<&str>, secrets: &[&str]) -> String {
        let output = new.map(|text| Output {
            text: text.to_owned(),
            executable: false,
        });
        let old = old.map(str::to_owned);
        let entry = Entry {
            path: "x",
            state,
            old,
            new: output.as_ref(),
            not_executable: false,
            obstacle: None,
            before: Before::Any,
        };
        let secrets: Vec<Name> = secrets.iter().map(|secret| Name::from(*secret)).collect();
        anstream::adapter::strip_str(&diff(&entry, "dir/x", &secrets, &[])).to_string()
    }

    #[test]
    fn a_change_is_shown_with_its_neighbours() {
        let shown = shown(
            State::Stale,
            Some("1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n"),
            Some("1\n2\n3\n4\n5\nsix\n"),
            &[],
        );
        assert_eq!(
            shown,
            "--- a/dir/x\n+++ b/dir/x\n@@ -3,4 +3,4 @@\n 3\n 4\n 5\n-6\n+six\n"
        );
    }

    #[test]
    fn new_and_removed_files_have_no_other_side() {
        assert_eq!(
            shown(State::Missing, None, Some("a\n"), &[]),
            "--- /dev/null\n+++ b/dir/x\n@@ -0,0 +1 @@\n+a\n"
        );
        let removed =
            "--- a/dir/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n\\ No newline at end of file\n";
        assert_eq!(shown(State::Orphan, Some("a"), None, &[]), removed);
    }

    #[test]
    fn secrets_are_hidden_on_both_sides() {
        let old = "user: me\npassword: former\nkey: topsecret\n";
        let new = "user: you\npassword: hunter22\nkey: topsecret\n";
        let shown = shown(
            State::Stale,
            Some(old),
            Some(new),
            &["hunter22", "topsecret"],
        );
        assert_eq!(
            shown,
            "--- a/dir/x\n+++ b/dir/x\n@@ -1,3 +1,3 @@\n-user: me\n-password: ***\n+user: you\n+password: ***\n key: ***\n"
        );
    }

    /// A list of a hundred thousand lines stands where a file of ours is to come.
    #[test]
    fn a_long_text_is_shown_at_once() {
        let old: String = (0..100_000).map(|number| format!("{number}\n")).collect();
        let start = std::time::Instant::now();
        let shown = shown(State::Foreign, Some(&old), Some("a\n"), &["hunter22"]);
        assert_eq!(shown.lines().count(), 100_004);
        let taken = start.elapsed();
        assert!(taken < Duration::from_secs(20), "{taken:?}");
    }

    #[test]
    fn what_is_too_long_is_told() {
        for old in ["\n".repeat(MOST_LINES + 1), "x".repeat(MOST_BYTES + 1)] {
            let shown = shown(State::Foreign, Some(&old), Some("a\n"), &[]);
            assert_eq!(shown, "dir/x: is too long to be shown\n");
        }
    }

    #[test]
    fn what_is_no_text_is_told() {
        assert_eq!(
            shown(State::Foreign, Some("a\0"), Some("a\n"), &[]),
            "dir/x: is not a text\n"
        );
        assert!(
            shown(State::Foreign, Some("\u{1b}[2J\n"), Some("a\n"), &[]).contains("-\\u{1b}[2J\n")
        );
        let output = Output {
            text: "x".into(),
            executable: true,
        };
        let mut entry = Entry {
            path: "x",
            state: State::Foreign,
            old: None,
            new: Some(&output),
            not_executable: false,
            obstacle: Some(Obstacle::Folder),
            before: Before::Any,
        };
        assert!(diff(&entry, "x", &[], &[]).contains("x: a folder stands here"));
        (entry.state, entry.obstacle, entry.not_executable) = (State::Stale, None, true);
        assert_eq!(
            anstream::adapter::strip_str(&diff(&entry, "x", &[], &[])).to_string(),
            "x: is not executable\n"
        );
    }
}
