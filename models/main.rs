//! stub

mod facade_engines;
