//! What lies below a deployment: `[defaults.deployment]`, and its flow over it.

use crate::diagnostics::Report;
use crate::dialects::prefect::Templated;
use crate::formats::prefect;
use crate::model::merge::{self, merge_ranked, take_away};
use crate::model::pool::WorkPool;
use crate::source::{At, Name, Origin};
use crate::tree::{Map, Tree};

/// Keys of stack.toml's own: they are not Prefect's. `pull` is Prefect's, and is placed apart.
pub const OWN: [&str; 6] = [
    "flow",
    "directory",
    "timezone",
    "deploy_script",
    "without",
    "pull",
];

/// Merges all layers of a deployment; `defaults` are normalised. Its name comes from itself alone: a shared one would be one deployment.
pub fn merge(
    defaults: Map<Templated>,
    flow: Option<&Map<Templated>>,
    own: Map<Templated>,
    name: &At<Templated>,
    report: &mut Report,
) -> Map<Templated> {
    let mut keys = defaults;
    let mut add = |layer: Map<Templated>, report: &mut Report| {
        let layer = normalise(layer);
        take_away(&mut keys, &layer, report);
        keys = merge_ranked(std::mem::take(&mut keys), layer, &prefect::DEPLOYMENT);
    };
    if let Some(flow) = flow {
        // What is wrong with a flow is not told at each of its deployments.
        add(flow.clone(), &mut Report::default());
    }
    add(own, report);
    keys.remove("name");
    let named = Map::from_iter([(name.with("name".into()), name.clone().map(Tree::Text))]);
    merge_ranked(named, keys, &prefect::DEPLOYMENT)
}

/// Short and old forms: a pool by its name, the one `schedule` of older files.
pub fn normalise(mut layer: Map<Templated>) -> Map<Templated> {
    if let Some(pool) = layer.get_mut("work_pool")
        && let Tree::Text(name) = &pool.value
    {
        let entry = (
            pool.with(Name::from("name")),
            pool.with(Tree::Text(name.clone())),
        );
        pool.value = Tree::Map(Map::from_iter([entry]));
    }
    if let (Some(key), Some(schedule)) = (layer.key("schedule").cloned(), layer.remove("schedule"))
    {
        let none =
            matches!(&schedule.value, Tree::Null) || schedule.as_map().is_some_and(Map::is_empty);
        let list = if none {
            Vec::new()
        } else {
            vec![schedule.clone()]
        };
        layer.insert(
            key.with("schedules".into()),
            schedule.with(Tree::List(list)),
        );
    }
    layer
}

/// Merges a pool's job variables under those of a deployment.
pub fn add_job_variables(pool: &mut Map<Templated>, known: &WorkPool) {
    if known.job_variables.is_empty() {
        return;
    }
    let mut literal = |text: Name, _: Origin| Tree::Text(Templated::new(text));
    let below = known.job_variables.clone().map_text(&mut literal);
    let merged = match pool.get("job_variables").map(|own| own.value.clone()) {
        Some(Tree::Map(own)) => merge::merge(below, own),
        _ => below,
    };
    let key = pool.key("job_variables").cloned();
    let key = key.unwrap_or_else(|| At::new("job_variables".into(), known.name.origin.filled()));
    pool.insert(key.clone(), At::new(Tree::Map(merged), key.origin));
}
