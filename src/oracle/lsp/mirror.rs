//! The same document twice, once with letters outside ASCII and once with ASCII letters in their place, one for one: every
//! answer names the same places, counted in characters. A server that counts bytes, or characters where UTF-16 is agreed,
//! is right in the one and wrong in the other, and needs no reference to be seen.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use serde_json::{Value, json};

use super::canonical::{canonical, contrast};
use super::desk::{Desk, decode, words};
use super::features::{Answer, FEATURES, Feature};
use super::finding::{Finding, Kind};
use super::server::Server;
use super::session::{Session, Step};
use super::tree::{Tree, ascii, is_faithful};
use super::trial::{Plan, Row};
use crate::oracle::specification::positions::Place;
use crate::sync::clock;
use crate::text::Uri;

/// Letters of two, three and four bytes, of one and two UTF-16 code units.
const LETTERS: &str = "ä漢𠀀";

/// So many documents, and places of each.
const MOST: (usize, usize) = (3, 8);

/// Between two looks at answers that are not the same yet.
const PAUSE: Duration = Duration::from_millis(100);

/// Asks about documents with letters outside ASCII in front of each third line, and about the same in ASCII.
///
/// # Errors
/// If a workspace cannot be laid out.
pub(super) fn mirror(plan: &Plan) -> io::Result<(Vec<Finding>, BTreeMap<&'static str, Row>)> {
    let (mut findings, mut rows) = (Vec::new(), BTreeMap::new());
    let prefix = plan.language.prefix(LETTERS);
    let foreign = |text: &str| -> String {
        let line = |(at, line): (usize, &str)| {
            let body = line.trim_start();
            let indent = &line[..line.len() - body.len()];
            if at % 3 == 0 && !body.trim().is_empty() {
                format!("{indent}{prefix}{body}")
            } else {
                line.to_owned()
            }
        };
        text.split_inclusive('\n').enumerate().map(line).collect()
    };
    let documents: Vec<(String, String)> = plan
        .tree
        .texts()
        .filter(|(file, text)| plan.language.is_document(file) && text.len() < 50_000)
        .take(MOST.0)
        .map(|(file, text)| (ascii(file), foreign(text)))
        .filter(|(_, text)| !text.is_ascii())
        .collect();
    if documents.is_empty() || !is_faithful(documents.iter().map(|(_, text)| text.as_str())) {
        return Ok((findings, rows));
    }
    let images = documents.iter().map(|(file, text)| (file.clone(), ascii(text)));
    let mut sides = Vec::new();
    for tree in [Tree::of(documents.iter().cloned()), Tree::of(images)] {
        let Some(side) = Side::begin(plan, &tree)? else { return Ok((findings, rows)) };
        sides.push(side);
    }
    let [one, other] = &mut sides[..] else { return Ok((findings, rows)) };
    let asked: Vec<&'static Feature> = FEATURES
        .iter()
        .filter(|feature| !matches!(feature.answer, Answer::Completions | Answer::Prose))
        .filter(|feature| !feature.name.contains("format") && one.server.offers(feature))
        .collect();
    for feature in asked {
        let row: &mut Row = rows.entry(feature.name).or_default();
        let Some(wrong) = compare(plan, feature, &documents, row, one, other) else {
            return Ok((findings, rows));
        };
        findings.extend(wrong);
    }
    for side in &mut sides {
        let _ = side.server.stop(plan.timeout);
    }
    Ok((findings, rows))
}

/// Asks both for a feature at places of all documents: the first that is not the same, and nothing where one is silent.
fn compare(
    plan: &Plan,
    feature: &'static Feature,
    documents: &[(String, String)],
    row: &mut Row,
    one: &mut Side,
    other: &mut Side,
) -> Option<Option<Finding>> {
    for (file, text) in documents {
        let places = words(text);
        let step = places.len().div_ceil(MOST.1).max(1);
        let places: Vec<Place> = places.into_iter().step_by(step).collect();
        for at in if feature.placed { &places[..] } else { &[(0, 0)] } {
            let begun = clock::now();
            let message = loop {
                let mine = one.places(plan, feature, file, *at)?;
                let image = other.places(plan, feature, file, *at)?;
                if mine == image {
                    break None;
                }
                if begun.elapsed() > plan.settle {
                    break Some(contrast(&mine, &image));
                }
                one.server.connection.wait(PAUSE, |_| None::<()>);
            };
            row.compared += 1;
            let Some(message) = message else {
                row.agreed += 1;
                continue;
            };
            let message = format!(
                "of {file} {}:{}, in characters: {message}, which was asked about the same text in ASCII",
                at.0, at.1
            );
            let mut finding = Finding::new(Kind::Positions, Some(feature.name), message);
            finding.session = Some(one.session(feature, file, *at));
            return Some(Some(finding));
        }
    }
    Some(None)
}

/// A server with documents of its own.
struct Side {
    // Gone before its workspace.
    server: Server,
    desk: Desk,
    tree: Tree,
}

