//! Every text that is read, in one address space.
//!
//! In: the text of stack.toml and of the other files that checks look into. Out: a [`Span`] for each value, which says file,
//! line and column without a path beside it. Nothing is parsed here.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// A range of bytes in the address space of [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The part of this span that lies `range` bytes behind its start, never beyond its end.
    pub fn part(self, range: std::ops::Range<usize>) -> Self {
        let at = |offset: usize| self.start.saturating_add(offset as u32).min(self.end);
        Self::new(at(range.start), at(range.end))
    }
}

/// Which key a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Written by the user, at this place.
    Written(Span),
    /// Filled in by a default or a derivation; the span is that of the key that caused it.
    Filled(Span),
}

impl Origin {
    pub fn span(self) -> Span {
        match self {
            Self::Written(span) | Self::Filled(span) => span,
        }
    }

    /// The origin of what is derived from a value of this origin.
    pub fn filled(self) -> Self {
        Self::Filled(self.span())
    }
}

/// A value and where it comes from. Two are equal if their values are: equality is equality of meaning.
#[derive(Clone, Copy, Debug)]
pub struct At<T> {
    pub value: T,
    pub origin: Origin,
}

impl<T> At<T> {
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    pub fn written(value: T, span: Span) -> Self {
        Self::new(value, Origin::Written(span))
    }

    pub fn filled(value: T, cause: Span) -> Self {
        Self::new(value, Origin::Filled(cause))
    }

    pub fn span(&self) -> Span {
        self.origin.span()
    }

    pub fn is_written(&self) -> bool {
        matches!(self.origin, Origin::Written(_))
    }

    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> At<U> {
        At::new(change(self.value), self.origin)
    }

    pub fn as_ref(&self) -> At<&T> {
        At::new(&self.value, self.origin)
    }

    /// Another value that has the same place.
    pub fn with<U>(&self, value: U) -> At<U> {
        At::new(value, self.origin)
    }
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for At<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for At<T> {}

impl<T: Hash> Hash for At<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

/// A name or a key as it is written.
pub type Name = Arc<str>;

/// Things by their names, in the order of the file. Names are the user's own: nobody chooses them to collide.
pub type Named<T> = IndexMap<Name, T, FxBuildHasher>;

impl Borrow<str> for At<Name> {
    fn borrow(&self) -> &str {
        &self.value
    }
}

/// The files that were read.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

/// One file that was read: its path relative to the folder of stack.toml, and its text.
#[derive(Debug)]
pub struct SourceFile {
    pub path: String,
    pub text: Arc<str>,
    /// The same, byte for byte as long, without what is not to be shown.
    shown: Arc<str>,
    base: u32,
    /// Where lines start; found once somebody asks for a place.
    lines: OnceLock<Vec<u32>>,
    /// How many characters stand before each [`STRIDE`] bytes; counted when a long line asks for it.
    characters: OnceLock<Vec<usize>>,
}

/// A line may have a million bytes, and a finding for every ten of them.
const STRIDE: usize = 1024;

/// A place in a file as people and editors count: lines and columns from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub path: String,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

impl Sources {
    /// Takes in a file; the span returned is that of its whole text.
    pub fn add(&mut self, path: impl Into<String>, text: Arc<str>) -> Span {
        let base = self
            .files
            .last()
            .map_or(0, |file| file.base + file.text.len() as u32 + 1);
        let span = Span::new(base, base + text.len() as u32);
        self.files.push(SourceFile {
            path: path.into(),
            shown: text.clone(),
            text,
            base,
            lines: OnceLock::new(),
            characters: OnceLock::new(),
        });
        span
    }

