//! Questions about a space as it was at one moment.

use std::fmt;
use std::sync::Arc;

use super::draft::Draft;
use super::dump::{self, Digest};
use super::keys::{self, Role, Shape};
use super::operation::Classes;
use super::pattern_cache::PatternCache;
use super::query::compile::Compiled;
use super::query::matches::Matches;
use super::query::search;
use super::state::{Place, State, term};
use super::suggest::Names;
use super::transaction::Transaction;
use crate::concurrent::published::Revision;
use crate::language::metta::atom::{Atom, AtomRef};
use crate::language::metta::constants::{Constant, Constants};
use crate::language::metta::word::{Kind, Word, term_len};

/// A space at one revision: never changes, whatever is published later (E1, W4), and waits for nobody (E3).
///
/// Cloning copies pointers. What it returns stays valid as long as it is kept, also when the space changes.
#[derive(Clone)]
pub struct Snapshot {
    revision: Revision,
    state: Arc<State>,
    patterns: Option<Arc<PatternCache>>,
}

impl Snapshot {
    pub(super) fn new(
        revision: Revision,
        state: Arc<State>,
        patterns: Option<Arc<PatternCache>>,
    ) -> Snapshot {
        Snapshot { revision, state, patterns }
    }

    pub(super) fn with_state(&self, state: Arc<State>) -> Snapshot {
        Snapshot { state, ..self.clone() }
    }

    pub(super) fn state(&self) -> &State {
        &self.state
    }

    pub(super) fn shared_state(&self) -> &Arc<State> {
        &self.state
    }

    /// This space with the atoms of `draft` behind its own: a space of its own, published nowhere. Amortised
    /// O(size of the atoms · log n).
    pub fn with(&self, draft: Draft) -> Snapshot {
        if draft.is_empty() { self.clone() } else { self.with_state(Arc::new(self.state.with_draft(draft))) }
    }

    /// The space that `body` makes of this one: a value of its own, nothing is published. The revision stays.
    pub fn amended(&self, body: impl FnOnce(&mut Transaction)) -> Snapshot {
        let mut transaction = Transaction::new(self.clone());
        body(&mut transaction);
        transaction.snapshot()
    }

    /// True for the very same value: nothing was changed between the two. O(1).
    pub fn is_identical(&self, other: &Snapshot) -> bool {
        Arc::ptr_eq(&self.state, &other.state)
    }

    /// The revision of the space. Within a transaction: the one on which it is based.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// The number of atoms, each copy counted. O(1).
    pub fn len(&self) -> usize {
        self.state.len()
    }

    /// True when there is no atom.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of rules `(= left right)`, each copy counted. `(= a)` and `(= a b c)` are plain facts. O(1).
    pub fn rule_count(&self) -> usize {
        self.state.rules()
    }

    /// The number of type declarations `(: atom type)`, each copy counted. O(1).
    pub fn type_count(&self) -> usize {
        self.state.types()
    }

    /// True when the space has a copy of `atom`, up to the names of variables, numbers by value. O(size of the atom).
    pub fn has_fact(&self, atom: AtomRef<'_>) -> bool {
        self.state.copies(atom).next().is_some()
    }

    /// The number of copies of `atom`, up to the names of variables; 0 where there is none (E4). O(size × copies).
    pub fn multiplicity(&self, atom: AtomRef<'_>) -> usize {
        self.state.copies(atom).count()
    }

    /// Every atom once, up to the names of variables, as the oldest copy says it, with the number of its copies; in the
    /// order of the oldest copies. O(size of the space · log).
    pub fn multiplicities(&self) -> Vec<(AtomRef<'_>, usize)> {
        let mut classes = Classes::default();
        let mut counts: Vec<usize> = Vec::new();
        for atom in self.iter_atoms() {
            let class = classes.of(atom);
            match counts.get_mut(class) {
                Some(count) => *count += 1,
                None => counts.push(1),
            }
        }
        classes.representatives.into_iter().zip(counts).collect()
    }

    /// All declared types of `atom`: the `T` of each `(: atom T)` in the order of load, one per copy; `atom` up to the
    /// names of variables. O(size of the atom + declarations).
    pub fn get_type(&self, atom: AtomRef<'_>) -> Vec<Atom> {
        let (subject, constants) = (atom.term(), atom.constants());
        let outer = keys::functor(Some(Constant::Symbol(":").content_hash()), 3);
        let shape = match subject[0].kind() {
            Kind::Variable(_) => Shape::Variable,
            Kind::Constant(id) | Kind::Number(id) => Shape::Constant(constants.content_hash(id)),
            Kind::Expression { arity } => match keys::whole(subject, constants) {
                (hash, true) => Shape::Whole(hash),
                (_, false) => Shape::Open(keys::functor_of(subject, arity, constants)),
            },
        };
        let mut types = Vec::new();
        for place in self.state.under(keys::place(outer, 1, shape)) {
            let words = self.state.words(place);
            if keys::role(term(words), self.constants()) != Role::Type {
                continue;
            }
            let (declared, ty) = sides(words);
            if AtomRef::new(declared, self.constants()).alpha_eq(AtomRef::new(subject, constants)) {
                let names = &words[term_len(words)..];
                types.push(Atom::new(part(ty, names), Arc::clone(self.state.symbols()) as _));
            }
        }
        types
    }

