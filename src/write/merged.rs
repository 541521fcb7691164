//! Whether a text is what git made of texts of ours.
//!
//! In: the text as it was found, and what git had. Out: yes, if all that stands in it is ours. Which lines git takes together,
//! and which files it takes for one that was renamed, differs from version to version: no merge is made again here. So a line of
//! ours that somebody doubled or moved, and staged, passes for git's work: it says nothing that we did not write.

use super::conflict;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// What git has of a path.
#[derive(Clone, Copy, Debug, Default)]
pub struct GitTexts<'g> {
    /// The base, our text and theirs of a conflict.
    pub stages: [Option<&'g [u8]>; 3],
    /// What git has made of them without a conflict.
    pub result: Option<&'g [u8]>,
    /// What the path had in the base, in our commit and in theirs.
    pub commits: [Option<&'g [u8]>; 3],
}

impl<'g> GitTexts<'g> {
    /// The texts of the two sides, as far as there are any.
    pub(super) fn sides(&self) -> impl Iterator<Item = &'g [u8]> {
        let of_index = &self.stages[1..];
        let of_commits = &self.commits[1..];
        of_index.iter().chain(of_commits).copied().flatten()
    }
}

/// All lines of texts that are ours.
#[derive(Debug, Default)]
pub(super) struct Lines(HashSet<String>);

impl Lines {
    pub(super) fn of<'t>(texts: impl Iterator<Item = &'t Vec<u8>>) -> Self {
        let mut lines = HashSet::new();
        for text in texts {
            lines.extend(plain(text).split_inclusive('\n').map(str::to_owned));
        }
        Self(lines)
    }

    /// Whether git made a text from nothing but these lines.
    pub(super) fn make(&self, text: &[u8], git: GitTexts<'_>) -> bool {
        let found = plain(text);
        let sides = conflict::sides(found.as_bytes());
        if let [base, Some(ours), Some(theirs)] = git.stages {
            let stages = [base.unwrap_or_default(), ours, theirs];
            // Without its sides it was resolved by hand.
            return sides.is_some_and(|[first, second]| {
                self.hold(&first) && self.hold(&second) && is_whole(stages, &first, &second)
            });
        }
        // Renamed on both sides; or done, be it with the markers of conflicts in it.
        let is_of_git = git.stages.iter().any(Option::is_some)
            || git
                .result
                .is_some_and(|result| plain(result) == found && is_kept(git.commits, result));
        let sides = sides.unwrap_or_else(|| [found.clone().into(), Vec::new()]);
        is_of_git && sides.iter().all(|side| side.is_empty() || self.hold(side))
    }

    fn hold(&self, text: &[u8]) -> bool {
        plain(text)
            .split_inclusive('\n')
            .all(|line| self.0.contains(line))
    }
}

/// Whether the sides of a conflict hold all that they had: each what it has added; one of them what neither has touched, which
/// may be a line that was moved.
fn is_whole(stages: [&[u8]; 3], first: &[u8], second: &[u8]) -> bool {
    let [base, ours, theirs, first, second] =
        [stages[0], stages[1], stages[2], first, second].map(plain);
    let [base, ours, theirs, first, second] =
        [&base, &ours, &theirs, &first, &second].map(|text| count(text));
    let is_kept = |line: &&str| {
        let (in_first, in_second) = (first.contains_key(line), second.contains_key(line));
        let (in_ours, in_theirs) = (ours.contains_key(line), theirs.contains_key(line));
        match base.get(line) {
            None => (in_first || !in_ours) && (in_second || !in_theirs),
            Some(1) if in_ours && in_theirs => in_first || in_second,
            Some(_) => true,
        }
    };
    ours.keys().chain(theirs.keys()).all(is_kept)
}

