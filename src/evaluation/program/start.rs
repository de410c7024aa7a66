//! The world before a program begins.

use crate::environment::{Delta, Draft, Environment, Snapshot};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::library;
use crate::evaluation::store::{SpaceImage, World};
use crate::language::metta::read;
use crate::sync::fork_join::Pool;
use crate::sync::{Arc, OnceLock};

/// The library, and an empty `&self` that depends on it. Built once for the process: the first call reads the library.
pub fn world() -> World {
    static START: OnceLock<World> = OnceLock::new();
    once(&START, || around(Environment::with_pattern_cache(0).snapshot())).clone()
}

/// What `cell` holds. Made before it is put there, since making it takes locks: two first callers make it twice, and the
/// same.
fn once<T>(cell: &'static OnceLock<T>, make: impl FnOnce() -> T) -> &'static T {
    match cell.get() {
        Some(value) => value,
        None => {
            let value = make();
            cell.get_or_init(|| value)
        }
    }
}

/// The library, and `atoms` as `&self`.
pub fn around(atoms: Snapshot) -> World {
    static LIBRARY: OnceLock<Snapshot> = OnceLock::new();
    let library = once(&LIBRARY, || {
        let environment = Environment::with_pattern_cache(0);
        environment.publish(Delta::single(Draft::from_reading(read(library::SOURCE))), &Pool::new(1));
        environment.snapshot()
    });
    let mut world = World::default();
    world
        .spaces
        .insert(SpaceId::LIBRARY, SpaceImage { atoms: library.clone(), dependencies: Arc::default() });
    let dependencies = Arc::from([SpaceId::LIBRARY]);
    world.spaces.insert(SpaceId::MAIN, SpaceImage { atoms, dependencies });
    world
}
