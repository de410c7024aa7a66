//! Servers at rest, asked the same.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::canonical::{canonical, contrast, diagnostics};
use super::desk::{Desk, word_at, words};
use super::features::{FEATURES, Feature};
use super::finding::{Finding, Kind};
use super::meaning::{Question, difference};
use super::server::Server;
use super::shape::fault;
use super::trial::{Plan, Row, Scope, Trial, refusal};
use crate::oracle::specification::positions::{self, Place, UNITS};
use crate::sync::clock;
use crate::text::Uri;

/// Who has said nothing for so long is at rest.
const QUIET: Duration = Duration::from_millis(100);

/// So many documents are asked about.
const DOCUMENTS: usize = 4;

/// So many places of a document: in a whole trial, and where one feature is looked for.
const PLACES: (usize, usize) = (3, 24);

/// So long a document may be to be asked about.
const LONGEST: usize = 200_000;

/// What unasked findings are called.
const DIAGNOSTICS: &str = "diagnostics";

/// What is compared.
pub(super) struct Rest<'r> {
    pub(super) plan: &'r Plan,
    pub(super) desk: &'r Desk,
    pub(super) scope: Scope,
    /// Whether the client asks for diagnostics itself, so that nobody need publish any.
    pub(super) pulls: bool,
}

/// A question to all servers.
#[derive(Clone)]
struct Probe {
    feature: &'static Feature,
    file: String,
    at: Place,
}

