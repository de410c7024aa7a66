//! Which keys lead to the atoms that a pattern may match, and which of them lead to the fewest.

use super::bindings::{Bindings, Resolved, TermRef};
use super::compile::Pattern;
use crate::environment::keys::{self, Key, PLACES, Shape};
use crate::environment::segment::Segment;
use crate::environment::state::{Place, State};
use crate::environment::symbols::Layered;
use crate::language::metta::constants::{Constant, Constants};
use crate::language::metta::word::{Kind, term_len};

/// Keys under which all that can match is found together. The first leads to atoms without variables, in the place that
/// it is about; the others to atoms with variables, which a segment of ground atoms does not have.
#[derive(Clone, Copy)]
struct Keys {
    keys: [Key; 6],
    len: usize,
}

impl Keys {
    fn new(keys: &[Key]) -> Keys {
        let mut all = Keys { keys: [0; 6], len: 0 };
        keys.iter().for_each(|&key| all.push(key));
        all
    }

    fn push(&mut self, key: Key) {
        if let Some(slot) = self.keys.get_mut(self.len) {
            *slot = key;
            self.len += 1;
        }
    }

    fn of(&self, segment: &Segment) -> &[Key] {
        if segment.traits().open { &self.keys[..self.len] } else { &self.keys[..1] }
    }
}

/// The ways to the candidates of a pattern under the bindings of a moment.
#[derive(Default)]
pub(super) struct Access {
    /// The pattern is a free variable: everything may match.
    everything: bool,
    /// Ways of which any one will do.
    options: Vec<Keys>,
    /// One more such way, for segments without variables.
    exact: Option<Key>,
    /// Atoms under this key may match besides.
    headless: Option<Key>,
}

/// The longest bound term whose hash is computed for a look-up, in words and steps.
const BUDGET: usize = 256;

/// What the functors of rules and types are.
pub(super) struct Outer {
    rule: Key,
    ty: Key,
}

impl Outer {
    /// Computes them.
    pub(super) fn new() -> Outer {
        let functor = |name| keys::functor(Some(Constant::Symbol(name).content_hash()), 3);
        Outer { rule: functor("="), ty: functor(":") }
    }
}

/// What a query knows of an argument under the bindings of a moment.
enum Seen {
    Free,
    Constant(u64),
    /// An expression: its functor if its head is known, and its hash if all of it is.
    Expression {
        arity: u32,
        functor: Option<Key>,
        whole: Option<u64>,
    },
}

impl Access {
    /// Finds the ways for `term`, of which `pattern` is known.
    pub(super) fn find(
        &mut self,
        bindings: &Bindings<'_>,
        constants: &Layered,
        outer: &Outer,
        term: TermRef,
        pattern: &Pattern,
    ) {
        self.everything = false;
        self.options.clear();
        self.exact = None;
        self.headless = None;
        let Resolved::Term(resolved) = bindings.resolve(term) else {
            self.everything = true;
            return;
        };
        // What was compiled is about the pattern itself, not about what a variable stands for.
        let pattern = (resolved == term).then_some(pattern);
        let words = bindings.words(resolved);
        let Kind::Expression { arity } = words[0].kind() else {
            if let Some(id) = words[0].constant_id() {
                self.options.push(Keys::new(&[keys::exact_constant(constants.content_hash(id))]));
            }
            return;
        };
        let functor = match pattern.and_then(|pattern| pattern.functor) {
            Some(functor) => functor,
            None => match head(bindings, constants, resolved, arity) {
                Some(Some(functor)) => functor,
                Some(None) => keys::functor(None, arity),
                None => {
                    self.options.push(Keys::new(&[keys::arity(arity)]));
                    return;
                }
            },
        };
        let headless = keys::functor(None, arity);
        if functor != headless {
            self.headless = Some(headless);
        }
        self.options.push(Keys::new(&[functor]));
        let mut members = [0_u64; PLACES + 1];
        let mut known = 0;
        let mut at = resolved.at + 2;
        for (index, slot) in members.iter_mut().enumerate().take(arity as usize) {
            let member = TermRef { frame: resolved.frame, at };
            let whole =
                pattern.and_then(|pattern| pattern.arguments.get(index)).and_then(|argument| argument.1);
            at += term_len(bindings.words(member)) as u32;
            let seen = see(bindings, constants, member, whole);
            let hash = match seen {
                Seen::Free => None,
                Seen::Constant(hash) => Some(keys::exact_constant(hash)),
                Seen::Expression { whole, .. } => whole,
            };
            if let Some(hash) = hash {
                *slot = hash;
                known += 1;
            }
            if index > 0 {
                self.options.extend(place(functor, index, &seen));
            }
            if let (1, Seen::Expression { arity, functor: Some(inner), .. }) = (index, seen)
                && (functor == outer.rule || functor == outer.ty)
            {
                self.below(bindings, constants, functor, inner, arity, member);
            }
        }
        if known == arity as usize {
            self.exact = Some(keys::exact_members(arity, members[..known].iter().copied()));
        }
    }

