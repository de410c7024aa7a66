#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| heddle_fuzz::conversations::message_bodies(data));
