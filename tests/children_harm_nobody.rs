//! Whatever a child process does, whoever talks to it comes back in time, and nothing of it stays behind.
#![cfg(unix)]

use std::time::Duration;

use heddle::oracle::child::{Received, Talk};
use heddle::sync::clock::{self, Instant};

fn shell(script: &str) -> Talk {
    Talk::start(&["sh".into(), "-c".into(), script.into()], None).expect("a shell")
}

const SHORT: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_secs(60);

fn soon() -> Instant {
    clock::now().after(SHORT)
}

fn late() -> Instant {
    clock::now().after(LONG)
}

fn all(child: &mut Talk) -> String {
    let mut bytes = Vec::new();
    while child.receive(&mut bytes, late()) == Received::Output {}
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a process of this number runs. A zombie does not: whoever adopted it will reap it.
fn runs(id: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, state)| !state.trim_start().starts_with(['Z', 'X']))
}

/// A zombie of our own counts here.
fn exists(id: u32) -> bool {
    std::path::Path::new(&format!("/proc/{id}")).exists()
}

#[test]
fn what_is_sent_comes_back() {
    let mut child = Talk::start(&["cat".into()], None).expect("cat");
    // More than a pipe holds, in both directions.
    let text = "0123456789\n".repeat(100_000);
    child.send(text.as_bytes());
    let mut back = Vec::new();
    while back.len() < text.len() {
        assert_eq!(child.receive(&mut back, late()), Received::Output);
    }
    assert_eq!((back == text.as_bytes(), child.unsent()), (true, 0));
    child.close_input();
    assert_eq!(child.receive(&mut back, late()), Received::End);
    assert_eq!(child.ended(LONG).0.and_then(|status| status.code()), Some(0));
}

#[test]
fn who_does_not_read_and_does_not_write_is_left_at_the_deadline() {
    let mut child = shell("sleep 1000");
    child.send(&vec![b'x'; 1 << 20]);
    assert!(child.unsent() > 0);
    assert_eq!(child.receive(&mut Vec::new(), soon()), Received::Expired);
    assert_eq!(child.ended(SHORT).0, None);
    let id = child.id();
    assert!(runs(id));
    drop(child);
    assert!(!exists(id), "killed and reaped");
}

#[test]
fn a_flood_of_errors_keeps_nobody_past_the_deadline_and_its_end_is_kept() {
    let mut child = shell("yes error >&2");
    assert_eq!(child.receive(&mut Vec::new(), soon()), Received::Expired);
    assert_eq!(child.ended(SHORT).0, None);
    let words = child.ended(SHORT).1;
    assert!(words.lines().count() <= 20 && words.contains("error"), "{words}");
}

#[test]
fn a_flood_of_errors_does_not_hold_the_answers_up() {
    let mut child = shell("head -c 1000000 /dev/zero | tr '\\0' 'e' >&2; echo done");
    assert_eq!(all(&mut child), "done\n");
}

#[test]
fn the_end_of_a_process_is_seen_with_its_last_words() {
    let mut child = shell("echo half; echo why >&2; exit 3");
    assert_eq!(all(&mut child), "half\n");
    for _ in 0..2 {
        let (status, words) = child.ended(LONG);
        assert_eq!((status.and_then(|status| status.code()), words.as_str()), (Some(3), "why"));
    }
    // Nobody is there to read it, and nobody minds.
    child.send(b"hello\n");
    assert_eq!(child.receive(&mut Vec::new(), late()), Received::End);
}

#[test]
fn grandchildren_go_with_the_child() {
    for (script, closes) in [("sleep 1000 & echo $!; wait", false), ("sleep 1000 & echo $!", true)] {
        let mut child = shell(script);
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\n") {
            assert_eq!(child.receive(&mut bytes, late()), Received::Output);
        }
        let grandchild: u32 = String::from_utf8_lossy(&bytes).trim().parse().expect("its number");
        assert!(runs(grandchild));
        if closes {
            // The grandchild holds the output, the child is gone: that is seen all the same.
            assert_eq!(child.receive(&mut bytes, soon()), Received::Expired);
            assert!(child.ended(LONG).0.is_some());
        }
        drop(child);
        let until = late();
        while runs(grandchild) && clock::now() < until {
            std::hint::spin_loop();
        }
        assert!(!runs(grandchild));
    }
}

#[test]
fn a_program_that_is_not_there_is_an_error() {
    assert!(Talk::start(&["/no/such/program".into()], None).is_err());
    assert!(Talk::start(&[], None).is_err());
}
