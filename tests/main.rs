//! stub
mod specification_examples;
