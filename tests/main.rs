//! stub
mod conformance_matching;
mod conformance_reader;
mod specification_examples;
