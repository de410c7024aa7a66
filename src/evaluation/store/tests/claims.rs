use super::*;

#[test]
fn equal_rules_are_each_there_once_per_copy() {
    let mut bench = Bench::new("(= (f $x) $x) (= (f $y) $y) (= (f $x) $x)");
    assert_eq!(bench.rules("f", 2), ["(= (f $x) $x)", "(= (f $y) $y)", "(= (f $x) $x)"]);
    assert_eq!(bench.query("(= (f 1) $r)").len(), 3);
    assert!(bench.remove("(= (f $x) $x)"));
    assert_eq!(bench.rules("f", 2), ["(= (f $y) $y)", "(= (f $x) $x)"]);
    assert!(!bench.remove("(= (f $z) $z)"));
    assert!(bench.remove("(= (f $x) $x)") && bench.remove("(= (f $y) $y)") && !bench.remove("(= (f $y) $y)"));
    assert!(bench.rules("f", 2).is_empty() && bench.query("(= (f 1) $r)").is_empty());
}

#[test]
fn a_world_that_was_handed_out_stays_as_it_is() {
    let mut bench = Bench::new("(a 1)");
    let before = bench.store.world(&bench.symbols);
    bench.add("(= (f) 1)");
    bench.remove("(a 1)");
    let after = bench.store.world(&bench.symbols);
    let mut old = Bench::on(before);
    assert_eq!(old.query("$all"), ["(a 1)"]);
    assert!(old.rules("f", 1).is_empty());
    let mut new = Bench::on(after);
    assert_eq!(new.query("$all"), ["(= (f) 1)"]);
    // Nor does the original see what the copy does.
    new.add("(b)");
    assert_eq!(bench.query("$all"), ["(= (f) 1)"]);
}

#[test]
fn a_rule_is_in_the_space_among_the_rules_and_in_the_index_or_in_none() {
    let mut bench = Bench::new("");
    for step in 0..40_u32 {
        // With and without indexes; the index of the first argument is asked for on the way.
        let rule = format!("(= (f {step}) {step})");
        assert!(bench.add(&rule));
        let counts = |bench: &mut Bench| {
            let found = bench.query(&format!("(= (f {step}) $r)")).len();
            let ruled = bench.rules("f", 2).iter().filter(|other| **other == rule).count();
            let listed = bench.atoms(MAIN).iter().filter(|other| **other == rule).count();
            (found, ruled, listed)
        };
        assert_eq!(counts(&mut bench), (1, 1, 1));
        if step.is_multiple_of(3) {
            assert!(bench.remove(&rule));
            assert_eq!(counts(&mut bench), (0, 0, 0));
        }
    }
}

#[test]
fn rules_are_the_very_same_value_until_one_of_them_changes() {
    let mut bench = Bench::new("(= (f $x) 1) (= (g $x) 1)");
    let f = bench.symbols.intern("f");
    let ask = |bench: &mut Bench| bench.store.rules(MAIN, Some(f), 2, &mut bench.symbols);
    let first = ask(&mut bench);
    let epoch = bench.store.epoch();
    bench.add("(fact 1)");
    assert_eq!(bench.store.epoch(), epoch);
    bench.add("(= (g 1) 2)");
    assert_ne!(bench.store.epoch(), epoch);
    assert!(Rc::ptr_eq(&first, &ask(&mut bench)));
    bench.store.begin(1);
    assert!(Rc::ptr_eq(&first, &ask(&mut bench)));
    bench.add("(= (f 1) 2)");
    assert_eq!(ask(&mut bench).len(), 2);
    bench.store.abandon();
    assert_eq!(ask(&mut bench).len(), 1);
    bench.add("(= $any 3)");
    bench.add("(= ($f 1) 4)");
    bench.add("(= ($f 1 2) 5)");
    bench.add("(= bare 6)");
    assert_eq!(bench.rules("f", 2), ["(= (f $x) 1)", "(= $any 3)", "(= ($f 1) 4)"]);
}

