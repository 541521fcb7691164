//! Merging, everywhere the same: a table is merged over the one below it key by key, a scalar or a list replaces it.

use super::findings::USELESS_WITHOUT;
use crate::diagnostics::{Diagnostic, Report};
use crate::dialects::Dialect;
use crate::formats::Table;
use crate::source::{At, Name};
use crate::tree::{Map, Tree};

/// Merges the keys of `upper` over those of `lower`. The order of `upper` stays; each key that only `lower` has is put
/// behind the present key with the greatest lower rank in `order`, else first. So the order in which layers are merged
/// does not matter for the order of the keys, and merging again changes nothing.
pub fn merge_ranked<S: Clone>(lower: Map<S>, upper: Map<S>, order: &Table) -> Map<S> {
    let mut result = upper;
    let mut added: Vec<(At<Name>, At<Tree<S>>)> = Vec::new();
    lower
        .broken()
        .iter()
        .for_each(|key| result.mark_broken(key.clone()));
    for (key, below) in lower {
        match result.get_mut(&key) {
            Some(above) => *above = merge_value(below, above.clone()),
            None => added.push((key, below)),
        }
    }
    added.sort_by_cached_key(|(key, _)| order.rank(key));
    let mut ranks: Vec<usize> = result.keys().map(|key| order.rank(key)).collect();
    for (key, value) in added {
        let rank = order.rank(&key);
        let lower = ranks.iter().enumerate().filter(|(_, it)| **it < rank);
        let before = lower.max_by_key(|(index, it)| (**it, *index));
        let index = before.map_or(0, |(index, _)| index + 1);
        ranks.insert(index, rank);
        result.insert_at(index, key, value);
    }
    result
}

/// Merges a table inside another one: the entries of `lower` first, then those that only `upper` has.
pub fn merge<S: Clone>(lower: Map<S>, upper: Map<S>) -> Map<S> {
    let mut result = lower;
    upper
        .broken()
        .iter()
        .for_each(|key| result.mark_broken(key.clone()));
    for (key, above) in upper {
        match result.get_mut(&key) {
            Some(below) => *below = merge_value(below.clone(), above),
            None => result.insert(key, above),
        }
    }
    result
}

fn merge_value<S: Clone>(lower: At<Tree<S>>, upper: At<Tree<S>>) -> At<Tree<S>> {
    let origin = upper.origin;
    match (lower.value, upper.value) {
        (Tree::Map(lower), Tree::Map(upper)) => At::new(Tree::Map(merge(lower, upper)), origin),
        (_, upper) => At::new(upper, origin),
    }
}

/// Takes away what the `without` of the layer above names; a path that names nothing is told.
pub fn take_away<S: Dialect>(lower: &mut Map<S>, upper: &Map<S>, report: &mut Report) {
    for path in upper.texts("without") {
        if !remove(lower, &path) {
            let message = format!("`{}` is not there to be taken away", path.value);
            let label = "neither a kind nor a default gives this";
            report.push(Diagnostic::new(&USELESS_WITHOUT, path.span(), message).label(label));
        }
    }
}

/// Removes what a dotted path names; a key may itself hold dots.
fn remove<S>(map: &mut Map<S>, path: &str) -> bool {
    if map.remove(path).is_some() {
        return true;
    }
    path.match_indices('.').any(|(dot, _)| {
        let (key, rest) = (&path[..dot], &path[dot + 1..]);
        match map.get_mut(key).map(|value| &mut value.value) {
            Some(Tree::Map(inner)) => remove(inner, rest),
            _ => false,
        }
    })
}
