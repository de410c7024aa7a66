//! The page of a history: small, closed to the network, deaf to hostile texts, and usable in a real browser.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use heddle::oracle::history::{Call, History, Spoken};
use heddle::oracle::linearize::{self, Limits};
use heddle::oracle::page::{self, Page};
use heddle::oracle::specification::map::{MapSpecification, Operation};
use heddle::sync::Arc;
use serde_json::{Value, json};

type Calls = History<Operation, Value>;

/// The page of a history of a map.
fn page(name: &str, history: Calls) -> String {
    let (specification, history) = (Arc::new(MapSpecification), Arc::new(history));
    let report = linearize::check(&specification, &history, &Limits::default());
    let calls = Spoken::all(&*specification, &history);
    page::render(&Page { name, specification: "map", calls: &calls, verdict: &report.verdict })
}

/// A right history: each of `clients` clients puts and gets in turn under `keys` keys, and all overlap.
fn history(calls: u64, clients: u64, keys: u64) -> Calls {
    let mut history = Calls::default();
    let mut last = vec![Value::Null; keys as usize];
    for index in 0..calls {
        let key = (index * 7 % keys) as usize;
        let (called, client) = (1_700_000_000_000_000_000 + index * 911, index % clients);
        let (operation, outcome) = if index % 4 == 0 {
            last[key] = json!(index);
            (Operation::Put(format!("key{key}"), json!(index)), Value::Null)
        } else {
            (Operation::Get(format!("key{key}")), last[key].clone())
        };
        let (returned, outcome) = (Some(called + 911 * (clients - 1)), Some(outcome));
        history.calls.push(Call { client, operation, called, returned, outcome, line: index as usize + 1 });
    }
    history
}

/// A violation among names and values that would be markup.
fn hostile() -> String {
    let evil = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">'&amp;";
    let call = |client, operation, called, outcome| Call {
        client,
        operation,
        called,
        returned: Some(called + 5),
        outcome: Some(outcome),
        line: 1,
    };
    let history = History {
        calls: vec![
            call(0, Operation::Put(evil.into(), json!(evil)), 0, Value::Null),
            call(1, Operation::Get(evil.into()), 10, json!("{{SCRIPT}}\u{2028}")),
        ],
    };
    page(evil, history)
}

#[test]
fn ten_thousand_operations_take_less_than_a_megabyte() {
    let html = page("large", history(10_000, 8, 64));
    assert!(html.len() < 1_000_000, "{} bytes", html.len());
    assert!(html.contains("Linearizable as map: 10000 operations in 64 partitions"));
}

#[test]
fn long_texts_are_cut_where_they_are_many() {
    let mut long = history(10_000, 8, 64);
    for (index, call) in long.calls.iter_mut().enumerate() {
        call.operation =
            Operation::Append(format!("key{}", index % 64), format!("{index} \"é\" ").repeat(60));
        call.outcome = Some(Value::Null);
    }
    let html = page("long", long);
    assert!(html.len() < 1_000_000, "{} bytes", html.len());
}

#[test]
fn a_page_needs_nothing_but_itself() {
    for html in [page("small", history(40, 4, 3)), hostile()] {
        for door in ["http:", "https:", " src=\"", "url(", "@import", "<link", "fetch(", "XMLHttpRequest"] {
            assert!(!html.contains(door), "{door}");
        }
        assert!(html.contains("default-src 'none'"));
        assert_eq!(html.matches("<script").count(), 2);
        assert_eq!(html.matches("</script>").count(), 2);
        assert!(!html.contains("<img"));
    }
}

#[test]
fn every_number_fits() {
    let mut history = history(4, 2, 3);
    history.calls[0].called = 0;
    history.calls[1].returned = Some(u64::MAX);
    history.calls[2].returned = None;
    history.calls[3] = Call { client: u64::MAX, called: 9, returned: Some(3), ..history.calls[3].clone() };
    assert!(page("wide", history).contains("\"unit\":10000,"));
    assert!(page("empty", Calls::default()).contains("0 operations"));
}

