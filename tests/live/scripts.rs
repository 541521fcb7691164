//! The scripts of `project/scripts.toml` at work: blocks, `deploy.py`, the schedules, what is deployed no more.
//!
//! In: a running server. Out: what it holds after each step, read through its API. Each step begins where the one before
//! has ended.

use super::api::{Api, text};
use super::host::Host;
use crate::support::sandbox::Sandbox;
use serde_json::{Map, Value, json};

const STACK: &str = include_str!("project/scripts.toml");
/// What nothing that is printed may hold.
const PASSWORD: &str = "pass \"w$rd\" #1 æ";

/// Loads a block as a flow does, and what it holds.
const PAIR: &str = "
from stand_in import SourcePair
pair = SourcePair.load('pair')
left, right = pair.left.password, pair.right.password
print(f'{left.get_secret_value()}, {right.get_secret_value()}, {pair.right._block_document_name}')
";

pub fn project() -> Sandbox {
    super::project(STACK)
        .file("src/stand_in.py", include_str!("project/stand_in.py"))
        .file(".env", "SOURCE_PASSWORD='pass \"w$rd\" #1 æ'\n")
        .file("secrets/prod", "from a file\n")
}

fn run(host: &Host, project: &Sandbox, target: &str) -> String {
    let printed = host
        .run(project, target)
        .unwrap_or_else(|printed| panic!("{printed}"));
    assert!(!printed.contains(PASSWORD), "{printed}");
    printed
}

/// Blocks are made with the secrets of the environment and of files; a second run changes nothing.
pub fn assert_blocks(host: &Host, project: &Sandbox) {
    let printed = run(host, project, "create-blocks");
    assert!(
        printed.contains("saved block source-dev\nsaved block source-prod\nsaved block pair\n"),
        "{printed}"
    );
    let blocks = blocks(host.api());
    assert_eq!(
        blocks,
        json!({
            "source-dev": {
                "url": "https://example.org/it's $5",
                "user": "admin",
                "password": PASSWORD,
                "retries": 3,
                "options": { "deep": [1, 2.5, null] },
            },
            "source-prod": { "url": "https://example.org", "user": "reader", "password": "from a file" },
        })
    );
    let pair = host.python(project, &["-c", PAIR]);
    assert_eq!(
        pair,
        Ok(format!("{PASSWORD}, from a file, source-prod\n")),
        "the blocks that another holds are themselves"
    );
    run(host, project, "create-blocks");
    assert_eq!(self::blocks(host.api()), blocks);
}

/// The values of all blocks of the stand-in package, secrets too.
fn blocks(api: Api) -> Value {
    let wanted = json!({ "include_secrets": true, "block_types": { "slug": { "any_": ["sourcecredentials"] } } });
    let found = api.post("/block_documents/filter", &wanted);
    let found = found.as_array().cloned().unwrap_or_default();
    let values = found.into_iter().map(|block| {
        let data = block["data"].as_object().cloned().unwrap_or_default();
        let said: Map<String, Value> = data
            .into_iter()
            .filter(|(key, value)| {
                *value != json!(null) && !(key == "retries" && *value == json!(0))
            })
            .collect();
        (text(&block["name"]).to_owned(), Value::Object(said))
    });
    Value::Object(values.collect())
}

/// `deploy.py` makes the records that `prefect deploy` makes of prefect.yaml: new ones, and over those that there are.
pub fn assert_deploy_script(host: &Host, project: &Sandbox) {
    let by_script = || {
        for folder in ["report", "other"] {
            let script = format!("deployments/{folder}/deploy.py");
            host.python(project, &[&script])
                .unwrap_or_else(|error| panic!("{script}: {error}"));
        }
        records(host.api())
    };
    run(host, project, "work-pools");
    let new = by_script();
    assert_eq!(new.len(), 2);
    let over_new = by_script();
    delete_all(host.api());
    for folder in ["report", "other"] {
        run(host, project, &format!("deploy-{folder}"));
    }
    assert_eq!(records(host.api()), new);
    for folder in ["report", "other"] {
        run(host, project, &format!("deploy-{folder}"));
    }
    assert_eq!(records(host.api()), over_new);
}

fn delete_all(api: Api) {
    for deployment in deployments(api) {
        let path = format!("/deployments/{}", text(&deployment["id"]));
        api.send("DELETE", &path, &json!({}));
    }
}

fn deployments(api: Api) -> Vec<Value> {
    let found = api.post("/deployments/filter", &json!({ "sort": "NAME_ASC" }));
    found.as_array().cloned().unwrap_or_default()
}

/// All deployments without what differs from one deploy to the next.
fn records(api: Api) -> Vec<Value> {
    let mut records = deployments(api);
    for record in &mut records {
        strip(record);
        if let Value::Array(schedules) = &mut record["schedules"] {
            schedules.sort_by_key(Value::to_string);
        }
    }
    records
}

/// Takes away ids, times, the name of a limit, and the anchor of an interval that has none of its own.
fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, _| {
                ![
                    "id",
                    "created",
                    "updated",
                    "anchor_date",
                    "status",
                    "last_polled",
                ]
                .contains(&key.as_str())
                    && !key.ends_with("_id")
                    && !key.ends_with("_by")
            });
            map.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::String(text) if text.starts_with("deployment:") => text.clear(),
        _ => {}
    }
}

/// What the script prints when it has nothing to do.
const EQUAL: &str = "the schedules on the server are what stack.toml says\n";

