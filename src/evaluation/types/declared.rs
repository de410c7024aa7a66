//! What is declared of symbols and spaces, remembered as long as it stands.

use std::rc::Rc;

use hashbrown::HashMap;

use super::scheme::{function_parts, generalize, instance, parse};
use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::{Stored, Term, apply, instantiate, match_stored, same};

/// More types than this are not looked for.
const MAX_TYPES: usize = 1_000;

/// Super types of super types are not followed further than this: `(:< $x (List $x))` has no end.
const MAX_ROUNDS: usize = 100;

/// The types that a symbol is declared to have in a space.
#[derive(Debug)]
pub struct Declared {
    /// All of them in order: those of the library, the declared ones, their super types. Their variables are slots.
    pub types: Box<[Stored]>,
    /// Those that are function types.
    pub functions: Box<[Function]>,
    /// Also something that is no function: there is another type, or none at all.
    pub data: bool,
}

/// A function type, seen from a call.
#[derive(Debug)]
pub struct Function {
    /// The whole type; its variables are slots.
    pub scheme: Stored,
    /// The types of the arguments, classified.
    pub formals: Box<[Formal]>,
    /// The type of the result, classified.
    pub result: Formal,
}

/// What a declared type asks for, by what it costs to see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Formal {
    /// `%Undefined%`: anything, evaluated.
    Any,
    /// `Atom`: anything as it stands.
    Atom,
    /// `Expression`, `Symbol`, `Variable`, `Grounded`: a meta-type.
    Meta(Symbol),
    /// Another symbol: `Number`, `Nat`.
    Simple(Symbol),
    /// Has variables or members.
    Complex,
}

impl Formal {
    fn of(r#type: &Term) -> Formal {
        match r#type {
            Term::Symbol(known::UNDEFINED) => Formal::Any,
            Term::Symbol(known::ATOM) => Formal::Atom,
            Term::Symbol(meta @ (known::EXPRESSION | known::SYMBOL | known::VARIABLE | known::GROUNDED)) => {
                Formal::Meta(*meta)
            }
            Term::Symbol(symbol) => Formal::Simple(*symbol),
            _ => Formal::Complex,
        }
    }
}

impl Function {
    /// True when the type of the result is a variable.
    pub(super) fn gives_anything(&self) -> bool {
        matches!(function_parts(&self.scheme.term), Some((_, Term::Slot(_))))
    }
}

impl Declared {
    fn new(types: Vec<Stored>) -> Declared {
        let functions: Box<[Function]> = types
            .iter()
            .filter_map(|scheme| {
                let (formals, result) = function_parts(&scheme.term)?;
                Some(Function {
                    scheme: scheme.clone(),
                    formals: formals.iter().map(Formal::of).collect(),
                    result: Formal::of(result),
                })
            })
            .collect();
        let data = types.is_empty() || functions.len() < types.len();
        Declared { types: types.into(), functions, data }
    }
}

/// When something was asked: the epoch of the store, and the form, whose log must hear of it.
pub(super) type Stamp = (u64, u64);

/// Declarations that are not of a symbol, and subtypes, of one space.
pub(super) struct SpaceTypes {
    stamp: Stamp,
    pub(super) subtypes: Rc<[Rc<Stored>]>,
    pub(super) others: Rc<[Rc<Stored>]>,
    /// Numbers in `others` by the head and length of the subject; those without a head under [`None`].
    by_head: HashMap<Option<(Symbol, usize)>, Vec<usize>>,
}

impl SpaceTypes {
    /// True when an expression with this head and so many members may have a type of its own.
    pub(super) fn tells_of(&self, head: Symbol, length: usize) -> bool {
        !self.by_head.is_empty()
            && (self.by_head.contains_key(&None) || self.by_head.contains_key(&Some((head, length))))
    }
}