    /// The ways by the arguments of the left side of a rule or type.
    fn below(
        &mut self,
        bindings: &Bindings<'_>,
        constants: &Layered,
        outer: Key,
        inner: Key,
        arity: u32,
        left: TermRef,
    ) {
        let Resolved::Term(left) = bindings.resolve(left) else { return };
        let base = keys::below(outer, inner);
        let mut at = left.at + 2;
        for index in 0..(arity as usize).min(PLACES + 1) {
            let member = TermRef { frame: left.frame, at };
            at += term_len(bindings.words(member)) as u32;
            if index == 0 {
                continue;
            }
            if let Some(mut keys) = place(base, index, &see(bindings, constants, member, None)) {
                keys.push(keys::place(outer, 1, Shape::Open(keys::functor(None, arity))));
                keys.push(keys::place(outer, 1, Shape::Variable));
                self.options.push(keys);
            }
        }
    }

    /// The number of candidates, removed ones included. O(options × segments).
    pub(super) fn count(&self, state: &State) -> usize {
        if self.everything {
            return state.len();
        }
        state
            .segments()
            .iter()
            .map(|segment| {
                self.best(segment).1
                    + self.besides(segment).map(|key| segment.under(key).len()).sum::<usize>()
            })
            .sum()
    }

    /// Appends the candidates to `places`, in the order of load.
    pub(super) fn candidates(&self, state: &State, places: &mut Vec<Place>) {
        if self.everything {
            places.extend(state.places());
            return;
        }
        for (segment, part) in (0..).zip(state.segments()) {
            let start = places.len();
            let mut lists = 0;
            let (best, _) = self.best(part);
            for key in best.iter().copied().chain(self.besides(part)) {
                let before = places.len();
                places.extend(part.live_under(key).map(|entry| Place { segment, entry }));
                lists += usize::from(places.len() > before);
            }
            if lists > 1 {
                places[start..].sort_unstable();
            }
        }
        // An entry is under two keys at once only if hashes collide.
        places.dedup();
    }

    fn best<'a>(&'a self, segment: &Segment) -> (&'a [Key], usize) {
        let size = |keys: &[Key]| keys.iter().map(|&key| segment.under(key).len()).sum::<usize>();
        if let (Some(exact), false) = (&self.exact, segment.traits().open) {
            let keys = std::slice::from_ref(exact);
            return (keys, size(keys));
        }
        let mut best: (&[Key], usize) = (&[], 0);
        for (number, option) in self.options.iter().enumerate() {
            let keys = option.of(segment);
            let size = size(keys);
            if number == 0 || size < best.1 {
                best = (keys, size);
            }
            if size == 0 {
                break;
            }
        }
        best
    }

    fn besides(&self, segment: &Segment) -> impl Iterator<Item = Key> + use<> {
        let traits = segment.traits();
        let variable = traits.variable.then(keys::variable);
        self.headless.filter(|_| traits.headless).into_iter().chain(variable)
    }
}