    /// The rules that a call `(head a1 .. an)` with `arity` arguments must try: those whose left side is such a call, and
    /// those whose left side is not headed by a symbol; in the order of load. Whether they match is another matter.
    /// O(answers · log).
    pub fn matching_rules(&self, head: &str, arity: usize) -> impl Iterator<Item = AtomRef<'_>> + use<'_> {
        let head = Constant::Symbol(head);
        // No expression has more members than a word can say.
        let members = u32::try_from(arity).ok().and_then(|arity| arity.checked_add(1)).unwrap_or(u32::MAX);
        let call = keys::functor(Some(head.content_hash()), members);
        let outer = keys::functor(Some(Constant::Symbol("=").content_hash()), 3);
        let wanted = [
            keys::place(outer, 1, Shape::Ground(call)),
            keys::place(outer, 1, Shape::Open(call)),
            keys::HEADLESS_RULES,
        ];
        let mut places: Vec<Place> = wanted.iter().flat_map(|&key| self.state.under(key)).collect();
        places.retain(|&place| {
            let words = self.state.words(place);
            if keys::role(term(words), self.constants()) != Role::Rule {
                return false;
            }
            let left = sides(words).0;
            if !keys::headed_by_symbol(left, self.constants()) {
                return true;
            }
            let name = left[2].constant_id().map(|id| self.constants().constant(id));
            left[0].kind() == (Kind::Expression { arity: members })
                && name.is_some_and(|name| name.identical(head))
        });
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|place| self.state.atom(place))
    }

    /// All rules in the order of load, each copy by itself.
    pub fn iter_rules(&self) -> impl Iterator<Item = AtomRef<'_>> + use<'_> {
        let rules = keys::functor(Some(Constant::Symbol("=").content_hash()), 3);
        let constants = self.constants();
        self.state
            .under(rules)
            .map(|place| self.state.atom(place))
            .filter(move |atom| keys::role(atom.term(), constants) == Role::Rule)
    }

    /// All atoms in the order of load, each copy by itself.
    pub fn iter_atoms(&self) -> impl Iterator<Item = AtomRef<'_>> + use<'_> {
        self.state.atoms().map(|words| AtomRef::new(words, self.constants()))
    }

    /// The results of `(match space pattern template)`: for each way to unify `pattern` with a copy, in the order of load,
    /// the instance of `template`.
    ///
    /// Unification goes both ways: variables of a stored atom may be bound too, and are new at each use; a cyclic
    /// solution is none. `(, p1 p2 ..)` is a conjunction: the copies for `p1` in order, for each of them those for `p2`
    /// under its bindings, ..; so counts multiply. `(,)` has one result. Only the outermost `,` means that.
    ///
    /// Pattern and template share variables by name. A variable that remains keeps the name that the pattern or the
    /// template gives it; one that only stored atoms have keeps theirs, with `-1`, `-2`, .. behind it where another
    /// variable of the same result has that name.
    ///
    /// Proportional to the candidates, which are found by the most selective of head, arity, arguments and, for rules and
    /// types, arguments of the left side; joins take the most selective conjunct first. Any depth.
    pub fn match_query(&self, pattern: AtomRef<'_>, template: AtomRef<'_>) -> Matches {
        match &self.patterns {
            Some(patterns) => search::run(&self.state, &patterns.compiled(pattern), pattern, template),
            None => search::run(&self.state, &Compiled::new(pattern), pattern, template),
        }
    }

    /// The symbols of the space nearest to `name`: at most three, at a distance of 1 or 2 edits (insertion, deletion,
    /// replacement, exchange of neighbours; nothing edited twice), by distance, then by text.
    ///
    /// The list of names is made at the first call for this revision, O(words of the space); then O(names). Who asks while
    /// another thread makes it waits for it, never for a writer.
    pub fn suggest(&self, name: &str) -> Vec<String> {
        self.state.names.get_or_init(|| Names::of(&self.state)).nearest(name)
    }

    /// The canonical text of the space: a comment with the totals, then every copy on a line of its own, in the order of
    /// load. Reads back as the same space. The same for every schedule and every machine (D3, E2).
    pub fn dump(&self) -> String {
        dump::dump(self)
    }

    /// SHA-256 of [`Snapshot::dump`], computed without it.
    pub fn digest(&self) -> Digest {
        dump::digest(self)
    }

    fn constants(&self) -> &super::symbols::Symbols {
        self.state.symbols()
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("revision", &self.revision).field("len", &self.len()).finish()
    }
}

/// The two arguments of a rule or type.
fn sides(words: &[Word]) -> (&[Word], &[Word]) {
    let behind = &words[3..];
    let (left, behind) = behind.split_at(term_len(behind));
    (left, &behind[..term_len(behind)])
}

/// An atom of a part of another one: its variables numbered anew, followed by their names.
fn part(term: &[Word], names: &[Word]) -> Vec<Word> {
    let mut words = term.to_vec();
    let mut numbers: Vec<Option<u32>> = vec![None; names.len()];
    let mut own = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match words[at].kind() {
            Kind::Variable(index) => {
                let number = *numbers[index as usize].get_or_insert_with(|| {
                    own.push(names[index as usize]);
                    own.len() as u32 - 1
                });
                words[at] = Word::variable(number);
            }
            Kind::Expression { .. } => at += 1,
            _ => {}
        }
        at += 1;
    }
    words.extend(own);
    words
}
