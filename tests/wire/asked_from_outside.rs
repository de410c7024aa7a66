//! `heddle status`: what a server says to another process of its user.
#![cfg(unix)]

use std::io::{BufReader, Write};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use heddle::server::wire;
use serde_json::{Value, json};

fn heddle(runtime: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heddle"));
    command.env("XDG_RUNTIME_DIR", runtime).env("XDG_STATE_HOME", runtime.join("state"));
    command
}

fn status(runtime: &Path, arguments: &[&str]) -> Output {
    heddle(runtime).arg("status").args(arguments).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn a_server_is_found_asked_and_gone_when_it_ends() {
    let runtime = tempfile::tempdir().expect("a folder");
    let folder = runtime.path().join("heddle");
    let log = runtime.path().join("heddle.log");
    let mut command = heddle(runtime.path());
    command.args(["lsp", "--log-level", "debug", "--log-file"]).arg(&log);
    let mut server =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
    let mut input = server.stdin.take().expect("a pipe");
    let mut output = BufReader::new(server.stdout.take().expect("a pipe"));
    let mut ask = |id: u64, method: &str, params: Value| {
        let body = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string();
        wire::write_frame(&mut input, body.as_bytes()).expect("the server reads");
        input.flush().expect("the server reads");
        loop {
            let frame = wire::read_frame(&mut output).expect("frames").expect("an answer");
            let message: Value = serde_json::from_slice(&frame).expect("standard output carries JSON");
            if message["id"] == id {
                return message;
            }
        }
    };
    ask(1, "initialize", json!({ "capabilities": {}, "initializationOptions": { "slowOperationMs": 0 } }));
    let own = ask(2, "heddle/status", Value::Null);
    assert_eq!(own["result"]["process"], server.id());
    assert_eq!(own["result"]["logs"]["log"], log.to_str().expect("UTF-8"), "{own}");
    assert!(
        own["result"]["logs"]["panics"].as_str().is_some_and(|path| path.ends_with("panics.log")),
        "{own}"
    );

    // One that was killed long ago, which nobody listens at any more.
    let killed = folder.join("1.sock");
    drop(UnixListener::bind(&killed).expect("a socket"));
    let json = status(runtime.path(), &["--json"]);
    assert_eq!(json.status.code(), Some(0), "{json:?}");
    let statuses: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(statuses.as_array().map(Vec::len), Some(1), "{statuses}");
    assert_eq!(statuses[0]["process"], server.id());
    assert_eq!(statuses[0]["requests"]["kinds"]["heddle/status"]["took"]["count"], 1, "{statuses}");
    assert!(!killed.exists());

    let people = status(runtime.path(), &[]);
    let shown = text(&people.stdout);
    assert!(
        shown.starts_with(&format!("heddle {}, process {},", env!("CARGO_PKG_VERSION"), server.id())),
        "{shown}"
    );
    assert!(shown.contains("heddle/status ") && shown.contains("slow       1 over 0.00 ms"), "{shown}");
    let figures = status(runtime.path(), &["--prometheus"]);
    assert!(text(&figures.stdout).ends_with("# EOF\n"), "{figures:?}");
    let other = status(runtime.path(), &["--process", "1"]);
    assert_eq!((other.status.code(), text(&other.stdout)), (Some(1), ""));

    ask(3, "shutdown", Value::Null);
    drop(input);
    assert_eq!(server.wait().expect("it ends").code(), Some(0));
    assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 0, "its socket is removed");
    let gone = status(runtime.path(), &[]);
    assert_eq!((gone.status.code(), text(&gone.stdout)), (Some(1), ""), "{gone:?}");
    assert!(text(&gone.stderr).contains("no server runs"), "{gone:?}");
    let written = std::fs::read_to_string(&log).expect("the log is there");
    assert!(
        written.contains("request{method=\"heddle/status\"")
            && written.contains("slow method=\"heddle/status\""),
        "{written}"
    );
}

#[test]
fn a_server_without_a_folder_serves_all_the_same() {
    use std::os::unix::fs::PermissionsExt;
    let runtime = tempfile::tempdir().expect("a folder");
    // Others can enter it, so nobody is let in.
    let folder = runtime.path().join("heddle");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).expect("permissions");
    let mut server = heddle(runtime.path())
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = server.stdin.take().expect("a pipe");
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } })
        .to_string();
    wire::write_frame(&mut input, body.as_bytes()).expect("the server reads");
    input.flush().expect("the server reads");
    let mut output = BufReader::new(server.stdout.take().expect("a pipe"));
    assert!(wire::read_frame(&mut output).expect("frames").is_some());
    drop(input);
    let ended = server.wait_with_output().expect("it ends");
    assert_eq!(text(&ended.stderr), "");
    assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 0);
}

#[test]
fn a_log_that_cannot_be_opened_is_told() {
    let runtime = tempfile::tempdir().expect("a folder");
    let output =
        heddle(runtime.path()).args(["lsp", "--log-file"]).arg(runtime.path()).output().expect("it starts");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(4), ""));
    assert!(text(&output.stderr).contains("cannot be opened"), "{output:?}");
}
