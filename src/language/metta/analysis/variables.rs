//! What the variables of a form mean at the place that the walk has come to.

use hashbrown::HashMap;

use crate::language::analysis::{ScopeId, SymbolId};
use crate::text::Span;

/// The number of a name of a variable.
pub(super) type NameId = u32;

/// What a variable means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meaning {
    pub(super) symbol: SymbolId,
    pub(super) scope: ScopeId,
    /// Where it is bound.
    pub(super) span: Span,
    /// Another meaning of the name was seen there.
    pub(super) hides: bool,
}

/// The meanings of all names. Finding, binding and leaving a scope cost O(1) for each name, whatever the depth.
#[derive(Default)]
pub(super) struct Variables<'t> {
    names: HashMap<&'t str, NameId, foldhash::fast::FixedState>,
    /// By name: the form that gave it a meaning last, and the meaning.
    meanings: Vec<(u32, Option<Meaning>)>,
    form: u32,
    /// What the scopes that are open have hidden, the last one last.
    hidden: Vec<(NameId, Option<Meaning>)>,
}

impl<'t> Variables<'t> {
    /// Forgets all meanings.
    pub(super) fn begin_form(&mut self) {
        self.form += 1;
        self.hidden.clear();
    }

    /// The number of a name.
    pub(super) fn name(&mut self, name: &'t str) -> NameId {
        let next = self.meanings.len() as NameId;
        let id = *self.names.entry(name).or_insert(next);
        if id == next {
            self.meanings.push((0, None));
        }
        id
    }

    /// What the name means here.
    pub(super) fn meaning(&self, name: NameId) -> Option<Meaning> {
        self.meanings
            .get(name as usize)
            .filter(|(form, _)| *form == self.form)
            .and_then(|(_, meaning)| *meaning)
    }

    /// Gives a name that means nothing its meaning for the rest of the form.
    pub(super) fn set(&mut self, name: NameId, meaning: Meaning) {
        self.put(name, Some(meaning));
    }

    /// Gives a name another meaning until the scope is left.
    pub(super) fn hide(&mut self, name: NameId, meaning: Meaning) {
        self.hidden.push((name, self.meaning(name)));
        self.put(name, Some(meaning));
    }

    /// How much is hidden, to [`leave`](Variables::leave) with.
    pub(super) fn depth(&self) -> usize {
        self.hidden.len()
    }

    /// Takes back what was hidden since `depth`.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.hidden.len() > depth
            && let Some((name, meaning)) = self.hidden.pop()
        {
            self.put(name, meaning);
        }
    }

    fn put(&mut self, name: NameId, meaning: Option<Meaning>) {
        if let Some(place) = self.meanings.get_mut(name as usize) {
            *place = (self.form, meaning);
        }
    }
}
