//! The language server, as editors find it.

use crate::editor::Editor;
use crate::program::{careword, folder};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

const NOTE: &str = "file:///w/note.txt";

fn range(from: [u32; 2], to: [u32; 2]) -> Value {
    let position = |[line, character]: [u32; 2]| json!({ "line": line, "character": character });
    json!({ "start": position(from), "end": position(to) })
}

/// The edits of a code action, whichever form they have.
fn edits(action: &Value) -> Vec<Value> {
    let edit = &action["edit"];
    let changes = edit["documentChanges"][0]["edits"].as_array();
    let plain = edit["changes"].as_object().and_then(|c| c.values().next()?.as_array());
    changes.or(plain).unwrap().clone()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().unwrap()).collect()
}

/// Editors as they introduce themselves, recorded.
#[test]
fn real_editors_are_served() {
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lsp");
    let mut seen = 0;
    for entry in std::fs::read_dir(recorded).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let params: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let can = &params["capabilities"];
        let pulls = can["textDocument"]["diagnostic"].is_object()
            && can["workspace"]["diagnostics"]["refreshSupport"] == true;
        let (mut editor, result) = Editor::start(params.clone());
        let encoding = result["capabilities"]["positionEncoding"].as_str().unwrap();
        let offered = &params["capabilities"]["general"]["positionEncodings"];
        let best = |e: &str| offered.as_array().is_some_and(|o| o.contains(&json!(e)));
        assert_eq!(encoding, if best("utf-8") { "utf-8" } else { "utf-16" }, "{name}");
        editor.open(NOTE, "plaintext", "😀 He refused to see her.\n");
        let diagnostics = if pulls {
            let params = json!({ "textDocument": { "uri": NOTE } });
            let report = editor.ask("textDocument/diagnostic", params).unwrap();
            report["items"].as_array().unwrap().clone()
        } else {
            editor.diagnostics(NOTE)
        };
        let [diagnostic] = &diagnostics[..] else { panic!("{name}: {diagnostics:?}") };
        assert_eq!(diagnostic["code"], "refused", "{name}");
        assert_eq!(diagnostic["source"], "careword", "{name}");
        assert_eq!(diagnostic["severity"], 2, "{name}");
        let column = if encoding == "utf-8" { 8 } else { 6 };
        assert_eq!(diagnostic["range"], range([0, column], [0, column + 10]), "{name}");
        let actions = editor.actions(NOTE, &diagnostic["range"], Value::Null);
        assert_eq!(actions[0]["title"], "Write “chose not to”", "{name}");
        assert_eq!(actions[0]["isPreferred"], true, "{name}");
        assert_eq!(edits(&actions[0])[0]["newText"], "chose not to", "{name}");
        assert_eq!(editor.stop(), 0, "{name}");
        seen += 1;
    }
    assert_eq!(seen, 7);
}

/// Where "refused to" stands, in each unit of columns.
#[test]
fn columns_are_counted_as_agreed() {
    let table = [
        ("He refused to go.", 0, [3, 3, 3]),
        ("Né – refused to go.", 0, [8, 5, 5]),
        ("😀 He refused to go.", 0, [8, 6, 5]),
        ("👩‍⚕️ He refused to go.", 0, [17, 9, 8]),
        ("a\u{301} He refused to go.", 0, [7, 6, 6]),
        ("\tHe refused to go.", 0, [4, 4, 4]),
        ("All is well.\r\nHe refused to go.", 1, [3, 3, 3]),
        ("All is well.\rHe refused to go.", 1, [3, 3, 3]),
        ("😀.\n\n漢字 He refused to go.", 2, [10, 6, 6]),
    ];
    for (i, encoding) in ["utf-8", "utf-16", "utf-32"].into_iter().enumerate() {
        let general = json!({ "positionEncodings": [encoding] });
        let mut editor = Editor::with(json!({ "general": general }));
        for (text, line, columns) in table {
            editor.open(NOTE, "plaintext", text);
            let found = editor.diagnostics(NOTE);
            let at = json!({ "line": line, "character": columns[i] });
            assert_eq!(found[0]["range"]["start"], at, "{encoding}: {text:?}");
            // The same place, pointed at.
            let hover = json!({ "textDocument": { "uri": NOTE }, "position": at });
            let hover = editor.ask("textDocument/hover", hover).unwrap();
            assert_eq!(hover["range"], found[0]["range"], "{encoding}: {text:?}");
        }
        assert_eq!(editor.stop(), 0);
    }
}

