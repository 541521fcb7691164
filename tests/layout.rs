//! How single facts of stack.toml are laid out in compose.yml and prefect.yaml. Whole files are in `tests/snapshots`.

#![allow(
    clippy::disallowed_methods,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

mod support;

use insta::assert_snapshot;
use support::sandbox::Sandbox;

/// The part of compose.yml behind its header.
fn compose(stack: &str) -> String {
    let text = Sandbox::new().stack(stack).generate().read("compose.yml");
    text.split_once("\n\n")
        .map(|(_, rest)| rest.to_owned())
        .unwrap_or_default()
}

#[test]
fn a_name_is_quoted_once() {
    let text = compose(
        r#"
        [services."yes"]
        image = "alpine"
        "#,
    );
    assert_snapshot!(text, @r#"
    services:
      "yes":
        image: alpine
    "#);
}

#[test]
fn several_addresses_of_one_host_stay_a_list() {
    let text = compose(
        r#"
        [services.api]
        image = "alpine"
        extra_hosts = { db = ["10.0.0.1", "::1"], cache = "10.0.0.2" }
        "#,
    );
    assert_snapshot!(text, @r#"
    services:
      api:
        image: alpine
        extra_hosts:
          db: ["10.0.0.1", "::1"]
          cache: "10.0.0.2"
    "#);
}

#[test]
fn options_of_a_provider_may_be_lists() {
    let text = compose(
        r#"
        [services.llm]
        provider = { type = "model", options = { model = "ai/smollm2", flags = ["a", 1] } }
        "#,
    );
    assert_snapshot!(text, @r#"
    services:
      llm:
        provider:
          type: model
          options:
            model: ai/smollm2
            flags: ["a", 1]
    "#);
}

/// What only stack.toml reads has no place in the order of Compose's keys.
#[test]
fn keys_of_a_kind_stand_where_people_put_them() {
    let text = compose(
        r#"
        [services.cache]
        kind = "redis"
        ports = ["6379:6379"]
        without = ["volumes", "healthcheck"]
        "#,
    );
    assert_snapshot!(text, @r#"
    services:
      cache:
        image: redis:7-alpine
        restart: unless-stopped
        ports:
          - "6379:6379"
    "#);
}

#[test]
fn a_number_in_a_variable_is_short() {
    let text = compose(
        r#"
        [services.api]
        image = "alpine"
        environment = { HUGE = 1e21, TINY = 5e-324, HALF = 0.5, WHOLE = 3.0 }
        labels = { huge = 1e21 }
        "#,
    );
    assert_snapshot!(text, @r#"
    services:
      api:
        image: alpine
        environment:
          HUGE: "1e21"
          TINY: "5e-324"
          HALF: "0.5"
          WHOLE: "3.0"
        labels:
          huge: "1e21"
    "#);
}

#[test]
fn hooks_and_jobs_take_fields_of_credentials() {
    let text = compose(
        r#"
        [credentials.mail]
        type = "generic"
        token = "t$1"

        [services.api]
        image = "alpine"
        pre_start = [{ command = ["true"], environment = { TOKEN = { credential = "mail", field = "token" } } }]

        [compose.jobs.report]
        image = "alpine"
        triggers = { manual = true }
        environment = { TOKEN = { credential = "mail", field = "token" } }
        "#,
    );
    assert_snapshot!(text, @r#"
    jobs:
      report:
        image: alpine
        triggers:
          manual: true
        environment:
          TOKEN: "t$$1"

    services:
      api:
        image: alpine
        pre_start:
          - command: ["true"]
            environment:
              TOKEN: "t$$1"
    "#);
}

/// A year of four digits, as TOML has it: not the octal number, nor the other date, that a reader of YAML could see in it.
#[test]
fn an_early_date_keeps_its_zeros() {
    let stack = "[services.api]\nimage = \"api:1\"\nenvironment = { DAY = 0042-01-01 }\n";
    let project = Sandbox::new().file("stack.toml", stack).generate();
    assert!(
        project
            .read("compose.yml")
            .contains("DAY: \"0042-01-01\"\n")
    );
}
