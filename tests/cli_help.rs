//! What `heddle --help` says, subcommand by subcommand.

use crate::cli_answers::heddle;

#[test]
fn help_is_reviewed() {
    let mut shown = String::new();
    for command in [
        "--help",
        "run --help",
        "test --help",
        "repl --help",
        "load --help",
        "dump --help",
        "query --help",
        "verify --help",
        "check --help",
        "symbols --help",
        "definition --help",
        "references --help",
        "rename --help",
        "fmt --help",
        "lsp --help",
        "status --help",
        "completions --help",
    ] {
        let answer = heddle(command.split(' '));
        assert_eq!((answer.code, answer.remarks.as_str()), (0, ""));
        shown += &format!("$ heddle {command}\n{}\n", answer.answer);
    }
    crate::snapshot("cli_help", &shown);
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let answer = heddle(["completions", shell]);
        assert_eq!(answer.code, 0);
        for command in [
            "run",
            "test",
            "repl",
            "load",
            "dump",
            "query",
            "verify",
            "check",
            "symbols",
            "definition",
            "references",
            "rename",
            "fmt",
            "lsp",
            "status",
            "completions",
        ] {
            assert!(answer.answer.contains(command), "{shell}: {command}");
        }
    }
}
