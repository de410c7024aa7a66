//! Faulty analyses of MeTTa.

use crate::bodies::metta_analysis::{Place, places};
use heddle::language::analysis::Role;
use heddle::language::metta::read;
use heddle::text::Span;

/// A fault in words, and the analysis that has it.
pub(crate) type Faulty = (&'static str, fn(&str) -> Vec<Place>);

/// Binds each variable to the first place before it that `same` says is of the same variable.
fn bound_again(text: &str, same: impl Fn(&Place, &Place) -> bool) -> Vec<Place> {
    let all = places(text);
    let bind = |place: &Place| {
        let first = all.iter().find(|other| other.binding.is_some() && same(other, place));
        let binding = place.binding.and(first).map(|first| first.span.start);
        let binds = binding == Some(place.span.start);
        let role = match place.binding {
            None => place.role,
            Some(_) if binds => Role::Binding,
            Some(_) => Role::Reference,
        };
        Place { binding, role, ..*place }
    };
    all.iter().map(bind).collect()
}

fn spelled_alike(text: &str, a: &Place, b: &Place) -> bool {
    a.span.of(text) == b.span.of(text)
}

/// Analyses with one fault each.
pub(crate) const ANALYSES: [Faulty; 6] = [
    ("variables are looked up in the whole text", |text| {
        bound_again(text, |first, place| spelled_alike(text, first, place))
    }),
    ("a form is one scope", |text| {
        let forms = read(text).forms;
        let form = |place: &Place| forms.iter().position(|form| form.span.contains(place.span.start));
        bound_again(text, |first, place| form(first) == form(place) && spelled_alike(text, first, place))
    }),
    ("every variable is another one", |text| bound_again(text, |first, place| first == place)),
    ("places are counted in characters", |text| {
        let characters = |at: u32| text.get(..at as usize).map_or(0, |before| before.chars().count() as u32);
        let mut all = places(text);
        for place in &mut all {
            place.span = Span::new(characters(place.span.start), characters(place.span.end));
            place.binding = place.binding.map(characters);
        }
        all
    }),
    ("the last place is lost", |text| {
        let mut all = places(text);
        if let Some(last) = all.iter().rposition(|place| place.binding.is_some()) {
            all.truncate(last);
        }
        all
    }),
    ("places come in the order in which they were found", |text| {
        let mut all = places(text);
        all.sort_by_key(|place| place.binding);
        all
    }),
];
