//! What each grammar takes and refuses. The values beside the texts are those that the real readers
//! gave: Compose 2.26.1 (`config`) for ports, mounts, durations, sizes and commands, pydantic 2.14
//! for intervals.

use super::entry::Entry;
use super::mount::{Access, Source};
use super::port::Port;
use super::*;
use crate::formats::Grammar;

/// The part of the text at which the fault points.
fn part<T: std::fmt::Debug>(text: &str, read: Result<T, Fault>) -> &str {
    &text[read.expect_err(text).range]
}

fn takes(grammar: &Grammar, texts: &[&str]) {
    assert_eq!(
        (grammar.check)(grammar.example),
        Ok(()),
        "the example of {}",
        grammar.noun
    );
    for text in texts {
        assert_eq!((grammar.check)(text), Ok(()), "{text} as {}", grammar.noun);
    }
}

fn refuses(grammar: &Grammar, texts: &[&str]) {
    for text in texts {
        let fault = (grammar.check)(text).expect_err(text);
        assert!(text.get(fault.range.clone()).is_some(), "{text}: {fault:?}");
    }
}

fn port(text: &str) -> Port {
    port::parse(text).expect(text)
}

#[test]
fn ports_are_read_as_compose_reads_them() {
    let texts = [
        "80",
        "80-82",
        "[::1]:80-81:90-91/UDP",
        "80-85:90",
        ":80",
        "::80",
        "127.0.0.1::80",
    ];
    takes(&port::PORT, &texts);
    takes(
        &port::PORT,
        &[
            "80:80/",
            "080:80",
            "0:80",
            "[127.0.0.1]:80:80",
            "65535:65535",
        ],
    );
    refuses(
        &port::PORT,
        &[
            "",
            "80:",
            ":",
            "53/udp:53",
            " 80:80",
            "-80:80",
            "+80:80",
            "80:0",
        ],
    );
    refuses(
        &port::PORT,
        &[
            "localhost:80:80",
            "::1:80:80",
            "65536:80",
            "90-80:80",
            "1-3:5-6",
            "1:5-6",
        ],
    );
    assert_eq!(port("[::1]:8080:80/Udp").to_string(), "[::1]:8080:80/udp");
    assert_eq!(
        part("127.0.0.1:80-x:80", port::parse("127.0.0.1:80-x:80")),
        "x"
    );
    assert_eq!(part("8080:80/htp", port::parse("8080:80/htp")), "htp");
}

#[test]
fn ports_drop_nothing_silently() {
    refuses(&port::PORT, &["80/tcp/x", "80-82-90:1"]);
}

#[test]
fn ports_clash_where_both_are_sure_to_take_one() {
    let clash = |a: &str, b: &str| port(a).clash(&port(b)).map(|binding| binding.port);
    assert_eq!(clash("80:1", "79-81:2-4"), Some(80));
    assert_eq!(clash("127.0.0.1:80:1", "80:2"), Some(80));
    assert_eq!(clash("127.0.0.1:80:1", "0.0.0.0:80:2"), Some(80));
    assert_eq!(clash("127.0.0.1:80:1", "[::]:80:2"), None);
    assert_eq!(clash("127.0.0.1:80:1", "127.0.0.2:80:2"), None);
    assert_eq!(clash("53:53/udp", "53:53"), None);
    assert_eq!(clash("80-85:80", "80:80"), None);
    assert_eq!(clash("0:80", "0:80"), None);
    assert_eq!(port("8000-8002:9000-9002").published_for(9001), Some(8001));
}

#[test]
fn mounts_are_read_as_compose_reads_them() {
    let mount = |text: &str| mount::parse(text).expect(text);
    assert_eq!(mount("./a:/x/../y").target, "/y");
    assert_eq!(
        mount("~/a:/x:ro,z").options,
        [Access::ReadOnly, Access::SharedLabel]
    );
    assert_eq!(mount("data:/x").source, Source::Named("data".into()));
    assert_eq!(mount("/x").source, Source::Anonymous);
    assert_eq!(mount(r"C:\data:/x").source, Source::Bind(r"C:\data".into()));
    assert!(!mount("data:/x:ro,rw").read_only());
    refuses(
        &mount::MOUNT,
        &["", ":", "a::b", "./a:/x:ro:z", "./a:", ":/x"],
    );
}

#[test]
fn mounts_misread_nothing_silently() {
    refuses(
        &mount::MOUNT,
        &[
            "v:/x",
            "./a:/x:RO",
            "./a:/x:ro,",
            "data:x",
            "./a:ro",
            "a/b:/x",
            "./a:/",
        ],
    );
    assert_eq!(part("./a:/x:ro,foo", mount::parse("./a:/x:ro,foo")), "foo");
}

