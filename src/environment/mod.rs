//! MeTTa's shared state: a space, its rules, its types, in one value that many threads read and write.
//!
//! # What it is
//! A space is a multiset of atoms in the order of load. `(= left right)` is a rule, `(: atom type)` a type declaration;
//! both are plain atoms too. Atoms are equal for look-up up to the names of variables, numbers by value (`1` is `1.0`).
//!
//! # How it is built
//! The state is an immutable list of immutable *segments* behind one published pointer
//! ([`Published`]). A segment is what one publication added: its atoms as flat words, and one
//! multimap from text-based keys to entries, which serves exact look-up, patterns, rules and types alike. Small
//! neighbouring segments are merged in fours (the logarithmic method: Bentley and Saxe, *Decomposable searching problems*,
//! J. Algorithms 1980), so there are O(log n) segments and a write costs amortised O(log n). Removal sets a bit; what is
//! dead is dropped when segments merge, and all at once when the dead outnumber the living.
//!
//! Since all that a reader sees hangs from one pointer, and since rules and types are found by the same index as
//! everything else, there is no moment and no bug that could make them disagree:
//!
//! - **E1** A publication is one swap of one pointer. A batch, a load, a transaction is one publication.
//! - **E2** Keys hash text, not ids; constants, chunks and partitions are cut by the data, not by the threads.
//! - **E3** A reader copies a pointer and holds no lock. A writer prepares against a snapshot, outside every lock.
//! - **E4** Each copy is an entry of its own; removal takes one, decided on the state from which it is taken.
//!
//! # Why not simpler
//! Each of these designs is a mutant in `models/` (`visibility`, `adding_while_matching`, `transaction`), which must die there.
//!
//! *Space, rule index and counts behind locks of their own*: 1. W adds a rule to the index. 2. R finds it there, and
//! does not find it in the space. 3. W adds it to the space.
//!
//! *A read lock held while templates are evaluated*: 1. R holds the lock and evaluates a template. 2. The template adds an
//! atom and waits for the write lock. 3. Nobody releases the read lock.
//!
//! *A state computed from a snapshot and then stored*: 1. A and B take the same snapshot. 2. A stores it with a. 3. B
//! stores it with b; a is gone. Here what was prepared is *applied to the current state*, under the writer's mutex.

mod delta;
mod draft;
mod dump;
mod index;
mod keys;
mod operation;
mod pattern_cache;
mod prepare;
mod query;
mod segment;
mod snapshot;
mod state;
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod steps;
mod suggest;
mod symbols;
mod tiers;
mod tombstones;
mod transaction;

use std::fmt;

pub use delta::Delta;
pub use draft::Draft;
pub use dump::Digest;
pub use query::matches::Matches;
pub use snapshot::Snapshot;
pub use transaction::Transaction;

pub use crate::concurrent::published::Revision;

use crate::concurrent::published::Published;
use crate::language::metta::atom::AtomRef;
use crate::sync::fork_join::Pool;
use draft::DraftBuilder;
use operation::{Commit, Publication, Removal, owned};
use pattern_cache::PatternCache;
use prepare::prepare;
use state::State;
use std::sync::Arc;

/// A space that threads share. See the [module](self).
///
/// All methods take `&self`. Each write is one publication; writes happen one after the other, in some order, each on
/// what the one before left.
pub struct Environment {
    published: Published<State>,
    patterns: Option<Arc<PatternCache>>,
}

/// How many compiled patterns an environment keeps unless told otherwise.
pub const DEFAULT_PATTERNS: usize = 1024;

impl Default for Environment {
    fn default() -> Environment {
        Environment::new()
    }
}

impl Environment {
    /// An empty space.
    pub fn new() -> Environment {
        Environment::with_pattern_cache(DEFAULT_PATTERNS)
    }

    /// An empty space that keeps at most about `patterns` compiled patterns. With 0 there is no cache, and reading takes
    /// no lock but the published cell's.
    pub fn with_pattern_cache(patterns: usize) -> Environment {
        let patterns = PatternCache::new(patterns).map(Arc::new);
        Environment { published: Published::new(State::default()), patterns }
    }

    /// The space as it is now. O(1); never waits for a writer that prepares (E3).
    pub fn snapshot(&self) -> Snapshot {
        let (revision, state) = self.published.load();
        Snapshot::new(revision, state, self.patterns.clone())
    }

    /// Adds a copy of `atom` at the end. Amortised O(size of the atom · log n).
    pub fn add(&self, atom: AtomRef<'_>) -> Revision {
        self.add_batch([atom])
    }

