//! The keys under which an atom is found.
//!
//! A key is a 64-bit hash of text and structure, never of an identifier, so that every file can compute its own before
//! anyone knows what the space holds, and so that the same atoms give the same keys in every run (D3). A collision
//! costs time, never truth: whoever follows a key verifies what it finds.
//!
//! | key | atoms found under it |
//! | --- | --- |
//! | exact(term) | those equal up to the names of variables, numbers by value |
//! | arity(n) | expressions of n members |
//! | functor(c, n), functor(-, n) | expressions of n members headed by the constant c; by no constant |
//! | place(functor, i, arg) | those whose member i is like `arg` |
//! | below(functor, f, i, arg) | `(= (f ..) ..)` and `(: (f ..) ..)` whose left side has functor f and member i like `arg` |
//! | headless rules | `(= l r)` whose l is not an expression headed by a symbol |
//!
//! What `arg` tells of a member is [`Shape`]. The first [`PLACES`] members of an expression have keys.

use crate::language::metta::constants::{Constant, Constants, mix};
use crate::language::metta::word::{Kind, Word, term_len};

/// The key of one property of an atom.
pub(super) type Key = u64;

/// The members of an expression that have keys of their own: the first so many.
pub(super) const PLACES: usize = 64;

const EXACT: u64 = 1;
const ARITY: u64 = 2;
const FUNCTOR: u64 = 3;
const NO_CONSTANT: u64 = 4;
const PLACE: u64 = 5;
const BELOW: u64 = 6;
const VARIABLE: u64 = 7;
const EXPRESSION: u64 = 8;
const CONSTANT: u64 = 9;
const WHOLE: u64 = 10;
const GROUND: u64 = 11;
const OPEN: u64 = 12;

/// The key of the rules that have no head symbol.
pub(super) const HEADLESS_RULES: Key = 0x6865_6164_6c65_7373;

/// The hash of a term up to the names of variables, and whether it is free of them. Extends `hash`.
pub(super) fn term_hash<C: Constants + ?Sized>(term: &[Word], constants: &C, mut hash: u64) -> (u64, bool) {
    let mut ground = true;
    let mut at = 0;
    while at < term.len() {
        match term[at].kind() {
            Kind::Constant(id) | Kind::Number(id) => hash = whole_constant(hash, constants.content_hash(id)),
            Kind::Variable(index) => {
                ground = false;
                hash = mix(hash, mix(VARIABLE, u64::from(index)));
            }
            Kind::Expression { arity } => {
                hash = whole_expression(hash, arity);
                at += 1;
            }
        }
        at += 1;
    }
    (hash, ground)
}

/// The key of all atoms equal to `term` up to the names of variables. O(size).
pub(super) fn exact<C: Constants + ?Sized>(term: &[Word], constants: &C) -> Key {
    match term[0].kind() {
        Kind::Expression { arity } => members(term)
            .fold(exact_start(arity), |key, member| exact_next(key, term_hash(member, constants, EXACT).0)),
        _ => term_hash(term, constants, EXACT).0,
    }
}

/// The key of the atoms that are the constant with this content hash.
pub(super) fn exact_constant(hash: u64) -> Key {
    mix(EXACT, hash)
}

/// The key of the expressions of exactly these members, given by their hashes ([`whole`]).
pub(super) fn exact_members(arity: u32, members: impl Iterator<Item = u64>) -> Key {
    members.fold(exact_start(arity), exact_next)
}

/// The hash of a ground member, a step at a time: the start, then each constant and each header of an expression.
pub(super) const WHOLE_START: u64 = EXACT;

/// The next step of [`WHOLE_START`] at a constant with this content hash.
pub(super) fn whole_constant(so_far: u64, hash: u64) -> u64 {
    mix(so_far, hash)
}

/// The next step of [`WHOLE_START`] at an expression.
pub(super) fn whole_expression(so_far: u64, arity: u32) -> u64 {
    mix(so_far, mix(EXPRESSION, u64::from(arity)))
}

fn exact_start(arity: u32) -> Key {
    mix(EXACT, mix(EXPRESSION, u64::from(arity)))
}

fn exact_next(key: Key, member: u64) -> Key {
    mix(key, member)
}

/// The key of the atoms that are a variable.
pub(super) fn variable() -> Key {
    mix(EXACT, mix(VARIABLE, 0))
}

/// The key of the expressions with `arity` members.
pub(super) fn arity(arity: u32) -> Key {
    mix(ARITY, u64::from(arity))
}

/// The key of the expressions with `arity` members headed by the constant with this content hash, or by none.
pub(super) fn functor(head: Option<u64>, arity: u32) -> Key {
    match head {
        Some(head) => mix(mix(FUNCTOR, head), u64::from(arity)),
        None => mix(NO_CONSTANT, u64::from(arity)),
    }
}

/// The functor of an expression.
pub(super) fn functor_of<C: Constants + ?Sized>(term: &[Word], arity: u32, constants: &C) -> Key {
    let head = if arity == 0 { None } else { term[2].constant_id() };
    functor(head.map(|id| constants.content_hash(id)), arity)
}

