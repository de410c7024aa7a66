//! The concurrent map is a map whose operations are single steps.

use heddle::sync::{Arc, ConcurrentMap, thread};
use std::collections::BTreeMap;

#[test]
fn any_sequence_of_operations_does_what_it_does_to_a_plain_map() {
    let (map, mut plain) = (ConcurrentMap::new("map"), BTreeMap::new());
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for step in 0..20_000_u64 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let key = state % 37;
        match state >> 60 {
            0..=3 => assert_eq!(map.insert(key, step), plain.insert(key, step)),
            4..=6 => assert_eq!(map.remove(&key), plain.remove(&key)),
            7..=8 => {
                // Odd values double, even ones go, absent ones come.
                let change = |value: Option<&u64>| match value {
                    Some(value) if value % 2 == 1 => Some(value * 2),
                    Some(_) => None,
                    None => Some(step),
                };
                let before = plain.get(&key).copied();
                match change(before.as_ref()) {
                    Some(value) => plain.insert(key, value),
                    None => plain.remove(&key),
                };
                assert_eq!(map.update(key, change), before);
            }
            9 => assert_eq!(map.contains(&key), plain.contains_key(&key)),
            _ => assert_eq!(map.get(&key), plain.get(&key).copied()),
        }
        assert_eq!((map.len(), map.is_empty()), (plain.len(), plain.is_empty()));
    }
}

#[test]
fn updates_of_one_key_add_up() {
    let map = Arc::new(ConcurrentMap::new("map"));
    let workers: Vec<_> = (0..4)
        .map(|number| {
            let map = Arc::clone(&map);
            thread::spawn(format!("adder {number}"), move || {
                for _ in 0..1_000 {
                    map.update("key", |count| Some(count.copied().unwrap_or(0) + 1));
                }
            })
        })
        .collect();
    assert!(workers.into_iter().all(|worker| worker.join().is_ok()));
    assert_eq!(map.get(&"key"), Some(4_000));
}
