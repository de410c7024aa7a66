//! The environment of the walk over a tree: which binder a spelling means at the place that the walk has reached.
//!
//! A pattern is read as a whole before its variables mean anything, so binders are first *collected* and then *bound*.
//! What is bound is undone from behind when its scope ends. Every operation is O(1) for each variable that it moves.

use hashbrown::HashMap;

use crate::language::analysis::{KeyId, SymbolId, SymbolKind};
use crate::text::Span;

/// The number of a spelling.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Spelling(u32);

/// Stands for "no entry".
const NONE: u32 = u32::MAX;

/// What is known of a symbol during the walk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Binder {
    /// Its number.
    pub symbol: SymbolId,
    /// Its sort.
    pub kind: SymbolKind,
    /// Where it is bound.
    pub span: Span,
    /// True for what `new` binds: contracts define such names.
    pub fresh: bool,
    /// Its spelling.
    spelling: Spelling,
}

/// What a spelling means.
#[derive(Clone, Copy, Debug)]
enum Meaning {
    /// A binder.
    Bound(Binder),
    /// A variable of a `\/` or `~` that does not reach this place.
    Hidden(Span),
}

/// A meaning on top of the meanings that it covers.
#[derive(Clone, Copy, Debug)]
struct Entry {
    spelling: Spelling,
    meaning: Meaning,
    /// How many patterns lie around the place where it is bound.
    depth: u32,
    /// The entry of the same spelling below.
    below: u32,
    /// The nearest entry of the same spelling, this one included, that is a binder.
    binder: u32,
}

/// A pattern that is being read.
#[derive(Clone, Copy, Debug)]
struct Collector {
    binders: usize,
    hidden: usize,
}

/// The state of a spelling.
#[derive(Clone, Copy, Debug)]
struct Word {
    /// The innermost entry.
    top: u32,
    /// The place in `collected` of the newest binder that is being collected.
    newest: u32,
    /// The global key of the spelling, once a free variable has asked for it.
    key: Option<KeyId>,
}

/// A spelling of which nothing is known.
const UNKNOWN: Word = Word { top: NONE, newest: NONE, key: None };

/// What [`Environment::find`] finds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Found {
    /// The innermost binder.
    pub binder: Option<Binder>,
    /// A variable of a `\/` or `~` that lies nearer than the binder but does not reach this place.
    pub hidden: Option<Span>,
}

/// See the [module](self).
#[derive(Default)]
pub(super) struct Environment<'t> {
    spellings: HashMap<&'t str, Spelling, foldhash::fast::FixedState>,
    words: Vec<Word>,
    entries: Vec<Entry>,
    /// The binders of all patterns that are being read, each with the `newest` that it covers.
    collected: Vec<(Binder, u32)>,
    hidden: Vec<(Spelling, Span)>,
    collectors: Vec<Collector>,
}

impl<'t> Environment<'t> {
    /// The number of a spelling.
    pub(super) fn spelling(&mut self, text: &'t str) -> Spelling {
        let next = Spelling(self.words.len() as u32);
        let spelling = *self.spellings.entry(text).or_insert(next);
        if spelling == next {
            self.words.push(UNKNOWN);
        }
        spelling
    }

    fn word(&self, spelling: Spelling) -> Word {
        self.words.get(spelling.0 as usize).copied().unwrap_or(UNKNOWN)
    }

    /// The global key of a spelling, which `number` knows.
    pub(super) fn key(&mut self, spelling: Spelling, number: impl FnOnce() -> KeyId) -> KeyId {
        match self.words.get_mut(spelling.0 as usize) {
            Some(word) => *word.key.get_or_insert_with(number),
            None => number(),
        }
    }

    fn entry(&self, index: u32) -> Option<&Entry> {
        self.entries.get(index as usize)
    }

    /// What a spelling means here, at any depth.
    pub(super) fn find(&self, spelling: Spelling) -> Found {
        let Some(top) = self.entry(self.word(spelling).top) else { return Found::default() };
        let hidden = match top.meaning {
            Meaning::Hidden(span) => Some(span),
            Meaning::Bound(_) => None,
        };
        let binder = self.entry(top.binder).and_then(|entry| match entry.meaning {
            Meaning::Bound(binder) => Some(binder),
            Meaning::Hidden(_) => None,
        });
        Found { binder, hidden }
    }

