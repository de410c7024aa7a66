//! A client with its script.

use super::subject::Subject;
use crate::oracle::history::{Client, Recorder};
use crate::oracle::specification::Specification;
use crate::sync::thread::contain;

/// A client that plays its script and records what came back.
pub(super) struct Player<S: Specification, T: Subject<S>> {
    pub(super) number: u64,
    pub(super) recorded: Client<S::Operation, S::Outcome>,
    /// What it has to do.
    pub(super) script: Vec<S::Operation>,
    /// The message of the panic that ended the script.
    pub(super) panicked: Option<String>,
    memory: T::Memory,
}

impl<S: Specification, T: Subject<S>> Player<S, T> {
    pub(super) fn new(recorder: &Recorder, number: u64) -> Self {
        let (recorded, memory) = (recorder.client(number), T::Memory::default());
        Player { number, recorded, script: Vec::new(), panicked: None, memory }
    }

    /// Plays the script, to its end or to the first panic; `alone` if nobody else ever does.
    pub(super) fn play(&mut self, subject: &T, alone: bool) {
        let client = (!alone).then_some(self.number);
        for generated in std::mem::take(&mut self.script) {
            let (recorded, memory) = (&mut self.recorded, &mut self.memory);
            let done = contain(|| {
                if let Some(operation) = subject.choose(client, memory, generated) {
                    recorded.call(operation, |operation| subject.perform(memory, operation));
                }
            });
            if let Err(panicked) = done {
                self.panicked = Some(panicked.message().to_owned());
                return;
            }
        }
    }
}
