//! All histograms behind one Mutex: what everybody writes first.

use std::collections::BTreeMap;

use heddle::metrics::{Kind, Sample, Tally};
use heddle::sync::Mutex;

/// See the module.
pub(crate) struct OneTable(Mutex<BTreeMap<Kind, Tally>>);

impl OneTable {
    /// Nothing is recorded.
    pub(crate) fn new() -> OneTable {
        OneTable(Mutex::new("bench.one_table", BTreeMap::new()))
    }

    /// Records a request.
    pub(crate) fn record(&self, sample: &Sample) {
        self.0.lock().entry(sample.kind).or_default().record(sample);
    }
}
