//! Answers of two implementations, compared by what they mean to a user: which places, which names, which text after the
//! edit. How much of a definition a range covers, in which words something is explained, and what else is offered is each
//! implementation's own.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::canonical::prose;
use super::features::{Answer, Feature};
use crate::oracle::specification::positions::{self, Edit, Place, UNITS};
use crate::text::Uri;

/// What both servers were asked about.
pub(super) struct Question<'q> {
    /// The feature.
    pub feature: &'q Feature,
    /// The word at the place.
    pub word: &'q str,
    /// The texts of what is open, by normal URI.
    pub texts: &'q BTreeMap<String, String>,
    /// How columns are counted.
    pub encoding: usize,
}

/// A place in a document: its URI, from, to.
type Site = (String, Place, Place);

/// How the answer of `server` means something else than that of `reference`; nothing where it does not.
#[must_use]
pub(super) fn difference(question: &Question<'_>, server: &Value, reference: &Value) -> Option<String> {
    if !question.feature.binding || !reference["error"].is_null() {
        return None;
    }
    if !server["error"].is_null() {
        return Some(format!("it refuses: {:.200}", server["error"].to_string()));
    }
    let (server, reference) = (&server["result"], &reference["result"]);
    match question.feature.answer {
        Answer::Places => places(&sites(server), &sites(reference)),
        Answer::Symbols => symbols(question, server, reference),
        Answer::Prose => reading(question.word, server, reference),
        Answer::Edits => edited(question, server, reference),
        Answer::Completions => offered(question, server, reference),
        Answer::Set | Answer::Exact => None,
    }
}

fn place(value: &Value) -> Place {
    let number = |name: &str| value[name].as_u64().unwrap_or(0) as usize;
    (number("line"), number("character"))
}

fn sites(result: &Value) -> Vec<Site> {
    let one = |value: &Value| -> Site {
        let uri = value["targetUri"].as_str().or_else(|| value["uri"].as_str()).unwrap_or_default();
        let range = ["targetSelectionRange", "range"]
            .iter()
            .map(|name| &value[*name])
            .find(|range| range.is_object());
        let range = range.unwrap_or(&Value::Null);
        (Uri::parse(uri).as_str().to_owned(), place(&range["start"]), place(&range["end"]))
    };
    match result {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().map(one).collect(),
        value => vec![one(value)],
    }
}

/// Two ranges mean the same place if they touch: one names, the other covers.
fn touch(one: &Site, other: &Site) -> bool {
    one.0 == other.0 && one.1 <= other.2 && other.1 <= one.2
}

fn places(server: &[Site], reference: &[Site]) -> Option<String> {
    let said = |(uri, (line, column), _): &Site| format!("{uri}:{line}:{column}");
    let missing = reference.iter().find(|site| !server.iter().any(|other| touch(site, other)));
    if let Some(site) = missing {
        return Some(format!("{} is missing", said(site)));
    }
    let more = server.iter().find(|site| !reference.iter().any(|other| touch(site, other)));
    more.map(|site| format!("{} is too much", said(site)))
}

/// Names with the lines on which they stand, through all levels.
fn named(result: &Value) -> BTreeSet<(String, String, usize)> {
    let mut names = BTreeSet::new();
    let mut open: Vec<&Value> = result.as_array().into_iter().flatten().collect();
    while let Some(symbol) = open.pop() {
        let location = &symbol["location"];
        let range = [&symbol["selectionRange"], &location["range"], &symbol["range"]].into_iter();
        let range = range.into_iter().find(|range| range.is_object()).unwrap_or(&Value::Null);
        let uri = Uri::parse(location["uri"].as_str().unwrap_or_default());
        let name: String = symbol["name"]
            .as_str()
            .unwrap_or_default()
            .chars()
            .take_while(|sign| !sign.is_whitespace())
            .collect();
        names.insert((uri.as_str().to_owned(), name, place(&range["start"]).0));
        open.extend(symbol["children"].as_array().into_iter().flatten());
    }
    names
}

