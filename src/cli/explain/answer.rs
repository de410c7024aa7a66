//! The answers in JSON.

use serde_json::{Value, json};

use super::mutant::Mutant;
use crate::oracle::ledger::{GUARANTEES, Table};

/// A list: what each is and what it breaks.
pub(super) fn list(mutants: &[&Mutant]) -> Value {
    mutants.iter().map(|mutant| summary(mutant)).collect()
}

fn summary(mutant: &Mutant) -> Value {
    json!({
        "name": mutant.path(),
        "property": mutant.property,
        "scenario": mutant.scenario,
        "mutant": mutant.name,
        "title": mutant.story.title,
        "ways": mutant.story.ways,
        "breaks": mutant.breaks(),
        "guarantees": mutant.guarantees,
        "fault": mutant.fault,
    })
}

/// All that is known of one.
pub(super) fn whole(mutant: &Mutant, others: &[&Mutant]) -> Value {
    let mut whole = summary(mutant);
    let story = mutant.story;
    let guarantees = GUARANTEES
        .iter()
        .filter(|guarantee| mutant.guarantees.iter().any(|number| number == guarantee.number));
    let guarantees: Vec<Value> = guarantees
        .map(|guarantee| json!({ "number": guarantee.number, "promise": guarantee.promise }))
        .collect();
    let deaths = mutant
        .deaths
        .iter()
        .map(|(engine, death)| json!({ "engine": engine, "message": death.message.trim(), "by": death.by }));
    let more = json!({
        "claim": mutant.claim,
        "threads": mutant.threads,
        "guarantees": guarantees,
        "story": { "meant": story.meant, "wrong": story.wrong, "seen": story.seen, "instead": story.instead },
        "rule": { "number": story.rule.number(), "text": story.rule.text() },
        "deaths": deaths.collect::<Vec<_>>(),
        "also_in": others.iter().map(|other| other.path()).collect::<Vec<_>>(),
        "tables": mutant.tables().map(|found| table(&found)).collect::<Vec<_>>(),
    });
    if let (Value::Object(whole), Value::Object(more)) = (&mut whole, more) {
        whole.extend(more);
    }
    whole
}

fn table(table: &Table) -> Value {
    let steps = table.steps.iter().map(|step| {
        let (file, line) = step.source.clone().unzip();
        json!({ "thread": table.threads.get(step.thread), "action": step.action, "file": file, "line": line })
    });
    json!({
        "preemptions": table.preemptions,
        "threads": table.threads,
        "steps": steps.collect::<Vec<_>>(),
        "verdict": table.verdict,
    })
}
