//! A table: its keys in the order in which they are written.
//!
//! A stack of ten thousand deployments has a hundred thousand tables, nearly all of them with less than ten keys: these are
//! looked through, and only what has more keys gets an index.

use super::Tree;
use crate::source::{At, Name, Origin};
use rustc_hash::FxHashMap;

/// A table: keys in the order in which they are written.
#[derive(Clone, Debug)]
pub struct Map<S> {
    entries: Vec<Entry<S>>,
    /// Where the keys of a table with more than [`FEW`] of them stand.
    index: Option<Box<FxHashMap<Name, usize>>>,
    /// Keys whose value was reported and left out: what hangs on them stays silent. There are hardly any.
    #[allow(
        clippy::box_collection,
        reason = "one word in each of very many tables"
    )]
    broken: Option<Box<Vec<Name>>>,
}

type Entry<S> = (At<Name>, At<Tree<S>>);

/// As many keys are compared one by one faster than one is hashed.
const FEW: usize = 16;

impl<S> Default for Map<S> {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

/// Keys that are all different.
impl<S> From<Vec<Entry<S>>> for Map<S> {
    fn from(entries: Vec<Entry<S>>) -> Self {
        let mut map = Self {
            entries,
            index: None,
            broken: None,
        };
        map.number();
        map
    }
}

/// The order of keys does not matter.
impl<S: PartialEq> PartialEq for Map<S> {
    fn eq(&self, other: &Self) -> bool {
        let mut entries = self.iter();
        self.len() == other.len() && entries.all(|(key, value)| other.get(key) == Some(value))
    }
}

impl<S> Map<S> {
    /// An empty table with room for so many keys.
    pub fn with_capacity(capacity: usize) -> Self {
        Self::from(Vec::with_capacity(capacity))
    }

    pub fn get(&self, key: &str) -> Option<&At<Tree<S>>> {
        self.position(key).map(|at| &self.entries[at].1)
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut At<Tree<S>>> {
        self.position(key).map(|at| &mut self.entries[at].1)
    }

    /// The key as written, with its place.
    pub fn key(&self, key: &str) -> Option<&At<Name>> {
        self.position(key).map(|at| &self.entries[at].0)
    }

    pub fn contains(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// Puts a value at the end, or in the place of the one that has this key.
    pub fn insert(&mut self, key: At<Name>, value: At<Tree<S>>) {
        if let Some(present) = self.get_mut(&key) {
            *present = value;
            return;
        }
        match &mut self.index {
            Some(index) => drop(index.insert(key.value.clone(), self.entries.len())),
            None if self.entries.len() == FEW => {
                self.entries.push((key, value));
                self.number();
                return;
            }
            None => {}
        }
        self.entries.push((key, value));
    }

    /// Puts a new key before the one that now stands at `index`.
    pub fn insert_at(&mut self, index: usize, key: At<Name>, value: At<Tree<S>>) {
        self.entries
            .insert(index.min(self.entries.len()), (key, value));
        self.number();
    }

    pub fn remove(&mut self, key: &str) -> Option<At<Tree<S>>> {
        let at = self.position(key)?;
        let (_, value) = self.entries.remove(at);
        self.number();
        Some(value)
    }

    pub fn iter(
        &self,
    ) -> impl DoubleEndedIterator<Item = (&At<Name>, &At<Tree<S>>)> + ExactSizeIterator {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &At<Name>> {
        self.entries.iter().map(|(key, _)| key)
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Gives back what was taken for keys that are to come.
    pub fn shrink_to_fit(&mut self) {
        self.entries.shrink_to_fit();
    }

    /// Remembers that a key was written but could not be read.
    pub fn mark_broken(&mut self, key: Name) {
        self.broken.get_or_insert_default().push(key);
    }

    pub fn is_broken(&self, key: &str) -> bool {
        self.broken().iter().any(|broken| &**broken == key)
    }

    pub fn broken(&self) -> &[Name] {
        self.broken.as_ref().map_or(&[], |broken| broken.as_slice())
    }

    /// The same table with each string changed.
    pub fn map_text<T>(self, change: &mut impl FnMut(S, Origin) -> Tree<T>) -> Map<T> {
        let changed = self.entries.into_iter().map(|(key, value)| {
            let tree = value.value.map_text(change, value.origin);
            (key, At::new(tree, value.origin))
        });
        Map {
            entries: changed.collect(),
            index: self.index,
            broken: self.broken,
        }
    }

    fn position(&self, key: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).copied(),
            None => self.keys().position(|present| &*present.value == key),
        }
    }

    /// Makes the index anew; a small table needs none.
    fn number(&mut self) {
        self.index = (self.entries.len() > FEW).then(|| {
            let keys = self.keys().map(|key| key.value.clone());
            Box::new(keys.enumerate().map(|(at, key)| (key, at)).collect())
        });
    }
}

impl<S> IntoIterator for Map<S> {
    type Item = Entry<S>;
    type IntoIter = std::vec::IntoIter<Entry<S>>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

/// Of two values with one key the last counts, in the place of the first.
impl<S> FromIterator<Entry<S>> for Map<S> {
    fn from_iter<I: IntoIterator<Item = Entry<S>>>(items: I) -> Self {
        let items = items.into_iter();
        let mut map = Self::with_capacity(items.size_hint().0);
        items.for_each(|(key, value)| map.insert(key, value));
        map
    }
}

#[cfg(test)]
mod tests {
    use super::{At, FEW, Map, Name, Tree};
    use crate::source::Span;

    fn key(number: usize) -> At<Name> {
        At::written(number.to_string().into(), Span::default())
    }

    fn value(number: i64) -> At<Tree<Name>> {
        At::written(Tree::Int(number), Span::default())
    }

    /// Whether each key leads to its value, and no other one to any.
    fn assert_holds(map: &Map<Name>, numbers: &[i64]) {
        let found: Vec<&Tree<Name>> = map.iter().map(|(_, value)| &value.value).collect();
        let expected: Vec<Tree<Name>> = numbers.iter().map(|it| Tree::Int(*it)).collect();
        assert_eq!(found, expected.iter().collect::<Vec<_>>());
        for (key, value) in map.iter() {
            assert_eq!(map.get(key), Some(value));
        }
        assert!(!map.contains("none"));
    }

    #[test]
    fn large_tables_are_as_small_ones() {
        for many in [2, FEW - 1, FEW, FEW + 1, FEW + 2, 5 * FEW] {
            let mut map: Map<Name> = (0..many).map(|it| (key(it), value(it as i64))).collect();
            let mut numbers: Vec<i64> = (0..many as i64).collect();
            assert_holds(&map, &numbers);
            map.insert(key(1), value(-1));
            numbers[1] = -1;
            assert_holds(&map, &numbers);
            map.insert_at(1, key(many), value(many as i64));
            numbers.insert(1, many as i64);
            assert_holds(&map, &numbers);
            assert_eq!(map.remove("0"), Some(value(0)));
            assert_eq!(map.remove("0"), None);
            numbers.remove(0);
            assert_holds(&map, &numbers);
            map.insert(key(0), value(0));
            numbers.push(0);
            assert_holds(&map, &numbers);
        }
    }

    #[test]
    fn the_order_of_keys_does_not_matter() {
        let both = |first, second| Map::from(vec![first, second]);
        let (one, two) = ((key(1), value(1)), (key(2), value(2)));
        let map = both(one.clone(), two.clone());
        assert_eq!(map, both(two.clone(), one.clone()));
        assert_ne!(map, both(one, (key(2), value(3))));
        assert_ne!(map, Map::from(vec![two]));
    }
}
