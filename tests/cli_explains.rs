//! `heddle explain`: every known way to break is told, from the program alone.

use crate::cli_answers::heddle;
use crate::snapshot;
use serde_json::Value;

#[test]
fn explain_lists_every_mutant_by_the_guarantee_that_it_breaks() {
    let said = heddle(["explain"]);
    assert_eq!((said.code, said.remarks.as_str()), (0, ""));
    let all: Value = serde_json::from_str(&heddle(["explain", "--json"]).answer).unwrap();
    for mutant in all.as_array().unwrap() {
        let segments: Vec<&str> = mutant["name"].as_str().unwrap().split('/').collect();
        let short = format!("    {}/{} ", segments[0], segments[segments.len() - 1]);
        let lines = said.answer.lines().filter(|line| format!("{line} ").starts_with(&short));
        assert_eq!(lines.count(), 1, "{short} is listed once");
    }
    snapshot("cli_explain_list", &heddle(["explain", "published"]).answer);
}

#[test]
fn explain_tells_one_story_with_its_table() {
    let said = heddle(["explain", "S19"]);
    assert_eq!((said.code, said.remarks.as_str()), (0, ""));
    snapshot("cli_explain_story", &said.answer);
    let wide = heddle(["explain", "leaf_locks/nests", "--wide"]);
    snapshot("cli_explain_wide", &wide.answer);
}

#[test]
fn explain_needs_no_source_tree() {
    let elsewhere = tempfile::tempdir().unwrap();
    let run = |folder: &std::path::Path| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_heddle"));
        program.current_dir(folder).args(["explain", "two_locks"]).output().unwrap()
    };
    let (here, there) = (run(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))), run(elsewhere.path()));
    assert!(there.status.success());
    assert_eq!(here.stdout, there.stdout);
}

#[test]
fn explain_offers_what_may_have_been_meant() {
    let said = heddle(["explain", "look_then_queues"]);
    assert_eq!((said.code, said.answer.as_str()), (2, ""));
    assert_eq!(
        said.remarks,
        "error: there is no mutant `look_then_queues`\nhelp: did you mean `looks_then_queues`?\n"
    );
    let said = heddle(["explain", "%"]);
    assert_eq!(said.code, 2);
    assert!(said.remarks.contains("`heddle explain` lists all of them"), "{}", said.remarks);
}

#[test]
fn explain_in_json_says_what_the_page_says() {
    let list: Value = serde_json::from_str(&heddle(["explain", "--json"]).answer).unwrap();
    let names: Vec<&str> =
        list.as_array().unwrap().iter().map(|each| each["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"request_queue/ends/looks_then_queues"));
    for name in names.into_iter().step_by(7) {
        let whole: Value = serde_json::from_str(&heddle(["explain", name, "--json"]).answer).unwrap();
        let page = heddle(["explain", name]).answer;
        let page: String = page.split_whitespace().collect::<Vec<_>>().join(" ");
        for said in
            [&whole["story"]["meant"], &whole["story"]["instead"], &whole["fault"], &whole["rule"]["text"]]
        {
            assert!(page.contains(said.as_str().unwrap()), "{name}: {said}");
        }
        for step in whole["tables"]
            .as_array()
            .unwrap()
            .iter()
            .take(1)
            .flat_map(|table| table["steps"].as_array().unwrap())
        {
            assert!(page.contains(step["action"].as_str().unwrap()), "{name}: {step}");
        }
    }
}
