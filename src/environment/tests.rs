//! The environment from the outside, on small examples.

use super::*;
use crate::language::metta::atom::Atom;
use crate::language::metta::read;

fn atom(text: &str) -> Atom {
    Atom::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn environment(text: &str) -> Environment {
    let environment = Environment::new();
    environment.publish(Draft::from_reading(read(text)).into(), &Pool::new(1));
    environment
}

fn lines(environment: &Environment) -> Vec<String> {
    environment.snapshot().iter_atoms().map(|atom| atom.to_string()).collect()
}

#[test]
fn copies_are_kept_in_order_and_removed_oldest_first() {
    let environment = environment("(a) (r $x) (b) (r $y) (a) !(never) (r $x) 1.0");
    assert!(environment.remove(atom("(r $x)").as_ref()));
    assert_eq!(lines(&environment), ["(a)", "(b)", "(r $y)", "(a)", "(r $x)", "1.0"]);
    assert!(!environment.remove(atom("(r $z)").as_ref()));
    assert!(environment.remove(atom("1").as_ref()));
    let snapshot = environment.snapshot();
    assert_eq!(snapshot.multiplicity(atom("(r $other)").as_ref()), 2);
    assert_eq!(snapshot.multiplicity(atom("(a)").as_ref()), 2);
    assert!(!snapshot.has_fact(atom("(never)").as_ref()));
    let counts: Vec<usize> = snapshot.multiplicities().into_iter().map(|(_, count)| count).collect();
    assert_eq!(counts, [2, 1, 2]);
    let expected = "; atoms: 5, rules: 0, types: 0\n(a)\n(b)\n(r $y)\n(a)\n(r $x)\n";
    assert_eq!(snapshot.dump(), expected);
    assert_eq!(snapshot.digest(), Digest::of(expected));
}

#[test]
fn rules_and_types_are_found_in_the_order_of_load() {
    let environment = environment(
        "(= ($f $x) any) (= (f 1) one) (= (f $x $y) two) (= (g 1) no) (= a) (= (f) none) (= (f $x) (g $x))
         (: f (-> A B)) (: (f $x) T) (: f C) (: (p $a $b) (q $b $c))",
    );
    environment.add_rule(atom("(f $b $a)").as_ref(), atom("(h $a $c $b)").as_ref());
    environment.add_type(atom("f").as_ref(), atom("D").as_ref());
    let snapshot = environment.snapshot();
    let rules = |head, arity| -> Vec<String> {
        snapshot.matching_rules(head, arity).map(|rule| rule.to_string()).collect()
    };
    assert_eq!(rules("f", 1), ["(= ($f $x) any)", "(= (f 1) one)", "(= (f $x) (g $x))"]);
    assert_eq!(rules("f", 2), ["(= ($f $x) any)", "(= (f $x $y) two)", "(= (f $b $a) (h $a $c $b))"]);
    assert_eq!(rules("f", 0), ["(= ($f $x) any)", "(= (f) none)"]);
    assert_eq!((snapshot.rule_count(), snapshot.iter_rules().count(), snapshot.type_count()), (7, 7, 5));
    let types = |text| -> Vec<String> {
        snapshot.get_type(atom(text).as_ref()).iter().map(|ty| ty.as_ref().to_string()).collect()
    };
    assert_eq!(types("f"), ["(-> A B)", "C", "D"]);
    assert_eq!(types("(f $other)"), ["T"]);
    assert_eq!(types("(p $b $a)"), ["(q $b $c)"]);
    assert!(types("(p $a $a)").is_empty());
}

#[test]
fn a_load_is_the_same_however_it_is_cut_and_on_any_number_of_threads() {
    let text = |file: usize| -> String {
        (0..40)
            .map(|n| format!("(= (f-{file}-{n} $x) (g-{} $x \"s{n}\")) (: c{n} T{file}) ", n % 7))
            .collect()
    };
    let whole: String = (0..120).map(text).collect();
    let expected = environment(&whole).snapshot().dump();
    for threads in [1, 2, 3] {
        let pool = Pool::new(threads);
        for size in [1, 7, 120] {
            let environment = Environment::new();
            let files: Vec<usize> = (0..120).collect();
            for files in files.chunks(size) {
                environment.publish(
                    files.iter().map(|&file| Draft::from_reading(read(&text(file)))).collect(),
                    &pool,
                );
            }
            let snapshot = environment.snapshot();
            assert_eq!(snapshot.dump(), expected);
            for file in 0..120 {
                for n in 0..40 {
                    let name = format!("f-{file}-{n}");
                    assert_eq!(snapshot.matching_rules(&name, 1).count(), 1);
                    let fact = atom(&format!("(: c{n} T{file})"));
                    assert_eq!(snapshot.multiplicity(fact.as_ref()), 1);
                }
            }
        }
    }
}

#[test]
fn a_delta_that_was_prepared_for_an_older_state_is_rebased() {
    let environment = environment("(old common)");
    let (_, state) = environment.published.load();
    let draft = Draft::from_reading(read("(new other common $x)"));
    let prepared = prepare(draft.into(), Arc::clone(state.symbols()), &Pool::new(1));
    environment.add(atom("(third other)").as_ref());
    environment.published.publish(Publication(prepared));
    assert_eq!(lines(&environment), ["(old common)", "(third other)", "(new other common $x)"]);
    assert!(environment.snapshot().has_fact(atom("(new other common $y)").as_ref()));
}

#[test]
fn a_transaction_is_all_or_nothing_and_rebased_when_others_published() {
    let environment = environment("(a) (b)");
    let failed: Result<(), &str> = environment.transaction(|transaction| {
        transaction.add(atom("(c)").as_ref());
        assert!(transaction.remove(atom("(a)").as_ref()));
        Err("no")
    });
    assert_eq!(failed, Err("no"));
    assert_eq!(lines(&environment), ["(a)", "(b)"]);
    let done: Result<usize, ()> = environment.transaction(|transaction| {
        transaction.add(atom("(c)").as_ref());
        transaction.add(atom("(d)").as_ref());
        assert!(transaction.remove(atom("(c)").as_ref()));
        transaction.add_rule(atom("(f $x)").as_ref(), atom("$x").as_ref());
        environment.add(atom("(between)").as_ref());
        Ok(transaction.snapshot().len())
    });
    assert_eq!(done, Ok(4));
    assert_eq!(lines(&environment), ["(a)", "(b)", "(between)", "(d)", "(= (f $x) $x)"]);
}

#[test]
fn multiplicities_can_be_put_back_and_the_index_rebuilt() {
    let environment = environment("(a) (b $x) (a) (= (f) 1) (b $y) (= (f) 1)");
    let before = environment.snapshot();
    environment.set_multiplicities([(atom("(b $z)").as_ref(), 3), (atom("(= (f) 1)").as_ref(), 1)]);
    assert_eq!(lines(&environment), ["(b $x)", "(b $y)", "(= (f) 1)", "(b $z)"]);
    assert_eq!(environment.snapshot().matching_rules("f", 0).count(), 1);
    environment.set_multiplicities(before.multiplicities());
    let after = environment.snapshot();
    assert_eq!(format!("{:?}", after.multiplicities()), "[((b $y), 2), ((= (f) 1), 2), ((a), 2)]");
    environment.rebuild_rule_index();
    assert_eq!(environment.snapshot().dump(), after.dump());
}

#[test]
fn many_removals_leave_nothing_behind() {
    let environment = Environment::new();
    let pool = Pool::new(1);
    for round in 0..4 {
        let text: String = (0..2_000).map(|n| format!("(fact-{round}-{n} {n})")).collect();
        environment.publish(Draft::from_reading(read(&text)).into(), &pool);
        for n in 0..2_000 {
            assert!(environment.remove(atom(&format!("(fact-{round}-{n} {n}.0)")).as_ref()));
        }
    }
    let (_, state) = environment.published.load();
    assert_eq!((state.len(), state.segments().len(), state.symbols().end()), (0, 0, 0));
}

fn results(environment: &Environment, pattern: &str, template: &str) -> Vec<String> {
    let matches = environment.snapshot().match_query(atom(pattern).as_ref(), atom(template).as_ref());
    let printed: Vec<String> = matches.iter().map(|atom| atom.to_string()).collect();
    let owned: Vec<String> = matches.to_atoms().iter().map(|atom| atom.as_ref().to_string()).collect();
    assert_eq!(printed, owned);
    printed
}

#[test]
fn patterns_match_in_both_directions_in_the_order_of_load() {
    let environment = environment(
        "(likes bob pizza) (likes $x pizza) (likes ann (cake 1)) (= (f 1) one) (= (f $x) any) (= ($g $y) (h $g))
         (likes bob pizza) foo $z (n 1) (n 1.0) ((a b) c) ()",
    );
    assert_eq!(results(&environment, "(likes $who pizza)", "$who"), ["bob", "$who", "bob", "$who"]);
    assert_eq!(
        results(&environment, "(likes bob $w)", "(got $w)"),
        ["(got pizza)", "(got pizza)", "(got pizza)", "(got $w)"]
    );
    assert_eq!(results(&environment, "(= (f 1) $r)", "$r"), ["one", "any", "(h f)", "$r"]);
    assert_eq!(results(&environment, "(= (k 1) $r)", "$r"), ["(h k)", "$r"]);
    assert_eq!(results(&environment, "foo", "yes"), ["yes", "yes"]);
    assert_eq!(results(&environment, "(n 1)", "yes"), ["yes", "yes", "yes"]);
    assert_eq!(results(&environment, "(n $x)", "$x"), ["$x", "1", "1.0"]);
    assert_eq!(results(&environment, "($h c)", "$h"), ["$h", "(a b)"]);
    assert_eq!(results(&environment, "()", "x"), ["x", "x"]);
    assert_eq!(results(&environment, "(likes ann (cake $n))", "$n"), ["1", "$n"]);
    assert_eq!(results(&environment, "$all", "1").len(), 13);
}

#[test]
fn conjunctions_join_and_counts_multiply() {
    let environment = environment(
        "(p 1 a) (p 2 b) (q b 2) (q a 1) (p 3 a) (q a 9) (q a 9) (rel p) (w (f $s) $s) (v $t (f $t))",
    );
    assert_eq!(
        results(&environment, "(, (p $x $y) (q $y $z))", "($x $y $z)"),
        ["(1 a 1)", "(1 a 9)", "(1 a 9)", "(2 b 2)", "(3 a 1)", "(3 a 9)", "(3 a 9)"]
    );
    assert_eq!(results(&environment, "(, (p $x $y) (q $y 2) (p 1 $w))", "($x $y $w)"), ["(2 b a)"]);
    assert_eq!(results(&environment, "(, (rel $r) ($r $x a))", "$x"), ["1", "3"]);
    assert_eq!(results(&environment, "(,)", "once"), ["once"]);
    assert!(results(&environment, "(, (w $x $x) (p 1 a))", "cyclic").is_empty());
    assert_eq!(results(&environment, "(, (w $x $y) (v $y $x))", "($x $y)"), ["((f $y) $y)"]);
    assert_eq!(results(&environment, "(v $x $y)", "($y $free)"), ["((f $x) $free)"]);
    assert_eq!(results(&environment, "(, (w $a 1) (w $b $c))", "($a $b $c)"), ["((f 1) (f $c) $c)"]);
}

#[test]
fn variables_that_remain_have_names_that_do_not_clash() {
    let environment = environment("(p (g $x $y) (h $x)) (q (k $x))");
    assert_eq!(results(&environment, "(p $a $b)", "($a $b $x)"), ["((g $x-1 $y) (h $x-1) $x)"]);
    assert_eq!(results(&environment, "(, (q $a) (q $b))", "($a $b)"), ["((k $x) (k $x-1))"]);
}

#[test]
fn chains_that_grow_exponentially_and_deep_terms_are_no_danger() {
    let environment = Environment::new();
    let width = 60;
    // Each variable is written by itself and stands for a pair of the next one.
    let stored: String = (0..width).map(|n| format!("$x{n} (g $x{0} $x{0}) ", n + 1)).collect();
    let pattern: String = (0..width).map(|n| format!("$y{n} $y{n} ")).collect();
    let other: String = (0..width).map(|n| format!("$z{n} (g $z{0} $z{0}) ", n + 1)).collect();
    environment.add(atom(&format!("(chain {stored} end)")).as_ref());
    environment.add(atom(&format!("(chain2 {other} end)")).as_ref());
    assert_eq!(
        results(&environment, &format!("(, (chain {pattern} $e) (chain2 {pattern} $e))"), "$e"),
        ["end"]
    );
    let deep = |middle: &str| format!("{}{middle}{}", "(s ".repeat(100_000), ")".repeat(100_000));
    environment.add(atom(&format!("(deep {})", deep("z"))).as_ref());
    assert_eq!(results(&environment, &format!("(deep {})", deep("$m")), "$m"), ["z"]);
    assert_eq!(environment.snapshot().get_type(atom(&deep("z")).as_ref()).len(), 0);
}

#[test]
fn answers_do_not_depend_on_how_the_space_came_about() {
    let numbers = |n: usize| (n * 7 % 61, n * n % 13, n % 5);
    let text = |n: usize| {
        let (a, b, c) = numbers(n);
        match n % 6 {
            0 => format!("(= (f{c} {b} $x) (g $x a{a}))"),
            1 => format!("(edge a{a} (w {b}.0) a{})", (a + n) % 61),
            2 => format!("(edge a{a} (w {b}) a{})", (a * b + n) % 61),
            3 => format!("(: (f{c} $y) T{b})"),
            4 if n % 60 == 4 => format!("(edge $any (w $w) a{a})"),
            4 => format!("(edge b{n} (w {b}) a{a})"),
            _ => format!("(($h {c}) a{a} $h)"),
        }
    };
    let texts: Vec<String> = (0..2_400).map(text).collect();
    let bulk = environment(&texts.join("\n"));
    let singles = Environment::with_pattern_cache(0);
    for (n, text) in texts.iter().enumerate() {
        // Each third atom stands beside one that goes again, much later.
        if n % 3 == 0 {
            singles.add(atom(&format!("(edge a{} (w junk) {n})", n % 61)).as_ref());
        }
        singles.add(atom(text).as_ref());
        if n >= 300 && n % 3 == 0 {
            let old = n - 300;
            assert!(singles.remove(atom(&format!("(edge a{} (w junk) {old})", old % 61)).as_ref()));
        }
    }
    for old in (2_100..2_400).step_by(3) {
        assert!(singles.remove(atom(&format!("(edge a{} (w junk) {old})", old % 61)).as_ref()));
    }
    assert_eq!(bulk.snapshot().dump(), singles.snapshot().dump());
    for (pattern, template) in [
        ("(edge a1 $w $to)", "($w $to)"),
        ("(edge $from (w 3) a5)", "$from"),
        ("(edge $from $w a6)", "($from $w)"),
        ("(= (f1 4 $z) $r)", "$r"),
        ("(= ($f 4 7) $r)", "($f $r)"),
        ("(: (f2 1) $t)", "$t"),
        ("((k 3) $a $b)", "($a $b)"),
        ("($h a3 k)", "$h"),
        ("(, (edge a1 $w $m) (edge $m $w $to))", "($w $m $to)"),
        ("(, (edge $m (w $n) $to) (edge a2 (w 1) $m) (: (f1 $n) $t))", "($m $n $to $t)"),
        ("(, (= (f3 $n $x) (g q $a)) (edge $a (w $n) a8))", "($n $a $x)"),
    ] {
        let answers = results(&bulk, pattern, template);
        assert!(!answers.is_empty(), "{pattern}");
        assert_eq!(answers, results(&singles, pattern, template), "{pattern}");
        // The same, by a walk over everything.
        if !pattern.starts_with("(,") {
            let one_by_one = texts.iter().flat_map(|text| results(&environment(text), pattern, template));
            assert_eq!(answers, one_by_one.collect::<Vec<_>>(), "{pattern}");
        }
    }
}

#[test]
fn suggestions_are_near_live_names() {
    let environment = environment("(= (square $squeer) (sqare 1)) (\"squbre\" squar squares xsquare cube)");
    assert_eq!(environment.snapshot().suggest("square"), ["sqare", "squar", "squares"]);
    assert_eq!(environment.snapshot().suggest("squrae"), ["square", "sqare", "squar"]);
    assert!(environment.remove(atom("(= (square $squeer) (sqare 1))").as_ref()));
    assert_eq!(environment.snapshot().suggest("square"), ["squar", "squares", "xsquare"]);
}
