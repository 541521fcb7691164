//! Definitions in which several tables have the same key → each such key written once: a service, a kind, the defaults of
//! services and a job share most of theirs.

use super::table::{free_name, reference};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Shorter ones stay where they are.
const WORTH: usize = 120;

/// Gives a definition of its own to what several tables say of a key.
pub fn share(entries: &mut Map<String, Value>) {
    let mut seen: HashMap<(String, String), usize> = HashMap::new();
    for table in entries.values_mut() {
        for (key, schema) in keys(table) {
            *seen.entry((key.clone(), schema.to_string())).or_default() += 1;
        }
    }
    let mut shared: HashMap<(String, String), String> = HashMap::new();
    let mut definitions = Map::new();
    for table in entries.values_mut() {
        for (key, schema) in keys(table) {
            let said = (key.clone(), schema.to_string());
            if seen[&said] < 2 || said.1.len() < WORTH {
                continue;
            }
            let name = shared.entry(said).or_insert_with(|| {
                let name = free_name(&definitions, &format!("key {key}"));
                definitions.insert(name.clone(), schema.clone());
                name
            });
            *schema = reference(name);
        }
    }
    entries.extend(definitions);
}

fn keys(table: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    let properties = table.get_mut("properties").and_then(Value::as_object_mut);
    properties.into_iter().flat_map(|keys| keys.iter_mut())
}
