//! A register into which every value is written once.
//!
//! The calls of a value, its write and its reads, must stand together. Their *zone* is from the first return to the last
//! call among them, if that is later: then the register holds the value all that time (a forward zone); otherwise all of
//! them overlap between the last call and the first return, and any moment there will do (a backward zone). There is an
//! order if and only if no value is read that was not written or before it was, no two forward zones overlap, and no
//! backward zone lies within a forward one (Gibbons and Korach, Testing Shared Memories, 1997, Theorem 4.1). What was there
//! at first counts as written before all else.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use serde_json::Value;

use super::{Judgement, NEVER, Seen};
use crate::oracle::specification::Access;

/// The calls of a value.
struct Cluster {
    /// `None`: there at first.
    write: Option<u32>,
    write_called: usize,
    reads: Vec<(usize, u32)>,
    first_return: usize,
    last_call: usize,
    /// Where it stands in the order.
    place: usize,
}

/// `None` where some value is written twice, or there is a call of something else.
///
/// A write that never returned and is not read counts as never done.
pub(super) fn judge(seen: &[Seen<'_>]) -> Option<Judgement> {
    let mut clusters: Vec<Cluster> = vec![Cluster {
        write: None,
        write_called: 0,
        reads: Vec::new(),
        first_return: 0,
        last_call: 0,
        place: 0,
    }];
    let mut written: HashMap<&Value, usize, FixedState> = HashMap::with_hasher(FixedState::default());
    written.insert(&Value::Null, 0);
    for call in seen {
        if let Access::Write(value) = call.access {
            if written.insert(value, clusters.len()).is_some() {
                return None;
            }
            clusters.push(Cluster {
                write: Some(call.rank),
                write_called: call.called,
                reads: Vec::new(),
                first_return: call.returned,
                last_call: call.called,
                place: 0,
            });
        }
    }
    for call in seen {
        match call.access {
            Access::Write(_) => {}
            Access::Read(Some(value)) => {
                let cluster = written.get(value).and_then(|&number| clusters.get_mut(number));
                let Some(cluster) = cluster else { return Some(Judgement::Impossible) };
                if cluster.write.is_some() && call.returned < cluster.write_called {
                    return Some(Judgement::Impossible);
                }
                cluster.reads.push((call.called, call.rank));
                cluster.first_return = cluster.first_return.min(call.returned);
                cluster.last_call = cluster.last_call.max(call.called);
            }
            Access::Read(None) | Access::Enqueue(_) | Access::Dequeue(_) => return None,
        }
    }
    clusters.retain(|cluster| cluster.first_return != NEVER);
    Some(order(clusters).map_or(Judgement::Impossible, Judgement::Order))
}

/// The clusters one after the other, if that is possible.
fn order(mut clusters: Vec<Cluster>) -> Option<Vec<u32>> {
    let is_forward = |cluster: &Cluster| cluster.write.is_none() || cluster.first_return < cluster.last_call;
    let mut forward: Vec<(usize, usize)> = clusters
        .iter()
        .filter(|cluster| is_forward(cluster))
        .map(|cluster| (cluster.first_return, cluster.last_call))
        .collect();
    forward.sort_unstable();
    if forward.windows(2).any(|pair| pair[1].0 < pair[0].1) {
        return None;
    }
    // Places are doubled and shifted by one, so that there is room before and behind each.
    for cluster in &mut clusters {
        cluster.place = if is_forward(cluster) {
            2 * cluster.first_return
        } else {
            // The forward zone that its beginning lies in, if there is one, must end before its end does.
            let before = forward.partition_point(|&(from, _)| from < cluster.last_call);
            match before.checked_sub(1).and_then(|last| forward.get(last)) {
                Some(&(_, to)) if to > cluster.first_return => return None,
                Some(&(_, to)) => 2 * to.max(cluster.last_call) + 1,
                None => 2 * cluster.last_call + 1,
            }
        };
    }
    clusters.sort_unstable_by_key(|cluster| (cluster.place, cluster.write));
    let mut order = Vec::new();
    for cluster in &mut clusters {
        cluster.reads.sort_unstable();
        order.extend(cluster.write);
        order.extend(cluster.reads.iter().map(|&(_, rank)| rank));
    }
    Some(order)
}
