//! What editors and the command line ask beyond places: hovers, completions, outlines, diagnostics; pure functions of a
//! snapshot.
