//! A session that notices when a form asks it for something.

use std::cell::Cell;
use std::rc::Rc;

use crate::evaluation::context::Context;
use crate::evaluation::host::{Destination, Host};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::term::Term;

/// The host itself, and whether it was asked.
pub(super) struct Watched {
    inner: Rc<dyn Host>,
    asked: Cell<bool>,
}

impl Watched {
    pub(super) fn new(inner: Rc<dyn Host>) -> Watched {
        Watched { inner, asked: Cell::new(false) }
    }

    /// The host.
    pub(super) fn inner(&self) -> Rc<dyn Host> {
        Rc::clone(&self.inner)
    }

    /// True when it was asked since this was asked last.
    pub(super) fn was_asked(&self) -> bool {
        self.asked.take()
    }

    fn ask(&self) -> &dyn Host {
        self.asked.set(true);
        &*self.inner
    }
}

impl Host for Watched {
    fn import(
        &self,
        context: &mut Context,
        space: SpaceId,
        destination: Destination<'_>,
        module: &str,
    ) -> Result<(), String> {
        self.ask().import(context, space, destination, module)
    }

    fn include(&self, context: &mut Context, space: SpaceId, module: &str) -> Result<Vec<Term>, String> {
        self.ask().include(context, space, module)
    }

    fn bind(&self, context: &mut Context, space: SpaceId, word: &str, value: &Term) -> Result<(), String> {
        self.ask().bind(context, space, word, value)
    }

    fn register(&self, context: &mut Context, space: SpaceId, path: &str) -> Result<(), String> {
        self.ask().register(context, space, path)
    }

    fn module_space(&self, context: &mut Context, space: SpaceId, module: &str) -> Result<SpaceId, String> {
        self.ask().module_space(context, space, module)
    }

    fn modules(&self, context: &mut Context) -> String {
        self.ask().modules(context)
    }

    fn pragma(&self, context: &mut Context, key: &str, value: &Term) -> Result<(), String> {
        self.ask().pragma(context, key, value)
    }

    fn catalog(&self, context: &mut Context, space: SpaceId) -> Vec<String> {
        self.ask().catalog(context, space)
    }
}