#[test]
fn edits_move_findings() {
    let mut editor = Editor::with(json!({}));
    editor.open(NOTE, "plaintext", "He went.\n");
    assert_eq!(editor.diagnostics(NOTE), Vec::<Value>::new());
    let inserted = json!({ "range": range([0, 3], [0, 7]), "text": "refused to go" });
    editor.change(NOTE, 2, json!([inserted]));
    assert_eq!(editor.diagnostics(NOTE)[0]["range"], range([0, 3], [0, 13]));
    let nonsense = json!([
        { "range": range([9, 9], [9, 9]), "text": "He refused to eat." },
        { "range": range([0, 5], [0, 3]), "text": "" },
    ]);
    editor.change(NOTE, 3, nonsense);
    assert_eq!(editor.diagnostics(NOTE)[0]["range"], range([1, 3], [1, 13]));
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": NOTE } }));
    assert_eq!(editor.diagnostics(NOTE), Vec::<Value>::new());
    assert_eq!(editor.stop(), 0);
}

#[test]
fn blanks_are_places_to_fill_in() {
    let note = "He had a relapse in June.\n";
    let edit = |capabilities: Value| {
        let mut editor = Editor::with(capabilities);
        editor.open(NOTE, "plaintext", note);
        let actions = editor.actions(NOTE, &range([0, 8], [0, 8]), Value::Null);
        let action = actions[1].clone();
        assert_eq!(editor.stop(), 0);
        action
    };
    let edits_of = json!({ "documentChanges": true, "snippetEditSupport": true });
    let snippet = edit(json!({ "workspace": { "workspaceEdit": edits_of } }));
    assert_eq!(
        edits(&snippet)[0]["snippet"]["value"],
        "experienced a significant trigger (${1:[what]}) that overwhelmed his coping resources"
    );
    let plain = edit(json!({ "window": { "showDocument": { "support": true } } }));
    assert_eq!(
        edits(&plain)[0]["newText"],
        "experienced a significant trigger ([what]) that overwhelmed his coping resources"
    );
    assert_eq!(plain["command"]["command"], "careword.select");
    assert_eq!(plain["command"]["arguments"][0]["range"], range([0, 38], [0, 44]));
    assert_eq!(edit(json!({}))["command"], Value::Null);
}

#[test]
fn a_blank_is_selected_when_asked() {
    let mut editor = Editor::with(json!({}));
    let argument = json!({ "uri": NOTE, "range": range([0, 1], [0, 2]) });
    let command = json!({ "command": "careword.select", "arguments": [argument] });
    editor.ask("workspace/executeCommand", command).unwrap();
    assert_eq!(editor.hear("window/showDocument")["selection"], range([0, 1], [0, 2]));
    assert_eq!(editor.stop(), 0);
}

#[test]
fn all_safe_rewrites_at_once() {
    let mut editor = Editor::with(json!({}));
    editor.open(
        NOTE,
        "plaintext",
        "He refused to go.\nShe is dangerous.\nHe suffers from anxiety.\n",
    );
    let all = range([0, 0], [9, 0]);
    let actions = editor.actions(NOTE, &all, json!(["source.fixAll"]));
    assert_eq!(titles(&actions), ["careword: apply all safe rewrites"]);
    let texts: Vec<_> = edits(&actions[0]).iter().map(|e| e["newText"].clone()).collect();
    assert_eq!(texts, ["chose not to", "lives with"]);
    assert!(editor.actions(NOTE, &all, json!(["refactor"])).is_empty());
    assert!(!titles(&editor.actions(NOTE, &all, Value::Null)).contains(&titles(&actions)[0]));
    assert_eq!(editor.stop(), 0);
}

