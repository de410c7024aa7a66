//! The cases of `shared/metta/cases` on loading and matching, as far as they can be decided without an evaluator: a `!`
//! form that asks the space and whose results are data. A file is followed up to the first form that needs more.

use heddle::oracle::operation::{Answer, Question, Write};
use heddle::oracle::production::Production;
use heddle::oracle::specification::environment::EnvironmentSpecification;
use heddle::oracle::specification::reader;
use heddle::oracle::specification::term::{Meaning, Term};
use heddle::oracle::specification::unification::unify;
use heddle::oracle::subject::Subject;

use crate::conformance_reader::shared;

/// Words whose calls are evaluated, of those that the cases on loading and matching use.
const OPERATIONS: [&str; 16] = [
    "+",
    "*",
    "-",
    "/",
    "==",
    "let",
    "let*",
    "match",
    "add-atom",
    "remove-atom",
    "get-state",
    "change-state!",
    "collapse",
    "if",
    "import!",
    "Error",
];

/// The words and numbers of arguments for which a space has rules, and those that the library evaluates.
fn is_data(term: &Term, rules: &[Term]) -> bool {
    let Some(members) = term.members() else { return true };
    let Some(head) = members.first() else { return true };
    if head.is_symbol("quote") {
        return true;
    }
    let rule_for = |rule: &Term| {
        let left = rule.members().and_then(|rule| rule.get(1)?.members());
        left.is_none_or(|left| left.len() == members.len() && (left[0].is_variable() || left[0] == *head))
    };
    !OPERATIONS.iter().any(|name| head.is_symbol(name))
        && !rules.iter().any(rule_for)
        && members.iter().all(|member| is_data(member, rules))
}

/// The results of a `!` form; `None` where it needs an evaluator.
fn decide<S: Subject>(space: &mut S, form: &Term) -> Option<Vec<Term>> {
    let members = form.members()?;
    let snapshot = space.snapshot();
    let asked = |question: Question| match S::ask(&snapshot, &question) {
        Answer::Atoms(terms) | Answer::Results(terms) => terms,
        answer => panic!("{question:?} answered by {answer:?}"),
    };
    let [head, arguments @ ..] = members.as_slice() else { return None };
    let rules = asked(Question::Rules);
    let results = match arguments {
        [this, pattern, template] if head.is_symbol("match") && this.is_symbol("&self") => {
            asked(Question::Query { pattern: pattern.clone(), template: template.clone() })
        }
        [a, b, then, otherwise] if head.is_symbol("unify") && !a.is_symbol("&self") => {
            vec![unify(a, b).map_or_else(|| otherwise.clone(), |unifier| unifier.apply(then))]
        }
        [inner] if head.is_symbol("collapse") => {
            if !inner.members()?.first()?.is_symbol("match") {
                return None;
            }
            vec![Term::expression(&decide(space, inner)?)]
        }
        [this, atom] if head.is_symbol("remove-atom") && this.is_symbol("&self") => {
            space.write(&Write::Remove(atom.clone()));
            vec![Term::expression(&[])]
        }
        [this, atom] if head.is_symbol("add-atom") && this.is_symbol("&self") => {
            space.write(&Write::Add(atom.clone()));
            vec![Term::expression(&[])]
        }
        [this] if head.is_symbol("get-atoms") && this.is_symbol("&self") => asked(Question::Atoms),
        [atom] if head.is_symbol("get-type") && atom.members().is_none() => {
            let types = asked(Question::GetType(atom.clone()));
            if types.is_empty() { vec![Term::symbol("%Undefined%")] } else { types }
        }
        _ => return None,
    };
    results.iter().all(|result| is_data(result, &rules)).then_some(results)
}

/// `[a, (b c), "d, e"]` in parts.
fn parts(line: &str) -> Vec<Term> {
    let inner = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')).expect("a line of results");
    let mut parts = vec![String::new()];
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for c in inner.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    if inner.is_empty() {
        return Vec::new();
    }
    // The reference prints renamed variables as `$x#12`, which no reader accepts.
    let readable = |part: &String| reader::read_atom(&part.replace('#', "_")).expect("an atom");
    parts.iter().map(readable).collect()
}

/// The same for results that are equal as multisets up to names; the members of what was collapsed count as well.
fn canonical(results: &[Term], collapsed: bool) -> Vec<Vec<Meaning>> {
    let parts = |term: &Term| if collapsed { term.members().unwrap_or_default() } else { vec![term.clone()] };
    let mut all: Vec<_> = results.iter().flat_map(parts).map(|term| term.alpha_meaning()).collect();
    all.sort();
    all
}

fn run<S: Subject>(new: impl Fn() -> S) -> (usize, usize, Vec<String>) {
    let Some(cases) = shared().map(|shared| shared.join("metta/cases")) else { return (0, 0, Vec::new()) };
    let table = std::fs::read_to_string(cases.join("cases.tsv")).expect("the table of cases is readable");
    let (mut files, mut decided, mut failures) = (0, 0, Vec::new());
    for line in table.lines() {
        let mut fields = line.split('\t');
        let (Some(file), Some(kind), Some(expected)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        if !matches!(kind, "load" | "match" | "space")
            && !file.starts_with("load_")
            && !file.starts_with("match_")
        {
            continue;
        }
        let text = std::fs::read_to_string(cases.join(file)).expect("a case of the table is readable");
        let mut space = new();
        let mut expected = expected.split("<NL>");
        let before = decided;
        for form in reader::read(&text).forms {
            if !form.marked {
                space.write(&Write::Add(form.term));
                continue;
            }
            let Some(results) = decide(&mut space, &form.term) else { break };
            let line = expected.next().unwrap_or("[]");
            let collapsed = form.term.members().is_some_and(|members| members[0].is_symbol("collapse"));
            if canonical(&results, collapsed) != canonical(&parts(line), collapsed) {
                failures.push(format!("{file}: {} gave {results:?}, expected {line}", form.term));
            }
            decided += 1;
        }
        files += usize::from(decided > before);
    }
    (files, decided, failures)
}

fn hold<S: Subject>(what: &str, new: impl Fn() -> S) {
    if shared().is_none() {
        println!(
            "SKIPPED: no shared/metta/cases above the package and no HEDDLE_SHARED: conformance of {what} not run"
        );
        return;
    }
    let (files, decided, failures) = run(new);
    println!("{what}: {decided} forms of {files} files decided");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(files >= 25 && decided >= 40, "only {decided} forms of {files} files were decided");
}

#[test]
fn the_specification_answers_as_the_reference_does() {
    hold("the specification", EnvironmentSpecification::new);
}

#[test]
fn the_environment_answers_as_the_reference_does() {
    hold("the environment", Production::new);
}
