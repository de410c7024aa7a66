//! Faulty ways to write a history.

use crate::bodies::histories::{PRODUCTION, Writer};
use heddle::oracle::history::History;
use heddle::oracle::specification::map::Operation;
use serde_json::Value;

type Calls = History<Operation, Value>;

/// The faults, with what each does.
pub(crate) const WRITERS: [(&str, Writer); 5] = [
    ("calls that never returned are left out", |history| {
        with(history, |calls| calls.calls.retain(|call| call.returned.is_some()))
    }),
    ("null is written as if nobody knew", |history| {
        each(history, |outcome, _| {
            if *outcome == Some(Value::Null) {
                *outcome = None
            }
        })
    }),
    ("what nobody knows is written as null", |history| {
        each(history, |outcome, returned| {
            if returned {
                outcome.get_or_insert(Value::Null);
            }
        })
    }),
    ("clients are numbered anew", |history| {
        with(history, |calls| (0..).zip(&mut calls.calls).for_each(|(number, call)| call.client = number))
    }),
    ("calls are sorted by their return", |history| {
        with(history, |calls| calls.calls.sort_by_key(|call| std::cmp::Reverse(call.returned)))
    }),
];

fn with(history: &Calls, change: impl FnOnce(&mut Calls)) -> Vec<u8> {
    let mut changed = history.clone();
    change(&mut changed);
    PRODUCTION(&changed)
}

fn each(history: &Calls, change: impl Fn(&mut Option<Value>, bool)) -> Vec<u8> {
    with(history, |calls| {
        for call in &mut calls.calls {
            change(&mut call.outcome, call.returned.is_some());
        }
    })
}