#[test]
fn hovers_teach() {
    let hover = |format: Value| {
        let text = json!({ "hover": { "contentFormat": format } });
        let mut editor = Editor::with(json!({ "textDocument": text }));
        editor.open(NOTE, "plaintext", "He had a relapse in June.\n");
        let at = json!({ "line": 0, "character": 10 });
        let params = json!({ "textDocument": { "uri": NOTE }, "position": at });
        let hover = editor.ask("textDocument/hover", params).unwrap();
        assert_eq!(editor.stop(), 0);
        hover["contents"]["value"].as_str().unwrap().to_owned()
    };
    let plain = hover(json!(["plaintext"]));
    for part in [
        "relapse\n“Relapse” says that the person went backwards.",
        "Instead:\n- became unwell again (if true)\n",
        "Language table, row 29: Clinical decompensation, relapse, failure\n→ ",
        "Sources: ",
    ] {
        assert!(plain.contains(part), "{part}\nis not in\n{plain}");
    }
    assert!(hover(json!(["markdown", "plaintext"])).starts_with("**relapse**  \n“Relapse”"));
}

/// A project's settings are obeyed, watched, and changed by an action; a broken file is marked.
#[test]
fn projects_have_their_own_rules() {
    let at = folder("lsp-project", &[("careword.toml", b"[rules]\nrefused = \"off\"\n")]);
    let uri = format!("file://{}/a note.md", at.display()).replace(' ', "%20");
    let mut editor = Editor::with(json!({}));
    editor.open(&uri, "markdown", "He refused to go.\n\n- She is dangerous.\n");
    let codes = |found: Vec<Value>| found.iter().map(|d| d["code"].clone()).collect::<Vec<_>>();
    assert_eq!(codes(editor.diagnostics(&uri)), ["dangerous"]);

    let reread = |editor: &Editor, text: &str| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        std::fs::write(at.join("careword.toml"), text).unwrap();
        editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    };
    reread(&editor, "[rules]\nrefused = \"consider\"\n");
    let found = editor.diagnostics(&uri);
    assert_eq!(codes(found.clone()), ["refused", "dangerous"]);
    assert_eq!(found[0]["severity"], 3);

    reread(&editor, "[rules]\n\nrefusd = \"off\"\n");
    let config = format!("file://{}/careword.toml", at.display());
    let broken = editor.diagnostics(&config);
    assert_eq!(broken[0]["range"]["start"]["line"], 2);
    assert_eq!(broken[0]["message"], "there is no rule “refusd”; did you mean “refused”?");
    let said = editor.hear("window/showMessage");
    assert!(said["message"].as_str().unwrap().contains("The rules stay as they were."));
    assert_eq!(codes(editor.diagnostics(&uri)), ["refused", "dangerous"]);

    reread(&editor, "[rules]\n");
    assert!(editor.diagnostics(&config).is_empty());
    assert_eq!(codes(editor.diagnostics(&uri)), ["refused", "dangerous"]);
    let actions = editor.actions(&uri, &range([2, 10], [2, 10]), Value::Null);
    let here =
        actions.iter().find(|a| a["title"] == "careword: turn “dangerous” off here").unwrap();
    assert_eq!(edits(here)[0]["newText"], "<!-- careword: allow dangerous -->\n");
    assert_eq!(edits(here)[0]["range"], range([2, 0], [2, 0]));
    let project = actions.last().unwrap();
    assert_eq!(project["title"], "careword: turn “dangerous” off in this project");
    editor.ask("workspace/executeCommand", project["command"].clone()).unwrap();
    assert_eq!(codes(editor.diagnostics(&uri)), ["refused"]);
    let now = std::fs::read_to_string(at.join("careword.toml")).unwrap();
    assert_eq!(now, "[rules]\ndangerous = \"off\"\n");
    assert_eq!(editor.stop(), 0);
}

