//! Sequential specifications, written to be obviously right.
