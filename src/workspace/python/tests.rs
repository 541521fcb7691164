//! What entrypoints lead to, as Prefect 3.8.8's `load_flow_from_entrypoint` was seen to load them
//! under Python 3.11 and 3.13.

use super::*;

/// A lookup in words: the state, the flow's name and the parameters, required ones with a star.
fn look(text: &str, name: &str) -> String {
    match read(text).lookup(name) {
        Lookup::Found(function) => {
            let name = function.flow_name.as_deref().unwrap_or("?");
            let parameters = function
                .signature
                .as_ref()
                .map_or("?".to_owned(), |signature| {
                    let names = signature.parameters.iter().map(|parameter| {
                        let mark = if parameter.is_required() { "*" } else { "" };
                        format!("{}{mark}", parameter.name)
                    });
                    names.collect::<Vec<_>>().join(", ")
                });
            format!("{:?} {name}({parameters})", function.state)
        }
        Lookup::Class { .. } => "class".into(),
        Lookup::Assigned { state, .. } => format!("assigned {state:?}"),
        Lookup::Imported(import) => {
            format!(
                "imported {}{}:{}",
                ".".repeat(import.level as usize),
                import.module,
                import.name
            )
        }
        Lookup::Missing => "missing".into(),
        Lookup::Unknown => "unknown".into(),
    }
}

/// Looks names up in a text that begins with `from prefect import flow`.
fn assert_looks(cases: &[(&str, &str, &str)]) {
    for (text, name, expected) in cases {
        let text = format!("from prefect import flow\n{text}\n");
        assert_eq!(look(&text, name), *expected, "{name} in:\n{text}");
    }
}

#[test]
fn a_flow_is_known_by_any_name_of_the_decorator() {
    for text in [
        "from prefect import flow as fl\n@fl\ndef a_b(): pass",
        "import prefect\n@prefect.flow\ndef a_b(): pass",
        "import prefect as p\n@p.flow(retries=2)\ndef a_b(): pass",
        "import prefect.flows\n@prefect.flows.flow\ndef a_b(): pass",
        "import prefect.flows as pf\n@pf.flow()\ndef a_b(): pass",
        "from prefect import flows\n@flows.flow\nasync def a_b(): pass",
        "from prefect import Flow\n@Flow\ndef a_b(): pass",
        "from prefect import *\n@flow\ndef a_b(): pass",
        "import prefect\nf = prefect.flow\n@f\ndef a_b(): pass",
        "try:\n    from prefect import flow\nexcept ImportError:\n    raise\n@flow\ndef a_b(): pass",
    ] {
        assert_eq!(look(text, "a_b"), "Flow a-b()", "{text}");
    }
}

#[test]
fn what_is_another_decorator_is_unknown() {
    for text in [
        "flow = lambda fn: fn\n@flow\ndef f(): pass",
        "try:\n    from prefect import flow\nexcept ImportError:\n    flow = None\n@flow\ndef f(): pass",
        "from prefect import flow\nfrom mine import *\n@flow\ndef f(): pass",
        "from prefect import flow\nimport functools\nfl = functools.partial(flow)\n@fl\ndef f(): pass",
        "from prefect import flow\ndef own(fn): return flow(fn)\n@own\ndef f(): pass",
        "from prefect import flow\n@mine\n@flow\ndef f(): pass",
    ] {
        assert!(look(text, "f").starts_with("Unknown "), "{text}");
    }
}

#[test]
fn names_and_signatures() {
    assert_looks(&[
        (
            "@flow(name='X y')\ndef f(a, /, b=1, *args, k, q=2, **kw): pass",
            "f",
            "Flow X y(a*, b, args, k*, q, kw)",
        ),
        ("@flow(name='')\ndef a_b(): pass", "a_b", "Flow a-b()"),
        ("@flow(name=N)\ndef f(): pass", "f", "Flow ?()"),
        ("@flow(**options)\ndef f(): pass", "f", "Flow ?()"),
        ("@flow\n@mine\ndef f(x): pass", "f", "Flow ?(?)"),
        ("@flow\ndef f(): pass\nf.name = 'x'", "f", "Flow ?(?)"),
        ("def f(x): pass", "f", "NotFlow f(x*)"),
        (
            "from prefect import task\n@task\ndef f(): pass",
            "f",
            "NotFlow ?(?)",
        ),
    ]);
}

