//! A text inside the string literals of a host, made from its parts: so it is known where each character comes from.

/// A part of a concatenation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// A string literal: how each of its characters is written, and the character.
    Literal(Vec<(String, char)>),
    /// An expression without a known value.
    Hole(String),
}

/// A host, and what it embeds.
pub struct Embedding {
    /// The host: a head, then the parts with joints between them, then a tail.
    pub host: String,
    /// Where each part stands in the host, a literal with its quotes.
    pub parts: Vec<(usize, usize)>,
    /// The embedded text, piece by piece: the piece, where it comes from, and whether it is a hole.
    pub pieces: Vec<(String, (usize, usize), bool)>,
    /// The places behind the last character of each literal.
    pub ends: Vec<usize>,
}

/// Writes `parts` into a host.
#[must_use]
pub fn embed(head: &str, parts: &[Part], joint: &str, tail: &str) -> Embedding {
    let word = free_word(parts);
    let mut embedding =
        Embedding { host: head.to_owned(), parts: Vec::new(), pieces: Vec::new(), ends: Vec::new() };
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            embedding.host.push_str(joint);
        }
        let start = embedding.host.len();
        match part {
            Part::Literal(characters) => {
                embedding.host.push('"');
                for (written, meant) in characters {
                    let start = embedding.host.len();
                    embedding.host.push_str(written);
                    embedding.pieces.push((meant.to_string(), (start, embedding.host.len()), false));
                }
                embedding.ends.push(embedding.host.len());
                embedding.host.push('"');
            }
            Part::Hole(expression) => {
                embedding.host.push_str(expression);
                let holes = embedding.pieces.iter().filter(|(_, _, hole)| *hole).count();
                embedding.pieces.push((format!("{word}{holes}_"), (start, embedding.host.len()), true));
            }
        }
        embedding.parts.push((start, embedding.host.len()));
    }
    embedding.host.push_str(tail);
    embedding
}

/// The shortest of `$_`, `$__`, .. that does not occur in the text without its holes.
fn free_word(parts: &[Part]) -> String {
    let text: String = parts
        .iter()
        .map(|part| match part {
            Part::Literal(characters) => characters.iter().map(|(_, meant)| meant).collect(),
            Part::Hole(_) => " ".to_owned(),
        })
        .collect();
    let mut word = "$_".to_owned();
    while text.contains(&word) {
        word.push('_');
    }
    word
}
