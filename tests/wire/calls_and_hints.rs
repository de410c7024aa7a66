//! Who calls whom, and hints, in the words of the protocol.

use serde_json::{Value, json};

use super::marked::{ENCODINGS, Marked};

const FILES: [(&str, &str); 2] = [
    ("a.metta", "; é😀\n(= (‹f› $x) $x)\n"),
    ("b.metta", "!(import! &self a)\n(= (‹g›) (\"😀é\" (‹f› 1)))\n!(\"𝒳\" (‹f‸› 2))"),
];

#[test]
fn a_call_hierarchy_goes_up_and_down() {
    for encoding in ENCODINGS {
        let mut case = Marked::open(&FILES, encoding, json!({}));
        let [f, g, called, again] = &case.ranges()[..] else { panic!("four places") };
        let (f, g, called, again) = (f.clone(), g.clone(), called.clone(), again.clone());
        let prepared = case.ask("textDocument/prepareCallHierarchy", json!({}));
        assert_eq!((&prepared[0]["name"], &prepared[0]["selectionRange"]), (&json!("f"), &f), "{encoding}");
        let incoming = case.client.request("callHierarchy/incomingCalls", json!({ "item": prepared[0] }));
        let from = |call: &Value| (call["from"]["name"].clone(), call["fromRanges"].clone());
        let calls: Vec<_> = incoming["result"].as_array().expect("a list").iter().map(from).collect();
        assert_eq!(calls, [(json!("b.metta"), json!([again])), (json!("g"), json!([called]))], "{encoding}");
        let caller = incoming["result"][1]["from"].clone();
        assert_eq!((&caller["selectionRange"], &caller["kind"]), (&g, &json!(12)));
        let outgoing = case.client.request("callHierarchy/outgoingCalls", json!({ "item": caller }));
        assert_eq!(outgoing["result"], json!([{ "to": prepared[0], "fromRanges": [called] }]), "{encoding}");
    }
}

#[test]
fn hints_stand_where_the_client_counts_them() {
    let files = [
        ("a.metta", "(: f (-> Number A))\n(= (f ‹$😀x›) \"é\")"),
        ("b.rho", "contract @\"pay\"(@amount) = { Nil } | @\"pay\"!(/* 😀é */ ‹7›)"),
    ];
    for encoding in ENCODINGS {
        let mut case = Marked::open(&files, encoding, json!({}));
        let everything =
            json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
        let mut hints = |uri: &str| {
            let params = json!({ "textDocument": { "uri": uri }, "range": everything });
            case.client.request("textDocument/inlayHint", params)["result"].clone()
        };
        let (metta, rholang) = (hints("file:///ws/a.metta"), hints("file:///ws/b.rho"));
        let [variable, argument] = &case.ranges()[..] else { panic!("two places") };
        assert_eq!(
            metta,
            json!([{ "position": variable["end"], "label": ": Number", "kind": 1 }]),
            "{encoding}"
        );
        let hint =
            json!({ "position": argument["start"], "label": "amount:", "kind": 2, "paddingRight": true });
        assert_eq!(rholang, json!([hint]), "{encoding}");
    }
}
