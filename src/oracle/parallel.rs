//! Programs whose forms meet in spaces and states, and all that running one shows: parallel evaluation is held against
//! sequential evaluation with them (X1).

use std::cell::RefCell;
use std::fmt::Write;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::ahead::{Ahead, Fault};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::parallel::{Figures, Parallel};
use crate::evaluation::program::{Batches, Options, Session, Source};

/// Forms of programs: `K` and `L` stand for small numbers.
const FORMS: [&str; 56] = [
    "(fact K)",
    "(= (fK $x) (g $x L))",
    "(= (g $x $y) (+ $x (* K $y)))",
    "!(add-atom &self (fact K))",
    "!(add-atom &self (fact K))",
    "!(add-atom &self (pair K L))",
    "!(add-atom &self (pair $a K))",
    "!(add-atom &self (= (fK $x) (h $x L)))",
    "!(add-atom &self (: cK TL))",
    "!(remove-atom &self (fact K))",
    "!(remove-atom &self (pair K L))",
    "!(remove-atom &self (= (fK $x) (h $x L)))",
    "!(match &self (fact $x) (seen $x))",
    "!(match &self (pair K $x) $x)",
    "!(match &self (pair $x $x) $x)",
    "!(match &self (, (fact $x) (pair $x $y)) ($x $y))",
    "!(match &self (= (fK $x) $y) $y)",
    "!(match &self (fact $x) (add-atom &self (copy $x)))",
    "!(match &self (copy $x) $x)",
    "!(let $x (match &self (fact K) found) (add-atom &self (pair L $x)))",
    "!(fK L)",
    "!(fK (fL 1))",
    "!(get-type cK)",
    "!(get-atoms &self)",
    "!(collapse (match &self (fact $x) $x))",
    "!(bind! &stateK (new-state L))",
    "!(bind! &spaceK (new-space))",
    "!(get-state &stateK)",
    "!(change-state! &stateK L)",
    "!(change-state! &stateK (+ 1 (get-state &stateK)))",
    "!(add-atom &spaceK (fact L))",
    "!(remove-atom &spaceK (fact L))",
    "!(match &spaceK (fact $x) $x)",
    "!(let $s (new-space) (progn (add-atom $s (fact K)) (add-atom &self (kept $s))))",
    "!(match &self (kept $s) (match $s (fact $x) $x))",
    "!(let $s (new-state K) (add-atom &self (cell $s)))",
    "!(match &self (cell $s) (change-state! $s (+ K (get-state $s))))",
    "!(println! (says K (get-state &stateL)))",
    "(has &stateK L)",
    "!(add-atom &self (has &stateK L))",
    "!(remove-atom &self (has &stateK L))",
    "!(remove-atom &self (has &stateK L))",
    "!(match &self (has &stateK $x) (K $x))",
    "!(match &self (has &stateK $x) (change-state! &stateL $x))",
    "!(match &self (, (has $s $x) (has $s $y)) ($s $x $y))",
    "!(match &self (both $s $s) (add-atom &self (has $s K)))",
    "!(add-atom &self (both &stateK &stateL))",
    "!(add-atom &self (= (fK &stateL) (holds $x L)))",
    "!(add-atom &self (= (same $x $x) (change-state! $x K)))",
    "!(fK &stateL)",
    "!(same &stateK &stateL)",
    "!(== &stateK &stateL)",
    "!(change-state! &stateK (cell &stateL K))",
    "!(unique-atom (&state0 &state1 &state2))",
    "!(superpose (K L (fK L)))",
    "!(random-int &rng K 100)",
];

/// Members of forms: `K` and `L` stand for small numbers.
const MEMBERS: [&str; 35] = [
    "K",
    "(fact K)",
    "(fK L)",
    "(fK (fL 1))",
    "(add-atom &self (fact K))",
    "(add-atom &self (pair K L))",
    "(add-atom &self (= (fK 1) (h L)))",
    "(remove-atom &self (fact K))",
    "(remove-atom &self (= (fK 1) (h L)))",
    "(facts)",
    "(pairs K)",
    "(get-atoms &self)",
    "(collapse (facts))",
    "(get-type cK)",
    "(add-atom &self (: cK TL))",
    "(says K)",
    "(println! (says K))",
    "(superpose (K L (fK L)))",
    "(superpose ())",
    "(/ K 0)",
    "(Error K L)",
    "(empty)",
    "Empty",
    "(get-state &stateK)",
    "&stateK",
    "(change-state! &stateK L)",
    "(change-state! &stateK (+ 1 (get-state &stateL)))",
    "(fresh K)",
    "(kept K)",
    "(random-int &rng K 100)",
    "(lost K)",
    "(free K)",
    "(let $v$ (match &self (fact $w$) $w$) ($v$ $u$ K))",
    "(match &self (pair $v$ $w$) ($w$ $v$ $u$))",
    "(add-atom &self (pair $v$ $w$))",
];