    /// The binder that a spelling means inside the pattern at `depth`: what is bound around the pattern does not count.
    pub(super) fn find_in_pattern(&self, spelling: Spelling, depth: u32) -> Option<Binder> {
        let top = self.entry(self.word(spelling).top)?;
        let entry = self.entry(top.binder).filter(|entry| entry.depth == depth)?;
        match entry.meaning {
            Meaning::Bound(binder) => Some(binder),
            Meaning::Hidden(_) => None,
        }
    }

    /// Starts to read a pattern.
    pub(super) fn collect(&mut self) {
        self.collectors.push(Collector { binders: self.collected.len(), hidden: self.hidden.len() });
    }

    /// The binder of this spelling in the pattern that is being read.
    pub(super) fn collected(&self, spelling: Spelling) -> Option<Binder> {
        let first = self.collectors.last().map_or(0, |collector| collector.binders);
        let newest = self.word(spelling).newest as usize;
        if newest < first { None } else { self.collected.get(newest).map(|&(binder, _)| binder) }
    }

    /// Adds a binder to the pattern that is being read.
    pub(super) fn add(
        &mut self,
        spelling: Spelling,
        symbol: SymbolId,
        kind: SymbolKind,
        span: Span,
        fresh: bool,
    ) {
        let place = self.collected.len() as u32;
        if let Some(word) = self.words.get_mut(spelling.0 as usize) {
            self.collected.push((Binder { symbol, kind, span, fresh, spelling }, word.newest));
            word.newest = place;
        }
    }

    /// How much is bound, for [`unbind`](Environment::unbind).
    pub(super) fn bound(&self) -> u32 {
        self.entries.len() as u32
    }

    /// Ends the pattern that was begun last: from now on its variables mean something at `depth`.
    pub(super) fn bind(&mut self, depth: u32) {
        let Some(collector) = self.collectors.pop() else { return };
        for index in collector.hidden..self.hidden.len() {
            if let Some(&(spelling, span)) = self.hidden.get(index) {
                self.push(spelling, Meaning::Hidden(span), depth);
            }
        }
        self.hidden.truncate(collector.hidden);
        for index in collector.binders..self.collected.len() {
            if let Some(&(binder, _)) = self.collected.get(index) {
                self.push(binder.spelling, Meaning::Bound(binder), depth);
            }
        }
        self.forget(collector.binders);
    }

    /// Ends the pattern that was begun last: its variables mean nothing anywhere. With `hide` the pattern around it
    /// remembers them, so that a use of them can be explained.
    pub(super) fn discard(&mut self, hide: bool) {
        let Some(collector) = self.collectors.pop() else { return };
        if hide {
            let binders = self.collected.get(collector.binders..).unwrap_or_default();
            self.hidden.extend(binders.iter().map(|(binder, _)| (binder.spelling, binder.span)));
        } else {
            self.hidden.truncate(collector.hidden);
        }
        self.forget(collector.binders);
    }

    fn forget(&mut self, first: usize) {
        while self.collected.len() > first {
            let Some((binder, covered)) = self.collected.pop() else { return };
            if let Some(word) = self.words.get_mut(binder.spelling.0 as usize) {
                word.newest = covered;
            }
        }
    }

    fn push(&mut self, spelling: Spelling, meaning: Meaning, depth: u32) {
        let place = self.entries.len() as u32;
        let below = self.word(spelling).top;
        let binder = match meaning {
            Meaning::Bound(_) => place,
            Meaning::Hidden(_) => self.entry(below).map_or(NONE, |entry| entry.binder),
        };
        self.entries.push(Entry { spelling, meaning, depth, below, binder });
        if let Some(word) = self.words.get_mut(spelling.0 as usize) {
            word.top = place;
        }
    }

    /// Undoes everything that was bound since [`bound`](Environment::bound) said `count`.
    pub(super) fn unbind(&mut self, count: u32) {
        while self.entries.len() > count as usize {
            let Some(entry) = self.entries.pop() else { return };
            if let Some(word) = self.words.get_mut(entry.spelling.0 as usize) {
                word.top = entry.below;
            }
        }
    }
}
