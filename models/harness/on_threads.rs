//! Natively a body runs on real threads: no proof of anything, but it shows that the body is true of what ships.

use super::Property;
use super::fragment::Row;
use std::collections::BTreeMap;

/// The engine's name.
pub(crate) const NAME: &str = "native";

/// Runs every body. Nothing of it goes into the ledger.
pub(crate) fn run(property: &Property) -> BTreeMap<String, Row> {
    for scenario in property.scenarios {
        (scenario.model)().check(scenario.body);
    }
    BTreeMap::new()
}
