//! Code does what the generic way does: results, output, steps.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use crate::evaluation::limits::Limits;
use crate::evaluation::program::{Options, Session, Source};

/// What a program prints, its result lines with their steps. Numbers of variables are left out.
fn run(text: &str, limits: &Limits, compiled: bool) -> String {
    let told = Rc::new(RefCell::new(String::new()));
    let output = Rc::clone(&told);
    let options = Options { keep_going: true, limits: limits.clone(), ..Options::default() };
    let mut session = Session::new(options, move |text| output.borrow_mut().push_str(text));
    session.set_compiled(compiled);
    session.run(&Source::text("test", text), |report| {
        let line = format!("{} {}\n", report.outcome.steps, report.outcome.line());
        told.borrow_mut().push_str(&line);
        ControlFlow::Continue(())
    });
    let mut numbered = false;
    told.take()
        .chars()
        .filter(|character| {
            numbered = *character == '#' || numbered && character.is_ascii_digit();
            !(numbered && character.is_ascii_digit())
        })
        .collect()
}

fn same(text: &str) -> String {
    let compiled = run(text, &Limits::default(), true);
    assert_eq!(compiled, run(text, &Limits::default(), false), "{text}");
    compiled
}

#[test]
fn recursion_arithmetic_and_conditions() {
    let told = same(
        "(= (fib $n) (if (< $n 2) $n (+ (fib (- $n 1)) (fib (- $n 2)))))\n!(fib 10)\n!(fib a)\n!(fib \"s\")\n\
         (= (loop $n $a) (if (== $n 0) $a (let $b (+ $a $n) (let* (($m (- $n 1))) (loop $m $b)))))\n!(loop 50 0)\n\
         !(loop 3.0 1.5)\n(= (big $x) (* $x (* $x $x)))\n!(big 9223372036854775807)\n!(big True)",
    );
    assert!(told.contains("[55]") && told.contains("[1275]"), "{told}");
}

#[test]
fn alternatives_and_errors_at_places_that_code_has_no_collector_for() {
    let told = same(
        "(= (two) 0)\n(= (two) 1)\n(= (f $x) (h (/ 1 (two)) (+ 1 (g (two)))))\n(= (g 0) (Error g zero))\n(= (g 1) one)\n\
         (= (h $x $y) (pair $x $y))\n!(f 1)\n(= (k $x) (if (< (/ 1 (two)) 2) (S (/ 1 (two))) no))\n!(k 1)\n\
         (= (bits $n) (if (== $n 0) Nil (Cons (two) (bits (- $n 1)))))\n!(bits 3)",
    );
    assert!(told.contains("(Cons 1 (Cons 1 (Cons 1 Nil)))"), "{told}");
}

#[test]
fn rules_that_come_while_code_waits_count_from_then_on() {
    let told = same(
        "(= (f $x) (let $u (add-atom &self (= (g $y) (found $y))) (h (g $x))))\n!(f 1)\n\
         (= (later) (k (let $u (add-atom &self (= (k $x) new)) 1) (q)))\n(= (q) 2)\n!(later)\n\
         (= (m $x) (n (r (let $u (add-atom &self (= (r $z) changed)) $x)) (r 1)))\n!(m 1)\n!(m 2)",
    );
    assert!(told.contains("[(h (found 1))]"), "{told}");
    assert!(told.contains("[(n changed changed)]"), "{told}");
}

#[test]
fn what_a_space_holds_is_evaluated_anew() {
    let told = same(
        "(= (g) (h a))\n(fact (h b))\n!(g)\n!(match &self (fact $x) $x)\n(= (h $x) $x)\n!(g)\n!(match &self (fact $x) $x)",
    );
    assert!(told.ends_with(" [a]\n2 [b]\n"), "{told}");
}

#[test]
fn variables_are_bound_both_ways() {
    same(
        "(= (parent a) b)\n(= (parent b) c)\n(= (grand $x) (parent (parent $x)))\n!(let $y (grand $x) (pair $x $y))\n\
         (= (open $x) (if $c $x (no $c)))\n!(open 1)\n(= (eq $x $x) yes)\n!(let $r (eq $p (S $q)) ($r $p))\n!(eq $a (S $a))\n\
         (= (fresh $x) (pair $new $x))\n!(fresh 1)\n(= (shadow $x) (let $x 2 $x))\n!(shadow 1)\n!(shadow 2)\n!(shadow $z)",
    );
}