/// Drives the page by keys and by clicks, as a person would, and writes what it sees into the title.
const VISITOR: &str = r##"<script>
const seen = [];
const chart = document.getElementById("chart"), current = document.getElementById("details");
const key = (key) => chart.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
const ink = () => { const c = document.getElementById("bars"); const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
  const colours = new Set(); for (let i = 0; i < d.length; i += 4) if (d[i + 3] === 255) colours.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]); return colours.size; };
// A frame is drawn when the browser finds time; a page that is never drawn is looked at as it is.
const when = (ready, go, left = 30) => ready() || left === 0 ? go() : setTimeout(() => when(ready, go, left - 1), 100);
setTimeout(() => when(() => ink() > 3, () => {
  chart.focus();
  seen.push(document.activeElement === chart, !document.getElementById("picture").hidden, ink() > 3);
  for (const press of ["Home", "ArrowRight", "ArrowDown", "ArrowUp", "n", "p", "End", "f", "+", "-", "0", "PageDown", "PageUp"]) { key(press); seen.push(current.textContent.split(";")[0]); }
  const part = document.getElementById("part");
  seen.push(part.options.length);
  part.value = part.options[part.options.length - 1].value; part.dispatchEvent(new Event("change"));
  for (const id of ["even", "closer", "farther", "fit"]) document.getElementById(id).click();
  setTimeout(() => when(() => ink() > 3, () => { seen.push(ink() > 3); document.body.textContent = ""; document.title = JSON.stringify(seen); }), 100);
}), 100);
window.addEventListener("error", (event) => { document.title = "error: " + event.message; });
</script>"##;

/// The browser, if there is one.
fn browser() -> Option<&'static str> {
    let runs = |name: &&str| {
        let mut command = Command::new(name);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find(runs)
}

/// What the page looks like to a visitor: the title that it ends with.
fn visit(browser: &str, folder: &Path, html: &str, dark: bool) -> Value {
    let path = folder.join("page.html");
    fs::write(&path, html.replacen("</body>", &format!("{VISITOR}\n</body>"), 1)).unwrap();
    let mut command = Command::new("timeout");
    command.args(["60", browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]);
    command.arg(format!("--user-data-dir={}", folder.join("profile").display()));
    if dark {
        command.args(["--force-dark-mode", "--blink-settings=preferredColorScheme=0"]);
    }
    command.args(["--window-size=1200,800", "--virtual-time-budget=8000"]);
    command.arg("--dump-dom");
    let output = command.arg(format!("file://{}", path.display())).output().unwrap();
    let dom = String::from_utf8_lossy(&output.stdout);
    let title = dom.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
    let title = title.unwrap_or_else(|| panic!("no title: {dom}")).0;
    let title = title.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&title).unwrap_or_else(|_| panic!("{title}"))
}

#[test]
fn a_browser_shows_it_and_keys_move_in_it() {
    let Some(browser) = browser() else {
        println!("skipped: no chromium on this machine");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = history(40, 4, 3);
    wrong.calls[37].outcome = Some(json!(-1));
    wrong.calls[20].returned = None;
    for dark in [false, true] {
        let seen = visit(browser, folder.path(), &page("wrong", wrong.clone()), dark);
        crate::snapshot("page_seen_violation", &serde_json::to_string_pretty(&seen).unwrap());
    }
    let seen = visit(browser, folder.path(), &page("right", history(40, 4, 3)), false);
    crate::snapshot("page_seen_ok", &serde_json::to_string_pretty(&seen).unwrap());
    // Hostile texts are texts, in a real browser too: nothing took the title or broke the page.
    let seen = visit(browser, folder.path(), &hostile(), false);
    assert!(seen[3].as_str().unwrap().starts_with("client 0: put \"</script><script>"), "{seen}");
    let large = visit(browser, folder.path(), &page("large", history(10_000, 8, 64)), true);
    assert_eq!(large[2], true, "{large}");
}
