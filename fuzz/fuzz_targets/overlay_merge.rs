#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| heddle::fuzzing::overlay_merge::overlay_merge(data));
