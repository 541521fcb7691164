//! What is rendered.

use std::collections::BTreeMap;

/// The files that a stack becomes: path relative to the root, with `/` between its parts → text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outputs {
    files: BTreeMap<String, Output>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    pub text: String,
    /// Whether people run it: scripts.
    pub executable: bool,
}

impl Outputs {
    pub fn insert(&mut self, path: impl Into<String>, text: String, executable: bool) {
        self.files.insert(path.into(), Output { text, executable });
    }

    pub fn get(&self, path: &str) -> Option<&Output> {
        self.files.get(path)
    }

    /// All files, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Output)> {
        self.files
            .iter()
            .map(|(path, output)| (path.as_str(), output))
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}