#[test]
fn entries_refer_to_volumes() {
    let reference = |text: &str| match entry::parse(text).expect(text) {
        Entry::Reference(reference) => reference,
        Entry::Mount(mount) => panic!("{mount}"),
    };
    for text in [
        "flows",
        "flows:ro",
        "flows:/elsewhere",
        "flows:/elsewhere:ro,z",
        "v",
        "v:/x",
        "v:/x:ro",
    ] {
        assert_eq!(reference(text).to_string(), text);
    }
    assert_eq!(reference("flows:/a/../b").target.as_deref(), Some("/b"));
    for text in ["./a:/x", "/x", "~/x:/y:ro", r"C:\a:/x", "c:/a:/x"] {
        assert!(matches!(entry::parse(text), Ok(Entry::Mount(_))), "{text}");
    }
    refuses(
        &entry::MOUNT_ENTRY,
        &[
            "flows:",
            "flows::ro",
            "flows:x",
            "flows:x/y",
            "a/b",
            "a b",
            "./a",
        ],
    );
}

#[test]
fn durations_compare_by_value() {
    let nanos = |text: &str| duration::parse(text).expect(text).nanos();
    assert_eq!(nanos("90s"), nanos("1m30s"));
    assert_eq!(nanos("1m1m"), nanos("2m0s"));
    assert_eq!(nanos("1.5h"), 5_400_000_000_000);
    assert_eq!(
        (nanos("0"), nanos("-5s"), nanos("5.µs")),
        (0, -5_000_000_000, 5_000)
    );
    refuses(
        &duration::DURATION,
        &[
            "", "5", "5 s", "5S", "5sec", "1d", "2w", ".s", "-", "2562048h",
        ],
    );
    assert_eq!(duration::parse("90s").expect("90s").to_string(), "1m30s");
    assert_eq!(part("1m2d", duration::parse("1m2d")), "d");
}

#[test]
fn sizes_are_powers_of_1024() {
    let bytes = |text: &str| size::parse(text).expect(text).bytes;
    assert_eq!(
        (bytes("1kb"), bytes("1 KiB"), bytes("512b"), bytes("007")),
        (1024, 1024, 512, 7)
    );
    assert_eq!(bytes("1.5g"), 1_610_612_736);
    refuses(
        &size::SIZE,
        &[
            "", ".5g", "1,5g", "1eb", "1e3", " 1g", "-1", "1.", "1  g", "50%",
        ],
    );
}

#[test]
fn intervals_are_read_as_prefect_reads_them() {
    let seconds = |text: &str| interval::parse(text).expect(text).seconds();
    let same = [
        "PT15M", "+PT15M", "00:15:00", "0:15:00", "00:15", "PT900S", "PT0.25H", "0d 00:15",
    ];
    for text in same {
        assert_eq!(seconds(text), 900.0, "{text}");
    }
    assert_eq!(
        (seconds("P1D"), seconds("P1W"), seconds("P1M")),
        (86_400.0, 604_800.0, 2_592_000.0)
    );
    assert_eq!(
        (seconds("1 day, 0:15:00"), seconds("2 DAYS"), seconds("P1Y")),
        (87_300.0, 172_800.0, 31_536_000.0)
    );
    let refused = [
        "", "900", "15m", "1 hour", "P", "PT", "P1H", "PT1D", "pt15m", " 1 day", "1  day",
    ];
    refuses(&interval::SCHEDULE_INTERVAL, &refused);
    let refused = [
        "0:15",
        "00:60:00",
        "00:15:0",
        "PT1.5H1M",
        "PT1193047H",
        "-PT15M",
        "PT0S",
        "1 day, 25:00:00",
    ];
    refuses(&interval::SCHEDULE_INTERVAL, &refused);
}

