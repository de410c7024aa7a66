//! A status as text for Prometheus: OpenMetrics, which Prometheus reads, in base units (seconds, bytes).

use std::fmt;
use std::time::Duration;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, MetricEncoder, NoLabelSet, text as openmetrics};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::{Registry, Unit};

use super::status::Status;
use crate::metrics::{Durations, Outcome, Tally};

/// Upper bounds of the buckets of durations, in microseconds; from what nobody feels to what everybody does.
const BUCKETS: [u64; 14] =
    [50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 10_000_000];

/// The figures of `status`.
#[must_use]
pub fn text(status: &Status) -> String {
    let mut registry = Registry::with_prefix("heddle");
    registry.register_collector(Box::new(Figures(status.clone())));
    let mut text = String::new();
    // Writing to a text does not fail.
    let _ = openmetrics::encode(&mut text, &registry);
    text
}

#[derive(Debug)]
struct Figures(Status);

impl Collector for Figures {
    fn encode(&self, mut to: DescriptorEncoder) -> fmt::Result {
        let Status { requests, indexing, workspace, cache, locks, memory, slow, .. } = &self.0;
        gauge(
            &mut to,
            "uptime",
            "How long the server has been there",
            Some(Unit::Seconds),
            seconds(self.0.uptime),
        )?;
        one(&mut to, "indexed", "Whether the index is there", None, u64::from(indexing.state == "ready"))?;
        let files = [("ok", indexing.ok), ("failed", indexing.failed), ("skipped", indexing.skipped)];
        let mut metric = to.encode_descriptor(
            "indexed_files",
            "Files of the last run of the indexer",
            None,
            MetricType::Gauge,
        )?;
        for (state, count) in files {
            labelled(&mut metric, "state", state, |mut metric| metric.encode_gauge(&(count as u64)))?;
        }
        gauge(
            &mut to,
            "indexing",
            "How long the last run has taken",
            Some(Unit::Seconds),
            seconds(indexing.elapsed),
        )?;

        let mut metric =
            to.encode_descriptor("documents", "Documents on disk that are known", None, MetricType::Gauge)?;
        for (language, count) in &workspace.documents {
            labelled(&mut metric, "language", language, |mut metric| metric.encode_gauge(&(*count as u64)))?;
        }
        one(&mut to, "texts", "The texts of the documents", Some(Unit::Bytes), workspace.bytes as u64)?;
        one(&mut to, "definitions", "What the documents define", None, workspace.definitions as u64)?;

        one(&mut to, "requests_open", "Requests that are not answered yet", None, requests.open as u64)?;
        let took: fn(&Tally) -> &Durations = |tally| &tally.took;
        let waited: fn(&Tally) -> &Durations = |tally| &tally.waited;
        let histograms = [
            ("request", "From reading a request to its answer", took),
            ("request_waited", "From reading a request until a worker took it", waited),
        ];
        for (name, help, of) in histograms {
            let mut metric = to.encode_descriptor(name, help, Some(&Unit::Seconds), MetricType::Histogram)?;
            for (method, tally) in &requests.tallies {
                labelled(&mut metric, "method", method, |mut metric| histogram(&mut metric, of(tally)))?;
            }
        }
        let mut metric =
            to.encode_descriptor("requests", "What became of requests", None, MetricType::Counter)?;
        for (method, tally) in &requests.tallies {
            for outcome in Outcome::ALL {
                let labels = [("method", method.as_str()), ("outcome", outcome.name())];
                metric
                    .encode_family(&labels)?
                    .encode_counter::<NoLabelSet, u64, u64>(&tally.outcome(outcome), None)?;
            }
        }
        count(&mut to, "slow_operations", "Operations that took too long", slow.count)?;

        count(&mut to, "cache_hits", "Look-ups that were answered from the cache", cache.hits)?;
        count(&mut to, "cache_misses", "Look-ups that were not", cache.misses)?;
        count(&mut to, "cache_evictions", "Entries that made room for others", cache.evictions)?;
        one(&mut to, "cache_entries", "Entries that are held", None, cache.entries as u64)?;

        let mut metric = to.encode_descriptor(
            "lock_contended",
            "How often a lock was found taken",
            None,
            MetricType::Counter,
        )?;
        for lock in locks {
            let labels = [("lock", lock.name), ("kind", lock.kind)];
            metric.encode_family(&labels)?.encode_counter::<NoLabelSet, u64, u64>(&lock.contended, None)?;
        }
        let mut metric = to.encode_descriptor(
            "lock_waited",
            "How long a lock was waited for",
            Some(&Unit::Seconds),
            MetricType::Counter,
        )?;
        for lock in locks {
            let labels = [("lock", lock.name), ("kind", lock.kind)];
            metric
                .encode_family(&labels)?
                .encode_counter::<NoLabelSet, f64, u64>(&seconds(lock.waited), None)?;
        }
        if let Some(memory) = memory {
            one(&mut to, "memory_resident", "What is in memory", Some(Unit::Bytes), memory.resident)?;
            one(&mut to, "memory_peak", "The most that ever was in memory", Some(Unit::Bytes), memory.peak)?;
        }
        Ok(())
    }
}

fn seconds(milliseconds: f64) -> f64 {
    milliseconds / 1e3
}

fn gauge(to: &mut DescriptorEncoder, name: &str, help: &str, unit: Option<Unit>, value: f64) -> fmt::Result {
    to.encode_descriptor(name, help, unit.as_ref(), MetricType::Gauge)?.encode_gauge(&value)
}

fn one(to: &mut DescriptorEncoder, name: &str, help: &str, unit: Option<Unit>, value: u64) -> fmt::Result {
    to.encode_descriptor(name, help, unit.as_ref(), MetricType::Gauge)?.encode_gauge(&value)
}

fn count(to: &mut DescriptorEncoder, name: &str, help: &str, value: u64) -> fmt::Result {
    let mut metric = to.encode_descriptor(name, help, None, MetricType::Counter)?;
    metric.encode_counter::<NoLabelSet, u64, u64>(&value, None)
}

/// One metric of a family, told from the others by one label.
fn labelled(
    metric: &mut MetricEncoder<'_>,
    label: &'static str,
    value: &str,
    encode: impl FnOnce(MetricEncoder<'_>) -> fmt::Result,
) -> fmt::Result {
    encode(metric.encode_family(&[(label, value)])?)
}

/// Buckets of our own bounds from a histogram that has finer ones.
fn histogram(metric: &mut MetricEncoder<'_>, durations: &Durations) -> fmt::Result {
    let mut before = 0;
    let mut buckets = Vec::with_capacity(BUCKETS.len() + 1);
    for bound in BUCKETS {
        let until = durations.up_to(Duration::from_micros(bound)).max(before);
        buckets.push((bound as f64 / 1e6, until - before));
        before = until;
    }
    buckets.push((f64::INFINITY, durations.count().saturating_sub(before)));
    metric.encode_histogram::<NoLabelSet>(durations.sum().as_secs_f64(), durations.count(), &buckets, None)
}
