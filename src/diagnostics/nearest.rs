//! The name that a misspelled one was meant to be.

/// The most similar of `names`, if one is similar enough to be meant.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if wrong.len() > LONGEST {
        return None;
    }
    let folded = fold(wrong);
    let shape = Shape::of(wrong);
    let allowed = (shape.length / 3).clamp(1, 4);
    // Of one or two letters every other name is near: there only their order is mixed up.
    let is_likely = |name: &str| shape.length > 2 || Shape::of(name) == shape;
    names
        .into_iter()
        .take(MOST)
        .filter(|name| Shape::of(name).distance(shape) <= allowed && is_likely(name))
        .map(|name| (strsim::damerau_levenshtein(&folded, &fold(name)), name))
        .filter(|(distance, name)| *distance <= allowed && *name != wrong)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// What tells of most names at a glance that they are not near: how long they are, and which characters they have.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Shape {
    length: usize,
    characters: u64,
}

impl Shape {
    fn of(name: &str) -> Self {
        let (mut length, mut characters) = (0, 0);
        for character in name.chars() {
            length += 1;
            characters |= 1 << (u32::from(folded(character)) % 64);
        }
        Self { length, characters }
    }

    /// At least so many edits lie between two names: one adds, takes away or replaces a single character.
    fn distance(self, other: Self) -> usize {
        let lacks = |one: Self, other: Self| (one.characters & !other.characters).count_ones();
        let lacking = lacks(self, other).max(lacks(other, self)) as usize;
        lacking.max(self.length.abs_diff(other.length))
    }
}

/// Bytes of a name that somebody may have mistyped.
const LONGEST: usize = 200;
/// Names that are looked through: a million wrong ones must not each be held against a million right ones.
const MOST: usize = 2000;

fn fold(name: &str) -> String {
    name.chars().map(folded).collect()
}

/// Case, `-`, `_` and blanks are what people mix up without noticing.
fn folded(character: char) -> char {
    if matches!(character, '-' | ' ' | '.') {
        '_'
    } else {
        character.to_ascii_lowercase()
    }
}
