//! What git knows of the project's files. Without a repository, or without git, it knows nothing, and nothing is said.

use super::index;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Those of some paths, relative to `root`, that git neither tracks nor ignores; none if `marker`, a path relative to
/// `root`, is not tracked itself: then the whole project is not.
pub fn untracked<'a>(root: &Path, marker: &str, paths: &[&'a str]) -> Vec<&'a str> {
    if index::has_all(root, paths.iter().copied()) {
        return Vec::new();
    }
    if list(root, &["ls-files", "-z", "--", marker]).is_none_or(|tracked| tracked.is_empty()) {
        return Vec::new();
    }
    // Whole folders are asked for: a command line does not hold ten thousand names.
    let tops: BTreeSet<&str> = paths
        .iter()
        .map(|path| path.split('/').next().unwrap_or(path))
        .collect();
    let mut question = vec!["ls-files", "-z", "--others", "--exclude-standard", "--"];
    question.extend(tops);
    let others = list(root, &question).unwrap_or_default();
    paths
        .iter()
        .copied()
        .filter(|path| others.contains(*path))
        .collect()
}

/// A folder as seen from the top of its work tree, without a `/` at its end: empty at the top. `None` outside of one.
pub fn prefix(folder: &Path) -> Option<String> {
    let words = ["rev-parse", "--show-prefix"];
    let text = answer(folder, &words)?;
    Some(
        text.trim_end_matches(['\n', '\r'])
            .trim_end_matches('/')
            .to_owned(),
    )
}

/// What a file of a folder has in the last commit.
pub fn committed(folder: &Path, name: &str) -> Option<String> {
    answer(folder, &["show", &format!("HEAD:./{name}")])
}

/// The paths below `root` that git ignores, found in one run.
pub fn ignored<'a>(root: &Path, paths: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let list: Vec<&str> = paths.collect();
    if list.is_empty() {
        return BTreeSet::new();
    }
    ask(root, &list).unwrap_or_default()
}

fn ask(root: &Path, paths: &[&str]) -> Option<BTreeSet<String>> {
    let mut child = Command::new("git")
        .args(["check-ignore", "-z", "--stdin"])
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut input = child.stdin.take()?;
    // The paths are few and git reads all of them before it answers much: neither pipe can fill up.
    let written = input.write_all(paths.join("\0").as_bytes());
    drop(input);
    let output = child.wait_with_output().ok()?;
    written.ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(
        text.split('\0')
            .filter(|path| !path.is_empty())
            .map(str::to_owned)
            .collect(),
    )
}

/// What git lists, relative to the folder; `None` if it could not be asked.
fn list(folder: &Path, words: &[&str]) -> Option<BTreeSet<String>> {
    let text = answer(folder, words)?;
    Some(
        text.split('\0')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
    )
}

/// What git says to these words; `None` if it could not be asked.
fn answer(folder: &Path, words: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        // Names are names, whatever characters of a pattern they hold; and nothing of the repository is written.
        .args(["--literal-pathspecs", "--no-optional-locks"])
        .args(words)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}