#[test]
fn variables_are_compared_by_name_where_an_atom_is_removed() {
    let mut bench = Bench::new("(r $x) (r $y) (r 1)");
    assert!(!bench.remove("(r $z)"));
    assert!(bench.remove("(r $y)"));
    assert!(bench.remove("(r 1.0)"));
    assert_eq!(bench.atoms(MAIN), ["(r $x)"]);
    // Two variables of one name are told apart, in the same way each time.
    let pair = |bench: &mut Bench| {
        let x = bench.symbols.intern("x");
        let variable = |trail: &mut Trail| Term::Variable(trail.variable(x));
        Term::expression([variable(&mut bench.trail), variable(&mut bench.trail)])
    };
    let twice = pair(&mut bench);
    assert!(bench.store.add(MAIN, &twice, &mut bench.symbols));
    assert_eq!(bench.atoms(MAIN), ["(r $x)", "($x $x-1)"]);
    assert!(!bench.remove("($x $x)"));
    let again = pair(&mut bench);
    assert!(bench.store.remove(MAIN, &again, &mut bench.symbols));
}

#[test]
fn numbers_are_equal_by_value_also_in_the_index() {
    let facts: String = (0..50).map(|n| format!("(n {n} {n}.0 (s {n}))")).collect();
    let mut bench = Bench::new(&facts);
    assert_eq!(bench.query("(n 7.0 $x $y)"), ["(n 7.0 7.0 (s 7))"]);
    assert_eq!(bench.query("(n $x 7 $y)"), ["(n 7 7 (s 7))"]);
    assert_eq!(bench.query("(n $x $y (s 7.0))").len(), 1);
    assert!(bench.remove("(n 7.0 7 (s 7))"));
    assert!(bench.query("(n 7 $x $y)").is_empty());
}

#[test]
fn questions_look_through_dependencies_each_once_in_order() {
    let mut bench = Bench::new("(a main) (= (f) main)");
    let one = bench.store.new_space();
    let two = bench.store.new_space();
    for (space, text) in [(one, "(a one)"), (two, "(a two)"), (two, "(= (f) two)")] {
        let atom = bench.term(text);
        assert!(bench.store.add(space, &atom, &mut bench.symbols));
    }
    assert_eq!(bench.query("(a $x)"), ["(a main)"]);
    bench.store.depend(MAIN, one);
    bench.store.depend(one, two);
    bench.store.depend(two, MAIN);
    bench.store.depend(MAIN, two);
    assert_eq!(bench.query("(a $x)"), ["(a main)", "(a one)", "(a two)"]);
    assert_eq!(bench.query("(, (a $x) (a $y))").len(), 9);
    assert_eq!(bench.rules("f", 1), ["(= (f) main)", "(= (f) two)"]);
    assert_eq!(bench.atoms(MAIN).len(), 2);
    assert!(!bench.remove("(a two)"));
    bench.store.abandon();
    assert_eq!(bench.query("(a $x)"), ["(a main)"]);
    assert!(bench.atoms(one).is_empty());
    assert_eq!(bench.store.new_space(), one);
}

#[test]
fn a_join_has_its_results_in_the_order_of_its_patterns() {
    let mut text = String::new();
    for n in 0..60 {
        text += &format!("(a {n} {}) ", n % 5);
    }
    text += "(b 3 x) (b 1 y) (b 3 z)";
    let mut bench = Bench::new(&text);
    let found = bench.query("(, (a $n $m) (b $m $t))");
    let expected: Vec<String> = (0..60)
        .flat_map(|n| match n % 5 {
            3 => vec![(n, 3, "x"), (n, 3, "z")],
            1 => vec![(n, 1, "y")],
            _ => vec![],
        })
        .map(|(n, m, t)| format!("(, (a {n} {m}) (b {m} {t}))"))
        .collect();
    assert_eq!(found, expected);
    assert_eq!(bench.query("(,)"), ["(,)"]);
    assert_eq!(bench.query("(, (b $x $y))").len(), 3);
}

