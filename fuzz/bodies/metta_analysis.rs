//! The analysis of MeTTa: no panic, everything inside the text and in order, every place spells its name, the same result
//! twice, and the variables that a naive specification finds.

use std::sync::Arc;

use heddle::language::analysis::{Analysis, Role, Target};
use heddle::language::metta::lexer::{Lexer, TokenKind};
use heddle::language::{LanguageId, analyze};
use heddle::oracle::specification::variables::{Use, variables};
use heddle::text::Span;

/// A place of a name, as the analysis tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// Where.
    pub span: Span,
    /// What it does there.
    pub role: Role,
    /// Of a variable, where the place stands that binds it.
    pub binding: Option<u32>,
}

/// Pieces of forms; what they leave open is closed behind the last one.
const PIECES: [&str; 40] = [
    "(= (f $x) ",
    "(= (g $x $y) ",
    "(= ",
    "(: f ",
    "! (f ",
    "!(",
    "(let $x ",
    "(let ($x $y) ",
    "(let* ((",
    "(let* (($x ",
    "(chain ",
    "(match &self (p $x) ",
    "(match & self ",
    "(match ",
    "(case ",
    "(case $x ((",
    "(switch ",
    "(lambda ($x) ",
    "(|-> $y ",
    "(map-atom ",
    "(foldl-atom ",
    "(if-decons-expr ",
    "(import! &self ",
    "(bind! ",
    "(",
    "((",
    ")",
    ")",
    "))",
    ") ",
    "$x ",
    "$x ",
    "$y ",
    "$z ",
    "$ ",
    "f ",
    "λ\u{a0}",
    "1 ",
    "! ",
    "\n",
];

/// The text that `data` stands for: pieces behind a byte 1, else the bytes themselves.
fn text_of(data: &[u8]) -> String {
    let Some(pieces) = data.strip_prefix(&[1]) else {
        return String::from_utf8_lossy(data).into_owned();
    };
    let (mut text, mut depth) = (String::new(), 0_usize);
    for byte in pieces {
        let piece = PIECES.get(*byte as usize % PIECES.len()).copied().unwrap_or_default();
        for character in piece.chars() {
            match character {
                '(' => depth += 1,
                // Nothing closes what is closed already.
                ')' if depth == 0 => continue,
                ')' => depth -= 1,
                _ => {}
            }
            text.push(character);
        }
    }
    text.extend(std::iter::repeat_n(')', depth));
    text
}

/// The places that the analysis that ships finds in `text`.
pub fn places(text: &str) -> Vec<Place> {
    places_of(&analyze(LanguageId::Metta, &Arc::from(text)))
}

fn places_of(analysis: &Analysis) -> Vec<Place> {
    let places = analysis.occurrences().iter().map(|occurrence| {
        let binding = match occurrence.target {
            Target::Global(_) => None,
            Target::Local(symbol) => analysis
                .symbols()
                .get(symbol.0 as usize)
                .and_then(|symbol| analysis.occurrence(symbol.binding))
                .map(|binding| binding.span.start),
        };
        Place { span: occurrence.span, role: occurrence.role, binding }
    });
    places.collect()
}

/// Analyses `data` with the front end that ships.
///
/// # Panics
/// With what is wrong, where something is.
pub fn metta_analysis(data: &[u8]) {
    if let Err(wrong) = check(data, places).and_then(|()| check_rest(&text_of(data))) {
        panic!("{wrong}");
    }
}

/// Looks for the places of `data` with `subject`.
///
/// # Errors
/// What is wrong with them.
pub fn check(data: &[u8], subject: impl Fn(&str) -> Vec<Place>) -> Result<(), String> {
    let text = text_of(data);
    let places = subject(&text);
    if subject(&text) != places {
        return Err(format!("{text:?}: another result the second time"));
    }
    let mut before = Span::default();
    for place in &places {
        let word = place.span.of(&text);
        if (place.span.start, place.span.end) < (before.start, before.end) {
            return Err(format!("{text:?}: {place:?} does not follow {before:?}"));
        }
        before = place.span;
        let mut tokens = Lexer::new(word);
        let is_variable = match (tokens.next().map(|token| token.kind), tokens.next()) {
            (Some(TokenKind::Variable), None) => true,
            (Some(TokenKind::Word), None) => false,
            _ => return Err(format!("{text:?}: {place:?} is {word:?}, no name")),
        };
        if is_variable != place.binding.is_some() {
            return Err(format!("{text:?}: {place:?} is {word:?}"));
        }
        let binds = place.binding == Some(place.span.start);
        if binds != (place.role == Role::Binding) {
            return Err(format!("{text:?}: {place:?} binds: {binds}"));
        }
        if let Some(binding) = place.binding
            && !text.get(binding as usize..).is_some_and(|rest| rest.starts_with(word))
        {
            return Err(format!("{text:?}: {place:?} is bound where another name stands"));
        }
    }
    let Some(expected) = variables(&text) else { return Ok(()) };
    let found = places.iter().filter_map(|place| {
        let binding = place.binding? as usize;
        Some(Use { start: place.span.start as usize, binding })
    });
    let found: Vec<Use> = found.collect();
    if found != expected {
        return Err(format!("{text:?}: variables are {found:?}, not {expected:?}"));
    }
    Ok(())
}

/// What else an analysis promises.
fn check_rest(text: &str) -> Result<(), String> {
    let language = LanguageId::Metta.language();
    let analysis = analyze(LanguageId::Metta, &Arc::from(text));
    let is_inside = |span: Span| text.get(span.range()).is_some();
    let wrong = |what: &dyn std::fmt::Debug| Err(format!("{text:?}: {what:?} is not inside"));
    for scope in analysis.scopes() {
        let around =
            analysis.scopes().get(scope.parent.0 as usize).map_or(Span::default(), |found| found.span);
        if !is_inside(scope.span) || scope.span.start < around.start || scope.span.end > around.end {
            return wrong(scope);
        }
    }
    for definition in analysis.definitions() {
        let spans = [definition.target, definition.range, definition.formals, definition.documentation];
        let name = analysis.occurrence(definition.occurrence).map(|occurrence| occurrence.span);
        let names =
            name.is_some_and(|name| definition.range.start <= name.start && name.end <= definition.range.end);
        if !spans.into_iter().all(is_inside) || !names {
            return wrong(definition);
        }
        let signature = language.signature(&analysis, definition);
        if signature.parameters.iter().any(|span| signature.label.get(span.range()).is_none()) {
            return wrong(&signature);
        }
        language.documentation(&analysis, definition);
        for call in analysis.calls().iter().take(8) {
            language.fit((&analysis, definition), (&analysis, call));
        }
    }
    for call in analysis.calls() {
        let name = analysis.occurrence(call.occurrence).map(|occurrence| occurrence.span);
        if !is_inside(call.arguments) || name.is_none_or(|name| !call.arguments.contains(name.start)) {
            return wrong(call);
        }
    }
    for diagnostic in analysis.diagnostics() {
        let related = diagnostic.related.iter().map(|(span, _)| *span);
        if !related.chain([diagnostic.span]).all(is_inside) {
            return wrong(diagnostic);
        }
    }
    let mut end = 0;
    for token in language.tokens(&analysis) {
        if !is_inside(token.span) || token.span.start < end || token.span.is_empty() {
            return wrong(&token);
        }
        end = token.span.end;
    }
    for item in language.outline(&analysis) {
        if item.selection.start < item.range.start || item.selection.end > item.range.end {
            return wrong(&item);
        }
    }
    Ok(())
}