/// What keys know of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A variable.
    Variable,
    /// A constant, by content hash.
    Constant(u64),
    /// An expression without variables, by hash.
    Whole(u64),
    /// An expression without variables, by functor.
    Ground(Key),
    /// An expression with variables, by functor.
    Open(Key),
}

impl Shape {
    fn code(self) -> u64 {
        match self {
            Shape::Variable => VARIABLE,
            Shape::Constant(hash) => mix(CONSTANT, hash),
            Shape::Whole(hash) => mix(WHOLE, hash),
            Shape::Ground(functor) => mix(GROUND, functor),
            Shape::Open(functor) => mix(OPEN, functor),
        }
    }
}

/// The key of the expressions of `functor` whose member `index` has `shape`.
pub(super) fn place(functor: Key, index: usize, shape: Shape) -> Key {
    mix(mix(functor, PLACE + ((index as u64) << 8)), shape.code())
}

/// The functor, as it were, of a rule or type of functor `outer` whose left side has functor `inner`.
pub(super) fn below(outer: Key, inner: Key) -> Key {
    mix(mix(BELOW, outer), inner)
}

/// The members of an expression, head first.
pub(super) fn members(expression: &[Word]) -> impl Iterator<Item = &[Word]> {
    let mut rest = expression.get(2..).unwrap_or(&[]);
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (member, behind) = rest.split_at(term_len(rest));
        rest = behind;
        Some(member)
    })
}

/// What an atom is besides an atom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// `(= l r)`
    Rule,
    /// `(: a T)`
    Type,
    /// Anything else.
    Fact,
}

/// The role of a term. O(1).
pub(super) fn role<C: Constants + ?Sized>(term: &[Word], constants: &C) -> Role {
    if term[0].kind() != (Kind::Expression { arity: 3 }) {
        return Role::Fact;
    }
    match term[2].kind() {
        Kind::Constant(id) => match constants.constant(id) {
            Constant::Symbol("=") => Role::Rule,
            Constant::Symbol(":") => Role::Type,
            _ => Role::Fact,
        },
        _ => Role::Fact,
    }
}

/// Hands every key of the atom `term` to `emit`, and says whether it is free of variables. O(size).
pub(super) fn each<C: Constants + ?Sized>(
    term: &[Word],
    constants: &C,
    role: Role,
    mut emit: impl FnMut(Key),
) -> bool {
    let Kind::Expression { arity: count } = term[0].kind() else {
        let (key, ground) = term_hash(term, constants, EXACT);
        emit(key);
        return ground;
    };
    let outer = functor_of(term, count, constants);
    emit(arity(count));
    emit(outer);
    let mut exact = exact_start(count);
    let mut all_ground = true;
    for (index, member) in members(term).enumerate() {
        let (hash, ground) = term_hash(member, constants, EXACT);
        exact = exact_next(exact, hash);
        all_ground &= ground;
        if index == 0 || index > PLACES {
            continue;
        }
        let inner = shapes(member, constants, hash, ground, |shape| emit(place(outer, index, shape)));
        if index == 1 && role != Role::Fact {
            if let Some(inner) = inner {
                let outer = below(outer, inner);
                for (index, member) in members(member).enumerate().skip(1).take(PLACES) {
                    let (hash, ground) = term_hash(member, constants, EXACT);
                    shapes(member, constants, hash, ground, |shape| emit(place(outer, index, shape)));
                }
            }
            if role == Role::Rule && !headed_by_symbol(member, constants) {
                emit(HEADLESS_RULES);
            }
        }
    }
    emit(exact);
    all_ground
}

/// Hands the shapes of a member to `emit`; its functor, where it is an expression.
fn shapes<C: Constants + ?Sized>(
    member: &[Word],
    constants: &C,
    hash: u64,
    ground: bool,
    mut emit: impl FnMut(Shape),
) -> Option<Key> {
    match member[0].kind() {
        Kind::Variable(_) => emit(Shape::Variable),
        Kind::Constant(id) | Kind::Number(id) => emit(Shape::Constant(constants.content_hash(id))),
        Kind::Expression { arity } => {
            let functor = functor_of(member, arity, constants);
            if ground {
                emit(Shape::Whole(hash));
                emit(Shape::Ground(functor));
            } else {
                emit(Shape::Open(functor));
            }
            return Some(functor);
        }
    }
    None
}

/// True for an expression whose head is a symbol.
pub(super) fn headed_by_symbol<C: Constants + ?Sized>(term: &[Word], constants: &C) -> bool {
    match (term[0].kind(), term.get(2).map(|head| head.kind())) {
        (Kind::Expression { arity: 1.. }, Some(Kind::Constant(id))) => {
            matches!(constants.constant(id), Constant::Symbol(_))
        }
        _ => false,
    }
}

/// The hash under which a ground member is found whole.
pub(super) fn whole<C: Constants + ?Sized>(term: &[Word], constants: &C) -> (u64, bool) {
    term_hash(term, constants, EXACT)
}
