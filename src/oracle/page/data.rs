//! What a page draws, as compact as JSON can be: a column per property, texts once, times as differences.

use std::collections::HashMap;

use serde::Serialize;

use super::{LONGEST, Page};
use crate::oracle::history::Spoken;
use crate::oracle::linearize::{Verdict, Violation};

/// Beyond this, numbers of JavaScript skip some: longer histories are drawn in coarser units.
const LONGEST_TIME: u64 = 1 << 52;

/// What all texts of a page may take, in bytes, so that ten thousand operations take less than a megabyte.
const TEXTS: usize = 500_000;

#[derive(Serialize)]
struct Data<'a> {
    /// The earliest call; all times are counted from it.
    base: String,
    /// The unit that times are counted in.
    unit: u64,
    /// The clients by number.
    clients: Vec<String>,
    /// Texts that others name by their place.
    texts: Vec<String>,
    /// The partitions by name.
    parts: Vec<&'a str>,
    // The calls by time, a list for each property.
    client: Vec<usize>,
    /// From the call before to this one.
    called: Vec<u64>,
    /// How long it took; -1 if it never returned.
    took: Vec<i64>,
    operation: Vec<usize>,
    /// -1 where nothing came back, -2 where nobody knows what.
    outcome: Vec<i64>,
    /// From the line of the call before to that of this one.
    line: Vec<i64>,
    /// -1 where it concerns all.
    part: Vec<i64>,
    /// Orders that are right, each of one partition.
    orders: Vec<Vec<usize>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<Witness>,
}

#[derive(Serialize)]
struct Witness {
    part: i64,
    calls: Vec<usize>,
    ends: usize,
    /// Calls with what the specification would answer.
    refused: Vec<(usize, usize)>,
}

/// Texts, each once.
#[derive(Default)]
struct Texts {
    texts: Vec<String>,
    places: HashMap<String, usize>,
}

impl Texts {
    fn place(&mut self, text: String) -> usize {
        let next = self.texts.len();
        *self.places.entry(text).or_insert_with_key(|text| {
            self.texts.push(text.clone());
            next
        })
    }
}

/// The data of a page, as JSON that can stand in a script element.
pub(super) fn data(page: &Page<'_>) -> String {
    let mut order: Vec<usize> = (0..page.calls.len()).collect();
    order.sort_by_key(|index| page.calls.get(*index).map(|call| (call.called, call.returned, call.client)));
    let mut places = vec![0; order.len()];
    for (place, index) in order.iter().enumerate() {
        if let Some(slot) = places.get_mut(*index) {
            *slot = place;
        }
    }
    let calls: Vec<&Spoken> = order.iter().filter_map(|index| page.calls.get(*index)).collect();
    let json = serde_json::to_string(&columns(&calls, &places, page.verdict)).unwrap_or_default();
    // Nothing in it ends the script element or begins another.
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// How many characters of each operation and outcome fit into what texts may take, as bytes of JSON.
fn longest(calls: &[&Spoken]) -> usize {
    let texts = calls.iter().flat_map(|call| [call.operation(LONGEST), call.answer(LONGEST)]);
    let (mut characters, mut bytes) = (1, 1);
    for text in texts {
        characters += text.chars().count();
        bytes += serde_json::Value::from(text).to_string().len();
    }
    if bytes <= TEXTS {
        return LONGEST;
    }
    let each = TEXTS / (2 * calls.len().max(1));
    (each * characters / bytes).clamp(8, LONGEST)
}

fn columns<'a>(calls: &[&'a Spoken], places: &[usize], verdict: &Verdict) -> Data<'a> {
    let base = calls.first().map_or(0, |call| call.called);
    let end = calls.iter().map(|call| call.returned.unwrap_or(call.called)).max().unwrap_or(base);
    let mut unit: u64 = 1;
    while end.saturating_sub(base) / unit > LONGEST_TIME {
        unit *= 10;
    }
    let (mut clients, mut parts): (Vec<u64>, Vec<&str>) = (
        calls.iter().map(|call| call.client).collect(),
        calls.iter().filter_map(|call| call.partition.as_deref()).collect(),
    );
    clients.sort_unstable();
    clients.dedup();
    parts.sort_unstable();
    parts.dedup();

    let mut texts = Texts::default();
    let longest = longest(calls);
    let count = calls.len();
    let mut data = Data {
        base: base.to_string(),
        unit,
        clients: Vec::new(),
        texts: Vec::new(),
        parts: Vec::new(),
        client: Vec::with_capacity(count),
        called: Vec::with_capacity(count),
        took: Vec::with_capacity(count),
        operation: Vec::with_capacity(count),
        outcome: Vec::with_capacity(count),
        line: Vec::with_capacity(count),
        part: Vec::with_capacity(count),
        orders: Vec::new(),
        witness: None,
    };
    let (mut time, mut line) = (0, 0);
    for call in calls {
        let called = (call.called - base) / unit;
        data.client.push(clients.binary_search(&call.client).unwrap_or_default());
        data.called.push(called - time);
        let returned = call.returned.map(|returned| (returned.max(call.called) - base) / unit - called);
        data.took.push(returned.map_or(-1, |took| took as i64));
        data.operation.push(texts.place(call.operation(longest)));
        data.outcome.push(match (&call.outcome, call.returned) {
            (_, None) => -1,
            (None, Some(_)) => -2,
            (Some(_), Some(_)) => texts.place(call.answer(longest)) as i64,
        });
        data.line.push(call.line as i64 - line);
        let part = call.partition.as_deref().and_then(|part| parts.binary_search(&part).ok());
        data.part.push(part.map_or(-1, |part| part as i64));
        (time, line) = (called, call.line as i64);
    }
    let order = |calls: &Vec<usize>| calls.iter().filter_map(|call| places.get(*call).copied()).collect();
    match verdict {
        Verdict::Linearizable(parts) => data.orders = parts.iter().map(|part| order(&part.order)).collect(),
        Verdict::Violation(violation) => {
            data.orders = vec![order(&violation.longest)];
            data.witness = Some(witness(violation, places, &parts, &mut texts));
        }
        Verdict::Unknown(_) => {}
    }
    data.clients = clients.iter().map(u64::to_string).collect();
    data.parts = parts;
    data.texts = texts.texts;
    data
}

fn witness(violation: &Violation, places: &[usize], parts: &[&str], texts: &mut Texts) -> Witness {
    let place = |call: &usize| places.get(*call).copied().unwrap_or_default();
    let part = violation.partition.as_deref().and_then(|part| parts.binary_search(&part).ok());
    Witness {
        part: part.map_or(-1, |part| part as i64),
        calls: violation.calls.iter().map(place).collect(),
        ends: place(&violation.ends_with),
        refused: violation
            .refused
            .iter()
            .map(|refused| {
                (place(&refused.call), texts.place(refused.expected.chars().take(LONGEST).collect()))
            })
            .collect(),
    }
}
