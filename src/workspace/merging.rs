//! What git merges, or has just merged: the texts behind a file that nobody wrote as it stands.
//!
//! In: the root, paths below it, and that of the lock. Out: what git has of them. Whether a file is a merge of our texts is
//! judged elsewhere. Nothing of the repository is written; without git nothing is found.

use std::collections::{BTreeSet, HashMap};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What git has of some paths.
#[derive(Debug, Default)]
pub struct Merging {
    /// The locks of the last commit, of the branches and of their base.
    pub locks: Vec<String>,
    /// The texts that those branches and their base have at the paths of their locks; none if nothing is merged.
    pub texts: Vec<Vec<u8>>,
    prefix: String,
    blobs: HashMap<String, Vec<u8>>,
    /// The base, our commit and theirs.
    commits: Option<[String; 3]>,
    /// Whether git merges, or has just merged, at all: else what is in the index is what somebody put there.
    is_merge: bool,
}

impl Merging {
    /// Asks for the conflicts in the index; for a merge, rebase, cherry-pick or revert that has stopped; for a merge that was
    /// the last commit; and for the last commit itself, whose lock may have been deleted.
    pub fn read(root: &Path, paths: &[&str], lock: &str) -> Self {
        Self::ask(root, paths, lock).unwrap_or_default()
    }

    /// The base, our text and theirs of a conflict in the index. Of a file that was renamed on both sides it has one.
    pub fn stages(&self, path: &str) -> [Option<&[u8]>; 3] {
        [":1", ":2", ":3"].map(|stage| self.blob(stage, path))
    }

    /// What git itself has made of a path: in the index while it merges, in the commit when it is done.
    pub fn result(&self, path: &str) -> Option<&[u8]> {
        let is_done = |commits: &[String; 3]| commits[1] == "HEAD^1";
        let from = match self.commits.as_ref().is_some_and(is_done) {
            true => "HEAD",
            false => ":0",
        };
        self.blob(from, path).filter(|_| self.is_merge)
    }

    /// What a path had in the base, in our commit and in theirs. Nothing is known of what git takes back from a stash.
    pub fn commits(&self, path: &str) -> [Option<&[u8]>; 3] {
        let commits = self.commits.as_ref();
        [0, 1, 2].map(|at| commits.and_then(|commits| self.blob(&commits[at], path)))
    }

    fn blob(&self, from: &str, path: &str) -> Option<&[u8]> {
        let name = format!("{from}:{}{path}", self.prefix);
        self.blobs.get(&name).map(Vec::as_slice)
    }

    fn ask(root: &Path, paths: &[&str], lock: &str) -> Option<Self> {
        let prefix = word(root, &["rev-parse", "--show-prefix"])?;
        let commits = commits(root);
        let branches: Vec<&str> = commits.iter().flatten().map(String::as_str).collect();
        let mut from = vec![":1", ":2", ":3", "HEAD"];
        from.extend(&branches);
        let found = self::blobs(root, &names(&prefix, &from, [lock]))?;
        from.push(":0");
        let blobs = self::blobs(root, &names(&prefix, &from, paths.iter().copied()))?;
        let is_stage = |name: &String| [":1:", ":2:", ":3:"].iter().any(|it| name.starts_with(it));
        let is_merge = commits.is_some() || blobs.keys().chain(found.keys()).any(is_stage);
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let locks: Vec<String> = found.into_values().map(text).collect();
        let lines = locks.iter().flat_map(|lock| lock.lines());
        let known: BTreeSet<&str> = lines
            .filter_map(|line| Some(line.split_once(' ')?.1))
            .collect();
        let mut wanted = names(&prefix, &branches, known);
        wanted.retain(|name| !blobs.contains_key(name));
        let texts = self::blobs(root, &wanted)?.into_values();
        let mut texts: Vec<Vec<u8>> = texts.collect();
        texts.extend(blobs.values().cloned());
        Some(Self {
            locks,
            texts,
            is_merge,
            prefix,
            blobs,
            commits,
        })
    }
}

/// Each path in each commit, or stage of the index, as git calls it.
fn names<'p>(prefix: &str, from: &[&str], paths: impl IntoIterator<Item = &'p str>) -> Vec<String> {
    let mut names = Vec::new();
    for path in paths {
        names.extend(from.iter().map(|from| format!("{from}:{prefix}{path}")));
    }
    names
}

/// The base, our commit and theirs of what has stopped, or of the merge that is the last commit.
fn commits(root: &Path) -> Option<[String; 3]> {
    let commit = |name: &str| word(root, &["rev-parse", "--verify", "--quiet", name]);
    let base = |ours: &str, theirs: &str| word(root, &["merge-base", ours, theirs]);
    if let Some(theirs) = commit("MERGE_HEAD") {
        return Some([base("HEAD", &theirs)?, "HEAD".to_owned(), theirs]);
    }
    if let Some(picked) = commit("CHERRY_PICK_HEAD").or_else(|| commit("REBASE_HEAD")) {
        return Some([format!("{picked}^"), "HEAD".to_owned(), picked]);
    }
    if let Some(reverted) = commit("REVERT_HEAD") {
        let before = format!("{reverted}^");
        return Some([reverted, "HEAD".to_owned(), before]);
    }
    let theirs = commit("HEAD^2")?;
    Some([base("HEAD^1", &theirs)?, "HEAD^1".to_owned(), theirs])
}

fn git(root: &Path, words: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(root)
        .arg("--no-optional-locks")
        .args(words)
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// The one line that git answers.
fn word(root: &Path, words: &[&str]) -> Option<String> {
    let output = git(root, words).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output
        .status
        .success()
        .then(|| text.trim_end_matches('\n').to_owned())
}

/// The texts that have these names, in one run; a name that git does not know has none.
fn blobs(root: &Path, names: &[String]) -> Option<HashMap<String, Vec<u8>>> {
    let mut child = git(root, &["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut input = child.stdin.take()?;
    let question = names.join("\n") + "\n";
    // Beside the reading: git answers each line before it reads the next.
    let writer = std::thread::spawn(move || input.write_all(question.as_bytes()));
    let output = child.wait_with_output().ok()?;
    writer.join().ok()?.ok()?;
    let mut rest = output.stdout.as_slice();
    let mut found = HashMap::new();
    for name in names {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        rest = &rest[end + 1..];
        let length = line.rsplit_once(" blob ").map(|(_, length)| length.parse());
        // What is not there, or is a folder.
        let Some(Ok(length)) = length else {
            continue;
        };
        let length: usize = length;
        found.insert(name.clone(), rest.get(..length)?.to_vec());
        rest = rest.get(length + 1..)?;
    }
    Some(found)
}