#[test]
fn commands_are_split_as_compose_splits_them() {
    let split = |text: &str| command::split(text).expect(text);
    assert_eq!(
        split(r#"a 'b c' d\ e "f\"g" '' x#y"#),
        ["a", "b c", "d e", "f\"g", "", "x#y"]
    );
    assert_eq!(split("a\n  b"), ["a", "b"]);
    refuses(
        &command::COMMAND,
        &[
            "a \"b", "a\\", "a (b)", "a && b", "a 2>&1", "a; b", "a `b`", "a\\nb",
        ],
    );
    assert_eq!(part("a && b", command::split("a && b")), "&&");
}

#[test]
fn plain_words_are_their_own_split() {
    let words = ["prefect", "server", "start", "--host", "0.0.0.0"];
    let text = command::plain_words(&words).expect("plain");
    assert_eq!(command::split(&text).expect("plain"), words);
    for word in ["", "a b", "$X", "a;b", "~", "*", "'", "#", "é"] {
        assert_eq!(command::plain_words(&["a", word]), None, "{word}");
    }
    assert_eq!(command::plain_words(&[]), None);
}

#[test]
fn images_have_parts() {
    let image = image::parse("localhost:5000/prefecthq/prefect:3-python3.13").expect("an image");
    assert_eq!(image.repository(), "localhost:5000/prefecthq/prefect");
    assert_eq!(image.tag(), Some("3-python3.13"));
    takes(&image::IMAGE, &["a__b", "a--b", "reg.io/x", "FOO/bar"]);
    refuses(
        &image::IMAGE,
        &[
            "",
            "Postgres",
            "a:",
            "a:x y",
            "a..b",
            "a___b",
            "-a",
            "https://x/y",
            "a@x",
        ],
    );
    assert_eq!(image::Image::read("FOO/Bar:x y").tag(), Some("x y"));
}

#[test]
fn entrypoints_name_a_file_or_a_module() {
    for text in [
        "a/flow.py:f",
        "flow.py:Class.method",
        "a.b:f",
        "a.b.f",
        "$HOME/flow.py:f",
        "my-a.b:f",
    ] {
        assert_eq!(entrypoint::parse(text).expect(text).to_string(), text);
    }
    let read = entrypoint::parse("a.b.f").expect("a module");
    assert_eq!(
        (read.file(), read.module(), read.function()),
        (None, Some("a.b"), "f")
    );
    refuses(
        &entrypoint::ENTRYPOINT,
        &[
            "", "flow.py", "flow", "flow.py:", ":f", "a b.py:f", "a/flow:f",
        ],
    );
    refuses(
        &entrypoint::ENTRYPOINT,
        &[
            "flow.py:my-flow",
            "flow.py:f()",
            "flow.py:1f",
            "flow.py:a.b.c",
        ],
    );
    takes(&entrypoint::STEP_NAME, &[]);
    refuses(&entrypoint::STEP_NAME, &["git_clone", "x", "a-b.c", "a..b"]);
    takes(&entrypoint::CLASS_PATH, &[]);
    refuses(&entrypoint::CLASS_PATH, &["Secret"]);
    takes(&entrypoint::MODULE_NAME, &["a.b"]);
}

#[test]
fn paths_stay_inside() {
    let inside = |text: &str| path::parse_project(text).expect(text);
    assert_eq!(
        (inside("./a/../b"), inside("."), inside("a//b/")),
        ("b".into(), ".".into(), "a/b".into())
    );
    for outside in ["", "/a", "..", "a/../../b", r"a\b", "a\0", "~/a", "C:/a"] {
        assert!(path::parse_project(outside).is_err(), "{outside}");
    }
    takes(&path::MOUNT_TARGET, &["/a b", "C:/a"]);
    assert_eq!(path::join("/opt/prefect", "../x/./y"), "/opt/x/y");
    assert_eq!(
        (path::clean("a/.."), path::clean("../a"), path::clean("/..")),
        (".".into(), "../a".into(), "/".into())
    );
    assert_eq!(
        (
            path::below("a/b", "a"),
            path::below("ab", "a"),
            path::below("a", ".")
        ),
        (Some("b"), None, Some("a"))
    );
    assert_eq!(
        (path::below("/a", "/"), path::below("../a", ".")),
        (Some("a"), None)
    );
}

#[test]
fn names_follow_their_readers() {
    takes(&name::PROJECT_NAME, &["a_b-1"]);
    refuses(&name::PROJECT_NAME, &["", "Foo Bar", "_x", "a.b"]);
    takes(&name::POOL_NAME, &["my pool"]);
    refuses(
        &name::POOL_NAME,
        &["", " ", "a/b", "-x", "..", "a#b", "a\tb"],
    );
    takes(&name::DEPLOYMENT_NAME, &["Æ:* x"]);
    refuses(&name::DEPLOYMENT_NAME, &["", "a/b", "a&b"]);
    takes(&name::BLOCK_NAME, &["-x"]);
    refuses(&name::BLOCK_NAME, &["With_Under", "a.b", ""]);
    takes(&name::TARGET_NAME, &["_a.b"]);
    refuses(&name::TARGET_NAME, &["-a", ".a", "a b"]);
    takes(&name::VARIABLE_NAME, &["_a1"]);
    refuses(&name::VARIABLE_NAME, &["1A", "A-B", ""]);
    for grammar in [&name::RESOURCE_NAME, &name::SERVICE_NAME, &name::QUEUE_NAME] {
        takes(grammar, &["a.b"]);
    }
    takes(&name::CONTAINER_NAME, &["ab"]);
    refuses(&name::CONTAINER_NAME, &["a", "_a"]);
    takes(&restart::RESTART, &["no", "on-failure:3"]);
    refuses(
        &restart::RESTART,
        &["", "unless-stoped", "on-failure:x", "always:3"],
    );
}

#[test]
fn schedules_have_their_form() {}