impl Side {
    /// Nothing if the server does not begin: the sessions have told.
    fn begin(plan: &Plan, tree: &Tree) -> io::Result<Option<Side>> {
        let mut desk = Desk::new(tree, &plan.language)?;
        let Ok(mut server) = plan.launch.start(&desk.root, &Session::plain(), plan.timeout) else {
            return Ok(None);
        };
        for (file, _) in tree.texts() {
            desk.play(&Step::Open { file: file.to_owned(), text: None }, &mut server, plan.timeout);
        }
        Ok(Some(Side { desk, server, tree: tree.clone() }))
    }

    /// What a feature answers, in characters and ASCII; nothing if it does not answer.
    fn places(&mut self, plan: &Plan, feature: &Feature, file: &str, at: Place) -> Option<Value> {
        let id = self.desk.ask(feature, file, at, &mut self.server);
        let answer = self.server.connection.answer(id, plan.timeout)?;
        let mut result = if answer["error"].is_null() { answer["result"].clone() } else { Value::Null };
        let uri = self.desk.uri(file);
        if feature.name.starts_with("semantic-tokens") {
            result = absolute(&result);
        }
        let reader = Reader { side: self, encoding: self.server.encoding };
        reader.decode(&mut result, &uri, 0);
        Some(canonical(feature.answer, &json!({ "result": result })))
    }

    fn session(&self, feature: &Feature, file: &str, at: Place) -> Session {
        let steps = vec![
            Step::Open { file: file.to_owned(), text: None },
            Step::Ask { feature: feature.name.to_owned(), file: file.to_owned(), at },
        ];
        Session { files: Some(self.tree.clone()), steps, ..Session::plain() }
    }
}

/// Semantic tokens as ranges.
fn absolute(result: &Value) -> Value {
    let numbers: Vec<u64> =
        result["data"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
    let (mut line, mut start) = (0_u64, 0_u64);
    let mut tokens = Vec::new();
    for token in numbers.chunks_exact(5) {
        let &[down, right, length, kind, modifiers] = token else { continue };
        start = if down == 0 { start.saturating_add(right) } else { right };
        line = line.saturating_add(down);
        let from = json!({ "line": line, "character": start });
        let to = json!({ "line": line, "character": start.saturating_add(length) });
        tokens.push(json!({ "start": from, "end": to, "kind": kind, "modifiers": modifiers }));
    }
    Value::Array(tokens)
}

/// Brings answers to characters and ASCII.
struct Reader<'r> {
    side: &'r Side,
    encoding: usize,
}

impl Reader<'_> {
    /// Every place in `value`, which belongs to the document `uri` where nothing else is said.
    fn decode(&self, value: &mut Value, uri: &str, depth: usize) {
        if depth > 200 {
            return;
        }
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.decode(item, uri, depth + 1)),
            Value::Object(members) => {
                members.remove("data");
                members.remove("resultId");
                let named = ["targetUri", "uri"].iter().find_map(|name| members.get(*name)?.as_str());
                let uri = named.unwrap_or(uri).to_owned();
                let number = |name: &str| members.get(name).and_then(Value::as_u64);
                let place = |line: u64, character: u64| {
                    let file = self.file(&uri)?;
                    let (_, text) = self.side.desk.open.get(&file)?;
                    Some(decode(text, (line as usize, character as usize), self.encoding))
                };
                if let (Some(line), Some(character)) = (number("line"), number("character")) {
                    if let Some((_, column)) = place(line, character) {
                        members.insert("character".to_owned(), column.into());
                    }
                    return;
                }
                for (line, character) in [("startLine", "startCharacter"), ("endLine", "endCharacter")] {
                    let there = members
                        .get(line)
                        .and_then(Value::as_u64)
                        .zip(members.get(character).and_then(Value::as_u64));
                    let column = there.and_then(|(line, character)| {
                        let file = self.file(&uri)?;
                        let (_, text) = self.side.desk.open.get(&file)?;
                        Some(decode(text, (line as usize, character as usize), self.encoding).1)
                    });
                    if let Some(column) = column {
                        members.insert(character.to_owned(), column.into());
                    }
                }
                let changed = std::mem::take(members).into_iter().map(|(name, mut member)| {
                    let about = if name.starts_with("file:") { name.clone() } else { uri.clone() };
                    self.decode(&mut member, &about, depth + 1);
                    (self.spelled(&name), member)
                });
                *members = changed.collect();
            }
            Value::String(text) => *text = self.spelled(text),
            _ => {}
        }
    }

    fn file(&self, uri: &str) -> Option<String> {
        let uri = Uri::parse(uri);
        self.side
            .desk
            .open
            .keys()
            .find(|file| Uri::parse(&self.side.desk.uri(file)).as_str() == uri.as_str())
            .cloned()
    }

    /// A text in ASCII, with the names of files alone.
    fn spelled(&self, text: &str) -> String {
        ascii(&self.file(text).unwrap_or_else(|| text.to_owned()))
    }
}
