//! What the server costs beside the answers: see README.md.

fn main() {}
