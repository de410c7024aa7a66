//! The world before a program begins.

use crate::environment::{Delta, Draft, Environment, Snapshot};
use crate::evaluation::library;
use crate::evaluation::store::World;
use crate::language::metta::read;
use crate::sync::OnceLock;
use crate::sync::fork_join::Pool;

/// The library, and an empty `&self` that depends on it. The first call in the process reads the library.
pub fn world() -> World {
    around(Environment::with_pattern_cache(0).snapshot())
}

/// The library, and `atoms` as `&self`.
pub fn around(atoms: Snapshot) -> World {
    World::new(atoms, library_space())
}

/// The part of the library that is written in MeTTa.
fn library_space() -> Snapshot {
    static LIBRARY: OnceLock<Snapshot> = OnceLock::new();
    if let Some(library) = LIBRARY.get() {
        return library.clone();
    }
    // Outside of the cell's own lock: two threads at once read it twice, and one of them in vain.
    let environment = Environment::with_pattern_cache(0);
    environment.publish(Delta::single(Draft::from_reading(read(library::SOURCE))), &Pool::new(1));
    let library = environment.snapshot();
    LIBRARY.get_or_init(|| library).clone()
}
