//! The name that a misspelled one was meant to be.

/// The most similar of `names`, if one is similar enough to be meant.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(wrong);
    let length = wrong.chars().count();
    let allowed = (length / 3).clamp(1, 4);
    names
        .into_iter()
        // Each letter too many or too few is a step: most names need no closer look.
        .filter(|name| name.chars().count().abs_diff(length) <= allowed)
        .map(|name| (strsim::damerau_levenshtein(&folded, &fold(name)), name))
        .filter(|(distance, name)| *distance <= allowed && *name != wrong)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Case, `-`, `_` and blanks are what people mix up without noticing.
fn fold(name: &str) -> String {
    name.chars()
        .map(|c| {
            if matches!(c, '-' | ' ' | '.') {
                '_'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect()
}