/// Whether what came of a merge without conflicts has all that the sides had, as often as at least one of them: what is gone
/// was taken out by somebody. Of a file that was renamed nothing is known.
fn is_kept(commits: [Option<&[u8]>; 3], result: &[u8]) -> bool {
    let [base, Some(ours), Some(theirs)] = commits else {
        return true;
    };
    let stages = [base.unwrap_or_default(), ours, theirs];
    let texts = [stages[0], ours, theirs, result].map(plain);
    let [base, ours, theirs, found] = texts.each_ref().map(|text| count(text));
    let is_there = |line: &&str| {
        let number = |counts: &HashMap<&str, usize>| counts.get(line).copied().unwrap_or(0);
        let [before, ours, theirs] = [&base, &ours, &theirs].map(number);
        let least = match ours >= before && theirs >= before {
            true => ours.min(theirs),
            false => (ours + theirs).saturating_sub(before),
        };
        number(&found) >= least
    };
    base.keys().all(is_there) && is_whole(stages, result, result)
}

fn count(text: &str) -> HashMap<&str, usize> {
    let mut counts = HashMap::new();
    for line in text.split_inclusive('\n') {
        *counts.entry(line).or_default() += 1;
    }
    counts
}

/// With the line ends that we write.
fn plain(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let text: Cow<str> = match text.contains("\r\n") {
        true => text.replace("\r\n", "\n").into(),
        false => text,
    };
    let text = text.trim_end_matches('\n');
    format!("{text}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "head\n\na: 1\nx\n\nb: 1\ny\n\nc: 1\nend\n";

    fn merges(found: &str) -> bool {
        let ours = BASE.replace("a: 1", "a: 2").replace("c: 1", "c: 2");
        let theirs = BASE.replace("b: 1", "b: 3").replace("c: 1", "c: 3\nd: 3");
        let texts = [BASE, &ours, &theirs].map(|text| text.as_bytes().to_vec());
        let git = GitTexts {
            stages: texts.each_ref().map(|text| Some(text.as_slice())),
            ..GitTexts::default()
        };
        Lines::of(texts.iter()).make(found.as_bytes(), git)
    }

    const MERGED: &str = "head\n\na: 2\nx\n\nb: 3\ny\n\n<<<<<<< HEAD\nc: 2\n=======\nc: 3\nd: 3\n>>>>>>> other\nend\n";

    #[test]
    fn what_git_makes_is_a_merge() {
        assert!(merges(MERGED));
        assert!(merges(&MERGED.replace('\n', "\r\n")));
        // git may draw a conflict wider than it must be.
        let wide = "head\n\na: 2\nx\n\n<<<<<<< HEAD\nb: 1\ny\n\nc: 2\n||||||| base\nb: 1\ny\n\nc: 1\n=======\nb: 3\ny\n\nc: 3\nd: 3\n>>>>>>> other\nend\n";
        assert!(merges(wide));
    }

    #[test]
    fn what_somebody_changed_in_it_is_none() {
        for (old, new) in [
            ("x\n", "x\nmine\n"),
            ("y\n", ""),
            ("a: 2", "a: 4"),
            ("c: 2\n", "c: 4\n"),
            ("d: 3\n", ""),
            ("<<<<<<< HEAD\n", ""),
            (
                "<<<<<<< HEAD\nc: 2\n=======\nc: 3\nd: 3\n>>>>>>> other\n",
                "c: 2\n",
            ),
        ] {
            assert!(!merges(&MERGED.replace(old, new)), "{old} -> {new}");
        }
    }

    #[test]
    fn a_merge_without_conflicts_is_what_git_says() {
        let texts = ["a\nb\n", "c\n"].map(|text| text.as_bytes().to_vec());
        let lines = Lines::of(texts.iter());
        let made = |found: &str, result: &[u8]| {
            let git = GitTexts {
                result: Some(result),
                ..GitTexts::default()
            };
            lines.make(found.as_bytes(), git)
        };
        assert!(made("a\r\nc\r\n", b"a\nc\n"));
        assert!(!made("a\n", b"a\nc\n"), "somebody has removed a line since");
        assert!(
            !made("a\nmine\n", b"a\nmine\n"),
            "somebody has committed an edit"
        );
        assert!(
            !lines.make(b"a\n", GitTexts::default()),
            "git knows nothing"
        );
    }
}
