#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| heddle::fuzzing::conversations::message_bodies(data));