/// The program that `data` stands for with alternatives, of calls and of what is none, as each second form.
pub fn alternatives(data: &[u8]) -> String {
    let mut text = program(&[]);
    text += "(= (facts) (match &self (fact $x) $x))\n\
             (= (pairs $k) (match &self (pair $k $x) $x))\n\
             (= (says $k) (println! ($k (get-state &state0))))\n\
             (= (fresh $k) (let $s (new-space) (progn (add-atom $s (fact $k)) (add-atom &self (kept $k $s)))))\n\
             (= (kept $k) (match &self (kept $k $s) (match $s (fact $x) $x)))\n\
             (= (lost $k) (collapse (transaction (let $s (new-space) (Error $s $k)))))\n\
             (= (free $k) ($x $y $x $k))\n\
             !(bind! &state0 (new-state 0))\n!(bind! &state1 (new-state 1))\n!(bind! &state2 (new-state 2))\n";
    for bytes in data.chunks_exact(8).take(MOST / 2) {
        text += &program(&bytes[..2])[program(&[]).len()..];
        let members = bytes[2..]
            .chunks_exact(2)
            .map(|bytes| filled(MEMBERS[usize::from(bytes[0]) % MEMBERS.len()], bytes[1]))
            // Variables of its own.
            .zip(["1", "2", "3"])
            .map(|(member, own)| {
                ["v", "w", "u"]
                    .iter()
                    .fold(member, |member, name| member.replace(&format!("{name}$"), &format!("{name}{own}")))
            });
        let members: Vec<String> = members.collect();
        // An atom between them: the form is the first of a batch.
        text += &format!("(between)\n!(superpose ({}))\n", members.join(" "));
    }
    text
}

/// At most so many forms.
const MOST: usize = 48;

/// The program that `data` stands for.
pub fn program(data: &[u8]) -> String {
    let mut text = String::from("!(import! &self random)\n");
    for bytes in data.chunks_exact(2).take(MOST) {
        let form = FORMS[usize::from(bytes[0]) % FORMS.len()];
        text += &filled(form, bytes[1]);
        text.push('\n');
    }
    text
}

/// `form` with numbers for `K` and `L`.
fn filled(form: &str, numbers: u8) -> String {
    let (first, second) = (numbers % 3, numbers / 3 % 3);
    form.replace('K', &first.to_string()).replace('L', &second.to_string())
}

/// Where `way`, which is to be as good as one form after the other, shows something else.
///
/// # Errors
/// The two, side by side.
pub fn compare(text: &str, way: impl FnOnce(&str) -> String) -> Result<(), String> {
    let (alone, found) = (shown(text, 1), way(text));
    if alone == found {
        Ok(())
    } else {
        Err(format!("{text}\nshows\n{found}\nand one form after the other\n{alone}"))
    }
}

/// What forms show that were all evaluated ahead of their turn.
pub fn ahead(text: &str) -> String {
    shown_by(text, Some(Box::new(Ahead::default())))
}

/// The same, wrong in one way.
pub fn faulty(text: &str, fault: Fault) -> String {
    shown_by(text, Some(Box::new(Ahead::faulty(fault))))
}

/// All that running `text` shows: what is written and the results, in their order, how it ends, and what all spaces and
/// states hold in the end. `threads`: more than one evaluate in parallel, without patience.
pub fn shown(text: &str, threads: usize) -> String {
    observed(text, threads).0
}

/// As [`shown`], and how it was done where it was done in parallel.
pub fn observed(text: &str, threads: usize) -> (String, Option<Figures>) {
    if threads < 2 {
        return (shown_by(text, None), None);
    }
    let parallel = Parallel::patient(threads, None);
    let figures = parallel.figures();
    (shown_by(text, Some(Box::new(parallel))), Some(figures))
}

/// As [`shown`], with another way to evaluate consecutive `!` forms; without one, one after the other.
pub fn shown_by(text: &str, way: Option<Box<dyn Batches>>) -> String {
    let shown = Rc::new(RefCell::new(String::new()));
    let options = Options { keep_going: true, ..Options::default() };
    let written = Rc::clone(&shown);
    let mut session = Session::new(options, move |text| written.borrow_mut().push_str(text));
    if let Some(way) = way {
        session.evaluate_with(way);
    }
    let ending = session.run(&Source::text("program", text), |report| {
        let outcome = report.outcome;
        let line = format!("{} {:?} {} {}\n", report.line, outcome.verdict, outcome.steps, outcome.line());
        shown.borrow_mut().push_str(&line);
        ControlFlow::Continue(())
    });
    let world = session.world();
    let mut all = shown.take();
    let spaces = world.spaces.iter().filter(|(space, _)| **space != SpaceId::LIBRARY);
    let spaces =
        spaces.map(|(space, image)| format!("{space:?} {:?}\n{}", image.dependencies, image.atoms.dump()));
    let states = world.states.iter();
    let states = states.map(|(state, image)| format!("{state:?} {} : {}\n", image.value, image.kind));
    all.extend(spaces.chain(states));
    // Writing to a string does not fail.
    let _ = writeln!(all, "{ending:?} {:?}", session.words());
    all
}
