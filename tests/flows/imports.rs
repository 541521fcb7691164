//! Imports of the project's own modules, in projects of all layouts.

use super::{Sandbox, findings};

/// A worker whose PYTHONPATH is ./src, and one flow in a folder of its own.
const STACK: &str = "\
[volumes]
src = { source = \"./src\", target = \"/opt/src\" }

[services.worker]
image = \"prefecthq/prefect:3-python3.13\"
volumes = [\"src\"]
environment = { PYTHONPATH = \"/opt/src\" }

[deployments.load]
directory = \"jobs\"
entrypoint = \"flow.py:load\"
pull = []
";

/// What is found in a flow that begins with these lines, beside these files.
fn check(stack: &str, lines: &str, files: &[(&str, &str)]) -> String {
    let flow = format!("{lines}\nfrom prefect import flow\n@flow\ndef load(): ...\n");
    let mut sandbox = Sandbox::new()
        .file("stack.toml", stack)
        .file("jobs/flow.py", &flow)
        .file("src/.gitkeep", "");
    for (path, text) in files {
        sandbox = sandbox.file(path, text);
    }
    findings(&sandbox).join("; ")
}

const REGULAR: &[(&str, &str)] = &[
    ("src/company_tools/__init__.py", "VERSION = 1\n"),
    ("src/company_tools/sap.py", "def fetch(): ...\n"),
    ("src/company_tools/deep/__init__.py", ""),
    ("src/company_tools/deep/erp.py", "from .more import *\n"),
    ("src/company_tools/deep/more.py", "anything = 1\n"),
];

#[test]
fn modules_that_are_missing_are_told() {
    for lines in [
        "from company_tools.sapp import fetch",
        "import company_tools.billing",
        "import company_tools.deep.crm as crm",
        "from company_tools.deep import crm",
        "from company_tools import saap",
        "from company_tools.sap import fetsh",
        "import company_tool",
        "import companytools.sap",
        "from Company_tools import sap",
        "import os, company_toolz",
        "try:\n    import company_toolz\nexcept KeyError:\n    raise",
    ] {
        let found = check(STACK, lines, REGULAR);
        let line = lines.lines().count().min(2);
        assert_eq!(
            found,
            format!("unknown-import jobs/flow.py:{line}"),
            "{lines}"
        );
    }
}

#[test]
fn what_is_there_or_cannot_be_known_is_silent() {
    for lines in [
        "from company_tools.sap import fetch",
        "from company_tools import sap, VERSION, deep",
        "from company_tools import __doc__, __path__",
        "from company_tools.deep.erp import anything",
        "import company_tools.deep.erp",
        "import company_lib",
        "import installed_package.with_parts",
        "from . import y",
        "try:\n    import company_toolz\nexcept ImportError:\n    pass",
        "import contextlib\nwith contextlib.suppress(ImportError):\n    import company_toolz",
        "if __name__ == '__main__':\n    import company_toolz",
        "import sys\nsys.path.insert(0, '/x')\nimport company_toolz, company_tools.none",
        "import platform\nif platform.system() == 'Windows':\n    import company_toolz",
    ] {
        assert_eq!(check(STACK, lines, REGULAR), "", "{lines}");
    }
}

#[test]
fn packages_that_go_their_own_way_are_left_alone() {
    let path = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n";
    let lazy = "def __getattr__(name): ...\n";
    let cases: [(&str, &[(&str, &str)]); 9] = [
        (
            "import acme_jobs.none",
            &[("src/acme_jobs/__init__.py", path)],
        ),
        (
            "from acme_jobs import none",
            &[("src/acme_jobs/__init__.py", lazy)],
        ),
        (
            "from acme_jobs import none",
            &[("src/acme_jobs/__init__.py", "from elsewhere import *\n")],
        ),
        // A part of a package in pieces may be installed.
        ("import acme_jobs.core", &[("src/acme_jobs/sales.py", "")]),
        (
            "import acme_jobs.core",
            &[
                ("src/acme_jobs/core.cpython-313-x86_64-linux-gnu.so", ""),
                ("src/acme_jobs/__init__.py", ""),
            ],
        ),
        // Two folders have it: which one Python takes is not known.
        (
            "from acme_jobs import b",
            &[
                ("src/acme_jobs.py", "b = 1\n"),
                ("jobs/acme_jobs.py", "a = 1\n"),
            ],
        ),
        // Named as what is installed.
        (
            "import acme_job",
            &[
                ("src/acme_jobs/__init__.py", ""),
                ("requirements.txt", "acme-job>=2\n"),
            ],
        ),
        (
            "import acme_job",
            &[
                ("src/acme_jobs/__init__.py", ""),
                ("acme_job/__init__.py", ""),
            ],
        ),
        ("import requests", &[("src/request/__init__.py", "")]),
    ];
    for (lines, files) in cases {
        assert_eq!(check(STACK, lines, files), "", "{lines} {files:?}");
    }
    let found = check(
        STACK,
        "import acme_jobs.sale",
        &[("src/acme_jobs/sales.py", "")],
    );
    assert_eq!(found, "unknown-import jobs/flow.py:1");
}

/// Without PYTHONPATH the folder of the flow is what is known.
#[test]
fn the_folder_of_the_flow_is_searched() {
    let stack =
        "[deployments.load]\ndirectory = \"jobs\"\nentrypoint = \"flow.py:load\"\npull = []\n";
    let files = &[
        ("jobs/sales_helpers.py", "def sum_up(): ...\n"),
        ("jobs/decorators.py", ""),
    ];
    for (lines, expected) in [
        ("from sales_helpers import sum_up", ""),
        (
            "from sales_helpers import sumup",
            "unknown-import jobs/flow.py:1",
        ),
        (
            "from sales_helper import sum_up",
            "unknown-import jobs/flow.py:1",
        ),
        // As near, and yet the name of a package that may well be installed.
        ("import decorator", ""),
    ] {
        assert_eq!(check(stack, lines, files), expected, "{lines}");
    }
}
