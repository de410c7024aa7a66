//! Where a name is defined and where it stands, answered on a snapshot.
