//! A space that is a list: each question looks at every atom.

use heddle::language::metta::atom::Atom;

/// All atoms, in order.
pub struct VecScan(pub Vec<Atom>);

impl VecScan {
    /// True when an atom is equal to `atom` up to the names of variables.
    pub fn has_fact(&self, atom: &Atom) -> bool {
        self.0.iter().any(|own| own.as_ref().alpha_eq(atom.as_ref()))
    }
}
