//! What is told of a server: a table of features, what was found, and the same for machines.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use super::finding::{Finding, Kind, harmless};
use super::growth::Growth;
use super::trial::Row;

/// What came of all sessions.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many sessions were played.
    pub sessions: usize,
    /// What was counted, for each feature that the server announces.
    pub rows: BTreeMap<&'static str, Row>,
    /// What is wrong, each kind of each feature once.
    pub findings: Vec<Finding>,
    /// The memory over many edits, where it was looked at.
    pub growth: Option<Growth>,
    /// Whether the limit of time has cut it: more may be wrong.
    pub cut: bool,
}

impl Report {
    /// Takes what was found once more, or for the first time; true for the first time.
    pub fn take(&mut self, finding: Finding) -> bool {
        match self.findings.iter_mut().find(|known| known.is_like(&finding)) {
            Some(known) => {
                known.times += 1;
                false
            }
            None => {
                self.findings.push(finding);
                true
            }
        }
    }

    /// Adds what was counted.
    pub fn count(&mut self, rows: BTreeMap<&'static str, Row>) {
        for (name, row) in rows {
            self.rows.entry(name).or_default().add(row);
        }
    }

    /// Whether anything was compared or answered at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty() && self.rows.values().all(|row| row.asked == 0)
    }

    /// The verdict on a feature: the kinds of what is wrong with it.
    fn verdict(&self, name: &str) -> String {
        let kinds: Vec<&str> = self
            .findings
            .iter()
            .filter(|finding| finding.feature == Some(name))
            .map(|finding| finding.kind.name())
            .collect();
        let compared = self.rows.get(name).is_some_and(|row| row.compared > 0);
        match () {
            () if !kinds.is_empty() => kinds.join(", "),
            () if compared => "agrees".to_owned(),
            () => "not compared".to_owned(),
        }
    }

    /// The report as people read it, without control characters other than ends of lines.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!(
            "{:<22}{:>7}{:>9}{:>9}{:>10}{:>8}  verdict\n",
            "feature", "asked", "answered", "refused", "compared", "agreed"
        );
        for (name, row) in &self.rows {
            let verdict = self.verdict(name);
            let _ = writeln!(
                text,
                "{name:<22}{:>7}{:>9}{:>9}{:>10}{:>8}  {verdict}",
                row.asked, row.answered, row.refused, row.compared, row.agreed
            );
        }
        if let Some(growth) = &self.growth {
            let memory: Vec<String> = growth.resident.iter().map(|bytes| (bytes >> 20).to_string()).collect();
            let _ = writeln!(
                text,
                "\nmemory over {} edits, in MiB: {}; {} bytes an edit",
                growth.edits,
                memory.join(" "),
                growth.of_an_edit
            );
        }
        for finding in &self.findings {
            let feature = finding.feature.map(|feature| format!(" in {feature}")).unwrap_or_default();
            let times =
                if finding.times > 1 { format!(", in {} sessions", finding.times) } else { String::new() };
            let _ = writeln!(text, "\n{}{feature}{times}: {}", finding.kind.name(), finding.message);
            if let Some(session) = &finding.session {
                let shown = if finding.unfinished {
                    "a session that shows it; the trials ended before the smallest was found:"
                } else {
                    "the smallest session that shows it:"
                };
                let _ = writeln!(text, "{shown}");
                for line in session.write().lines().take(40) {
                    let shown: String = line.chars().take(400).collect();
                    let _ = writeln!(text, "    {shown}");
                }
            }
        }
        let wrong = self.findings.len();
        let _ = writeln!(
            text,
            "\n{} sessions, {} features, {}",
            self.sessions,
            self.rows.len(),
            if wrong == 0 { "nothing wrong".to_owned() } else { format!("{wrong} found wrong") }
        );
        if self.cut {
            text.push_str("cut by the limit of time: more may be wrong\n");
        }
        harmless(&text)
    }

    /// The report for machines.
    #[must_use]
    pub fn json(&self) -> Value {
        let rows = self.rows.iter().map(|(name, row)| {
            json!({
                "feature": name, "asked": row.asked, "answered": row.answered, "refused": row.refused,
                "compared": row.compared, "agreed": row.agreed, "verdict": self.verdict(name),
            })
        });
        let findings = self.findings.iter().map(|finding| {
            json!({
                "kind": finding.kind.name(), "feature": finding.feature, "message": finding.message,
                "sessions": finding.times, "unfinished": finding.unfinished,
                "session": finding.session.as_ref().map(super::session::Session::write),
            })
        });
        let growth = self.growth.as_ref().map(|growth| {
            json!({ "edits": growth.edits, "resident": growth.resident, "bytesOfAnEdit": growth.of_an_edit })
        });
        json!({
            "sessions": self.sessions,
            "features": rows.collect::<Vec<_>>(),
            "cut": self.cut,
            "findings": findings.collect::<Vec<_>>(),
            "memory": growth,
        })
    }

    /// The report as batch engines read it: a case for each feature, and one for the server as a whole.
    #[must_use]
    pub fn junit(&self) -> String {
        let mut names: Vec<&str> = self.rows.keys().copied().collect();
        for finding in &self.findings {
            if let Some(name) = finding.feature.filter(|name| !names.contains(name)) {
                names.push(name);
            }
        }
        let mut cases = String::new();
        let (mut failures, mut skipped) = (0, 0);
        let mut case = |name: &str, found: Vec<&Finding>| {
            failures += usize::from(!found.is_empty());
            let _ = write!(cases, "  <testcase classname=\"heddle.oracle.lsp\" name=\"{}\"", escaped(name));
            if found.is_empty() && self.rows.get(name).is_some_and(|row| row.compared == 0) {
                skipped += 1;
                cases.push_str("><skipped/></testcase>\n");
                return;
            }
            if found.is_empty() {
                cases.push_str("/>\n");
                return;
            }
            cases.push_str(">\n");
            for finding in found {
                let session =
                    finding.session.as_ref().map(super::session::Session::write).unwrap_or_default();
                let _ = writeln!(
                    cases,
                    "    <failure type=\"{}\" message=\"{}\">{}</failure>",
                    finding.kind.name(),
                    escaped(&finding.message),
                    escaped(&session)
                );
            }
            cases.push_str("  </testcase>\n");
        };
        let of =
            |wanted: Option<&str>| self.findings.iter().filter(|found| found.feature == wanted).collect();
        case("server", of(None));
        for name in &names {
            case(name, of(Some(name)));
        }
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"heddle oracle lsp\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n{cases}</testsuite>\n",
            names.len() + 1
        )
    }

    /// Whether the server could not even be started.
    #[must_use]
    pub fn is_inaccessible(&self) -> bool {
        self.findings.iter().any(|finding| finding.kind == Kind::Inaccessible)
    }
}

