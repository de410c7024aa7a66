//! Where a name is defined and where it stands, answered on a snapshot.
//!
//! Everything here is a pure function of a [`Snapshot`](crate::workspace::Snapshot), read through a [`Lookup`] that knows
//! what an answer depends on. Offsets are bytes of documents; what stands in a text of another language is mapped
//! inwards by the region of the cursor, and outwards by the region where the answer stands.

mod answer;
mod cached;
mod candidate;
mod chain;
mod cursor;
mod definition;
mod dependency;
mod global;
mod group;
mod highlights;
mod import_graph;
mod lexical;
mod links;
mod lookup;
mod map_key;
mod module;
mod pattern_filter;
mod place;
mod references;
mod rename;
mod rename_check;
mod renameable;
mod site;
mod symbol_resolver;
mod text_edit;
mod unit;
mod visible;

pub use answer::{Answer, Confidence, Origin};
pub use cached::{CachedResolver, Request};
pub use candidate::{Candidate, Candidates};
pub use chain::Chain;
pub use cursor::Cursor;
pub(crate) use definition::declared_types;
pub use definition::{declaration, definition, standard, unfiltered};
pub use dependency::Dependency;
pub use global::{FilesOfRegionResolver, GlobalResolver, RegionResolver};
pub(crate) use group::is_free_name;
pub use highlights::{Highlight, highlights};
pub use lexical::LexicalResolver;
pub use links::Links;
pub use lookup::Lookup;
pub use map_key::MapKeyResolver;
pub use module::ModuleResolver;
pub use pattern_filter::PatternFilter;
pub use place::Place;
pub use references::references;
pub use rename::{RenameError, rename};
pub use renameable::{Renameable, renameable};
pub use site::Site;
pub use symbol_resolver::{CandidateFilter, SymbolResolver};
pub use text_edit::TextEdit;
pub use unit::Unit;
