//! Faulty budgets.

use crate::bodies::evaluation::{Spent, spend};
use heddle::evaluation::program::Verdict;

/// What runs a text each of whose forms may take so many steps.
pub(crate) type Budgeted = fn(&str, u64) -> Vec<Spent>;

/// Each has a fault of its own.
pub(crate) const BUDGETS: [(&str, Budgeted); 6] = [
    ("takes twice what it may", |text, steps| spend(text, 2 * steps)),
    ("takes half of what it may", |text, steps| spend(text, steps / 2)),
    ("says that all is well where it was cut", |text, steps| {
        changed(spend(text, steps), |form| form.verdict = Verdict::Fine)
    }),
    ("shows nothing of a form that was cut", |text, steps| {
        changed(spend(text, steps), |form| form.printed.clear())
    }),
    ("ends the program at a form that was cut", |text, steps| {
        let mut spent = spend(text, steps);
        let end = spent.iter().position(|form| form.verdict == Verdict::Budget);
        spent.truncate(end.unwrap_or(spent.len()));
        spent
    }),
    ("gives one budget to the whole program", |text, steps| {
        let mut taken = 0;
        let mut spent = spend(text, steps);
        for form in &mut spent {
            taken += form.steps;
            if taken > steps {
                form.verdict = Verdict::Budget;
                form.printed = vec!["(Error program StepLimitExceeded)".to_owned()];
            }
        }
        spent
    }),
];

fn changed(mut spent: Vec<Spent>, change: impl Fn(&mut Spent)) -> Vec<Spent> {
    spent.iter_mut().filter(|form| form.verdict == Verdict::Budget).for_each(change);
    spent
}
