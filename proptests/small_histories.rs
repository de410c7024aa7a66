//! All small histories, but for those that say the same.

use std::ops::ControlFlow;

use heddle::oracle::history::{Call, History};
use heddle::oracle::specification::Specification;
use heddle::oracle::specification::register::{Operation, RegisterSpecification};
use heddle::sync::Arc;
use serde_json::{Value, json};

/// A call without its times.
pub(crate) type Label<S> = (<S as Specification>::Operation, Option<<S as Specification>::Outcome>);

pub(crate) type HistoryOf<S> = History<<S as Specification>::Operation, <S as Specification>::Outcome>;

pub(crate) type CallOf<S> = Call<<S as Specification>::Operation, <S as Specification>::Outcome>;

/// All histories of `length` calls with these labels, but for the order of calls that nobody can tell apart.
///
/// A history is the multiset of its calls: from which call-time to which return-time, with which label. Calls of one time
/// overlap all that return at it, so that whole numbers below `length` give every order in time that there is; a time at which nobody is
/// called, or at which nobody returns, would only say another one's history again.
pub(crate) fn each_history<S: Specification>(
    length: usize,
    labels: &[Label<S>],
    open: &[Label<S>],
    body: &mut dyn FnMut(&Arc<HistoryOf<S>>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    for times in 1..=length as u64 {
        let mut calls = Vec::new();
        for called in 0..times {
            for returned in called..times {
                calls.extend(labels.iter().map(|label| call::<S>(called, Some(returned), label)));
            }
            calls.extend(open.iter().map(|label| call::<S>(called, None, label)));
        }
        each_multiset::<S>(&calls, length, times, 0, &mut Vec::new(), body)?;
    }
    ControlFlow::Continue(())
}

pub(crate) fn each_multiset<S: Specification>(
    calls: &[CallOf<S>],
    length: usize,
    times: u64,
    from: usize,
    chosen: &mut Vec<CallOf<S>>,
    body: &mut dyn FnMut(&Arc<HistoryOf<S>>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    if chosen.len() == length {
        let called = |time| chosen.iter().any(|call| call.called == time);
        let returned = |time| chosen.iter().any(|call| call.returned == Some(time));
        if (0..times).all(called) && (0..times - 1).all(returned) {
            body(&Arc::new(History { calls: chosen.clone() }))?;
        }
        return ControlFlow::Continue(());
    }
    for (place, call) in calls.iter().enumerate().skip(from) {
        // Sorted by time of call: a time at which nobody is called stays empty.
        if call.called > chosen.last().map_or(0, |last| last.called + 1) {
            break;
        }
        chosen.push(call.clone());
        each_multiset::<S>(calls, length, times, place, chosen, body)?;
        chosen.pop();
    }
    ControlFlow::Continue(())
}

pub(crate) fn call<S: Specification>(
    called: u64,
    returned: Option<u64>,
    (operation, outcome): &Label<S>,
) -> CallOf<S> {
    Call { client: 0, operation: operation.clone(), called, returned, outcome: outcome.clone(), line: 0 }
}

pub(crate) type Register = RegisterSpecification;

pub(crate) fn write(value: u64) -> Label<Register> {
    (Operation::Write(json!(value)), Some(Value::Null))
}

pub(crate) fn read(value: Value) -> Label<Register> {
    (Operation::Read, Some(value))
}

pub(crate) fn cas(outcome: Option<bool>) -> Label<Register> {
    (Operation::CompareAndSet(json!(1), json!(2)), outcome.map(Value::Bool))
}

/// Five calls of a register.
pub(crate) fn few() -> Vec<Label<Register>> {
    vec![write(1), write(2), read(Value::Null), read(json!(1)), read(json!(2))]
}

/// More, with outcomes that nobody knows, and those that never return.
pub(crate) fn many() -> (Vec<Label<Register>>, Vec<Label<Register>>) {
    let unknown = (Operation::Read, None);
    let mut labels = few();
    labels.extend([cas(Some(true)), cas(Some(false)), cas(None), unknown.clone()]);
    // What is said of a call that never returned is not looked at.
    (labels, vec![write(1), write(2), cas(Some(true)), cas(None), unknown])
}
