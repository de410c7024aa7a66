//! The memory of a server over many edits that leave everything as it was.

use std::io;

use serde_json::json;

use super::desk::Desk;
use super::features::Feature;
use super::finding::{Finding, Kind};
use super::session::{Edit, Session, Step};
use super::trial::Plan;
use crate::oracle::specification::positions::{self, UNITS};

/// The memory is looked at so often.
const LOOKS: usize = 8;

/// A server that keeps so much of each edit, in bytes, loses memory: no text of the session is so long.
const MOST_OF_AN_EDIT: u64 = 16 << 10;

/// A heap may grow so much, in bytes, before it is collected.
const LEAST_GROWTH: u64 = 32 << 20;

/// What was measured.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Growth {
    /// How many edits were made.
    pub edits: usize,
    /// The memory in bytes, at the beginning and after each eighth of the edits.
    pub resident: Vec<u64>,
    /// What an edit has added, in bytes, from the second quarter to the last one.
    pub of_an_edit: u64,
}

/// Types a letter and takes it back, `edits` times in all, and looks at the memory of the process and what it has started.
/// Nothing where that cannot be seen, where there is no document, or where the server does not keep up.
///
/// # Errors
/// If the workspace cannot be laid out.
pub(super) fn growth(plan: &Plan, edits: usize) -> io::Result<Option<(Growth, Option<Finding>)>> {
    let mut desk = Desk::new(&plan.tree, &plan.language)?;
    let mut documents = plan.tree.texts().filter(|(file, _)| plan.language.is_document(file));
    let Some((file, text)) = documents.next().filter(|_| edits >= LOOKS) else { return Ok(None) };
    let Ok(mut server) = plan.launch.start(&desk.root, &Session::plain(), plan.timeout) else {
        return Ok(None);
    };
    desk.play(&Step::Open { file: file.to_owned(), text: None }, &mut server, plan.timeout);
    let (line, column) = positions::line_column(text, text.len(), UNITS[2]);
    let typed = Edit { range: Some(((line, column), (line, column))), text: "x".to_owned() };
    let taken = Edit { range: Some(((line, column), (line, column + 1))), text: String::new() };
    let barrier = Feature::named("document-symbol").filter(|feature| server.offers(feature));
    let mut resident = Vec::new();
    for look in 0..=LOOKS {
        let Some(memory) = server.child.as_ref().and_then(crate::oracle::child::Child::resident) else {
            return Ok(None);
        };
        resident.push(memory);
        if look == LOOKS {
            break;
        }
        for at in 0..edits / LOOKS {
            let edit = if at % 2 == 0 { &typed } else { &taken };
            let step = Step::Change { file: file.to_owned(), edits: vec![edit.clone()] };
            desk.play(&step, &mut server, plan.timeout);
            // A client waits for answers now and then; so does the server keep up.
            if at % 20 == 19 {
                let id = match barrier {
                    Some(feature) => desk.ask(feature, file, (0, 0), &mut server),
                    None => server.connection.ask("heddle/oracle", &json!({})),
                };
                if server.connection.answer(id, plan.timeout).is_none() {
                    let (kind, message) = server.failure("it does not keep up with edits");
                    let growth = Growth { edits, resident, of_an_edit: 0 };
                    return Ok(Some((growth, Some(Finding::new(kind, Some("memory"), message)))));
                }
            }
        }
    }
    let _ = server.stop(plan.timeout);
    // A collector comes when it likes: the lowest of a quarter is what is really held.
    let lowest = |from: usize| resident.iter().skip(from).take(LOOKS / 4 + 1).min().copied().unwrap_or(0);
    let (early, late) = (lowest(LOOKS / 4), lowest(LOOKS - LOOKS / 4));
    let of_an_edit = late.saturating_sub(early) / (edits as u64 / 2).max(1);
    let growth = Growth { edits, resident, of_an_edit };
    let finding = (of_an_edit > MOST_OF_AN_EDIT && late - early > LEAST_GROWTH).then(|| {
        let message = format!(
            "each of {edits} edits that leave the text as it was adds {of_an_edit} bytes: from {} to {} MiB",
            early >> 20,
            late >> 20
        );
        Finding::new(Kind::Grows, Some("memory"), message)
    });
    Ok(Some((growth, finding)))
}