#[test]
fn atoms_that_hold_what_has_no_text_come_back() {
    let mut bench = Bench::new("");
    let parts = [
        Term::Float(f64::NAN),
        Term::Float(f64::INFINITY),
        Term::Float(-0.0),
        Term::Integer(i64::MIN),
        Term::Space(SpaceId(1 << 40 | 3)),
        Term::State(bench.store.states.cell(StateId(u64::MAX))),
        Term::Handle(crate::evaluation::identity::HandleId(7)),
        Term::text("\u{b}space 3 \u{0}"),
        Term::Bool(true),
        Term::unit(),
    ];
    let term = Term::expression(parts);
    assert!(bench.store.add(MAIN, &term, &mut bench.symbols));
    let mut other = Bench::on(bench.store.world(&bench.symbols));
    let back = other.store.atoms(MAIN, &mut other.symbols, &mut other.trail);
    assert!(alpha_equal(&back[0], &term), "{back:?}");
    assert!(other.store.remove(MAIN, &term, &mut other.symbols));
    let Ok(written) = Atom::parse("|space") else { panic!("a word") };
    assert!(matches!(
        other.store.import(written.as_ref(), &mut other.symbols, &mut other.trail),
        Term::Symbol(_)
    ));
}

#[test]
fn an_atom_of_great_depth_is_added_found_removed_and_exported() {
    let mut bench = Bench::new("");
    let s = bench.symbols.intern("S");
    let x = bench.symbols.intern("x");
    let end = Term::Variable(bench.trail.variable(x));
    let deep = (0..200_000).fold(end, |term, _| Term::expression([Term::Symbol(s), term]));
    assert!(bench.store.add(MAIN, &deep, &mut bench.symbols));
    assert_eq!(bench.instances(MAIN, &deep).len(), 1);
    let world = bench.store.world(&bench.symbols);
    let mut other = Bench::on(world);
    assert_eq!(other.store.atoms(MAIN, &mut other.symbols, &mut other.trail).len(), 1);
    assert!(bench.store.remove(MAIN, &deep, &mut bench.symbols));
}

#[test]
fn what_was_evaluated_is_an_atom_like_any_other_once_it_is_added() {
    let mut bench = Bench::new("");
    let term = bench.term("(f (g 1))");
    let Term::Expression(node) = &term else { panic!("an expression") };
    if let Term::Expression(inner) = &node.members()[1] {
        inner.mark_evaluated();
    }
    bench.store.add(MAIN, &term, &mut bench.symbols);
    let back = bench.store.atoms(MAIN, &mut bench.symbols, &mut bench.trail);
    let Some([_, Term::Expression(inner)]) = back[0].members() else { panic!("{back:?}") };
    assert!(!inner.is_evaluated());
}

#[test]
fn states_are_changed_and_taken_back() {
    let mut bench = Bench::new("");
    let read = |bench: &mut Bench, state| {
        let value = bench.store.state(state, &mut bench.symbols, &mut bench.trail);
        value.map(|value| bench.text(&value))
    };
    let one = bench.term("(v $x 1)");
    let two = bench.term("2");
    let kind = bench.term("K");
    let state = bench.store.new_state(&one, &kind, &mut bench.symbols).id;
    let log = bench.store.finish(&bench.symbols);
    bench.store.begin(1);
    assert_eq!(read(&mut bench, state).as_deref(), Some("(v $x 1)"));
    assert!(bench.store.change_state(state, &two, &mut bench.symbols));
    assert!(!bench.store.change_state(StateId(99), &two, &mut bench.symbols));
    assert_eq!(read(&mut bench, state).as_deref(), Some("2"));
    let changed = bench.store.world(&bench.symbols);
    bench.store.abandon();
    assert_eq!(read(&mut bench, state).as_deref(), Some("(v $x 1)"));
    assert_eq!(read(&mut Bench::on(changed), state).as_deref(), Some("2"));
    let mut other = Bench::on(world("").with(&log.effects));
    assert_eq!(read(&mut other, state).as_deref(), Some("(v $x 1)"));
}