#[test]
fn types_are_checked_where_the_generic_way_checks_them() {
    same(
        "(: Z Nat)\n(: S (-> Nat Nat))\n(: add (-> Nat Nat Nat))\n(= (add Z $y) $y)\n(= (add (S $x) $y) (S (add $x $y)))\n\
         !(add (S Z) (S (S Z)))\n!(add (S a) 1)\n!(add (S 1) Z)\n(: lie (-> Number Number))\n(= (lie $x) \"text\")\n!(lie 1)\n\
         (= (use $x) (+ 1 (lie $x)))\n!(use 1)\n(: lazy (-> Atom Atom))\n(= (lazy $x) (+ 1 $x))\n!(lazy (+ 1 1))\n\
         (= (force $x) (S (lazy $x)))\n!(force 1)\n(: two (-> Number Number))\n(: two (-> Bool Bool))\n(= (two $x) $x)\n\
         (= (both $x) (pair (two 1) (two True)))\n!(both 1)\n(= (cmp $x $y) (== (+ $x 1) $y))\n!(cmp 1 2)\n!(cmp 1 \"s\")",
    );
}

#[test]
fn rules_for_forms_and_rules_without_a_head_are_seen() {
    same(
        "(= (f $x) (if (> $x 0) (let $y 1 (S $y)) no))\n!(f 1)\n(= (if $c $a $b) mine)\n!(f 1)\n(= ($h 1) headless)\n!(f 1)\n!(f (S 1))",
    );
}

#[test]
fn results_that_are_special() {
    same(
        "(= (f $x) $x)\n!(f Empty)\n!(f NotReducible)\n!(f (Error a b))\n!(pair (f 1) (f Empty))\n(= (g $x) (if $x Empty NotReducible))\n\
         !(g True)\n!(g False)\n(= (h $x) (pair (if $x (Error h $x) 1) 2))\n!(h True)\n!(h False)\n(= (q $x) (quote (+ $x 1)))\n!(q 1)\n\
         (= (e $x) (eval (f $x)))\n!(e 1)\n(= (fn $x) (function (return $x)))\n!(fn 1)\n!(f ())\n!(f (f (f 2)))",
    );
}

#[test]
fn a_hundred_thousand_calls_wait_or_follow_each_other() {
    let sum = "(= (sum $n) (if (== $n 0) 0 (+ $n (sum (- $n 1)))))\n!(sum 100000)\n";
    let count = "(= (count $n) (if (== $n 0) done (count (- $n 1))))\n!(count 100000)\n";
    let told = run(&format!("{sum}{count}"), &Limits::default(), true);
    assert_eq!(told, "400002 [5000050000]\n300002 [done]\n");
}

/// A program of a few functions, made from numbers.
struct Writer(u64);