/// Three schedules; one goes, one changes, without a redeploy; none, with one.
pub fn assert_schedules(host: &Host, project: &Sandbox) {
    let api = host.api();
    run(host, project, "deploy");
    let first = schedules(api, "report", "changing");
    assert_eq!(first.len(), 3, "{first:#?}");
    assert_untouched(host, project);

    let changed = STACK
        .replace(
            "    { cron = \"30 6 * * *\" },\n",
            "    { cron = \"45 6 * * *\" },\n",
        )
        .replace(
            "    { rrule = \"FREQ=MINUTELY;INTERVAL=7\", timezone = \"UTC\" },\n",
            "",
        );
    generate(project, &changed);
    let before = api.deployment("report", "changing");
    let printed = run(host, project, "schedules");
    assert!(
        printed.contains("report/changing: updated cron \"30 6 * * *\" Europe/Oslo to cron \"45 6 * * *\" Europe/Oslo\n"),
        "{printed}"
    );
    let after = api.deployment("report", "changing");
    assert_eq!(after["updated"], before["updated"], "nothing was deployed");
    let second = schedules(api, "report", "changing");
    assert_eq!(second.len(), 2, "{second:#?}");
    for schedule in &second {
        let same = first.iter().find(|old| old["id"] == schedule["id"]);
        let same = same.expect("a schedule is changed in place");
        assert_eq!(schedule["parameters"], same["parameters"]);
        if schedule["schedule"].get("interval").is_some() {
            assert_eq!(schedule, same, "the interval keeps its phase");
        }
    }
    // The server has made the next runs, in the rhythm of the interval.
    let runs = api.scheduled(&after, "SCHEDULED");
    assert!(runs.len() >= 6, "{} runs", runs.len());
    assert!(
        api.scheduled(&api.deployment("tick-tock", "slugged"), "SCHEDULED")
            .is_empty()
    );
    assert_untouched(host, project);
    assert_pause_is_kept(host, project);

    let start = changed
        .find("schedules = [")
        .expect("the stack has schedules");
    let end = changed[start..].find("]\n").expect("a list ends") + start + 2;
    let none = format!("{}{}", &changed[..start], &changed[end..]);
    generate(project, &none);
    run(host, project, "deploy");
    assert_eq!(schedules(api, "report", "changing"), Vec::<Value>::new());
    assert_eq!(schedules(api, "tick-tock", "slugged").len(), 2);
}

/// What somebody paused in the UI stays so, unless stack.toml says `active`.
fn assert_pause_is_kept(host: &Host, project: &Sandbox) {
    let api = host.api();
    for (flow, name, active) in [
        ("report", "changing", false),
        ("tick-tock", "slugged", true),
    ] {
        let id = text(&api.deployment(flow, name)["id"]).to_owned();
        for schedule in schedules(api, flow, name) {
            let path = format!("/deployments/{id}/schedules/{}", text(&schedule["id"]));
            let body = json!({ "active": active, "parameters": schedule["parameters"] });
            api.send("PATCH", &path, &body);
        }
    }
    let printed = run(host, project, "schedules");
    assert!(printed.ends_with("(evening) (not active)\n"), "{printed}");
    let active = |flow: &str, name: &str| -> Vec<bool> {
        schedules(api, flow, name)
            .iter()
            .map(|schedule| schedule["active"] == json!(true))
            .collect()
    };
    assert_eq!(active("report", "changing"), [false, false]);
    assert_eq!(active("tick-tock", "slugged"), [false, true]);
}

/// A run of the script that changes nothing: not a byte of what the server holds.
fn assert_untouched(host: &Host, project: &Sandbox) {
    let before = deployments(host.api());
    assert_eq!(run(host, project, "schedules"), EQUAL);
    assert_eq!(deployments(host.api()), before);
}

fn generate(project: &Sandbox, stack: &str) {
    let root = project.path().to_string_lossy();
    project.write("stack.toml", &stack.replace("/live/stack", &root));
    let output = project.run("gen");
    assert_eq!(output.status, 0, "{}", output.stderr);
}

/// A deployment's schedules, sorted by what they say.
fn schedules(api: Api, flow: &str, name: &str) -> Vec<Value> {
    let deployment = api.deployment(flow, name);
    let mut schedules = deployment["schedules"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    schedules.sort_by_key(|schedule| {
        (
            text(&schedule["slug"]).to_owned(),
            schedule["schedule"].to_string(),
        )
    });
    schedules
}

/// A deployment that left stack.toml is listed, then deleted; one that is not marked as ours never is.
pub fn assert_prune(host: &Host, project: &Sandbox) {
    let api = host.api();
    let flow = api.post("/flows/", &json!({ "name": "foreign" }));
    api.post(
        "/deployments/",
        &json!({ "name": "foreign", "flow_id": flow["id"] }),
    );
    let start = STACK
        .find("[deployments.slugged]")
        .expect("the stack has it");
    generate(project, &STACK[..start]);

    let printed = run(host, project, "prune");
    assert!(
        printed.starts_with("tick-tock/slugged: not in stack.toml\n"),
        "{printed}"
    );
    assert_eq!(deployments(api).len(), 3);
    let printed = run(host, project, "prune YES=1");
    assert_eq!(printed, "tick-tock/slugged: deleted\n");
    let names: Vec<Value> = deployments(api)
        .iter()
        .map(|it| it["name"].clone())
        .collect();
    assert_eq!(names, ["changing", "foreign"]);
    let printed = run(host, project, "prune YES=1");
    assert_eq!(
        printed,
        "the server has no deployment of live-scripts that stack.toml lacks\n"
    );
}
