//! The three back ends behind one set of names; the facade's wrappers are written once on top.

#[cfg(not(any(feature = "loom", feature = "shuttle")))]
mod native;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
pub(super) use native::*;

#[cfg(feature = "loom")]
mod loomed;
#[cfg(feature = "loom")]
pub(super) use loomed::*;

#[cfg(all(feature = "shuttle", not(feature = "loom")))]
mod shuttled;
#[cfg(all(feature = "shuttle", not(feature = "loom")))]
pub(super) use shuttled::*;

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod gate;
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod poisonless;
