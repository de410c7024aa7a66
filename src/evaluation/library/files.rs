//! Files that programs have opened.

use std::collections::BTreeMap;
use std::fs::File;

use crate::sync::{Arc, Mutex};

/// The open files of a session, shared by its evaluators: a form may use what an earlier one has opened. They are numbered
/// in the order of opening, which is that of the program, since opening waits for the form's turn.
#[derive(Clone)]
pub struct Files(Arc<Mutex<Table>>);

struct Table {
    open: BTreeMap<u64, File>,
    next: u64,
}

impl Default for Files {
    fn default() -> Files {
        Files(Arc::new(Mutex::new("evaluation.files", Table { open: BTreeMap::new(), next: 1 })))
    }
}

impl Files {
    /// Keeps `file`; its number.
    pub(super) fn insert(&self, file: File) -> u64 {
        let mut table = self.0.lock();
        let number = table.next;
        table.next += 1;
        table.open.insert(number, file);
        number
    }

    /// What `work` makes of the file `number`; none where it is not open.
    pub(super) fn with<T>(&self, number: u64, work: impl FnOnce(&mut File) -> T) -> Option<T> {
        self.0.lock().open.get_mut(&number).map(work)
    }

    /// Closes the file `number`; false where it is not open.
    pub(super) fn close(&self, number: u64) -> bool {
        self.0.lock().open.remove(&number).is_some()
    }
}
