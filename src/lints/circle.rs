//! Circles: what leads back to itself, by whatever steps.
//!
//! In: things, and where each leads. Out: each circle once, as its steps. A million in a row are no deeper than two.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// A thing on the way, and the steps from it that are still to be tried.
struct Stop<N, S> {
    node: N,
    steps: std::vec::IntoIter<(S, N)>,
}

/// The circles among `nodes`. `steps` are the ways on from one: each with what is to be told of it, and where it leads.
pub fn circles<N: Copy + Eq + Hash, S: Clone>(
    nodes: impl IntoIterator<Item = N>,
    steps: impl Fn(N) -> Vec<(S, N)>,
) -> Vec<Vec<(N, S)>> {
    let mut found = Vec::new();
    let mut done = HashSet::new();
    for start in nodes {
        if done.contains(&start) {
            continue;
        }
        let stop = |node| Stop {
            node,
            steps: steps(node).into_iter(),
        };
        let mut way = vec![stop(start)];
        // The steps between the stops, and where each stop stands.
        let mut taken: Vec<(N, S)> = Vec::new();
        let mut places = HashMap::from([(start, 0)]);
        while let Some(last) = way.last_mut() {
            let node = last.node;
            match last.steps.next() {
                None => {
                    way.pop();
                    taken.pop();
                    places.remove(&node);
                    done.insert(node);
                }
                Some((_, next)) if done.contains(&next) => {}
                Some((step, next)) => {
                    taken.push((node, step));
                    match places.get(&next) {
                        Some(place) => {
                            found.push(taken[*place..].to_vec());
                            taken.pop();
                        }
                        None => {
                            places.insert(next, way.len());
                            way.push(stop(next));
                        }
                    }
                }
            }
        }
    }
    found
}