#[test]
fn assignments_make_flows() {
    assert_looks(&[
        ("def g_h(x): pass\nf = flow(g_h)", "f", "Flow g-h(x*)"),
        ("def g(x): pass\nf = flow(g, name='n')", "f", "Flow n(x*)"),
        ("def g(x): pass\nf = flow(name='n')(g)", "f", "Flow n(x*)"),
        ("def f(x): pass\nf = flow(f)", "f", "Flow f(x*)"),
        (
            "@flow\ndef g(x): pass\nf = g.with_options(name='n')",
            "f",
            "Flow n(x*)",
        ),
        ("@flow\ndef g(x): pass\nf = g", "f", "Flow g(x*)"),
        ("f = flow(lambda x: 1)", "f", "assigned Flow"),
        ("f = 5", "f", "assigned NotFlow"),
        ("f = make()", "f", "unknown"),
        ("@flow\ndef f(): pass\nf = 5", "f", "assigned NotFlow"),
        ("@flow\ndef f(): pass\ndel f", "f", "missing"),
    ]);
}

#[test]
fn members_of_classes() {
    let class = "class A:\n    @flow\n    @staticmethod\n    def s(x): pass\n    @classmethod\n    @flow\n    def c(cls): pass\n    def p(self): pass\n";
    assert_looks(&[
        (class, "A", "class"),
        (class, "A.s", "Flow s(x*)"),
        (class, "A.c", "Unknown c()"),
        (class, "A.p", "NotFlow p()"),
        (class, "A.z", "missing"),
        (&format!("{class}class B(A): pass"), "B.s", "Flow s(x*)"),
        (&format!("{class}class B(A): pass"), "B.z", "missing"),
        ("class B(Elsewhere):\n    def m(): pass", "B.m", "unknown"),
        ("class B(Elsewhere): pass", "B.z", "unknown"),
        ("class B(metaclass=M): pass", "B.z", "unknown"),
        ("@wrap\nclass B: pass", "B.z", "unknown"),
        (
            "class B: pass\nB.m = flow(lambda: 1)",
            "B.m",
            "assigned Flow",
        ),
        (
            "class A:\n    def __init_subclass__(cls): pass\nclass B(A):\n    def m(): pass",
            "B.m",
            "unknown",
        ),
        (
            "class A:\n    def flow(fn): return 7\n    @flow\n    def m(): pass",
            "A.m",
            "Unknown ?(?)",
        ),
    ]);
}

#[test]
fn branches() {
    assert_looks(&[
        (
            "if X:\n    @flow\n    def f(): pass\nelse:\n    def f(): pass",
            "f",
            "unknown",
        ),
        ("if X:\n    @flow\n    def f(): pass", "f", "Flow f()"),
        (
            "if __name__ == '__main__':\n    @flow\n    def f(): pass",
            "f",
            "missing",
        ),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    f = 1",
            "f",
            "missing",
        ),
        (
            "try:\n    @flow\n    def f(): pass\nfinally:\n    pass",
            "f",
            "Flow f()",
        ),
        (
            "with suppress(ImportError):\n    @flow\n    def f(): pass",
            "f",
            "Flow f()",
        ),
        (
            "f = flow(lambda: 1)\nwith suppress(ImportError):\n    def f(): pass",
            "f",
            "unknown",
        ),
        ("def outer():\n    @flow\n    def f(): pass", "f", "missing"),
    ]);
}

#[test]
fn what_only_execution_tells_is_unknown() {
    assert_looks(&[
        ("globals()['f'] = 1", "f", "unknown"),
        (
            "import enum\n@enum.global_enum\nclass E(enum.Enum):\n    f = 1",
            "f",
            "unknown",
        ),
        ("exec('f = 1')", "f", "unknown"),
        ("def make():\n    global f\n    f = 1", "f", "unknown"),
        ("print(f := 1)", "f", "unknown"),
        ("def __getattr__(name): pass", "f", "unknown"),
        ("from mine import *", "f", "unknown"),
        ("@flow\ndef g(: pass", "f", "unknown"),
        ("from .mine import g as f", "f", "imported .mine:g"),
        ("import mine.flows", "mine.flows.f", "imported mine:flows.f"),
    ]);
}

