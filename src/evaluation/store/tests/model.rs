//! The naive model: a list of trees for each space, and unification of each with the pattern.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::evaluation::term::unify;

/// An atom as a tree with names.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    Symbol(&'static str),
    Integer(i64),
    Float(f64),
    Variable(&'static str),
    Expression(Vec<Tree>),
}

impl PartialEq for Tree {
    fn eq(&self, other: &Tree) -> bool {
        match (self, other) {
            (Tree::Symbol(left), Tree::Symbol(right)) | (Tree::Variable(left), Tree::Variable(right)) => {
                left == right
            }
            (Tree::Expression(left), Tree::Expression(right)) => left == right,
            _ => self.number().is_some() && self.number() == other.number(),
        }
    }
}

impl Tree {
    fn number(&self) -> Option<f64> {
        match self {
            Tree::Integer(value) => Some(*value as f64),
            Tree::Float(value) => Some(*value),
            _ => None,
        }
    }

    pub(super) fn members(&self) -> &[Tree] {
        match self {
            Tree::Expression(members) => members,
            _ => &[],
        }
    }

    /// The tree as a term; one variable for each name.
    pub(super) fn term(&self, symbols: &mut Symbols, trail: &mut Trail) -> Term {
        self.build(symbols, trail, &mut BTreeMap::new())
    }

    fn build(
        &self,
        symbols: &mut Symbols,
        trail: &mut Trail,
        known: &mut BTreeMap<&'static str, Term>,
    ) -> Term {
        match self {
            Tree::Symbol(name) => Term::Symbol(symbols.intern(name)),
            Tree::Integer(value) => Term::Integer(*value),
            Tree::Float(value) => Term::Float(*value),
            Tree::Variable(name) => known
                .entry(name)
                .or_insert_with(|| Term::Variable(trail.variable(symbols.intern(name))))
                .clone(),
            Tree::Expression(members) => {
                let members: Vec<Term> =
                    members.iter().map(|tree| tree.build(symbols, trail, known)).collect();
                Term::expression(members)
            }
        }
    }
}

fn leaf() -> BoxedStrategy<Tree> {
    prop_oneof![
        4 => prop::sample::select(vec!["a", "b", "c"]).prop_map(Tree::Symbol),
        2 => (0..3_i64).prop_map(Tree::Integer),
        1 => (0..3_i64).prop_map(|value| Tree::Float(value as f64)),
        3 => prop::sample::select(vec!["x", "y", "z"]).prop_map(Tree::Variable),
    ]
    .boxed()
}

fn argument() -> BoxedStrategy<Tree> {
    let inner = || {
        (prop::sample::select(vec!["s", "t"]).prop_map(Tree::Symbol), prop::collection::vec(leaf(), 0..3))
            .prop_map(|(head, rest)| Tree::Expression(std::iter::once(head).chain(rest).collect()))
    };
    prop_oneof![5 => leaf(), 2 => inner(), 1 => (leaf(), inner()).prop_map(|(a, b)| Tree::Expression(vec![a, b]))].boxed()
}

/// Facts, rules and declarations of few names, so that they meet.
pub(super) fn atom() -> BoxedStrategy<Tree> {
    let headed = |heads: Vec<&'static str>| {
        (prop::sample::select(heads).prop_map(Tree::Symbol), prop::collection::vec(argument(), 0..3))
            .prop_map(|(head, rest)| Tree::Expression(std::iter::once(head).chain(rest).collect()))
    };
    let triple = |role: &'static str, left: BoxedStrategy<Tree>| {
        (left, argument())
            .prop_map(move |(left, right)| Tree::Expression(vec![Tree::Symbol(role), left, right]))
    };
    prop_oneof![
        8 => headed(vec!["p", "p", "q"]),
        3 => triple("=", headed(vec!["f", "g"]).boxed()),
        1 => triple("=", argument()),
        1 => triple(":", leaf()),
        1 => triple(":<", leaf()),
        1 => argument(),
        1 => prop::collection::vec(argument(), 0..4).prop_map(Tree::Expression),
    ]
    .boxed()
}

/// A pattern, or a conjunction of some.
pub(super) fn pattern() -> BoxedStrategy<Tree> {
    let joined = prop::collection::vec(atom(), 0..4)
        .prop_map(|patterns| Tree::Expression(std::iter::once(Tree::Symbol(",")).chain(patterns).collect()));
    prop_oneof![3 => atom(), 1 => joined].boxed()
}

/// All spaces.
#[derive(Clone, Default)]
pub(super) struct Model {
    pub(super) spaces: BTreeMap<SpaceId, (Vec<Tree>, Vec<SpaceId>)>,
}

impl Model {
    pub(super) fn remove(&mut self, space: SpaceId, atom: &Tree) -> bool {
        let Some((atoms, _)) = self.spaces.get_mut(&space) else { return false };
        let found = atoms.iter().position(|other| other == atom);
        found.map(|at| atoms.remove(at)).is_some()
    }

    /// What is seen from a space, in order.
    pub(super) fn seen(&self, space: SpaceId) -> Vec<Tree> {
        fn visit(model: &Model, space: SpaceId, order: &mut Vec<SpaceId>) {
            if let Some((_, others)) = model.spaces.get(&space)
                && !order.contains(&space)
            {
                order.push(space);
                others.iter().for_each(|&other| visit(model, other, order));
            }
        }
        let mut order = Vec::new();
        visit(self, space, &mut order);
        order.iter().flat_map(|space| self.spaces[space].0.iter().cloned()).collect()
    }

    /// The instances of `pattern`.
    pub(super) fn query(&self, space: SpaceId, pattern: &Term, bench: &mut Bench) -> Vec<Term> {
        let atoms = self.seen(space);
        let conjuncts = match pattern.members() {
            Some([comma, patterns @ ..]) if comma.is_symbol(crate::evaluation::symbols::known::COMMA) => {
                patterns.to_vec()
            }
            _ => vec![pattern.clone()],
        };
        let mut results = Vec::new();
        join(&atoms, &conjuncts, pattern, bench, &mut results);
        results
    }
}

fn join(atoms: &[Tree], conjuncts: &[Term], pattern: &Term, bench: &mut Bench, results: &mut Vec<Term>) {
    let Some((first, rest)) = conjuncts.split_first() else {
        results.push(applied(pattern));
        return;
    };
    for atom in atoms {
        let mark = bench.trail.mark();
        let atom = atom.term(&mut bench.symbols, &mut bench.trail);
        if unify(first, &atom, &mut bench.trail) {
            join(atoms, rest, pattern, bench, results);
        }
        bench.trail.undo(mark);
        bench.trail.release(mark);
    }
}

/// The rules for a call, as [`Store::rules`] gives them.
pub(super) fn is_rule_for(tree: &Tree, head: &str, length: usize) -> bool {
    let [Tree::Symbol("="), left, _] = tree.members() else { return false };
    match left {
        Tree::Variable(_) => true,
        Tree::Expression(members) => {
            members.len() == length
                && match members.first() {
                    Some(Tree::Symbol(other)) => *other == head,
                    _ => true,
                }
        }
        _ => false,
    }
}