fn symbols(question: &Question<'_>, server: &Value, reference: &Value) -> Option<String> {
    let (mut server, mut reference) = (named(server), named(reference));
    if question.feature.name == "workspace-symbol" {
        // How near a name must come to what was typed is each implementation's own.
        for names in [&mut server, &mut reference] {
            names.retain(|(_, name, _)| name == question.word);
        }
    } else {
        // A document knows what it is called.
        let without = |names: BTreeSet<(String, String, usize)>| {
            names.into_iter().map(|(_, name, line)| (String::new(), name, line)).collect()
        };
        (server, reference) = (without(server), without(reference));
    }
    let said = |(_, name, line): &(String, String, usize)| format!("{name} in line {line}");
    if let Some(missing) = reference.difference(&server).next() {
        return Some(format!("{} is missing", said(missing)));
    }
    server.difference(&reference).next().map(|more| format!("{} is too much", said(more)))
}

/// Whether a text names a word: not as a part of another one.
fn names(text: &str, word: &str) -> bool {
    let part = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
    text.match_indices(word).any(|(at, _)| {
        let (before, after) =
            (text.get(..at).unwrap_or_default(), text.get(at + word.len()..).unwrap_or_default());
        !part(before.chars().next_back()) && !part(after.chars().next())
    })
}

/// Whoever explains a name names it, and says the type that the reference says.
fn reading(word: &str, server: &Value, reference: &Value) -> Option<String> {
    let (server, reference) = (prose(&server["contents"]), prose(&reference["contents"]));
    if reference.is_empty() || word.is_empty() {
        return None;
    }
    if server.is_empty() {
        return Some(format!("nothing is said of {word}"));
    }
    if names(&reference, word) && !names(&server, word) {
        return Some(format!("{word} is not named"));
    }
    let dense = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let kind = reference
        .lines()
        .find_map(|line| line.trim().strip_prefix(&format!("(: {word} "))?.strip_suffix(')'));
    kind.filter(|kind| !dense(&server).contains(&dense(kind)))
        .map(|kind| format!("the type {kind} is not said"))
}

/// The texts that edits leave.
fn edited_texts(question: &Question<'_>, result: &Value) -> BTreeMap<String, String> {
    let mut texts = question.texts.clone();
    let mut apply = |uri: &str, edits: &Value| {
        let uri = Uri::parse(uri).as_str().to_owned();
        let Some(text) = texts.get_mut(&uri) else { return };
        let mut edits: Vec<Edit> = edits
            .as_array()
            .into_iter()
            .flatten()
            .map(|edit| {
                let range = (place(&edit["range"]["start"]), place(&edit["range"]["end"]));
                (Some(range), edit["newText"].as_str().unwrap_or_default().to_owned())
            })
            .collect();
        // What is inserted at one place stands there in the order of the list.
        edits.reverse();
        // All count in the text before; from the end nothing is moved that is still to come.
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.0));
        *text = positions::apply(text, &edits, UNITS[question.encoding.min(2)]);
    };
    for (uri, edits) in result["changes"].as_object().into_iter().flatten() {
        apply(uri, edits);
    }
    for document in result["documentChanges"].as_array().into_iter().flatten() {
        apply(document["textDocument"]["uri"].as_str().unwrap_or_default(), &document["edits"]);
    }
    texts
}

fn edited(question: &Question<'_>, server: &Value, reference: &Value) -> Option<String> {
    if server.is_null() != reference.is_null() {
        let does = |result: &Value| if result.is_null() { "does nothing" } else { "does something" };
        return Some(format!("it {}, and the reference {}", does(server), does(reference)));
    }
    let (server, reference) = (edited_texts(question, server), edited_texts(question, reference));
    let differs = reference.iter().find(|(uri, text)| server.get(*uri) != Some(text))?;
    let other = server.get(differs.0).map_or("", String::as_str);
    Some(format!("{} becomes {other:?}, not {:?}", differs.0, differs.1))
}