#[test]
fn depth_is_bounded() {
    for deep in [
        "(",
        "-",
        "not ",
        "lambda: ",
        "1 if 2 else ",
        "f'{",
        "if x: ",
        "a.",
        "a()+",
    ] {
        let text = format!("x = {}", deep.repeat(100_000));
        assert!(read(&text).unread, "{deep}");
        assert_eq!(look(&text, "x"), "unknown");
    }
    let flat = format!(
        "x = [{}]\n{}",
        "f(1), ".repeat(100_000),
        "a.b()\n".repeat(1000)
    );
    assert!(!read(&flat).unread);
}

#[test]
fn places_of_imports() {
    let text = "import a.b, c\nfrom .d import e as f\ntry:\n    import g\nexcept ImportError:\n    import h\n\
                if TYPE_CHECKING:\n    import i\ndef j():\n    import k\nif __name__ == '__main__':\n    import l\n\
                if X:\n    import m\n";
    let module = read(text);
    let names: Vec<_> = module
        .imports
        .iter()
        .map(|import| &text[import.range.clone()])
        .collect();
    assert_eq!(names, ["a.b", "c", "d", "g", "h", "i", "k", "l", "m"]);
    let certain: Vec<_> = module
        .imports
        .iter()
        .map(|import| import.place.is_certain())
        .collect();
    assert_eq!(
        certain,
        [true, true, true, false, false, false, false, false, false]
    );
    let place = |index: usize| module.imports[index].place;
    assert!(place(3).optional && place(4).conditional && place(5).type_checking);
    assert!(place(6).function && place(7).main && place(8).conditional);
    assert_eq!(
        (module.imports[0].package(), module.imports[2].level),
        ("a", 1)
    );
}

/// Whether a value is accepted for `x` of `def f(x: …)`.
fn accepts(head: &str, annotation: &str, value: Value) -> Answer {
    let text = format!(
        "{head}\nimport typing as t\nfrom typing import Annotated, Literal, Optional, Union\n\
         from pydantic import Field\ndef f(x: {annotation}): pass\n"
    );
    let module = read(&text);
    let Lookup::Found(function) = module.lookup("f") else {
        panic!("{text}")
    };
    let signature = function.signature.as_ref().expect("a plain function");
    signature.parameters[0].accepts(&value)
}

#[test]
fn values_as_the_server_takes_them() {
    use Answer::{No, Unknown, Yes};
    let cases = [
        ("int", Value::Int(1), Yes),
        ("int", Value::Text("5"), No),
        ("int", Value::Float(5.5), No),
        ("int", Value::Float(5.0), Yes),
        ("int", Value::Bool(true), No),
        ("int", Value::Null, No),
        ("int = None", Value::Null, Unknown),
        ("int = 1", Value::Null, No),
        ("float", Value::Int(1), Yes),
        ("str", Value::Int(1), No),
        ("'int'", Value::Text("5"), No),
        ("int | None", Value::Null, Yes),
        ("Optional[int]", Value::Text("5"), No),
        ("Union[int, str]", Value::Bool(true), No),
        ("t.List[int]", Value::List(vec![Value::Text("5")]), No),
        (
            "dict[str, int]",
            Value::Map(vec![("a", Value::Int(1))]),
            Yes,
        ),
        (
            "dict[str, int]",
            Value::Map(vec![("__prefect_kind", Value::Null)]),
            Unknown,
        ),
        ("Literal['a', 1]", Value::Text("b"), No),
        ("Literal[1]", Value::Bool(true), No),
        ("Annotated[int, 'doc']", Value::Text("5"), No),
        ("Annotated[int, Field(ge=1)]", Value::Text("5"), No),
        ("Annotated[int, Field(ge=1)]", Value::Int(0), Unknown),
        ("Annotated[int, other]", Value::Text("5"), Unknown),
        ("Color", Value::Int(0), Unknown),
        ("int", Value::Unknown, Unknown),
    ];
    for (annotation, value, expected) in cases {
        assert_eq!(
            accepts("", annotation, value.clone()),
            expected,
            "{annotation} {value:?}"
        );
    }
    assert_eq!(accepts("int = str", "int", Value::Text("5")), Yes);
    assert_eq!(
        accepts("from mine import *", "int", Value::Text("5")),
        Unknown
    );
    assert_eq!(accepts("Id = int", "Id", Value::Text("5")), No);
    assert_eq!(
        accepts(
            "from __future__ import annotations",
            "int",
            Value::Text("5")
        ),
        No
    );
    assert_eq!(
        accepts(
            "from __future__ import annotations",
            "int, y: Gone",
            Value::Text("5")
        ),
        Unknown
    );
}