    /// Adds `(= left right)`; variables of the same name are the same variable.
    pub fn add_rule(&self, left: AtomRef<'_>, right: AtomRef<'_>) -> Revision {
        let mut builder = DraftBuilder::default();
        builder.push_pair("=", left, right);
        self.publish(Delta::single(builder.finish()), &Pool::new(1))
    }

    /// Adds `(: atom ty)`; variables of the same name are the same variable.
    pub fn add_type(&self, atom: AtomRef<'_>, ty: AtomRef<'_>) -> Revision {
        let mut builder = DraftBuilder::default();
        builder.push_pair(":", atom, ty);
        self.publish(Delta::single(builder.finish()), &Pool::new(1))
    }

    /// Adds all of `atoms` in one publication (E1).
    pub fn add_batch<'a>(&self, atoms: impl IntoIterator<Item = AtomRef<'a>>) -> Revision {
        self.publish(Delta::single(Draft::from_atoms(atoms)), &Pool::new(1))
    }

    /// Removes the oldest copy that is the same as `atom`, names of variables included, numbers by value; false where
    /// there is none: `(r $x)` removes neither `(r 1)` nor `(r $y)`. Two removals of one copy: one of them finds it (E4).
    pub fn remove(&self, atom: AtomRef<'_>) -> bool {
        self.published.publish(Removal(owned(atom))).1
    }

    /// Adds what `delta` says, in its order, in one publication (E1, E2).
    ///
    /// Everything heavy is done outside every lock, spread over the threads of `pool`: the result does not depend on
    /// their number. Under the writer's mutex the new segment is appended, or rebased first where the space has got new
    /// constants meanwhile.
    pub fn publish(&self, delta: Delta, pool: &Pool) -> Revision {
        let (_, state) = self.published.load();
        let prepared = prepare(delta, Arc::clone(state.symbols()), pool);
        drop(state);
        self.published.publish(Publication(prepared)).0
    }

    /// Does what `body` does with the transaction in one publication, or nothing at all where `body` returns an error
    /// (or panics) (E1).
    ///
    /// `body` runs outside every lock, once, on a private state. If nothing was published meanwhile, its result is
    /// published as it is; else its *operations* are done again, in their order, on the state that is current then: the
    /// additions are added, and removals remove what they find. So no update of anybody is lost (E4), but what `body`
    /// *read* may be out of date by then, as with any snapshot.
    ///
    /// # Errors
    /// What `body` returns.
    pub fn transaction<R, E>(&self, body: impl FnOnce(&mut Transaction) -> Result<R, E>) -> Result<R, E> {
        let mut transaction = Transaction::new(self.snapshot());
        let value = body(&mut transaction)?;
        if let Some((base, result, operations)) = transaction.finish() {
            self.published.publish(Commit { base: Arc::clone(base.shared_state()), result, operations });
        }
        Ok(value)
    }

    /// Makes the space hold exactly these atoms, each so many times, in one publication (E1); see
    /// [`Transaction::set_multiplicities`]. What [`Snapshot::multiplicities`] returned can be put back with it.
    pub fn set_multiplicities<'a>(&self, wanted: impl IntoIterator<Item = (AtomRef<'a>, usize)>) {
        self.change(|transaction| transaction.set_multiplicities(wanted));
    }

    /// Builds the index anew from the atoms, aside, and swaps it in: no reader sees less than all rules (E1).
    pub fn rebuild_rule_index(&self) {
        self.change(Transaction::rebuild);
    }

    fn change(&self, body: impl FnOnce(&mut Transaction)) {
        let changed: Result<(), std::convert::Infallible> = self.transaction(|transaction| {
            body(transaction);
            Ok(())
        });
        match changed {
            Ok(()) => {}
        }
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Environment").field(&self.snapshot()).finish()
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
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
    fn suggestions_are_near_live_names() {
        let environment =
            environment("(= (square $squeer) (sqare 1)) (\"squbre\" squar squares xsquare cube)");
        assert_eq!(environment.snapshot().suggest("square"), ["sqare", "squar", "squares"]);
        assert_eq!(environment.snapshot().suggest("squrae"), ["square", "sqare", "squar"]);
        assert!(environment.remove(atom("(= (square $squeer) (sqare 1))").as_ref()));
        assert_eq!(environment.snapshot().suggest("square"), ["squar", "squares", "xsquare"]);
    }
}