/// What the reference offers that continues the word and stands in the texts must be offered too.
fn offered(question: &Question<'_>, server: &Value, reference: &Value) -> Option<String> {
    let labels = |result: &Value| -> BTreeSet<String> {
        let items = result.get("items").unwrap_or(result);
        let label = |item: &Value| item["label"].as_str().unwrap_or_default().to_owned();
        items.as_array().into_iter().flatten().map(label).collect()
    };
    if server["isIncomplete"] == true || reference["isIncomplete"] == true {
        return None;
    }
    let offered = labels(server);
    let wanted = labels(reference).into_iter().find(|label| {
        label.starts_with(question.word)
            && !offered.contains(label)
            && question.texts.values().any(|text| text.contains(label.as_str()))
    });
    wanted.map(|label| format!("{label} is not offered"))
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use serde_json::json;

    fn differs(feature: &str, word: &str, server: Value, reference: Value) -> Option<String> {
        let texts = BTreeMap::from([("file:///a".to_owned(), "𠀀 f fg".to_owned())]);
        let feature = Feature::named(feature).expect("a feature");
        let question = Question { feature, word, texts: &texts, encoding: 1 };
        difference(&question, &json!({ "result": server }), &json!({ "result": reference }))
    }

    fn range(from: usize, to: usize) -> Value {
        json!({ "start": { "line": 0, "character": from }, "end": { "line": 0, "character": to } })
    }

    #[test]
    fn ranges_that_touch_are_one_place() {
        let site = |from, to| json!({ "uri": "file:///a", "range": range(from, to) });
        let link = json!([{ "targetUri": "file:///a", "targetSelectionRange": range(3, 4), "targetRange": range(0, 9) }]);
        assert_eq!(differs("definition", "f", link.clone(), site(2, 9)), None);
        assert!(differs("definition", "f", link, site(5, 9)).is_some());
        assert!(differs("definition", "f", json!([]), site(5, 9)).is_some());
        assert!(differs("definition", "f", json!([site(5, 9), site(20, 21)]), site(5, 9)).is_some());
    }

    #[test]
    fn edits_are_what_they_make_of_the_texts() {
        let edit = |from, to, text: &str| json!({ "range": range(from, to), "newText": text });
        let one = json!({ "changes": { "file:///a": [edit(3, 4, "renamed")] } });
        let other = json!({ "documentChanges": [{ "textDocument": { "uri": "file:///a" },
            "edits": [edit(4, 4, "named"), edit(3, 4, "re")] }] });
        assert_eq!(differs("rename", "f", one.clone(), other), None);
        let off_by_one = json!({ "changes": { "file:///a": [edit(4, 5, "renamed")] } });
        assert!(differs("rename", "f", off_by_one, one.clone()).is_some());
        assert!(differs("rename", "f", Value::Null, one).is_some());
    }

    #[test]
    fn prose_names_what_it_explains_and_its_type() {
        let said = |text: &str| json!({ "contents": { "kind": "markdown", "value": text } });
        let reference = said("**f**\n```\n(: f (-> A B))\n```");
        assert_eq!(differs("hover", "f", said("f is of type (->  A B)"), reference.clone()), None);
        assert!(differs("hover", "f", said("something of type (-> A B)"), reference.clone()).is_some());
        assert!(differs("hover", "f", said("f"), reference.clone()).is_some());
        assert!(differs("hover", "f", Value::Null, reference).is_some());
    }

    #[test]
    fn what_is_in_the_texts_is_offered_whatever_else_is() {
        let offers =
            |labels: &[&str]| json!(labels.iter().map(|label| json!({ "label": label })).collect::<Vec<_>>());
        assert_eq!(differs("completion", "f", offers(&["fg", "x"]), offers(&["fg", "for"])), None);
        assert!(differs("completion", "f", offers(&["x"]), offers(&["fg"])).is_some());
    }

    #[test]
    fn symbols_are_names_and_lines_flat_or_nested() {
        let nested = json!([{ "name": "f x", "selectionRange": range(0, 1), "children": [{ "name": "g", "selectionRange": range(3, 4) }] }]);
        let flat = json!([
            { "name": "g", "location": { "uri": "file:///a", "range": range(0, 1) } },
            { "name": "f", "location": { "uri": "file:///a", "range": range(0, 1) } },
        ]);
        assert_eq!(differs("document-symbol", "", flat.clone(), nested.clone()), None);
        assert!(differs("document-symbol", "", json!([flat[0]]), nested).is_some());
    }
}