/// Whether an expression with this head and so many members may have a type that is declared of the expression itself:
/// `(: (f a) T)`. O(1) once asked, until something changes.
pub fn tells_of(context: &mut Context, space: SpaceId, head: Symbol, length: usize) -> bool {
    space_types(context, space).tells_of(head, length)
}

struct Entry {
    stamp: Stamp,
    declarations: Rc<[Rc<Stored>]>,
    subtypes: Rc<[Rc<Stored>]>,
    others: Rc<[Rc<Stored>]>,
    /// The types that come with the name itself.
    native: &'static [&'static str],
    declared: Rc<Declared>,
}

/// What is remembered of declarations.
#[derive(Default)]
pub(super) struct Declarations {
    symbols: HashMap<(SpaceId, Symbol), Entry, foldhash::fast::FixedState>,
    spaces: HashMap<SpaceId, Rc<SpaceTypes>>,
}

pub(super) fn stamp(context: &Context) -> Stamp {
    (context.store.epoch(), context.store.begun())
}

/// The declared types of a symbol in `space`. O(1) once asked, until something changes.
pub fn declared(context: &mut Context, space: SpaceId, symbol: Symbol) -> Rc<Declared> {
    let now = stamp(context);
    if let Some(entry) = context.types.declarations.symbols.get(&(space, symbol))
        && entry.stamp == now
    {
        return Rc::clone(&entry.declared);
    }
    let of_space = space_types(context, space);
    let declarations = context.store.declarations(space, symbol, &mut context.symbols);
    let native = context.native_types(symbol, space);
    if let Some(entry) = context.types.declarations.symbols.get_mut(&(space, symbol))
        && Rc::ptr_eq(&entry.declarations, &declarations)
        && Rc::ptr_eq(&entry.subtypes, &of_space.subtypes)
        && Rc::ptr_eq(&entry.others, &of_space.others)
        && entry.native == native
    {
        entry.stamp = now;
        return Rc::clone(&entry.declared);
    }
    let mut types = Vec::new();
    for text in native {
        types.push(parse(text, &mut context.symbols));
    }
    // What the library declares of its own names comes with them already.
    let mut repeated = vec![false; types.len()];
    for declaration in declarations.iter() {
        if let Some([_, subject, r#type]) = declaration.term.members()
            && subject.is_symbol(symbol)
        {
            let known = (0..repeated.len()).find(|&at| !repeated[at] && same(&types[at].term, r#type));
            match known {
                Some(at) => repeated[at] = true,
                None => types.push(Stored { term: r#type.clone(), names: Rc::clone(&declaration.names) }),
            }
        }
    }
    // `(: $x T)` says it of every symbol.
    for &at in of_space.by_head.get(&None).into_iter().flatten() {
        types.extend(
            subject_type(context, &of_space.others[at], &Term::Symbol(symbol)).map(|t| generalize(&t)),
        );
    }
    // What only says that nothing is known says nothing.
    types.retain(|scheme| !scheme.term.is_symbol(known::UNDEFINED) && !matches!(scheme.term, Term::Slot(_)));
    add_super_types(context, &of_space, &mut types);
    let declared = Rc::new(Declared::new(types));
    let entry = Entry {
        stamp: now,
        declarations,
        subtypes: Rc::clone(&of_space.subtypes),
        others: Rc::clone(&of_space.others),
        native,
        declared: Rc::clone(&declared),
    };
    context.types.declarations.symbols.insert((space, symbol), entry);
    declared
}

/// What `space` says of types beside those of symbols.
pub(super) fn space_types(context: &mut Context, space: SpaceId) -> Rc<SpaceTypes> {
    let now = stamp(context);
    let known = context.types.declarations.spaces.get(&space);
    if let Some(known) = known
        && known.stamp == now
    {
        return Rc::clone(known);
    }
    let subtypes = context.store.subtypes(space, &mut context.symbols);
    let others = context.store.other_declarations(space, &mut context.symbols);
    let by_head = match context.types.declarations.spaces.get(&space) {
        Some(known) if Rc::ptr_eq(&known.others, &others) => known.by_head.clone(),
        _ => index(&others),
    };
    let types = Rc::new(SpaceTypes { stamp: now, subtypes, others, by_head });
    context.types.declarations.spaces.insert(space, Rc::clone(&types));
    types
}

fn index(others: &[Rc<Stored>]) -> HashMap<Option<(Symbol, usize)>, Vec<usize>> {
    let mut by_head: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, declaration) in others.iter().enumerate() {
        let Some([_, subject, _]) = declaration.term.members() else { continue };
        let head = match subject {
            Term::Expression(node) => match node.members() {
                [Term::Symbol(head), rest @ ..] => Some((*head, rest.len() + 1)),
                _ => None,
            },
            Term::Slot(_) => None,
            // What is grounded has the type that it has.
            _ => continue,
        };
        by_head.entry(head).or_default().push(at);
    }
    by_head
}

/// The types that are declared of this very expression: `(: (f a) T)`.
pub(super) fn of_expression(context: &mut Context, space: &SpaceTypes, term: &Term) -> Vec<Term> {
    if space.by_head.is_empty() {
        return Vec::new();
    }
    let mut candidates: Vec<usize> = space.by_head.get(&None).cloned().unwrap_or_default();
    if let Some([head, rest @ ..]) = term.members() {
        match head.resolve() {
            Term::Symbol(head) => {
                candidates.extend(space.by_head.get(&Some((head, rest.len() + 1))).into_iter().flatten());
                candidates.sort_unstable();
            }
            Term::Variable(_) => candidates = (0..space.others.len()).collect(),
            _ => {}
        }
    }
    candidates.iter().filter_map(|&at| subject_type(context, &space.others[at], term)).collect()
}

/// The type in `declaration` if it speaks of `term`; nothing stays bound.
fn subject_type(context: &mut Context, declaration: &Stored, term: &Term) -> Option<Term> {
    let [_, subject, r#type] = declaration.term.members()? else { return None };
    let subject = Stored { term: subject.clone(), names: Rc::clone(&declaration.names) };
    let mark = context.trail.mark();
    let mut slots = vec![None; declaration.names.len()];
    let found = match_stored(&subject, &mut slots, term, &mut context.trail).then(|| {
        let r#type = instantiate(r#type, &mut slots, &declaration.names, &mut context.trail);
        apply(&r#type).resolve()
    });
    context.trail.undo(mark);
    context.trail.release(mark);
    found.filter(|found| !found.is_symbol(known::UNDEFINED) && !matches!(found, Term::Variable(_)))
}

/// Adds the super types of `types` behind them, transitively: those of all types of one round, then theirs.
pub(super) fn add_super_types(context: &mut Context, space: &SpaceTypes, types: &mut Vec<Stored>) {
    let mut from = 0;
    for _ in 0..MAX_ROUNDS {
        if space.subtypes.is_empty() || from == types.len() || types.len() >= MAX_TYPES {
            return;
        }
        let mut round = Vec::new();
        for r#type in &types[from..] {
            for subtype in space.subtypes.iter() {
                if let Some(found) = super_type(context, subtype, r#type)
                    && !types.iter().any(|known| same(&known.term, &found.term))
                {
                    round.push(found);
                }
            }
        }
        from = types.len();
        types.extend(round);
        types.truncate(MAX_TYPES);
    }
}

fn super_type(context: &mut Context, declaration: &Stored, r#type: &Stored) -> Option<Stored> {
    let [_, sub, _] = declaration.term.members()? else { return None };
    if let (Term::Symbol(x), Term::Symbol(y)) = (sub, &r#type.term)
        && x != y
    {
        return None;
    }
    let term = instance(r#type, &mut context.trail);
    subject_type(context, declaration, &term).map(|found| generalize(&found))
}
