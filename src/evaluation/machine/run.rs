//! The loop: what comes next, where values go, where evaluation goes back to.

use std::rc::Rc;

use super::budget::Budget;
use super::choice::{Choice, Rest};
use super::frame::{After, Frame, Value, Wait};
use super::memory::Memory;
use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::{Mark, Node, Term, apply};

/// What comes next.
pub(super) enum Next {
    /// `(metta term type)`.
    Evaluate(Term, Term),
    /// A minimal instruction is executed; anything else is its own value.
    Execute(Term),
    /// A value for the frame on top.
    Return(Term),
    /// There is no value here: on with the newest choice.
    Fail,
    /// The form is at its end.
    Done,
}

/// The machine while it evaluates a form.
pub(super) struct Machine<'e> {
    pub(super) context: &'e mut Context,
    pub(super) memory: &'e mut Memory,
    pub(super) frames: Vec<Frame>,
    pub(super) choices: Vec<Choice>,
    /// The nearest collector among the frames.
    pub(super) collector: u32,
    /// `&self` of what is evaluated now.
    pub(super) space: SpaceId,
    pub(super) budget: Budget,
    pub(super) results: Vec<Term>,
    /// The form must wait for its turn.
    pub(super) barrier: bool,
    /// The limit that ended the form.
    pub(super) exceeded: Option<Symbol>,
}

