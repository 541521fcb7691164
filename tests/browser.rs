//! The graphs of `docs/infrastructure.md` in a real browser: mermaid draws each of them, and shows what stack.toml says.
//!
//! These tests need Chromium and npm besides, so they run on demand: `cargo test --test browser -- --ignored`.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the wall round std::fs is one of the product, not of its tests"
)]

mod support;

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use support::examples;
use support::readers::{Missing, clean, prepare, require, succeed};
use support::sandbox::{Folder, Sandbox};

/// The series that GitHub draws with.
const MERMAID: &str = "mermaid@11.17.2";
const PAGE: &str = "docs/infrastructure.md";

/// Draws each graph, and puts what came of it where the dumped page has it.
const DRAW: &str = r#"<!doctype html><meta charset="utf-8"><pre id="drawn"></pre>
<script src="mermaid.min.js"></script><script src="graphs.js"></script>
<script type="module">
mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });
const texts = (svg, selector) => [...new DOMParser().parseFromString(svg, "text/html").querySelectorAll(selector)]
    .map((node) => node.textContent.trim());
const drawn = [];
for (const [at, graph] of graphs.entries()) {
    try {
        const { svg } = await mermaid.render(`graph${at}`, graph);
        drawn.push({ nodes: texts(svg, "g.node .nodeLabel"), edges: texts(svg, "g.edgeLabel .edgeLabel") });
    } catch (error) {
        drawn.push({ error: String(error) });
    }
}
document.getElementById("drawn").textContent = JSON.stringify(drawn);
</script>
"#;

/// mermaid's own bundle, as npm has it.
fn mermaid() -> PathBuf {
    let remedy = "install npm (Debian: apt-get install npm)";
    let made = prepare("mermaid", MERMAID, |folder| {
        let missing = |error: String| Missing::new("mermaid", error, remedy);
        let archive = succeed(
            Command::new("npm")
                .args(["pack", "--silent", MERMAID])
                .current_dir(folder),
        );
        let archive = archive.map_err(missing)?;
        let unpack = ["xzf", archive.trim(), "package/dist/mermaid.min.js"];
        succeed(Command::new("tar").args(unpack).current_dir(folder)).map_err(missing)?;
        Ok(())
    });
    require(made).join("package/dist/mermaid.min.js")
}

/// The browser, by the name that it has here.
fn browser() -> &'static str {
    let found = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| succeed(Command::new(name).arg("--version")).is_ok());
    require(found.ok_or_else(|| {
        Missing::new(
            "chromium",
            "no such program",
            "install Chromium (Debian: apt-get install chromium)",
        )
    }))
}

/// What mermaid makes of some graphs: of each `nodes` and `edges`, the texts that are seen, or `error`.
fn draw(graphs: &[String]) -> Vec<Value> {
    let folder = Folder::new();
    let write = |name: &str, text: &[u8]| {
        std::fs::write(folder.path().join(name), text).expect("the folder is ours");
    };
    let bundle = std::fs::read(mermaid()).expect("it was unpacked");
    write("mermaid.min.js", &bundle);
    let script = format!("const graphs = {};", json!(graphs));
    write("graphs.js", script.as_bytes());
    write("page.html", DRAW.as_bytes());
    let mut command = clean(browser());
    command.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--virtual-time-budget=60000",
        "--dump-dom",
    ]);
    command.arg(format!(
        "--user-data-dir={}",
        folder.path().join("profile").display()
    ));
    command.arg(format!(
        "file://{}",
        folder.path().join("page.html").display()
    ));
    let page = succeed(&mut command).expect("the browser opens the page");
    let drawn = page
        .split_once("<pre id=\"drawn\">")
        .and_then(|(_, rest)| rest.split_once("</pre>"))
        .map(|(drawn, _)| drawn)
        .unwrap_or_else(|| panic!("there is no result: {page}"));
    let drawn = drawn
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\u{A0}")
        .replace("&amp;", "&");
    serde_json::from_str(&drawn).expect("the page says JSON")
}

/// The mermaid blocks of a page.
fn graphs(page: &str) -> Vec<String> {
    let blocks = page.split("```mermaid\n").skip(1);
    blocks
        .map(|rest| rest.split("```").next().unwrap_or_default().to_owned())
        .collect()
}

fn texts(drawn: &Value, what: &str) -> Vec<String> {
    let texts = drawn[what].as_array();
    let texts = texts.unwrap_or_else(|| panic!("mermaid drew nothing: {drawn}"));
    texts
        .iter()
        .map(|text| text.as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
#[ignore = "needs Chromium and npm"]
fn every_graph_of_the_examples_is_drawn() {
    let mut all = vec![(
        "this repository".to_owned(),
        std::fs::read_to_string(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("generated")
                .join(PAGE),
        )
        .expect("it is generated"),
    )];
    for name in examples::names() {
        let project = examples::sandbox(&name).generate();
        let pages = examples::outputs(&project, &name).into_iter();
        let pages = pages.filter(|path| path.ends_with("infrastructure.md"));
        all.extend(pages.map(|path| (name.clone(), project.read(&path))));
    }
    let sources: Vec<(String, String)> = all
        .iter()
        .flat_map(|(name, page)| {
            graphs(page)
                .into_iter()
                .map(move |graph| (name.clone(), graph))
        })
        .collect();
    assert!(sources.len() >= 10, "most examples have a graph");
    let drawn = draw(
        &sources
            .iter()
            .map(|(_, graph)| graph.clone())
            .collect::<Vec<_>>(),
    );
    assert_eq!(drawn.len(), sources.len());
    for ((name, graph), drawn) in sources.iter().zip(&drawn) {
        let nodes = graph
            .lines()
            .filter(|line| line.contains("[\"") || line.contains("[(\""))
            .count();
        assert_eq!(
            texts(drawn, "nodes").len(),
            nodes,
            "{name}: {graph}\n{drawn}"
        );
        let edges = graph.matches("-->").count();
        assert_eq!(
            texts(drawn, "edges").len(),
            edges,
            "{name}: {graph}\n{drawn}"
        );
    }
}

#[test]
#[ignore = "needs Chromium and npm"]
fn the_nodes_have_the_titles_of_the_page() {
    let project = Sandbox::new().copy_of("examples/minimal").generate();
    let page = project.read(PAGE);
    let drawn = draw(&graphs(&page));
    let titles: Vec<&str> = page
        .split("## Services")
        .nth(1)
        .and_then(|rest| rest.split("\n## ").next())
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .collect();
    let nodes = texts(&drawn[0], "nodes");
    assert_eq!(nodes.len(), titles.len(), "{nodes:?} {titles:?}");
    for (node, title) in nodes.iter().zip(titles) {
        assert!(node.starts_with(title), "{node} {title}");
    }
}

/// Names of services that mean something to mermaid or to Markdown.
const NASTY: [&str; 14] = [
    "end", "graph", "subgraph", "class", "style", "click", "default", "1.-one", "a--b", "a-.-b",
    "__a__", "x-x", "o", "_",
];

#[test]
#[ignore = "needs Chromium and npm"]
fn names_are_shown_as_they_are() {
    let services = NASTY.map(|name| format!("[services.\"{name}\"]\nimage = \"a:1\"\n"));
    let project = Sandbox::new().stack(&services.concat()).generate();
    let drawn = draw(&graphs(&project.read(PAGE)));
    assert_eq!(texts(&drawn[0], "nodes"), NASTY);
}
