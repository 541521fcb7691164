//! Prefect's API over plain HTTP on loopback.
//!
//! In: method, path, body. Out: the answer as JSON. Prefect's own client is not used: it would be one more thing that could
//! be wrong on both sides.

use super::children::wait_for;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::Duration;

/// The API of a server on this machine.
#[derive(Clone, Copy, Debug)]
pub struct Api {
    port: u16,
}

impl Api {
    pub fn on(port: u16) -> Self {
        Self { port }
    }

    /// The address for `PREFECT_API_URL`.
    pub fn url(self) -> String {
        format!("http://127.0.0.1:{}/api", self.port)
    }

    pub fn get(self, path: &str) -> Value {
        self.call("GET", path, None)
    }

    pub fn post(self, path: &str, body: &Value) -> Value {
        self.call("POST", path, Some(body))
    }

    /// A call whose answer may be empty: then null.
    pub fn send(self, method: &str, path: &str, body: &Value) -> Value {
        serde_json::from_str(&self.answer(method, path, Some(body))).unwrap_or_default()
    }

    pub fn is_healthy(self) -> bool {
        self.request("GET", "/health", None)
            .is_ok_and(|(status, _)| status == 200)
    }

    fn call(self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let answer = self.answer(method, path, body);
        serde_json::from_str(&answer)
            .unwrap_or_else(|error| panic!("{method} {path}: {error}: {answer}"))
    }

    /// The text of the answer, which must be one of success.
    ///
    /// With 503 the server says to ask again, as Prefect's own client does: its SQLite was locked by another writer.
    fn answer(self, method: &str, path: &str, body: Option<&Value>) -> String {
        let what = format!("{method} {path} is not answered with 503");
        let (status, text) = wait_for(&what, 60, || {
            let answer = self
                .request(method, path, body)
                .unwrap_or_else(|error| panic!("{method} {path}: {error}"));
            (answer.0 != 503).then_some(answer)
        });
        assert!(
            (200..300).contains(&status),
            "{method} {path}: {status} {text}"
        );
        text
    }

    /// One request on a connection of its own; HTTP/1.0, so that the answer ends with the connection.
    fn request(
        self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> std::io::Result<(u16, String)> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let body = body.map(Value::to_string).unwrap_or_default();
        let length = body.len();
        // In one piece: a server may close as soon as it has read the head.
        let request = format!(
            "{method} /api{path} HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let answer = String::from_utf8_lossy(&answer);
        let (head, text) = answer.split_once("\r\n\r\n").unwrap_or_default();
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|word| word.parse().ok())
            .unwrap_or_default();
        Ok((status, text.to_owned()))
    }

    /// The deployment `FLOW/NAME`.
    pub fn deployment(self, flow: &str, name: &str) -> Value {
        self.get(&format!("/deployments/name/{flow}/{name}"))
    }

    /// Starts a run of a deployment, with these parameters over its own; its id.
    pub fn trigger(self, deployment: &Value, parameters: &Value) -> String {
        let id = text(&deployment["id"]);
        let run = self.post(
            &format!("/deployments/{id}/create_flow_run"),
            &json!({ "parameters": parameters }),
        );
        text(&run["id"]).to_owned()
    }

    /// Waits until a run has completed; fails with its log if it ends otherwise.
    pub fn completed(self, run: &str, seconds: u64) -> Value {
        wait_for(&format!("run {run} completes"), seconds, || {
            let found = self.get(&format!("/flow_runs/{run}"));
            match text(&found["state"]["type"]) {
                "COMPLETED" => Some(found),
                state @ ("FAILED" | "CRASHED" | "CANCELLED") => {
                    panic!("run {run}: {state}\n{}", self.log(run))
                }
                _ => None,
            }
        })
    }

    /// The runs that the scheduler made for a deployment, in the order of their times, those of one state type only.
    pub fn scheduled(self, deployment: &Value, state: &str) -> Vec<Value> {
        let wanted = json!({
            "sort": "EXPECTED_START_TIME_ASC",
            "deployments": { "id": { "any_": [deployment["id"]] } },
            "flow_runs": { "state": { "type": { "any_": [state] } } },
        });
        let runs = self.post("/flow_runs/filter", &wanted);
        let runs = runs.as_array().cloned().unwrap_or_default();
        runs.into_iter()
            .filter(|run| run["auto_scheduled"] == json!(true))
            .collect()
    }

    fn log(self, run: &str) -> String {
        let wanted =
            json!({ "logs": { "flow_run_id": { "any_": [run] } }, "sort": "TIMESTAMP_ASC" });
        let lines = self.post("/logs/filter", &wanted);
        let lines = lines.as_array().map(Vec::as_slice).unwrap_or_default();
        lines
            .iter()
            .map(|line| format!("{}\n", text(&line["message"])))
            .collect()
    }
}

/// A string of an answer; empty if there is none.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A port on loopback that nothing listens on.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    listener
        .local_addr()
        .expect("a listener has an address")
        .port()
}

#[test]
fn a_server_whose_database_is_locked_is_asked_again() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    let address = listener.local_addr().expect("a listener has an address");
    let server = std::thread::spawn(move || {
        for answer in [
            "503 Service Unavailable\r\n\r\n{}",
            "201 Created\r\n\r\n[1]",
        ] {
            let (mut client, _) = listener.accept().expect("the test asks");
            let mut asked = [0; 4096];
            let _ = client.read(&mut asked).expect("the test sends its request");
            write!(client, "HTTP/1.0 {answer}").expect("the test reads the answer");
        }
    });
    let answer = Api::on(address.port()).post("/flows/", &json!({}));
    assert_eq!(answer, json!([1]));
    server.join().expect("both answers were read");
}
