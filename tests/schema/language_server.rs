//! Tombi's language server, as an editor talks to it: what it offers and what it shows.

use crate::support::python::tool;
use crate::support::readers::clean;
use crate::support::sandbox::Folder;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// A running server with one document open in it.
struct Server {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    document: String,
    asked: u64,
}

impl Server {
    /// Opens a text that has the schema beside it.
    fn open(folder: &Folder, text: &str) -> Self {
        let path = folder.path().join("stack.toml");
        std::fs::write(&path, text).expect("the file can be written");
        let schema = folder.path().join(stackgen::schema::FILE_NAME);
        std::fs::write(schema, stackgen::schema::text()).expect("the file can be written");
        let mut process = clean(tool("tombi"))
            .args(["lsp", "--offline"])
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let input = process.stdin.take().expect("its input is a pipe");
        let output = BufReader::new(process.stdout.take().expect("its output is a pipe"));
        let document = format!("file://{}", path.display());
        let mut server = Self {
            process,
            input,
            output,
            document,
            asked: 0,
        };
        let markdown = json!({ "textDocument": { "hover": { "contentFormat": ["markdown"] } } });
        server.ask(
            "initialize",
            json!({ "processId": null, "rootUri": null, "capabilities": markdown }),
        );
        server.send(&json!({ "method": "initialized", "params": {} }));
        let opened =
            json!({ "uri": server.document, "languageId": "toml", "version": 1, "text": text });
        server.send(
            &json!({ "method": "textDocument/didOpen", "params": { "textDocument": opened } }),
        );
        server
    }

    /// The labels that are offered at a place, once the server has read the document.
    fn completions(&mut self, line: usize, character: usize) -> Vec<String> {
        for _ in 0..50 {
            let answer = self.at("textDocument/completion", line, character);
            let items = if answer.is_array() {
                &answer
            } else {
                &answer["items"]
            };
            let items = items.as_array().map(Vec::as_slice).unwrap_or_default();
            if !items.is_empty() {
                let label = |item: &Value| item["label"].as_str().unwrap_or_default().to_owned();
                return items.iter().map(label).collect();
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        Vec::new()
    }

    fn hover(&mut self, line: usize, character: usize) -> String {
        let answer = self.at("textDocument/hover", line, character);
        answer["contents"]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    fn at(&mut self, method: &str, line: usize, character: usize) -> Value {
        let document = json!({ "uri": self.document });
        let position = json!({ "line": line, "character": character });
        self.ask(
            method,
            json!({ "textDocument": document, "position": position }),
        )
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({ "id": id, "method": method, "params": params }));
        loop {
            let mut message = self.receive();
            let is_request = message.get("method").is_some();
            match (is_request, message.get("id").cloned()) {
                (false, Some(answered)) if answered == json!(id) => {
                    return message["result"].take();
                }
                // It asks for what this editor does not have.
                (true, Some(asked)) => self.send(&json!({ "id": asked, "result": null })),
                _ => {}
            }
        }
    }

    fn send(&mut self, message: &Value) {
        let mut message = message.clone();
        message["jsonrpc"] = json!("2.0");
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len())
            .expect("the server takes it");
        self.input.flush().expect("the server takes it");
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            let read = self
                .output
                .read_line(&mut line)
                .expect("the server answers");
            assert_ne!(read, 0, "the server has gone");
            match line.trim() {
                "" if length > 0 => break,
                line => {
                    let value = line.strip_prefix("Content-Length: ");
                    length = value.and_then(|value| value.parse().ok()).unwrap_or(length);
                }
            }
        }
        let mut body = vec![0; length];
        self.output
            .read_exact(&mut body)
            .expect("the server answers");
        serde_json::from_slice(&body).expect("the server answers in JSON")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const STACK: &str = "\
#:schema ./stack.schema.json
[services.worker]
kind = \"prefect-worker\"

restart = \"\"

[credentials.pg]
type = \"postgres\"

[deployments.load]

schedules = [{ cron = \"0 6 * * *\",  }]
";

#[test]
fn keys_and_words_are_offered_and_explained() {
    let folder = Folder::new();
    let mut server = Server::open(&folder, STACK);
    let offers = |server: &mut Server, line, character, wanted: &[&str]| {
        let offered = server.completions(line, character);
        for word in wanted {
            assert!(
                offered.iter().any(|label| label == word),
                "`{word}` is not among {offered:?}"
            );
        }
    };
    // Compose's keys, and ours.
    offers(
        &mut server,
        3,
        0,
        &["image", "healthcheck", "deploy", "work_pool", "server"],
    );
    offers(&mut server, 4, 11, &["\"unless-stopped\""]);
    offers(&mut server, 8, 0, &["password", "database"]);
    // Prefect's keys, and ours.
    offers(
        &mut server,
        10,
        0,
        &["entrypoint", "parameters", "directory", "flow"],
    );
    offers(&mut server, 11, 35, &["timezone", "day_or"]);
    let told = server.hover(2, 1);
    assert!(told.contains("What sort of service it is"), "{told}");
    assert!(told.contains("prefect-worker"), "{told}");
}