#[test]
fn a_question_that_looks_into_states_conflicts_with_their_change() {
    let mut bench = Bench::new("");
    let (one, two, kind) = (bench.term("1"), bench.term("2"), bench.term("K"));
    let [s, t, u] =
        [&one, &one, &two].map(|value| Term::State(bench.store.new_state(value, &kind, &mut bench.symbols)));
    let fact = |bench: &mut Bench, state: &Term| {
        Term::expression([bench.term("has"), state.clone(), bench.term("x")])
    };
    let (by_s, by_t, by_u) = (fact(&mut bench, &s), fact(&mut bench, &t), fact(&mut bench, &u));
    bench.store.add(MAIN, &by_s, &mut bench.symbols);
    let world = bench.store.world(&bench.symbols);

    let change = |bench: &mut Bench, state: &Term| {
        let Term::State(state) = state else { panic!("a state") };
        bench.store.begin(2);
        let value = bench.term("7");
        assert!(bench.store.change_state(state.id, &value, &mut bench.symbols));
        let log = bench.store.finish(&bench.symbols);
        bench.store.abandon();
        log.effects
    };
    let (of_s, of_t, of_u) = (change(&mut bench, &s), change(&mut bench, &t), change(&mut bench, &u));

    bench.store.begin(3);
    assert_eq!(bench.instances(MAIN, &by_t).len(), 1);
    let asked = bench.store.finish(&bench.symbols).reads;
    assert!(conflicts(&asked, &of_s) && conflicts(&asked, &of_t));
    assert!(!conflicts(&asked, &of_u));
    // Who adds the fact with another state conflicts as well: that may hold the same.
    bench.store.begin(4);
    bench.store.add(MAIN, &by_u, &mut bench.symbols);
    let added = bench.store.finish(&bench.symbols).effects;
    bench.store.abandon();
    assert!(conflicts(&asked, &added));

    // What was removed here is removed there, whatever states hold by then.
    bench.store.begin(5);
    bench.store.add(MAIN, &by_u, &mut bench.symbols);
    assert!(bench.store.remove(MAIN, &by_u, &mut bench.symbols));
    let log = bench.store.finish(&bench.symbols);
    let mut other = Bench::on(world);
    other.store.apply(&of_u, &mut other.symbols);
    other.store.apply(&of_s, &mut other.symbols);
    other.store.apply(&log.effects, &mut other.symbols);
    let state = other.store.atoms(MAIN, &mut other.symbols, &mut other.trail);
    assert_eq!(other.text(&state[0]), bench.text(&by_s));
}

#[test]
fn atoms_that_are_put_into_an_image_are_those_that_are_seen() {
    let mut bench = Bench::new("(a 1)");
    bench.query("$all");
    let before = bench.store.world(&bench.symbols);
    bench.add("(a 2)");
    let mut after = bench.store.world(&bench.symbols);
    if let Some(image) = after.spaces.get_mut(&MAIN) {
        image.atoms = snapshot("(b 1)");
    }
    let mut follower = Bench::on(before);
    follower.query("$all");
    follower.store.reset(after, &mut follower.symbols);
    assert_eq!(follower.query("$all"), ["(b 1)"]);
}

#[test]
fn the_same_question_is_logged_once_and_many_of_one_kind_become_one() {
    let mut bench = Bench::new("(a 1)");
    bench.store.begin(1);
    for _ in 0..3 {
        bench.query("(a $x)");
        bench.query("(a $other)");
        bench.rules("f", 2);
    }
    // Each for &self and for the library.
    assert_eq!(bench.store.finish(&bench.symbols).reads.len(), 4);
    for n in 0..1000 {
        bench.query(&format!("(a {n})"));
    }
    let log = bench.store.finish(&bench.symbols);
    assert!(log.reads.len() < 200);
    let atom = |text: &str| Effect::Add(MAIN, Atom::parse(text).unwrap_or_else(|_| panic!("{text}")));
    assert!(conflicts(&log.reads, &[atom("(a 5000)")]));
    assert!(!conflicts(&log.reads, &[atom("(a 1 2)"), atom("(b 1)"), atom("(= (f) 1)")]));
    assert!(conflicts(&log.reads, &[atom("(= (f 1) 1)")]));
    assert!(conflicts(&log.reads, &[atom("(= $call 1)")]));
}
