//! stub
mod conformance_reader;
mod specification_examples;