/// Sections for some files, a house's words, and what is passed over.
#[test]
fn projects_have_choices_for_some_files() {
    let config = "[terms]\nperson = \"client\"\n[files]\nexclude = [\"old/\"]\n\
                  [[overrides]]\nfiles = [\"letters/\"]\nrules = { refused = \"off\" }\n\
                  terms = { person = \"patient\" }\n";
    let at = folder("lsp-overrides", &[("careword.toml", config.as_bytes())]);
    let mut editor = Editor::with(json!({}));
    let note = "He refused to go. The patient slept well.\n";
    let mut codes = |name: &str| {
        let uri = format!("file://{}/{name}", at.display());
        editor.open(&uri, "plaintext", note);
        editor.diagnostics(&uri).iter().map(|d| d["code"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(codes("a.txt"), ["refused", "patient"]);
    assert!(codes("letters/a.txt").is_empty());
    assert!(codes("old/a.txt").is_empty());
    let uri = format!("file://{}/a.txt", at.display());
    let actions = editor.actions(&uri, &range([0, 25], [0, 25]), Value::Null);
    let titles = titles(&actions);
    assert!(titles.iter().any(|title| title.contains("client")), "{titles:?}");
    assert_eq!(editor.stop(), 0);
}

/// Where the user has named a file, that is the one that is changed.
#[test]
fn a_rule_is_turned_off_where_rules_are_read() {
    let at = folder("lsp-named", &[("house/our.toml", b""), ("careword.toml", b"")]);
    let uri = format!("file://{}/note.txt", at.display());
    let options = json!({ "config": at.join("house/our.toml") });
    let (mut editor, _) =
        Editor::start(json!({ "capabilities": {}, "initializationOptions": options }));
    editor.open(&uri, "plaintext", "He refused to go.\n");
    assert_eq!(editor.diagnostics(&uri).len(), 1);
    let arguments = json!([{ "rule": "refused", "uri": uri }]);
    let command = json!({ "command": "careword.turnOff", "arguments": arguments });
    editor.ask("workspace/executeCommand", command).unwrap();
    assert_eq!(editor.diagnostics(&uri).len(), 0);
    let text = |name| std::fs::read_to_string(at.join(name)).unwrap();
    assert_eq!(text("house/our.toml"), "[rules]\nrefused = \"off\"\n");
    assert_eq!(text("careword.toml"), "");
    assert_eq!(editor.stop(), 0);
}

/// A file that was not there when the document was opened counts as soon as it is.
#[test]
fn a_project_may_begin_and_end() {
    let at = folder("lsp-begins", &[]);
    let uri = format!("file://{}/note.txt", at.display());
    let mut editor = Editor::with(json!({}));
    editor.open(&uri, "plaintext", "He refused to go.\n");
    assert_eq!(editor.diagnostics(&uri).len(), 1);
    std::fs::write(at.join("careword.toml"), "[rules]\nrefused = \"off\"\n").unwrap();
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert_eq!(editor.diagnostics(&uri).len(), 0);
    std::fs::remove_file(at.join("careword.toml")).unwrap();
    editor.tell("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(editor.diagnostics(&uri).len(), 1);
    assert_eq!(editor.stop(), 0);
}

#[test]
fn a_workspace_is_checked_when_asked() {
    let at = folder(
        "lsp-workspace",
        &[
            ("a.txt", b"He refused to go.\n"),
            ("b.txt", b"All is well.\n"),
            // Not searched, as on the command line.
            ("careword-baseline.json", b"He refused to go.\n"),
        ],
    );
    let root = format!("file://{}", at.display());
    let (mut editor, _) = Editor::start(json!({
        "capabilities": { "window": { "workDoneProgress": true } },
        "workspaceFolders": [{ "uri": root, "name": "notes" }],
    }));
    let command = json!({ "command": "careword.checkWorkspace" });
    editor.ask("workspace/executeCommand", command).unwrap();
    assert_eq!(editor.hear("$/progress")["value"]["kind"], "begin");
    assert_eq!(editor.diagnostics(&format!("{root}/a.txt")).len(), 1);
    while editor.hear("$/progress")["value"]["message"] != "1 finding in 2 files" {}
    assert_eq!(editor.stop(), 0);

    let (mut editor, result) = Editor::start(json!({
        "capabilities": {
            "textDocument": { "diagnostic": {} },
            "workspace": { "diagnostics": { "refreshSupport": true } },
        },
        "initializationOptions": { "workspace": true },
        "workspaceFolders": [{ "uri": root, "name": "notes" }],
    }));
    assert_eq!(result["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], true);
    let report = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] })).unwrap();
    let items = report["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["items"][0]["code"], "refused");
    let known: Vec<_> =
        items.iter().map(|i| json!({ "uri": i["uri"], "value": i["resultId"] })).collect();
    let params = json!({ "previousResultIds": known });
    let again = editor.ask("workspace/diagnostic", params).unwrap();
    assert_eq!(again["items"][0]["kind"], "unchanged");
    assert_eq!(editor.stop(), 0);
}

#[test]
fn settings_may_come_later() {
    let mut editor = Editor::with(json!({}));
    editor.open(NOTE, "plaintext", "The patient refused to go.\n");
    assert_eq!(editor.diagnostics(NOTE).len(), 2);
    let settings = json!({ "settings": { "careword": { "level": "avoid" } } });
    editor.tell("workspace/didChangeConfiguration", settings);
    assert_eq!(editor.diagnostics(NOTE).len(), 1);
    assert_eq!(editor.stop(), 0);
}

#[test]
fn mistakes_of_a_client_are_answered() {
    let mut editor = Editor::with(json!({}));
    let table = [
        ("initialize", json!({}), -32600),
        ("textDocument/nonsense", json!({}), -32601),
        ("$/nonsense", json!({}), -32601),
        ("textDocument/codeAction", json!({ "textDocument": {} }), -32602),
        ("textDocument/hover", json!([]), -32602),
        ("workspace/executeCommand", json!({ "command": "no.such" }), -32602),
        (
            "workspace/executeCommand",
            json!({ "command": "careword.turnOff", "arguments": [1] }),
            -32602,
        ),
    ];
    for (method, params, code) in table {
        assert_eq!(editor.ask(method, params), Err(code), "{method}");
    }
    editor.tell("textDocument/didOpen", json!({ "textDocument": { "uri": 5 } }));
    editor.change("file:///never-opened", 2, json!([{ "text": "x" }]));
    let hover =
        json!({ "textDocument": { "uri": NOTE }, "position": { "line": 0, "character": 0 } });
    let first = editor.post("textDocument/hover", hover.clone());
    editor.tell("$/cancelRequest", json!({ "id": 999 }));
    assert!(matches!(editor.answer(&first), Ok(Value::Null)));
    editor.ask("shutdown", Value::Null).unwrap();
    assert_eq!(editor.ask("textDocument/hover", hover), Err(-32600));
}

/// What must not leave the machine is in the text, the file's name, an edit out of range, a frame
/// that is no message, a wrong parameter and an unknown method.
#[test]
fn nothing_of_a_note_is_written_anywhere_but_to_the_editor() {
    const SECRET: &str = "ZQXSENTINEL";
    let at = folder("lsp-privacy", &[]);
    let mut command = careword(&at, &["lsp", "--stdio", "--log-file", "log"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut frame =
        |body: &str| write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let uri = format!("file:///w/{SECRET}.txt");
    let open = json!({ "uri": uri, "languageId": "plaintext", "version": 1, "text": format!("He refused to see {SECRET}.") });
    for message in [
        json!({ "id": 1, "method": "initialize", "params": { "capabilities": {} } }),
        json!({ "method": "textDocument/didOpen", "params": { "textDocument": open } }),
        json!({ "method": "textDocument/didChange", "params": {
            "textDocument": { "uri": uri, "version": 2 },
            "contentChanges": [{ "range": range([99, 0], [3, 5]), "text": SECRET }],
        } }),
        json!({ "id": 2, "method": SECRET, "params": [SECRET] }),
        json!({ "id": 3, "method": "textDocument/hover", "params": SECRET }),
        json!({ "method": "textDocument/didOpen", "params": SECRET }),
    ] {
        let mut message = message;
        message["jsonrpc"] = json!("2.0");
        frame(&message.to_string());
    }
    frame(&format!("{{ \"{SECRET}\": "));
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "the client went without a word");
    let shown = String::from_utf8(output.stderr).unwrap();
    assert!(!shown.contains(SECRET), "{shown}");
    let log = std::fs::read_to_string(at.join("log")).unwrap();
    assert!(log.contains("textDocument/didChange") && !log.contains(SECRET), "{log}");
    // What it answered to mistakes repeats nothing of them.
    let answers = String::from_utf8(output.stdout).unwrap();
    let errors = answers.split("Content-Length").filter(|a| a.contains("\"error\""));
    assert_eq!(errors.inspect(|e| assert!(!e.contains(SECRET), "{e}")).count(), 2);
}

/// An editor shows their markup; `careword check` reads them.
#[test]
fn what_only_programs_write_is_left_alone() {
    let mut editor = Editor::with(json!({}));
    let table = [
        ("file:///w/letter.doc", "{\\rtf1 He refused to go.}"),
        ("file:///w/a.json", r#"{"resourceType":"Task","description":"He refused to go."}"#),
        ("file:///w/a.txt", "MSH|^~\\&|A\rNTE|1||He refused to go."),
    ];
    for (uri, text) in table {
        editor.open(uri, "plaintext", text);
        assert_eq!(editor.diagnostics(uri), Vec::<Value>::new(), "{uri}");
    }
    assert_eq!(editor.stop(), 0);
}

#[test]
fn a_comment_that_lets_nothing_stand_is_faded_and_can_be_taken_out() {
    const PAGE: &str = "file:///w/page.md";
    let mut editor = Editor::with(json!({}));
    editor.open(PAGE, "markdown", "<!-- careword: allow refusd, clean -->\nHe slept well.\n");
    let diagnostics = editor.diagnostics(PAGE);
    let [unknown, unused] = &diagnostics[..] else { panic!("{diagnostics:?}") };
    assert_eq!((&unknown["code"], &unknown["severity"]), (&json!("unknown-allow"), &json!(3)));
    assert_eq!((&unused["code"], &unused["severity"]), (&json!("unused-allow"), &json!(4)));
    assert_eq!((&unknown["tags"], &unused["tags"]), (&Value::Null, &json!([1])));
    assert_eq!(unused["range"], range([0, 29], [0, 34]));

    let actions = editor.actions(PAGE, &unknown["range"], Value::Null);
    assert_eq!(
        titles(&actions),
        ["Write “refused”", "careword: turn “unknown-allow” off in this project"]
    );
    let actions = editor.actions(PAGE, &unused["range"], Value::Null);
    assert_eq!(
        titles(&actions),
        ["Take this out", "careword: turn “unused-allow” off in this project"]
    );
    assert_eq!(edits(&actions[0])[0]["range"], range([0, 27], [0, 34]));
    assert_eq!(edits(&actions[0])[0]["newText"], "");

    // A comment that lets nothing stand at all goes with its line, and its reason.
    const OTHER: &str = "file:///w/other.html";
    editor.open(OTHER, "html", "<p>a</p>\n<!-- careword: allow clean -- ours -->\n<p>b</p>\n");
    let unused = &editor.diagnostics(OTHER)[0];
    assert_eq!(unused["range"], range([1, 5], [1, 26]));
    let actions = editor.actions(OTHER, &unused["range"], Value::Null);
    assert_eq!(edits(&actions[0])[0]["range"], range([1, 0], [2, 0]));
    assert_eq!(editor.stop(), 0);
}
