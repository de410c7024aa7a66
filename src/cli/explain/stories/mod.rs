//! The stories, one file for each room.

mod caches;
mod environments;
mod evaluation;
mod indexing;
mod loading;
mod locks;
mod queues;
mod servers;
mod speculation;
mod tests_of_sequences;
mod tests_of_texts;
mod waiting;
mod workspaces;

use super::story::Story;

/// All of them.
pub(super) const ROOMS: &[&[Story]] = &[
    locks::STORIES,
    waiting::STORIES,
    speculation::STORIES,
    evaluation::STORIES,
    environments::STORIES,
    loading::STORIES,
    workspaces::STORIES,
    caches::STORIES,
    queues::STORIES,
    indexing::STORIES,
    servers::STORIES,
    tests_of_sequences::STORIES,
    tests_of_texts::STORIES,
];