impl Writer {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }

    fn leaf(&mut self, variables: &[&str]) -> String {
        match self.below(6) {
            0..3 if !variables.is_empty() => self.one(variables).to_owned(),
            0..4 => self.below(4).to_string(),
            4 if self.below(8) == 0 => {
                self.one(&["$free", "Empty", "(Error e x)", "NotReducible"]).to_owned()
            }
            _ => self.one(&["a", "Z", "True", "False", "1.5", "\"s\"", "()"]).to_owned(),
        }
    }

    fn term(&mut self, variables: &[&str], depth: usize) -> String {
        if depth == 0 {
            return self.leaf(variables);
        }
        let with = |more: &[&'static str]| -> Vec<String> {
            variables.iter().copied().chain(more.iter().copied()).map(str::to_owned).collect()
        };
        let depth = depth - 1;
        match self.below(24) {
            0..5 => self.call(variables, depth),
            5..9 => {
                let operation = self.one(&["+", "-", "*", "/", "<", ">", "==", "<="]);
                format!("({operation} {} {})", self.term(variables, depth), self.term(variables, depth))
            }
            9..12 => {
                let condition = match self.below(4) {
                    0 => self.term(variables, depth),
                    _ => format!(
                        "({} {} {})",
                        self.one(&["<", "==", ">"]),
                        self.term(variables, depth),
                        self.leaf(variables)
                    ),
                };
                format!("(if {condition} {} {})", self.term(variables, depth), self.term(variables, depth))
            }
            12..14 => {
                let pattern = self.one(&["$p", "$p", "(S $p)", "(pair $p $q)", "$free"]);
                let inner = with(&["$p"]);
                let inner: Vec<&str> = inner.iter().map(String::as_str).collect();
                format!("(let {pattern} {} {})", self.term(variables, depth), self.term(&inner, depth))
            }
            14 => {
                let inner = with(&["$p", "$q"]);
                let inner: Vec<&str> = inner.iter().map(String::as_str).collect();
                let (first, second) = (self.term(variables, depth), self.leaf(variables));
                format!("(let* (($p {first}) ($q {second})) {})", self.term(&inner, depth))
            }
            15 | 16 => format!("(S {})", self.term(variables, depth)),
            17 => format!("(pair {} {})", self.term(variables, depth), self.term(variables, depth)),
            18 => format!("(superpose ({} {}))", self.term(variables, depth), self.leaf(variables)),
            19 => format!(
                "(case {} (({} {}) ($c {})))",
                self.term(variables, depth),
                self.leaf(variables),
                self.leaf(variables),
                self.term(variables, depth)
            ),
            20 => format!("(collapse {})", self.term(variables, depth)),
            21 => {
                let (function, value) = (self.one(&["f", "h"]), self.leaf(&[]));
                let rest = self.term(variables, depth);
                format!("(let $u (add-atom &self (= ({function} {}) {value})) {rest})", self.leaf(&[]))
            }
            22 => {
                format!(
                    "({} {})",
                    self.one(&["car-atom", "quote", "id", "size-atom", "eval"]),
                    self.term(variables, depth)
                )
            }
            _ => format!("({} {})", self.leaf(variables), self.term(variables, depth)),
        }
    }

    fn call(&mut self, variables: &[&str], depth: usize) -> String {
        match self.below(3) {
            0 => format!("(f {})", self.term(variables, depth)),
            1 => format!("(g {} {})", self.term(variables, depth), self.term(variables, depth)),
            _ => format!("(h {})", self.term(variables, depth)),
        }
    }

    fn program(&mut self) -> String {
        let mut text = String::new();
        for (function, arity) in [("f", 1), ("g", 2), ("h", 1)] {
            if self.below(3) == 0 {
                let mut types = String::new();
                for _ in 0..=arity {
                    types.push(' ');
                    types.push_str(self.one(&[
                        "Number",
                        "Number",
                        "Atom",
                        "%Undefined%",
                        "Nat",
                        "Bool",
                        "$t",
                    ]));
                }
                text.push_str(&format!("(: {function} (->{types}))\n"));
            }
            for _ in 0..=self.below(3) {
                let mut patterns = String::new();
                for variable in &["$x", "$y"][..arity] {
                    patterns.push(' ');
                    patterns.push_str(match self.below(8) {
                        0 => "0",
                        1 => "Z",
                        2 => "(S $z)",
                        3 => "(pair $x $w)",
                        4 => "$x",
                        _ => variable,
                    });
                }
                let right = self.term(&["$x", "$y", "$z"][..arity + 1], 3);
                text.push_str(&format!("(= ({function}{patterns}) {right})\n"));
            }
        }
        if self.below(2) == 0 {
            text.push_str("(: Z Nat)\n(: S (-> Nat Nat))\n");
        }
        for _ in 0..3 {
            let call = self.call(&[], 1);
            text.push_str(&format!("!{call}\n"));
        }
        text
    }
}

/// So few steps that terms which double at each of them can still be printed.
#[test]
fn programs_do_the_same_with_code_and_without() {
    let limits = Limits { steps: Some(40), ..Limits::default() };
    for seed in 1..=60_u64 {
        let text = Writer(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)).program();
        let (with, without) = (run(&text, &limits, true), run(&text, &limits, false));
        assert_eq!(canonical(&with), canonical(&without), "{text}");
    }
}

/// The variables of each line numbered by first occurrence: which of two free ones stands for both is not promised.
fn canonical(lines: &str) -> String {
    let mut text = String::new();
    for line in lines.lines() {
        let mut names: Vec<&str> = Vec::new();
        let mut parts = line.split('$');
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let end = part.find([' ', '(', ')', ']', ',']).unwrap_or(part.len());
            let (name, rest) = part.split_at(end);
            let number = names.iter().position(|known| *known == name).unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            });
            text.push_str(&format!("${number}{rest}"));
        }
        text.push('\n');
    }
    text
}
