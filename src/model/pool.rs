//! Work pools.

use crate::source::{At, Name};
use crate::tree::{Map, Tree};
use indexmap::IndexMap;

/// A work pool of Prefect.
#[derive(Clone, Debug)]
pub struct WorkPool {
    pub name: At<Name>,
    /// What its runs run in: process, docker, …
    pub kind: At<Name>,
    pub description: Option<At<Name>>,
    pub concurrency_limit: Option<At<i64>>,
    pub queues: Vec<Queue>,
    /// A JSON file, relative to the root.
    pub base_job_template: Option<At<Name>>,
    pub job_variables: Map<Name>,
    /// Whether its workers run where stack.toml does not see them.
    pub workers_elsewhere: bool,
}

/// A work queue besides `default`.
#[derive(Clone, Debug)]
pub struct Queue {
    pub name: At<Name>,
    /// 1 is served first.
    pub priority: Option<At<i64>>,
    pub concurrency_limit: Option<At<i64>>,
}

impl WorkPool {
    pub fn is_process(&self) -> bool {
        &*self.kind.value == super::kinds::PROCESS
    }
}

pub fn read(config: &Map<Name>) -> IndexMap<Name, WorkPool> {
    config
        .tables()
        .map(|(name, table)| (name.value.clone(), read_pool(name, &table)))
        .collect()
}

fn read_pool(name: &At<Name>, table: &Map<Name>) -> WorkPool {
    let queues = table
        .map("queues")
        .into_iter()
        .flat_map(Map::tables)
        .map(|(name, queue)| Queue {
            name: name.clone(),
            priority: queue.int("priority"),
            concurrency_limit: queue.int("concurrency_limit"),
        });
    let mut queues: Vec<Queue> = queues.collect();
    // Priorities are unique on the server, and a new one pushes the others down: in their order they stay as written.
    queues.sort_by_key(|queue| {
        queue
            .priority
            .as_ref()
            .map_or(i64::MAX, |priority| priority.value)
    });
    WorkPool {
        name: name.clone(),
        kind: table
            .text("type")
            .unwrap_or_else(|| At::new(super::kinds::PROCESS.into(), name.origin.filled())),
        description: table.text("description"),
        concurrency_limit: table.int("concurrency_limit"),
        queues,
        base_job_template: table.text("base_job_template"),
        job_variables: match table.get("job_variables").map(|value| &value.value) {
            Some(Tree::Map(map)) => map.clone(),
            _ => Map::default(),
        },
        workers_elsewhere: table.contains("workers"),
    }
}
