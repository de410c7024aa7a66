//! `heddle repl` where standard input is no terminal.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::cli_answers::heddle_reading;

#[test]
fn a_conversation_goes_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("m.metta");
    std::fs::write(&file, "(fact 1)\n").unwrap();
    let file = file.display();
    let answer = heddle_reading(
        ["repl"],
        &format!(
            "(= (f $x)\n   (* $x 2))\n!(f\n 21)\n:type (f 1)\n!(+ 1 \"a\")\n!(bind! w 5)\n!(+ w 1)\n:load {file}\n:load {file}\n!(collapse (match &self (fact $x) $x))\n:env fact\n:env nothing-like-it\n:nope\n(a))\n!(f 1)\n:quit\n!(f 2)\n"
        ),
    );
    crate::snapshot("repl", &answer.answer.replace(&file.to_string(), "FILE"));
    assert_eq!((answer.code, answer.remarks.as_str()), (0, ""));
}

struct Talk {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Talk {
    fn start() -> Talk {
        let mut child = Command::new(env!("CARGO_BIN_EXE_heddle"))
            .arg("repl")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Talk { child, to, from }
    }

    fn say(&mut self, line: &str) {
        writeln!(self.to, "{line}").unwrap();
    }

    fn hear(&mut self) -> String {
        let mut line = String::new();
        self.from.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn end(mut self) {
        drop(self.to);
        assert!(self.child.wait().unwrap().success());
    }
}

/// The evaluation is interrupted, the session is not.
#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_evaluation_alone() {
    let mut talk = Talk::start();
    talk.say("(= (l $x) (l (+ $x 1)))");
    talk.say("!(println! begun)");
    assert_eq!((talk.hear(), talk.hear()), ("begun".to_owned(), "[()]".to_owned()));
    talk.say("!(let $x (println! inside) (l 0))");
    assert_eq!(talk.hear(), "inside");
    let pid = rustix::process::Pid::from_child(&talk.child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let heard = talk.hear();
    assert!(heard.contains("Cancelled"), "{heard}");
    talk.say("!(+ 1 2)");
    assert_eq!(talk.hear(), "[3]");
    talk.end();
}

/// Asks until the file that was changed is there: how long that takes is nobody's claim.
#[test]
fn a_watched_file_is_loaded_while_nobody_asks() {
    let folder = tempfile::tempdir().unwrap();
    let mut talk = Talk::start();
    talk.say(&format!(":watch {}", folder.path().display()));
    assert!(talk.hear().starts_with("watching "));
    for value in ["one", "two"] {
        std::fs::write(folder.path().join("m.metta"), format!("(is {value})\n")).unwrap();
        loop {
            talk.say("!(collapse (match &self (is $x) $x))");
            let heard = talk.hear();
            if heard == format!("[({value})]") {
                break;
            }
            assert!(heard.starts_with("[(") || heard.starts_with("loaded "), "{heard}");
        }
    }
    talk.end();
}
