#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| heddle::fuzzing::edit_scripts::edit_scripts(data));
