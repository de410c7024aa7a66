//! Which mutants a name means.

use super::mutant::Mutant;
use crate::oracle::ledger::GUARANTEES;
use crate::oracle::specification::suggestion;

/// What a name means.
pub(super) enum Meaning<'mutants> {
    /// One mutant, in this scenario and in others.
    One(&'mutants Mutant, Vec<&'mutants Mutant>),
    /// Several: a property, a guarantee, a way of the catalogue, or a name that is borne by several.
    Several(Vec<&'mutants Mutant>),
    /// None; these are near.
    Unknown(Vec<String>),
}

/// What `name` means: the number of a guarantee or of a way, or parts of `PROPERTY/SCENARIO/MUTANT` in their order, each
/// in full or begun. O(mutants × length).
pub(super) fn meaning<'mutants>(name: &str, mutants: &'mutants [Mutant]) -> Meaning<'mutants> {
    let number = name.to_uppercase();
    let numbered = |mutant: &&Mutant| {
        let breaks = GUARANTEES.iter().any(|guarantee| guarantee.number == number);
        if breaks { mutant.breaks() == number } else { mutant.story.ways.contains(&number.as_str()) }
    };
    let numbered: Vec<&Mutant> = mutants.iter().filter(numbered).collect();
    if !numbered.is_empty() {
        return chosen(numbered);
    }
    let asked: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
    // A name in full wins over one that goes on.
    for fits in [(|known: &str, part: &str| known == part) as fn(&str, &str) -> bool, |known, part| {
        known.starts_with(part)
    }] {
        let fitting: Vec<&Mutant> = mutants
            .iter()
            .filter(|mutant| !asked.is_empty() && is_part(&asked, &mutant.segments(), fits))
            .collect();
        // Who names a mutant to its end does not ask for a property that has this word in it.
        let to_the_end = |mutant: &&&Mutant| asked.last().is_some_and(|last| fits(&mutant.name, last));
        let ended: Vec<&Mutant> = fitting.iter().filter(to_the_end).copied().collect();
        if !ended.is_empty() {
            return chosen(ended);
        }
        if !fitting.is_empty() {
            return chosen(fitting);
        }
    }
    Meaning::Unknown(near(name, mutants))
}

/// Whether `asked` fits some of `segments`, in order.
fn is_part(asked: &[&str], segments: &[&str], fits: fn(&str, &str) -> bool) -> bool {
    let mut rest = segments.iter();
    asked.iter().all(|part| rest.any(|segment| fits(segment, part)))
}

/// One mutant in several scenarios is one: it is shown where its failing schedule is shortest.
fn chosen(found: Vec<&Mutant>) -> Meaning<'_> {
    let is_one = found.windows(2).all(|pair| matches!(pair, [a, b] if a.short() == b.short()));
    let length = |mutant: &&&Mutant| mutant.tables().next().map_or(usize::MAX, |table| table.steps.len());
    match found.iter().min_by_key(length) {
        Some(&shown) if is_one => {
            let others = found.iter().filter(|other| other.scenario != shown.scenario);
            Meaning::One(shown, others.copied().collect())
        }
        _ => Meaning::Several(found),
    }
}

/// Names at a small distance.
fn near(name: &str, mutants: &[Mutant]) -> Vec<String> {
    let last = name.rsplit('/').next().unwrap_or(name);
    let segments = mutants.iter().flat_map(Mutant::segments);
    let mut near = suggestion::suggest(last, segments);
    if near.is_empty() {
        let inside = |segment: &&str| last.len() >= 3 && segment.contains(last);
        near = mutants.iter().flat_map(Mutant::segments).filter(inside).map(str::to_owned).collect();
        near.sort();
        near.dedup();
        near.truncate(5);
    }
    near
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::cli::explain::mutant;
    use crate::oracle::ledger;

    fn shown(name: &str) -> String {
        let mutants = mutant::all(&ledger::committed().unwrap()).unwrap_or_default();
        match meaning(name, &mutants) {
            Meaning::One(mutant, others) => format!("{} and {} more", mutant.path(), others.len()),
            Meaning::Several(several) => {
                let mut names: Vec<String> = several.iter().map(|mutant| mutant.short()).collect();
                names.dedup();
                names.join(" ")
            }
            Meaning::Unknown(near) => format!("unknown, near {near:?}"),
        }
    }

    #[test]
    fn a_name_may_be_short_where_it_is_the_only_one() {
        assert_eq!(
            shown("request_queue/ends/looks_then_queues"),
            "request_queue/ends/looks_then_queues and 0 more"
        );
        assert_eq!(shown("looks_then_queues"), "request_queue/ends/looks_then_queues and 0 more");
        assert_eq!(
            shown("request_queue/looks_then_queues"),
            "request_queue/ends/looks_then_queues and 0 more"
        );
        assert_eq!(shown("S19"), "request_queue/ends/looks_then_queues and 0 more");
        assert_eq!(shown("s19"), "request_queue/ends/looks_then_queues and 0 more");
    }

    #[test]
    fn a_name_may_be_begun() {
        assert_eq!(shown("looks_then_q"), "request_queue/ends/looks_then_queues and 0 more");
        assert_eq!(shown("req/ends/looks_then_q"), "request_queue/ends/looks_then_queues and 0 more");
    }

    #[test]
    fn a_name_of_several_shows_all_of_them() {
        assert_eq!(shown("leaf_locks"), "leaf_locks/asks_again leaf_locks/nests");
        assert_eq!(
            shown("trusts_wake"),
            "ordered_window/trusts_wake request_queue/trusts_wake single_flight/trusts_wake speculation/trusts_wake"
        );
        assert!(shown("Q3").contains("indexing_runs/ends_whatever_is_asked_for"), "{}", shown("Q3"));
    }

    #[test]
    fn one_mutant_of_several_scenarios_is_shown_where_its_schedule_is_shortest() {
        assert_eq!(
            shown("bounded_queue/looks_then_waits"),
            "bounded_queue/passes_on/looks_then_waits and 1 more"
        );
    }

    #[test]
    fn a_slip_of_the_pen_is_mended() {
        assert_eq!(shown("look_then_queues"), "unknown, near [\"looks_then_queues\"]");
        assert_eq!(shown("zzzzzz"), "unknown, near []");
        assert_eq!(shown(""), "unknown, near []");
        assert_eq!(shown("///"), "unknown, near []");
    }
}
