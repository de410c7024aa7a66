//! How a definition is called.

use super::lexer::{Lexer, TokenKind};
use crate::language::Signature;
use crate::language::analysis::{Analysis, Definition, DefinitionKind};
use crate::text::Span;

/// The head of a clause, a whole declaration or a whole fact, on one line; the parameters are its members behind the
/// name, of a declaration those of its `->` but the last. O(length).
pub(super) fn signature(analysis: &Analysis, definition: &Definition) -> Signature {
    match definition.kind {
        DefinitionKind::Type => {
            let line = Line::new(analysis.source(definition.range));
            let mut parameters = line.arrow.clone();
            parameters.pop();
            Signature { label: line.label, parameters }
        }
        DefinitionKind::Data | DefinitionKind::Function | DefinitionKind::Contract => {
            let line = Line::new(analysis.source(definition.formals));
            let parameters = line.members.get(1..).unwrap_or_default().to_vec();
            Signature { label: line.label, parameters }
        }
    }
}

/// An atom on one line.
struct Line {
    label: String,
    /// Its members.
    members: Vec<Span>,
    /// The members of the `(-> ..)` that is one of its members, without the `->`.
    arrow: Vec<Span>,
}

impl Line {
    fn new(source: &str) -> Line {
        let (mut label, mut members, mut arrow) =
            (String::with_capacity(source.len()), Vec::new(), Vec::new());
        // The depth, and where the members at depth 1 and 2 began that are still open.
        let (mut depth, mut starts, mut in_arrow) = (0_u32, [0, 0], false);
        let mut space = false;
        for token in Lexer::new(source) {
            let text = token.span.of(source);
            match token.kind {
                TokenKind::Space | TokenKind::Comment => {
                    space = true;
                    continue;
                }
                TokenKind::Close => {
                    label.push(')');
                    depth = depth.saturating_sub(1);
                    let end = label.len() as u32;
                    match depth {
                        1 => {
                            members.push(Span::new(starts[0], end));
                            in_arrow = false;
                        }
                        2 if in_arrow => arrow.push(Span::new(starts[1], end)),
                        _ => {}
                    }
                    space = false;
                    continue;
                }
                _ => {}
            }
            if space && !label.is_empty() && !label.ends_with('(') {
                label.push(' ');
            }
            space = false;
            let start = label.len() as u32;
            label.push_str(text);
            let span = Span::new(start, label.len() as u32);
            if token.kind == TokenKind::Open {
                if let Some(place) = depth.checked_sub(1).and_then(|level| starts.get_mut(level as usize)) {
                    *place = start;
                }
                depth += 1;
            } else if depth == 1 {
                members.push(span);
            } else if depth == 2 && text == "->" && start == starts[0] + 1 {
                in_arrow = true;
            } else if depth == 2 && in_arrow {
                arrow.push(span);
            }
        }
        Line { label, members, arrow }
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use std::sync::Arc;

    use super::signature;
    use crate::language::{LanguageId, analyze};

    fn signatures(text: &str) -> Vec<String> {
        let analysis = analyze(LanguageId::Metta, &Arc::from(text));
        let shown = analysis.definitions().iter().map(|definition| {
            let signature = signature(&analysis, definition);
            let parameters = signature.parameters.iter().map(|span| span.of(&signature.label));
            format!("{} | {}", signature.label, parameters.collect::<Vec<&str>>().join(", "))
        });
        shown.collect()
    }

    #[test]
    fn a_clause_is_called_as_its_head_is_written() {
        assert_eq!(
            signatures("(= (f $x\n  (g  $y ) ; c\n \"a b\") $x)\n(= c 1)\n(= ((add $a) $b) 1)"),
            [r#"(f $x (g $y) "a b") | $x, (g $y), "a b""#, "c | ", "(add $a) | $a"]
        );
    }

    #[test]
    fn a_declaration_has_the_arguments_of_its_arrow() {
        assert_eq!(
            signatures("(: f (-> (List $t)  Number Bool))\n(: a A)\n(: k (P (-> A B)))"),
            ["(: f (-> (List $t) Number Bool)) | (List $t), Number", "(: a A) | ", "(: k (P (-> A B))) | "]
        );
    }

    #[test]
    fn a_fact_is_shown_whole() {
        assert_eq!(signatures("(likes bob\n pizza)"), ["(likes bob pizza) | bob, pizza"]);
    }
}
