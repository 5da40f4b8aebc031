//! From an edit to its diagnostics, through the real program, and beside another server.
//!
//! `cargo bench --bench editor` measures `careword lsp`. Where `CAREWORD_BESIDE` names another
//! server, it is measured in the same run: `ruff server` on Python with an unused import where
//! careword's text has a finding, anything else (`typos-lsp`) on the same text with "teh" there.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // the figures are what it is for

use lsp_server::{Message, Notification, Request, RequestId};
use serde_json::{Value, json};
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// Edits timed one by one.
const EDITS: i32 = 200;
/// Edits after which memory is looked at.
const MANY: i32 = 1_000;
/// Edits sent without waiting.
const BURST: i32 = 100;

/// What a server is given to find.
struct Text {
    language: &'static str,
    name: &'static str,
    clean: &'static [&'static str],
    finding: &'static str,
}

const NOTE: Text = Text {
    language: "plaintext",
    name: "note.txt",
    clean: &[
        "Seen in clinic for a review of diabetes and blood pressure.",
        "She takes metformin as prescribed and checks her glucose at home.",
        "No chest pain, breathlessness or swelling of the legs.",
        "Her sister came along and asked about the discharge plan.",
    ],
    finding: "He is non-compliant with medication, and was seen today.",
};
const TYPOS: Text = Text { finding: "He was seen on teh ward today.", ..NOTE };
const PYTHON: Text = Text {
    language: "python",
    name: "note.py",
    clean: &["value = len('step') + 1  # a comment about this number", "other = value + 2"],
    finding: "import os",
};

fn main() {
    let careword = vec![env!("CARGO_BIN_EXE_careword").to_owned(), "lsp".to_owned()];
    println!(
        "one finding in 500 bytes; milliseconds from didChange to the diagnostics of that version"
    );
    println!(
        "{:>24} {:>7} {:>7} {:>7} {:>9} {:>15} {:>15}",
        "", "p50", "p99", "open", "100 edits", "memory", "after 1,000"
    );
    for size in [1_000, 20_000, 100_000, 1_000_000] {
        measure("careword", &careword, &NOTE, size);
        if let Ok(beside) = std::env::var("CAREWORD_BESIDE") {
            let command: Vec<_> = beside.split_whitespace().map(str::to_owned).collect();
            let text = if beside.contains("ruff") { &PYTHON } else { &TYPOS };
            let name = Path::new(&command[0]).file_name().unwrap_or_default().to_string_lossy();
            measure(&name, &command, text, size);
        }
    }
}

fn measure(name: &str, command: &[String], text: &Text, size: usize) {
    let mut server = Server::start(command);
    let begun = Instant::now();
    server.open(text, size);
    server.published(1);
    let open = begun.elapsed();
    let mut times: Vec<_> = (2..2 + EDITS).map(|version| server.edit_and_wait(version)).collect();
    times.sort_unstable();
    let memory = server.memory();
    let begun = Instant::now();
    for version in 2 + EDITS..2 + EDITS + BURST {
        server.edit(version);
    }
    server.flush();
    server.published(1 + EDITS + BURST);
    let burst = begun.elapsed();
    // A megabyte is enough to see whether memory grows; a slow server would take minutes.
    let rest = if burst > Duration::from_secs(2) { 0 } else { MANY - EDITS - BURST };
    for version in 2 + EDITS + BURST..2 + EDITS + BURST + rest {
        server.edit_and_wait(version);
    }
    let ms = |time: Duration| format!("{:.2}", time.as_secs_f64() * 1_000.0);
    let part = |percent: usize| ms(times[(times.len() - 1) * percent / 100]);
    let after = if rest > 0 { server.memory() } else { "–".to_owned() };
    let name = format!("{name} {} KB", size / 1_000);
    let (p50, p99, open, burst) = (part(50), part(99), ms(open), ms(burst));
    println!("{name:>24} {p50:>7} {p99:>7} {open:>7} {burst:>9} {memory:>15} {after:>15}");
    server.stop();
}

/// A server in a process of its own.
struct Server {
    child: Child,
    input: BufWriter<ChildStdin>,
    output: BufReader<ChildStdout>,
    uri: String,
}

impl Server {
    fn start(command: &[String]) -> Self {
        let mut child = Command::new(&command[0])
            .args(&command[1..])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", command[0]));
        let input = BufWriter::new(child.stdin.take().unwrap());
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut server = Self { child, input, output, uri: String::new() };
        let params = json!({ "processId": null, "rootUri": null, "capabilities": {
            "textDocument": { "publishDiagnostics": { "versionSupport": true } },
        } });
        server.ask("initialize", params);
        server.tell("initialized", json!({}));
        server
    }

    fn send(&mut self, message: Message) {
        message.write(&mut self.input).unwrap();
    }

    fn flush(&mut self) {
        self.input.flush().unwrap();
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params }.into());
    }

    fn ask(&mut self, method: &str, params: Value) {
        let id = RequestId::from(1);
        self.send(Request { id: id.clone(), method: method.to_owned(), params }.into());
        self.flush();
        while !matches!(self.next(), Message::Response(r) if r.id == id) {}
    }

    fn next(&mut self) -> Message {
        Message::read(&mut self.output).unwrap().expect("the server goes on")
    }

    fn open(&mut self, text: &Text, size: usize) {
        let mut lines = String::new();
        let mut next = 250;
        for clean in text.clean.iter().cycle() {
            if lines.len() >= size {
                break;
            }
            let here = lines.len() >= next;
            next += if here { 500 } else { 0 };
            lines.push_str(if here { text.finding } else { clean });
            lines.push('\n');
        }
        self.uri = format!("file:///bench/{}", text.name);
        let item = json!({
            "uri": self.uri, "languageId": text.language, "version": 1, "text": lines,
        });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
        self.flush();
    }

    /// Puts a line into the text, or takes it out again.
    fn edit(&mut self, version: i32) {
        let line = |line: u32| json!({ "line": line, "character": 0 });
        let change = match version % 2 {
            0 => json!({ "range": { "start": line(3), "end": line(3) }, "text": "x = 1\n" }),
            _ => json!({ "range": { "start": line(3), "end": line(4) }, "text": "" }),
        };
        let id = json!({ "uri": self.uri, "version": version });
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": id, "contentChanges": [change] }),
        );
    }

    fn edit_and_wait(&mut self, version: i32) -> Duration {
        let begun = Instant::now();
        self.edit(version);
        self.flush();
        self.published(version);
        begun.elapsed()
    }

    /// Waits for the diagnostics of a version.
    fn published(&mut self, version: i32) {
        loop {
            if let Message::Notification(n) = self.next()
                && n.method == "textDocument/publishDiagnostics"
                && n.params["uri"] == self.uri
                && n.params["version"].as_i64().is_none_or(|v| v >= i64::from(version))
            {
                return;
            }
        }
    }

    /// What the process holds in memory, where the system tells.
    fn memory(&self) -> String {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kb = line.and_then(|l| l.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        kb.map_or_else(|| "–".to_owned(), |kb| format!("{:.1} MB", kb / 1_024.0))
    }

    fn stop(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.flush();
        self.child.wait().unwrap();
    }
}
