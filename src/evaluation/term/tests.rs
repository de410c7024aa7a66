use super::*;
use crate::evaluation::symbols::Symbols;

fn deep(depth: usize, end: Term) -> Term {
    let mut symbols = Symbols::default();
    let s = symbols.intern("S");
    (0..depth).fold(end, |term, _| Term::expression([Term::Symbol(s), term]))
}

#[test]
fn a_term_takes_sixteen_bytes() {
    assert_eq!(std::mem::size_of::<Term>(), 16);
}

#[test]
fn a_million_levels_are_unified_applied_compared_and_dropped() {
    let mut trail = Trail::default();
    let end = trail.variable(known::EMPTY_NAME);
    let open = deep(1_000_000, Term::Variable(Rc::clone(&end)));
    let closed = deep(1_000_000, Term::Integer(1));
    assert!(unify(&open, &closed, &mut trail));
    assert!(same(&open, &closed));
    let applied = apply(&open);
    assert!(applied.is_ground());
    assert!(alpha_equal(&applied, &closed));
}

#[test]
fn a_cyclic_solution_is_none_and_undo_takes_bindings_back() {
    let mut trail = Trail::default();
    let x = trail.variable(known::EMPTY_NAME);
    let term = deep(3, Term::Variable(Rc::clone(&x)));
    let mark = trail.mark();
    assert!(!unify(&Term::Variable(Rc::clone(&x)), &term, &mut trail));
    trail.undo(mark);
    assert!(unify(&term, &deep(3, Term::Integer(1)), &mut trail));
    assert!(!x.is_free());
    let saved = trail.save(mark);
    trail.undo(mark);
    assert!(x.is_free());
    trail.restore(&saved);
    trail.release(mark);
    assert!(same(&Term::Variable(x), &Term::Float(1.0)));
}

#[test]
fn a_stored_atom_meets_a_term_both_ways() {
    let mut trail = Trail::default();
    let names: Rc<[Symbol]> = [known::EMPTY_NAME].into();
    // (S ($0 $0)) meets (S $x), then $x is a pair of one new variable.
    let pair = Term::expression([Term::Slot(0), Term::Slot(0)]);
    let stored = Stored { term: deep(1, pair), names };
    let x = trail.variable(known::EMPTY_NAME);
    let mut slots = [None];
    assert!(match_stored(&stored, &mut slots, &deep(1, Term::Variable(Rc::clone(&x))), &mut trail));
    let [Some(Term::Variable(new))] = &slots else { panic!("{slots:?}") };
    let twice = Term::expression([Term::Variable(Rc::clone(new)), Term::Variable(Rc::clone(new))]);
    assert!(same(&Term::Variable(x), &twice));
}
