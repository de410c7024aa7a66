//! Which guarantees a model can show, and whether the rooms that must show them are built.

pub(crate) use heddle::oracle::ledger::{GUARANTEES, Guarantee};

/// Whether a model of `explored` can show it.
pub(crate) fn concerns(guarantee: &Guarantee, explored: &str) -> bool {
    std::path::Path::new(explored).starts_with(guarantee.room)
}

/// Whether its room is built: the file exists, or the folder holds more than the stub of a module.
pub(crate) fn is_built(guarantee: &Guarantee) -> bool {
    let room = super::fragment::top().join("src").join(guarantee.room);
    room.is_file() || std::fs::read_dir(&room).is_ok_and(|files| files.count() > 1)
}
