//! Flights on one thread. What they do in the hands of many is in `models/single_flight.rs`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;

#[test]
fn a_value_goes_to_its_caller_and_nowhere_else() {
    let flights = SingleFlight::new();
    let value = Arc::new(7);
    let flown = flights.run(&"seven", || Arc::clone(&value));
    assert_eq!(flown.as_deref(), Ok(&7));
    drop(flown);
    assert_eq!((Arc::strong_count(&value), flights.under_way()), (1, 0), "the last one who left released it");
}

#[test]
fn a_computation_may_ask_its_own_question() {
    let flights = SingleFlight::new();
    let outer = flights.run(&1, || flights.run(&1, || 5).map_or(0, |inner| inner + 1));
    assert_eq!(outer, Ok(6));
    assert_eq!(flights.under_way(), 0);
}

#[test]
fn a_panic_takes_the_flight_off_the_table() {
    let flights = SingleFlight::new();
    let panicking = AssertUnwindSafe(|| flights.run(&1, || panic!("no answer")));
    assert!(catch_unwind(panicking).is_err());
    assert_eq!((flights.under_way(), Leading::somewhere()), (0, false));
    assert_eq!(flights.run(&1, || 5), Ok(5));
}