    /// Covers parts of the last file, so that no finding shows them. Quotes and line breaks stay, and so do all places.
    pub fn hide(&mut self, spans: &[Span]) {
        let Some(file) = self.files.last_mut().filter(|_| !spans.is_empty()) else {
            return;
        };
        let mut bytes = file.text.as_bytes().to_vec();
        for span in spans {
            let range = file.range(*span);
            let covered = bytes[range].iter_mut();
            covered
                .filter(|byte| !matches!(byte, b'"' | b'\'' | b'\n' | b'\r'))
                .for_each(|byte| *byte = b'*');
        }
        // Spans begin and end between characters.
        file.shown = String::from_utf8_lossy(&bytes).into();
    }

    /// The file in which a span lies.
    pub fn file(&self, span: Span) -> &SourceFile {
        let after = self.files.partition_point(|file| file.base <= span.start);
        &self.files[after.max(1) - 1]
    }

    /// All files, in the order in which they were read.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// The text that a span covers.
    pub fn text(&self, span: Span) -> &str {
        let file = self.file(span);
        &file.text[file.range(span)]
    }

    /// The file and the line in which a span begins.
    pub fn line(&self, span: Span) -> (&str, usize) {
        let file = self.file(span);
        (&file.path, file.line_index(file.range(span).start) + 1)
    }

    pub fn place(&self, span: Span) -> Place {
        let file = self.file(span);
        let range = file.range(span);
        let (line, column) = file.line_column(range.start);
        let (end_line, end_column) = file.line_column(range.end);
        Place {
            path: file.path.clone(),
            line,
            column,
            end_line,
            end_column,
        }
    }
}

impl SourceFile {
    /// A span as a range of bytes of this file's text.
    pub fn range(&self, span: Span) -> std::ops::Range<usize> {
        let offset = |at: u32| (at.saturating_sub(self.base) as usize).min(self.text.len());
        offset(span.start)..offset(span.end).max(offset(span.start))
    }

    /// A range of bytes of this file's text as a span.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.base + range.start as u32, self.base + range.end as u32)
    }

    /// The lines that a range touches: the offset at which they start, the number of the first, and their text as it
    /// may be shown.
    pub fn window(&self, range: std::ops::Range<usize>) -> (usize, usize, &str) {
        let first = self.line_index(range.start);
        let last = self.line_index(range.end);
        let start = self.lines()[first] as usize;
        let end = self
            .lines()
            .get(last + 1)
            .map_or(self.text.len(), |next| *next as usize);
        (start, first + 1, &self.shown[start..end])
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            // A mark of the byte order belongs to no line: neither columns nor what is shown begin with it.
            let first = if self.text.starts_with('\u{feff}') {
                3
            } else {
                0
            };
            let ends = self.text.match_indices('\n');
            std::iter::once(first)
                .chain(ends.map(|(at, _)| at as u32 + 1))
                .collect()
        })
    }

    fn line_index(&self, offset: usize) -> usize {
        self.lines()
            .partition_point(|start| *start as usize <= offset)
            .saturating_sub(1)
    }

    fn line_column(&self, offset: usize) -> (usize, usize) {
        let line = self.line_index(offset);
        let start = self.lines()[line] as usize;
        // A mark of the byte order stands before the first line.
        let offset = offset.max(start);
        let count = if offset - start < STRIDE {
            self.text[start..offset].chars().count()
        } else {
            self.characters_before(offset) - self.characters_before(start)
        };
        (line + 1, count + 1)
    }

    fn characters_before(&self, offset: usize) -> usize {
        // Every byte of a character but the first is 10xxxxxx.
        let count = |bytes: &[u8]| bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        let counted = self.characters.get_or_init(|| {
            let sums = self.text.as_bytes().chunks(STRIDE).scan(0, |sum, chunk| {
                let before = *sum;
                *sum += count(chunk);
                Some(before)
            });
            sums.collect()
        });
        // At the end of the text there may be no chunk left.
        let chunk = (offset / STRIDE).min(counted.len().saturating_sub(1));
        let before = counted.get(chunk).copied().unwrap_or_default();
        before + count(&self.text.as_bytes()[chunk * STRIDE..offset])
    }
}
