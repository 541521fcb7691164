use super::{Interpolated, Part, Rule, Variable, check_name};
use crate::dialects::nasty::{self, Random};

fn parsed(text: &str) -> Interpolated {
    Interpolated::parse(text).unwrap()
}

/// Every rule, nested defaults, literals with every trap that the grammar can carry.
fn any(random: &mut Random, depth: usize) -> Interpolated {
    let mut whole = Interpolated::default();
    for _ in 0..random.below(4) {
        if depth < 4 && random.below(2) == 0 {
            let rule =
                (random.below(4) > 0).then(|| (random.pick(&Rule::ALL), any(random, depth + 1)));
            whole.push(
                Interpolated::variable(random.pick(&["A", "_b1", "POSTGRES_PASSWORD"]), rule)
                    .unwrap(),
            );
        } else {
            let refused: &[char] = if depth == 0 {
                &['\0']
            } else {
                &['\0', '{', '}', '\n']
            };
            whole.push(Interpolated::literal(random.string().replace(refused, "")));
        }
    }
    whole
}

#[test]
fn what_is_printed_reads_back() {
    let mut random = Random::new(9);
    for _ in 0..20_000 {
        let string = any(&mut random, 0);
        assert_eq!(parsed(&string.print()), string);
    }
}

#[test]
fn a_literal_reads_back() {
    for text in nasty::strings(10)
        .take(20_000)
        .filter(|text| !text.contains('\0'))
    {
        let string = Interpolated::literal(text.as_str());
        assert_eq!(string.as_literal().as_deref(), Some(text.as_str()));
        assert_eq!(parsed(&string.print()), string);
    }
}

/// Whatever the text: no panic, and either faults within it or parts that print as a text of the same parts.
#[test]
fn any_text_is_read_or_refused() {
    for text in nasty::strings(11).take(50_000) {
        match Interpolated::parse(&text) {
            Ok(string) => assert_eq!(parsed(&string.print()), string),
            Err(faults) => {
                assert!(!faults.is_empty() && faults.is_sorted_by_key(|fault| fault.range.start));
                faults
                    .iter()
                    .for_each(|fault| assert!(text.get(fault.range.clone()).is_some(), "{text:?}"));
            }
        }
    }
}

#[test]
fn the_grammar() {
    assert_eq!(parsed("a$$b"), Interpolated::literal("a$b"));
    assert_eq!(parsed("").parts(), []);
    for rule in Rule::ALL {
        let string = Interpolated::variable("A", Some((rule, Interpolated::literal("b")))).unwrap();
        assert_eq!(parsed(&format!("${{A{}b}}", rule.symbol())), string);
    }
    let nested = parsed("x${A:-${B-c}d}y");
    let names: Vec<_> = nested
        .variables()
        .iter()
        .map(|variable| &**variable.name())
        .collect();
    assert_eq!(names, ["A", "B"]);
    assert_eq!(nested.assumed().as_deref(), Some("xcdy"));
    assert_eq!(nested.as_literal(), None);
    assert_eq!(parsed("${A:-a}b}").assumed().as_deref(), Some("ab}"));
}

#[test]
fn what_is_assumed() {
    for (text, expected) in [
        ("a", Some("a")),
        ("${A}", None),
        ("${A:?say}", None),
        ("a${A:+b}", Some("a")),
        ("${A:+${B}}", Some("")),
        ("${A:+${B:?say}}", None),
        ("${A-}", Some("")),
        ("${A:-${B}}", None),
    ] {
        assert_eq!(parsed(text).assumed().as_deref(), expected, "{text}");
    }
}

#[test]
fn faults() {
    let faults = |text: &str| Interpolated::parse(text).unwrap_err();
    let one = |text: &str| match faults(text).as_slice() {
        [fault] => (fault.range.clone(), fault.help.clone().unwrap_or_default()),
        more => panic!("{text}: {more:?}"),
    };
    assert_eq!(
        one("s3cr$et"),
        (
            4..7,
            "write `$$et` for a dollar, `${et}` for a variable".into()
        )
    );
    assert_eq!(
        one("a$"),
        (
            1..2,
            "write `$$` for a dollar, `${NAME}` for a variable".into()
        )
    );
    for (text, range) in [
        ("$1", 0..1),
        ("${", 0..2),
        ("a${}b", 1..4),
        ("${1}", 0..4),
        ("${A B}", 0..6),
        ("${A:b}", 0..6),
        ("${A:-b", 0..2),
        ("${A:-{b}c}", 5..6),
        ("${A:-b\nc}", 6..7),
        ("${A:-$b}", 5..7),
    ] {
        assert_eq!(one(text).0, range, "{text}");
    }
    assert_eq!(faults("$a ${b c} $$ \0 ${d:-$e} ${f:-").len(), 5);
    assert_eq!(faults(&"${A:-".repeat(10_000)).len(), 33);
}

#[test]
fn a_default_that_cannot_be_written_is_refused() {
    let fault = Variable::with_default("A", "a}b").unwrap_err();
    assert_eq!(fault.range, 1..2);
    assert_eq!(
        fault.message,
        "the default or message of a Compose variable cannot carry U+007D (`}`)"
    );
    assert!(Variable::with_error("A", "two\nlines").is_err());
    assert_eq!(
        Interpolated::from(Variable::with_default("A", "a$b").unwrap()).print(),
        "${A:-a$$b}"
    );
    for name in ["", "1A", "A-B", "é", "A B"] {
        assert!(
            check_name(name).is_err() && Variable::new(name, None).is_err(),
            "{name}"
        );
    }
    assert_eq!(check_name("A_1"), Ok(()));
}

#[test]
fn parts_are_joined_and_secrets_hidden() {
    let mut string = Interpolated::literal("a");
    string.push(Interpolated::literal(""));
    string.push(Interpolated::literal("b"));
    assert_eq!(string.parts(), [Part::Literal("ab".into())]);
    string.push(Interpolated::secret("hunter$2"));
    let default = Interpolated::variable(
        "A",
        Some((Rule::DefaultIfEmpty, Interpolated::secret("hunter2"))),
    )
    .unwrap();
    assert!(default.has_secret() && string.has_secret());
    let whole = Interpolated::concat([string, default]);
    assert_eq!(whole.masked(), "ab***${A:-***}");
    assert_eq!(whole.print(), "abhunter$$2${A:-hunter2}");
    assert!(!format!("{whole:?}").contains("hunter"));
    assert_eq!(whole.assumed().as_deref(), Some("abhunter$2hunter2"));
}