impl Machine<'_> {
    /// All results of a form, in order.
    pub(super) fn run(&mut self, form: &Term) {
        let space = self.space;
        self.frames.push(Frame { choices: 0, below: 0, space, collected: None, wait: Wait::Top });
        self.collector = 0;
        let mut next = Next::Evaluate(form.clone(), Term::Symbol(known::UNDEFINED));
        loop {
            next = match next {
                Next::Evaluate(term, expected) => self.evaluate(term, expected),
                Next::Return(value) => self.give(value),
                Next::Fail => self.fail(),
                Next::Execute(term) => self.execute(term),
                Next::Done => return,
            };
        }
    }

    /// Counts a step; what to do instead of it where a limit is exceeded.
    #[inline]
    pub(super) fn step(&mut self) -> Option<Next> {
        let (frames, choices) = (&self.frames, &self.choices);
        let bytes = || frames.len() * size_of::<Frame>() + choices.len() * size_of::<Choice>();
        match self.budget.step(self.context, bytes) {
            Ok(()) => None,
            Err(limit) => {
                self.exceeded = Some(limit);
                Some(Next::Done)
            }
        }
    }

    /// Evaluates `term` as `expected` for `wait`, for which all alternatives are collected first. Where the stack is too deep
    /// the value is `(Error term StackOverflow)`.
    #[inline]
    pub(super) fn evaluate_for(&mut self, wait: Wait, term: Term, expected: Term) -> Next {
        if self.frames.len() >= self.budget.depth {
            return overflow(&term);
        }
        self.push(wait);
        Next::Evaluate(term, expected)
    }

    /// [`Machine::evaluate_for`]; bindings made on the way to a value are taken back before it is known that there is none.
    pub(super) fn evaluate_guarded(&mut self, wait: Wait, term: Term, expected: Term) -> Next {
        if self.frames.len() >= self.budget.depth {
            return overflow(&term);
        }
        self.push(wait);
        self.choose(Rest::Nothing);
        Next::Evaluate(term, expected)
    }

    /// Executes `term` for `wait`, of a minimal instruction, which gets each value as it comes.
    pub(super) fn execute_for(&mut self, wait: Wait, term: Term) -> Next {
        if self.frames.len() >= self.budget.depth {
            return overflow(&term);
        }
        let choices = self.choices.len() as u32;
        self.frames.push(Frame { choices, below: 0, space: self.space, collected: None, wait });
        Next::Execute(term)
    }

    /// A collector on top of the stack.
    #[inline]
    pub(super) fn push(&mut self, wait: Wait) {
        let below = std::mem::replace(&mut self.collector, self.frames.len() as u32);
        let choices = self.choices.len() as u32;
        self.frames.push(Frame { choices, below, space: self.space, collected: None, wait });
    }

    /// From now on evaluation can go back to here, where `rest` is left to do.
    pub(super) fn choose(&mut self, rest: Rest) {
        let mark = self.context.trail.mark();
        self.choose_at(mark, rest);
    }

    /// [`Machine::choose`], with a mark that was made before the first alternative.
    pub(super) fn choose_at(&mut self, mark: Mark, rest: Rest) {
        let frames = self.frames[self.collector as usize + 1..].into();
        let (collector, space) = (self.collector, self.space);
        self.choices.push(Choice { mark, collector, space, frames, rest });
    }

    /// The newest choice has no alternatives behind the one that begins now: it is forgotten. Where the collector has values
    /// already, bindings will have to be taken back: the only choice keeps its mark, others leave theirs to the one before.
    pub(super) fn last_alternative(&mut self) {
        let collector = &self.frames[self.collector as usize];
        let keep = collector.collected.is_some() && self.choices.len() == collector.choices as usize + 1;
        if keep {
            if let Some(choice) = self.choices.last_mut() {
                choice.rest = Rest::Nothing;
            }
            return;
        }
        let kept = collector.collected.is_some();
        match self.choices.pop() {
            // 1. `(pairs 0)` makes $x and asks for `(pair 0 $x)`. 2. The first answer leaves $x free, and it is collected.
            // 3. The last answer binds $x: where an older choice is left, that must be taken back as well.
            Some(choice) if kept => self.context.trail.absorb(choice.mark),
            Some(choice) => self.context.trail.release(choice.mark),
            None => {}
        }
    }

    /// A value for the frame on top.
    pub(super) fn give(&mut self, value: Term) -> Next {
        let Some(frame) = self.frames.last() else { return Next::Done };
        if self.frames.len() - 1 != self.collector as usize {
            // A plain frame.
            let Some(frame) = self.frames.pop() else { return Next::Done };
            self.space = frame.space;
            return self.go_on(frame.wait, value);
        }
        if value.is_symbol(known::EMPTY) {
            return Next::Fail;
        }
        let choices = frame.choices as usize;
        if matches!(frame.wait, Wait::Once) {
            self.cut(choices);
        } else if self.choices.len() > choices {
            let only = frame.collected.is_none() && self.choices.len() == choices + 1;
            if only && matches!(self.choices[choices].rest, Rest::Nothing) && frame.wait.leaves_bindings() {
                self.last_alternative();
            } else {
                self.collect(value);
                return Next::Fail;
            }
        }
        let Some(frame) = self.frames.pop() else { return Next::Done };
        self.collector = frame.below;
        self.space = frame.space;
        self.go_on(frame.wait, value)
    }

    /// Keeps a value for the collector on top.
    fn collect(&mut self, value: Term) {
        let Some(frame) = self.frames.last_mut() else { return };
        let value = match self.choices.get(frame.choices as usize) {
            Some(oldest) if frame.wait.saves_bindings() => {
                (apply(&value), self.context.trail.save_older(oldest.mark))
            }
            _ => (apply(&value), Default::default()),
        };
        frame.collected.get_or_insert_default().0.push(value);
    }

    /// Back to the newest choice; where the collector has none left, on with what it has collected.
    fn fail(&mut self) -> Next {
        loop {
            let Some(collector) = self.frames.get(self.collector as usize) else { return Next::Done };
            if self.choices.len() > collector.choices as usize {
                let Some(choice) = self.choices.last() else { return Next::Done };
                self.context.trail.undo(choice.mark);
                self.collector = choice.collector;
                self.space = choice.space;
                self.frames.truncate(choice.collector as usize + 1);
                self.frames.extend_from_slice(&choice.frames);
                if let Some(next) = self.resume() {
                    return next;
                }
                continue;
            }
            self.frames.truncate(self.collector as usize + 1);
            let Some(mut frame) = self.frames.pop() else { return Next::Done };
            self.collector = frame.below;
            self.space = frame.space;
            let next = match frame.collected.take() {
                None => self.nothing(frame.wait),
                Some(values) => Some(self.collected(frame, values.0)),
            };
            if let Some(next) = next {
                return next;
            }
        }
    }

    /// All values of a collector, which was taken from the stack.
    fn collected(&mut self, mut frame: Frame, mut values: Vec<Value>) -> Next {
        if frame.wait.filters_errors() && values.iter().any(|(value, _)| !value.is_error()) {
            values.retain(|(value, _)| !value.is_error());
        }
        match frame.wait {
            Wait::Top => {
                self.results = values.into_iter().map(|(value, _)| value).collect();
                return Next::Done;
            }
            Wait::Collapse(call, after) => {
                let tuple = Term::expression(values.into_iter().map(|(value, _)| value));
                return self.result(tuple, &call, after);
            }
            // What is there in spite of errors was done; else all results are errors.
            Wait::Transaction(savepoint) => {
                let failed = values.iter().all(|(value, _)| value.is_error());
                self.context.store.settle(savepoint, !failed);
                frame.wait = Wait::Meta;
            }
            Wait::CollapseBind => {
                let pairs = values.into_iter().map(super::minimal::pair);
                return Next::Return(Term::expression(pairs));
            }
            _ => {}
        }
        let frame = self.spread(frame);
        self.frames.push(frame);
        self.choose(Rest::Collected { values: values.into_iter() });
        match self.resume() {
            Some(next) => next,
            None => Next::Fail,
        }
    }

    /// The next of the collected values for the frame on top, which is no collector here.
    pub(super) fn next_collected(&mut self) -> Option<Next> {
        let Some(Choice { rest: Rest::Collected { values }, .. }) = self.choices.last_mut() else {
            return None;
        };
        let value = values.next();
        let last = values.len() == 0;
        if last {
            self.last_alternative();
        }
        let (value, saved) = value?;
        self.context.trail.restore(&saved);
        let frame = self.frames.pop()?;
        Some(self.go_on(frame.wait, value))
    }

    /// The newest choices go, down to this number of them: what they would still have done is not done.
    pub(super) fn cut(&mut self, choices: usize) {
        while self.choices.len() > choices {
            if let Some(choice) = self.choices.pop() {
                self.context.trail.release(choice.mark);
            }
        }
    }

    /// A step has this result, not yet evaluated.
    pub(super) fn result(&mut self, result: Term, call: &Rc<Node>, after: After) -> Next {
        let is_function = matches!(result.members(), Some([head, _]) if head.is_symbol(known::FUNCTION));
        match after {
            After::Raw if is_function => Next::Execute(result),
            After::Raw => Next::Return(result),
            After::Metta(expected) if is_function => {
                self.execute_for(Wait::Then(Rc::clone(call), expected), result)
            }
            After::Metta(expected) => self.evaluated(result, call, expected),
        }
    }

    /// What a step gave, or the `function` in it, is evaluated.
    pub(super) fn evaluated(&mut self, result: Term, call: &Rc<Node>, expected: Term) -> Next {
        match &result {
            Term::Symbol(known::EMPTY) => Next::Fail,
            Term::Symbol(known::NOT_REDUCIBLE) => self.keep(call),
            Term::Expression(node)
                if node.members().first().is_some_and(|head| head.is_symbol(known::ERROR)) =>
            {
                Next::Return(result)
            }
            _ => Next::Evaluate(result, expected),
        }
    }

    /// The call stays as it is.
    pub(super) fn not_reducible(&mut self, call: &Rc<Node>, after: &After) -> Next {
        match after {
            After::Raw => Next::Return(Term::Symbol(known::NOT_REDUCIBLE)),
            After::Metta(_) => self.keep(call),
        }
    }

    /// The call is its own value, and is not evaluated again. What others see as well, a rule or an atom of a space above
    /// all, is not marked itself: it is to be evaluated anew when it comes from there again, by rules that may be others then.
    pub(super) fn keep(&mut self, call: &Rc<Node>) -> Next {
        let mut term = apply(&Term::Expression(Rc::clone(call)));
        if let Term::Expression(node) = &mut term
            && !node.is_evaluated()
        {
            // The caller and this function hold it.
            let seen_by_others = Rc::strong_count(node) > 2;
            if seen_by_others {
                *node = Rc::new(Node::new(node.members().iter().cloned().collect()));
            }
            node.mark_evaluated();
        }
        Next::Return(term)
    }
}

#[cold]
pub(super) fn overflow(term: &Term) -> Next {
    Next::Return(Term::error(apply(term), Term::Symbol(known::STACK_OVERFLOW)))
}
