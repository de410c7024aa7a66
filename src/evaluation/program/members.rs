//! Forms whose alternatives stand in the text, member by member.
//!
//! What comes of `(superpose (e1 .. en))` is what comes of `e1`, then of `e2`, .. : each is evaluated as a form would be, and on
//! what those before it have left. So whoever knows what a member comes to at its place need not evaluate the form as a
//! whole, unless a member shows that it is a part of something larger:
//!
//! - *A state* among the results is printed as it is when all members were evaluated.
//! - *A free variable* among the results is a cell that members behind it may still bind in the machine.
//! - *Random numbers, new spaces and states* are named after the form, and counted from member to member.
//! - *What cannot be taken back* was done when the whole form turns out to be needed.
//! - *Budgets* are those of the form.
//!
//! Errors vanish where another member gives something else, as among all results of a form.

use std::ops::ControlFlow;

use super::evaluate::within;
use super::outcome::{Outcome, Verdict, Wanted};
use crate::evaluation::context::{Context, Output};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::limits::Limits;
use crate::evaluation::machine::Evaluator;
use crate::evaluation::symbols::known;
use crate::evaluation::term::Term;
use crate::language::metta::atom::{Atom, AtomRef};
use crate::language::metta::constants::Constant;

/// What came of a member at its place, or of several.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Results, and steps.
    pub outcome: Outcome,
    /// What was printed.
    pub output: String,
}

/// The members of `(superpose (e1 .. en))`, where it means what it says in `context`, and two of them at least are calls. None
/// of anything else, nor where two of them share a variable, nor where an atom stands among them that is no alternative but a
/// word to the machine. O(size).
pub fn members(context: &mut Context, form: &Atom) -> Option<Vec<Atom>> {
    let head = form.as_ref().words().get(2)?;
    if symbol(form.as_ref(), *head) != Some("superpose") || context.pragmas.type_check_auto {
        return None;
    }
    if context.natives.operation(known::SUPERPOSE).is_some() {
        return None;
    }
    let [_, tuple] = <[Atom; 2]>::try_from(form.members_apart()?).ok()?;
    let members = tuple.members_apart()?;
    let is_plain = |member: &Atom| {
        let words = member.as_ref().words();
        let word = if is_call(member) { words[2] } else { words[0] };
        !matches!(symbol(member.as_ref(), word), Some("function" | "Error" | "NotReducible" | "Empty"))
    };
    let calls = members.iter().filter(|member| is_call(member)).count();
    (calls > 1 && members.iter().all(is_plain)).then_some(members)
}

/// What one of so many members may use: where none takes more, the form does not exceed what it may.
pub fn share(limits: &Limits, members: usize) -> Limits {
    Limits { memory: limits.memory.map(|memory| memory / members.max(1)), ..limits.clone() }
}

/// Evaluates a member of the form that has begun. `context.speculative` must be on, and output wait. What it has changed is in
/// the store and its log, and may be abandoned. None: only the whole form tells what comes of it.
pub fn part(evaluator: &mut Evaluator, member: AtomRef<'_>, space: SpaceId, wanted: Wanted) -> Option<Part> {
    let context = &mut evaluator.context;
    debug_assert!(context.speculative);
    context.output = Output::Buffered(String::new());
    let random = context.random;
    let evaluated = within(evaluator, member, space);
    let context = &mut evaluator.context;
    let counted = context.random != random || context.store.has_made();
    if evaluated.barrier
        || evaluated.exceeded.is_some()
        || counted
        || evaluated.results.iter().any(is_unsettled)
    {
        return None;
    }
    let outcome = Outcome::of(&evaluated, context, wanted);
    let Output::Buffered(output) = &mut context.output else { return None };
    Some(Part { outcome, output: std::mem::take(output) })
}

impl Part {
    /// Nothing yet of a form that has made its first step.
    pub fn none() -> Part {
        Part { outcome: Outcome { steps: 1, ..Outcome::default() }, output: String::new() }
    }

    /// The next member behind these; it breaks where the form has taken more steps than it may.
    pub fn join(&mut self, next: Part, limits: &Limits) -> ControlFlow<()> {
        let (all, next, output) = (&mut self.outcome, next.outcome, next.output);
        all.steps = all.steps.saturating_add(next.steps);
        self.output += &output;
        // Results of a form are all Errors, or none of them is.
        let (mine, its) = (all.verdict == Verdict::Fine, next.verdict == Verdict::Fine);
        if all.printed.is_empty() || !next.printed.is_empty() && its && !mine {
            (all.printed, all.results, all.verdict) = (next.printed, next.results, next.verdict);
        } else if mine == its {
            all.printed.extend(next.printed);
            all.results.extend(next.results);
            all.verdict = all.verdict.max(next.verdict);
        }
        match limits.steps {
            Some(most) if all.steps > most => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }
}

fn is_call(member: &Atom) -> bool {
    member.as_ref().term().len() > 2
}

fn symbol(atom: AtomRef<'_>, word: crate::language::metta::word::Word) -> Option<&str> {
    match atom.constants().constant(word.constant_id()?) {
        Constant::Symbol(name) => Some(name),
        _ => None,
    }
}

/// Whether a result, all bindings applied, has a state or a free variable in it. O(size); any depth.
fn is_unsettled(result: &Term) -> bool {
    let mut pending = vec![result.clone()];
    while let Some(term) = pending.pop() {
        match term.resolve() {
            Term::State(_) | Term::Variable(_) => return true,
            Term::Expression(node) => pending.extend(node.members().iter().cloned()),
            _ => {}
        }
    }
    false
}
