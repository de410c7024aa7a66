//! The faulty variants: tables by hand, each with the one fault that its doc names.

use super::{Edit, Store};
use heddle::sync::{ConcurrentMap, Mutex};
use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

type Text = &'static str;
type Newest = (u64, Option<Text>);

/// What is on disk, what waits for publication, what is open.
pub(super) struct Tables<F> {
    documents: Mutex<BTreeMap<Text, Newest>>,
    gate: ConcurrentMap<Text, Newest>,
    pending: Mutex<BTreeSet<Text>>,
    open: Mutex<BTreeMap<Text, Text>>,
    marked_open: Mutex<BTreeSet<Text>>,
    fault: PhantomData<F>,
}

impl<F> Tables<F> {
    fn installed(&self, document: &str) -> Option<u64> {
        self.documents.lock().get(document).map(|newest| newest.0)
    }
}

fn newer(newest: Option<&Newest>, edit: Edit) -> bool {
    newest.is_none_or(|newest| newest.0 < edit.1)
}

/// The steps, as they should be.
pub(super) trait Fault: Send + Sync + Sized + 'static {
    fn install(tables: &Tables<Self>, edit: Edit) {
        let mut documents = tables.documents.lock();
        if newer(documents.get(edit.0), edit) {
            documents.insert(edit.0, (edit.1, edit.2));
        }
    }
    fn pass(gate: &ConcurrentMap<Text, Newest>, edit: Edit) -> bool {
        let mut passed = false;
        gate.update(edit.0, |newest| {
            passed = newer(newest, edit);
            if passed { Some((edit.1, edit.2)) } else { newest.copied() }
        });
        passed
    }
    fn open(tables: &Tables<Self>, document: Text, text: Text) {
        tables.open.lock().insert(document, text);
    }
}

impl<F: Fault> Store for Tables<F> {
    fn new() -> Self {
        Tables {
            documents: Mutex::new("documents", BTreeMap::new()),
            gate: ConcurrentMap::new("gate"),
            pending: Mutex::new("pending", BTreeSet::new()),
            open: Mutex::new("open", BTreeMap::new()),
            marked_open: Mutex::new("marked open", BTreeSet::new()),
            fault: PhantomData,
        }
    }
    fn publish(&self, edit: Edit) {
        F::install(self, edit);
    }
    fn submit(&self, edit: Edit) -> bool {
        let passed = F::pass(&self.gate, edit);
        if passed {
            self.pending.lock().insert(edit.0);
        }
        passed
    }
    fn newest(&self, document: Text) -> u64 {
        self.gate.get(&document).map_or(0, |newest| newest.0)
    }
    fn settle(&self) {
        let marked = std::mem::take(&mut *self.pending.lock());
        for document in marked {
            if let Some((version, text)) = self.gate.get(&document) {
                F::install(self, (document, version, text));
            }
        }
    }
    fn text(&self, document: Text) -> Option<String> {
        self.documents.lock().get(document).and_then(|newest| newest.1).map(str::to_owned)
    }
    fn open(&self, document: Text, text: Text) {
        F::open(self, document, text);
    }
    fn seen(&self, document: Text) -> Option<String> {
        let open = self.open.lock().get(document).map(|&text| text.to_owned());
        open.or_else(|| self.text(document))
    }
}

/// Compares versions before the step that installs (U8).
pub(super) struct ComparesBefore;
impl Fault for ComparesBefore {
    fn install(tables: &Tables<Self>, edit: Edit) {
        if tables.installed(edit.0).is_none_or(|installed| installed < edit.1) {
            tables.documents.lock().insert(edit.0, (edit.1, edit.2));
        }
    }
}

/// Forgets the version of a document that is removed.
pub(super) struct ForgetsRemoved;
impl Fault for ForgetsRemoved {
    fn install(tables: &Tables<Self>, edit: Edit) {
        let mut documents = tables.documents.lock();
        if !newer(documents.get(edit.0), edit) {
            return;
        }
        documents.remove(edit.0);
        if edit.2.is_some() {
            documents.insert(edit.0, (edit.1, edit.2));
        }
    }
}

/// Looks at the newest text in one step and replaces it in another.
pub(super) struct GateInTwoSteps;
impl Fault for GateInTwoSteps {
    fn pass(gate: &ConcurrentMap<Text, Newest>, edit: Edit) -> bool {
        let passed = newer(gate.get(&edit.0).as_ref(), edit);
        if passed {
            gate.insert(edit.0, (edit.1, edit.2));
        }
        passed
    }
}

/// Holds a reference into the map while it writes to the map (S15).
pub(super) struct HoldsReference;
impl Fault for HoldsReference {
    fn pass(gate: &ConcurrentMap<Text, Newest>, edit: Edit) -> bool {
        let newest = gate.guard(&edit.0);
        let passed = newer(newest.as_deref(), edit);
        if passed {
            gate.insert(edit.0, (edit.1, edit.2));
        }
        drop(newest);
        passed
    }
}

/// What everybody sees is one state of each document; what is on disk is installed there after a look whether the
/// document is open (U11).
pub(super) struct OneState;
impl Fault for OneState {
    fn install(tables: &Tables<Self>, edit: Edit) {
        tables.documents.lock().insert(edit.0, (edit.1, edit.2));
        let open = tables.marked_open.lock().contains(edit.0);
        if let Some(text) = edit.2.filter(|_| !open) {
            tables.open.lock().insert(edit.0, text);
        }
    }
    fn open(tables: &Tables<Self>, document: Text, text: Text) {
        tables.marked_open.lock().insert(document);
        tables.open.lock().insert(document, text);
    }
}