/// A text as XML holds it: no character that XML forbids.
fn escaped(text: &str) -> String {
    let mut written = String::new();
    for sign in text.chars() {
        match sign {
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '&' => written.push_str("&amp;"),
            '"' => written.push_str("&quot;"),
            '\n' => written.push_str("&#10;"),
            '\t' | '\r' => written.push(' '),
            '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => written.push(sign),
            _ => written.push('\u{fffd}'),
        }
    }
    written
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_twice_is_told_once_with_how_often() {
        let mut report = Report::default();
        assert!(report.take(Finding::new(Kind::Stale, Some("diagnostics"), "a <b> \u{1}&\n")));
        assert!(!report.take(Finding::new(Kind::Stale, Some("diagnostics"), "another")));
        assert!(report.take(Finding::new(Kind::Crashes, None, "gone")));
        assert_eq!(report.findings.len(), 2);
        assert!(!report.text().contains(|sign: char| sign.is_control() && sign != '\n'));
        assert!(report.text().contains("stale diagnostics in diagnostics, in 2 sessions: a <b>"));
        assert_eq!(report.json()["findings"][0]["sessions"], 2);
        let junit = report.junit();
        assert!(junit.contains("tests=\"2\" failures=\"2\""), "{junit}");
        assert!(junit.contains("message=\"a &lt;b&gt; \u{fffd}&amp;&#10;\""), "{junit}");
    }
}
