//! Rules and declarations that were asked for.

use std::rc::Rc;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use smallvec::SmallVec;

use super::reads::Closure;
use super::space::{Definition, Space};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::symbols::Symbol;
use crate::evaluation::term::Stored;

type Answer = Rc<[Rc<Stored>]>;

/// A question for definitions.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Question {
    Rules(SpaceId, Option<Symbol>, usize),
    Types(SpaceId, Symbol),
    OtherTypes(SpaceId),
    Subtypes(SpaceId),
}

impl Question {
    /// Of which space it is asked.
    pub(super) fn space(self) -> SpaceId {
        match self {
            Question::Rules(space, ..)
            | Question::Types(space, _)
            | Question::OtherTypes(space)
            | Question::Subtypes(space) => space,
        }
    }

    fn wanted(self) -> SmallVec<[Definition; 3]> {
        let mut wanted = SmallVec::new();
        match self {
            Question::Rules(_, head, length) => {
                let length = u32::try_from(length).unwrap_or(u32::MAX);
                wanted.extend(head.map(|head| Definition::Rule(head, length)));
                wanted.extend([Definition::Headless(length), Definition::Any]);
            }
            Question::Types(_, subject) => wanted.push(Definition::Type(subject)),
            Question::OtherTypes(_) => wanted.push(Definition::OtherType),
            Question::Subtypes(_) => wanted.push(Definition::Subtype),
        }
        wanted
    }
}

/// Answers, valid as long as the definitions that they are made of.
#[derive(Default)]
pub(super) struct Definitions {
    answers: HashMap<Question, Known, FixedState>,
}

/// When something was asked: the epoch, and the form, whose log must hear of it.
type Time = (u64, u64);

struct Known {
    answer: Answer,
    /// At this time it was right.
    checked: Time,
    closure: Closure,
    /// When each of the definitions of each space changed last.
    stamps: SmallVec<[u64; 6]>,
}

impl Definitions {
    /// The answer, where it was found at this very time.
    #[inline]
    pub(super) fn known(&self, question: Question, now: Time) -> Option<Answer> {
        let known = self.answers.get(&question)?;
        (known.checked == now).then(|| Rc::clone(&known.answer))
    }

    /// Finds the answer in `spaces`, which are those of `closure`.
    pub(super) fn find(
        &mut self,
        question: Question,
        spaces: &[&Space],
        closure: &Closure,
        now: Time,
    ) -> Answer {
        let wanted = question.wanted();
        let stamps: SmallVec<[u64; 6]> = spaces
            .iter()
            .flat_map(|space| wanted.iter().map(|&definition| space.stamp(definition)))
            .collect();
        if let Some(known) = self.answers.get_mut(&question)
            && known.stamps == stamps
            && known.closure == *closure
        {
            known.checked = now;
            return Rc::clone(&known.answer);
        }
        let answer = collect(spaces, &wanted);
        let known = Known { answer: Rc::clone(&answer), checked: now, closure: Rc::clone(closure), stamps };
        self.answers.insert(question, known);
        answer
    }
}

/// The atoms of these definitions, space by space, in order. O(atoms · log definitions).
fn collect(spaces: &[&Space], wanted: &[Definition]) -> Answer {
    let mut answer: Vec<Rc<Stored>> = Vec::new();
    for space in spaces {
        let parts: SmallVec<[_; 3]> = wanted
            .iter()
            .map(|&definition| space.defined(definition))
            .filter(|part| !part.is_empty())
            .collect();
        match parts[..] {
            [] => {}
            [one] => answer.extend(one.iter().map(|(_, atom)| Rc::clone(atom))),
            _ => {
                let mut all: Vec<&(u64, Rc<Stored>)> = parts.iter().flat_map(|part| part.iter()).collect();
                all.sort_by_key(|entry| entry.0);
                answer.extend(all.into_iter().map(|(_, atom)| Rc::clone(atom)));
            }
        }
    }
    answer.into()
}