impl Rest<'_> {
    /// Asks all the same, until they agree or have had the time to.
    pub(super) fn compare(
        &self,
        server: &mut Server,
        twin: &mut Server,
        mut ours: Option<&mut Server>,
    ) -> Trial {
        let mut trial = Trial::default();
        self.await_quiet(server, twin);
        let mut probes = self.probes(server);
        let started = clock::now();
        let (mut begun, mut before) = (started, [(0, false); 2]);
        let mut first = true;
        loop {
            let answers = [Some(&mut *server), Some(&mut *twin), ours.as_deref_mut()].map(|asked| {
                let Some(asked) = asked else { return Some(Vec::new()) };
                self.ask(asked, &probes)
            });
            self.name(server, &probes, &mut trial);
            let silent = answers[0].is_none();
            let [Some(mine), Some(twins), Some(references)] = answers else {
                // The server itself, or its quiet twin.
                let silent = if silent { server } else { twin };
                let (kind, message) = silent.failure("questions at rest are not answered");
                let kind = if kind == Kind::Hangs { Kind::Unanswered } else { kind };
                trial.findings.push(Finding::new(kind, None, message));
                return trial;
            };
            let mut open = Vec::new();
            let mut found = Vec::new();
            for (at, probe) in probes.iter().enumerate() {
                let (Some(mine), Some(twins)) = (mine.get(at), twins.get(at)) else { continue };
                let row = trial.rows.entry(probe.feature.name).or_default();
                if first {
                    *row = counted(*row, mine);
                    trial.findings.extend(refusal(mine, Some(probe.feature.name), false));
                    let text = self.text(probe);
                    let lines = positions::line_column(text, text.len(), UNITS[2]).0 + 1;
                    let fault = fault(probe.feature, &mine["result"], lines);
                    trial.findings.extend(
                        fault.map(|said| Finding::new(Kind::Malformed, Some(probe.feature.name), said)),
                    );
                }
                match self.verdict(probe, server.encoding, mine, twins, references.get(at)) {
                    None => row.agreed += 1,
                    Some(finding) => {
                        open.push(probe.clone());
                        found.push(finding);
                    }
                }
            }
            if matches!(self.scope, Scope::Whole | Scope::Feature(None)) {
                found.extend(self.unasked(server, twin, ours.as_deref()));
            }
            // Who still has something to say may say the same soon; but not for ever.
            let said = [&*server, &*twin]
                .map(|one| one.connection.heard(|heard| (heard.unasked, heard.is_working())));
            if said != before && started.elapsed() < self.plan.timeout {
                begun = clock::now();
                before = said;
            }
            if found.is_empty() || begun.elapsed() > self.plan.settle {
                trial.findings.extend(found);
                return trial;
            }
            first = false;
            probes = open;
            server.connection.wait(QUIET, |_| None::<()>);
        }
    }

    /// Waits until both are quiet and have no work under way, but no longer than is granted.
    fn await_quiet(&self, server: &Server, twin: &Server) {
        let begun = clock::now();
        let quiet = |server: &Server| {
            server
                .connection
                .heard(|heard| heard.ended || (heard.last.elapsed() >= QUIET && !heard.is_working()))
        };
        let working = |server: &Server| server.connection.heard(|heard| heard.is_working() && !heard.ended);
        while !(quiet(server) && quiet(twin)) {
            let patience =
                if working(server) || working(twin) { self.plan.timeout } else { self.plan.settle };
            if begun.elapsed() > patience {
                return;
            }
            let restless = if quiet(server) { twin } else { server };
            restless.connection.wait(QUIET / 5, |_| None::<()>);
        }
    }

    fn probes(&self, server: &Server) -> Vec<Probe> {
        let (features, most): (Vec<&'static Feature>, usize) = match self.scope {
            Scope::Whole => (FEATURES.iter().collect(), PLACES.0),
            Scope::Session => (Vec::new(), 0),
            Scope::Feature(feature) => (feature.into_iter().collect(), PLACES.1),
        };
        let mut probes = Vec::new();
        let documents = self.desk.open.iter().filter(|(_, (_, text))| text.len() <= LONGEST);
        for (file, (_, text)) in documents.take(DOCUMENTS) {
            let places = words(text);
            // Spread over the text.
            let step = places.len().div_ceil(most.max(1)).max(1);
            let places: Vec<Place> = places.into_iter().step_by(step).collect();
            for feature in features.iter().filter(|feature| server.offers(feature)) {
                let places = if feature.placed { &places[..] } else { &[(0, 0)] };
                let probe = |at: &Place| Probe { feature, file: file.clone(), at: *at };
                probes.extend(places.iter().map(probe));
            }
        }
        probes
    }

    /// The answers to all questions; nothing if one does not come in time.
    fn ask(&self, server: &mut Server, probes: &[Probe]) -> Option<Vec<Value>> {
        let mut names = Vec::new();
        for probe in probes {
            names.push(self.desk.ask(probe.feature, &probe.file, probe.at, server));
        }
        server.connection.await_answers(&names, self.plan.timeout);
        server.connection.heard(|heard| names.iter().map(|id| heard.answer(*id).cloned()).collect())
    }

    /// Says which of the last requests was about what.
    fn name(&self, server: &Server, probes: &[Probe], trial: &mut Trial) {
        let first = server.connection.asked() + 1 - probes.len() as u64;
        trial.probed.extend((first..).zip(probes.iter().map(|probe| probe.feature.name)));
    }

    fn text(&self, probe: &Probe) -> &str {
        self.desk.open.get(&probe.file).map_or("", |(_, text)| text)
    }

    fn verdict(
        &self,
        probe: &Probe,
        encoding: usize,
        mine: &Value,
        twins: &Value,
        reference: Option<&Value>,
    ) -> Option<Finding> {
        let feature = probe.feature;
        let text = self.text(probe);
        let word = if feature.placed { word_at(text, probe.at) } else { String::new() };
        let place = format!("{} {}:{}", probe.file, probe.at.0, probe.at.1);
        let (one, other) = (canonical(feature.answer, mine), canonical(feature.answer, twins));
        if one != other {
            let message = format!("at {place} {word:?}: {}", contrast(&one, &other));
            return Some(Finding::new(Kind::History, Some(feature.name), message));
        }
        let texts: BTreeMap<String, String> = self
            .desk
            .open
            .iter()
            .map(|(file, (_, text))| (Uri::parse(&self.desk.uri(file)).as_str().to_owned(), text.clone()))
            .collect();
        let question = Question { feature, word: &word, texts: &texts, encoding };
        let message = difference(&question, mine, reference?)?;
        Some(Finding::new(Kind::Differs, Some(feature.name), format!("at {place} {word:?}: {message}")))
    }

    /// Compares what was published last of each document that was open once.
    fn unasked(&self, server: &Server, twin: &Server, ours: Option<&Server>) -> Option<Finding> {
        let [mine, twins] = [published(server), published(twin)];
        let reference = ours.map(published);
        let nothing = json!([]);
        for file in &self.desk.seen {
            let uri = Uri::parse(&self.desk.uri(file)).as_str().to_owned();
            let (one, other) = (mine.get(&uri).unwrap_or(&nothing), twins.get(&uri).unwrap_or(&nothing));
            if one != other {
                let message = format!("of {file}: {}", contrast(one, other));
                return Some(Finding::new(Kind::Stale, Some(DIAGNOSTICS), message));
            }
            let Some(reference) =
                reference.as_ref().filter(|_| !self.pulls && self.desk.open.contains_key(file))
            else {
                continue;
            };
            let (says, should) = (has_errors(one), has_errors(reference.get(&uri).unwrap_or(&nothing)));
            if says != should {
                let said = |errors: bool| if errors { "errors" } else { "no errors" };
                let message =
                    format!("of {file} it finds {}, and the reference {}", said(says), said(should));
                return Some(Finding::new(Kind::Differs, Some(DIAGNOSTICS), message));
            }
        }
        None
    }
}

fn counted(row: Row, answer: &Value) -> Row {
    let refused = usize::from(!answer["error"].is_null());
    Row {
        asked: row.asked + 1,
        answered: row.answered + 1 - refused,
        refused: row.refused + refused,
        compared: row.compared + 1,
        ..row
    }
}

/// The last diagnostics of each document.
fn published(server: &Server) -> BTreeMap<String, Value> {
    server.connection.heard(|heard| {
        let messages = heard.messages.iter();
        let published = messages.filter(|message| message["method"] == "textDocument/publishDiagnostics");
        let of = |message: &Value| {
            let uri = message["params"]["uri"].as_str().unwrap_or_default();
            (Uri::parse(uri).as_str().to_owned(), diagnostics(&message["params"]["diagnostics"]))
        };
        published.map(of).collect()
    })
}

fn has_errors(diagnostics: &Value) -> bool {
    let error = |one: &Value| one["severity"].is_null() || one["severity"] == 1;
    diagnostics.as_array().is_some_and(|all| all.iter().any(error))
}
