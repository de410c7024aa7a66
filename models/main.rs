//! stub

mod facade_engines;
mod facade_injections;