/// The functor of an expression under the bindings: `None` where its head is free, `Some(None)` where it is no constant.
fn head(bindings: &Bindings<'_>, constants: &Layered, term: TermRef, arity: u32) -> Option<Option<Key>> {
    if arity == 0 {
        return Some(None);
    }
    match bindings.resolve(TermRef { at: term.at + 2, ..term }) {
        Resolved::Free(_) => None,
        Resolved::Term(head) => {
            let constant = bindings.words(head)[0].constant_id();
            Some(constant.map(|id| keys::functor(Some(constants.content_hash(id)), arity)))
        }
    }
}

/// What is known of a member; `whole` is its hash where that was compiled.
fn see(bindings: &Bindings<'_>, constants: &Layered, member: TermRef, whole: Option<u64>) -> Seen {
    let Resolved::Term(term) = bindings.resolve(member) else { return Seen::Free };
    let words = bindings.words(term);
    match words[0].kind() {
        Kind::Constant(id) | Kind::Number(id) => Seen::Constant(constants.content_hash(id)),
        Kind::Variable(_) => Seen::Free,
        Kind::Expression { arity } => {
            let functor = head(bindings, constants, term, arity)
                .map(|functor| functor.unwrap_or(keys::functor(None, arity)));
            Seen::Expression { arity, functor, whole: whole.or_else(|| hash(bindings, constants, term)) }
        }
    }
}

/// The keys under which expressions of functor `outer` are found whose member `index` may unify with what is seen.
fn place(outer: Key, index: usize, seen: &Seen) -> Option<Keys> {
    let place = |shape| keys::place(outer, index, shape);
    match *seen {
        Seen::Free | Seen::Expression { functor: None, .. } => None,
        Seen::Constant(hash) => Some(Keys::new(&[place(Shape::Constant(hash)), place(Shape::Variable)])),
        Seen::Expression { arity, functor: Some(functor), whole } => {
            let mut keys = Keys::new(&[
                place(whole.map_or(Shape::Ground(functor), Shape::Whole)),
                place(Shape::Open(functor)),
                place(Shape::Variable),
            ]);
            let headless = keys::functor(None, arity);
            if functor != headless {
                keys.push(place(Shape::Open(headless)));
            }
            Some(keys)
        }
    }
}

/// The hash of an expression under the bindings, if it has no free variable and is not too large to be worth it.
fn hash(bindings: &Bindings<'_>, constants: &Layered, term: TermRef) -> Option<u64> {
    let length = term_len(bindings.words(term));
    if length > BUDGET {
        return None;
    }
    if bindings.is_ground(term.frame) {
        return Some(keys::whole(&bindings.words(term)[..length], constants).0);
    }
    let mut hash = keys::WHOLE_START;
    let mut steps = 0;
    let mut pending = vec![(term, length as u32)];
    while let Some((mut term, mut left)) = pending.pop() {
        while left > 0 {
            steps += 1;
            if steps > BUDGET {
                return None;
            }
            let mut taken = 1;
            let at = term;
            match bindings.words(at)[0].kind() {
                Kind::Constant(id) | Kind::Number(id) => {
                    hash = keys::whole_constant(hash, constants.content_hash(id))
                }
                Kind::Expression { arity } => {
                    hash = keys::whole_expression(hash, arity);
                    taken = 2;
                }
                Kind::Variable(_) => {
                    let Resolved::Term(value) = bindings.resolve(at) else { return None };
                    pending.push((TermRef { at: at.at + 1, ..at }, left - 1));
                    term = value;
                    left = term_len(bindings.words(value)) as u32;
                    continue;
                }
            }
            term.at += taken;
            left -= taken;
        }
    }
    Some(hash)
}
