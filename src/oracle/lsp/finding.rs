//! What was found wrong.

use super::session::Session;

/// What kind of wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// The command cannot be started: nothing is known of the server.
    Inaccessible,
    /// It ends when nobody has asked it to, or not as it should.
    Crashes,
    /// It does not end, or does not begin.
    Hangs,
    /// What it writes is no protocol.
    Garbage,
    /// A request without an answer.
    Unanswered,
    /// A request with several.
    AnsweredTwice,
    /// An answer that nobody has asked for.
    Unasked,
    /// It announces what it does not know, or fails at it.
    Refused,
    /// An answer that is none.
    Malformed,
    /// At rest it answers otherwise than the reference.
    Differs,
    /// At rest it answers otherwise than a fresh process of itself that was told the final texts.
    History,
    /// At rest its last diagnostics are not those of the final texts.
    Stale,
    /// Right in ASCII, wrong in other texts.
    Positions,
    /// Its memory grows with each edit.
    Grows,
}

impl Kind {
    /// Its name, as reports say it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Inaccessible => "inaccessible",
            Kind::Crashes => "crashes",
            Kind::Hangs => "hangs",
            Kind::Garbage => "garbage",
            Kind::Unanswered => "unanswered",
            Kind::AnsweredTwice => "answered twice",
            Kind::Unasked => "nobody asked",
            Kind::Refused => "refused",
            Kind::Malformed => "malformed",
            Kind::Differs => "differs",
            Kind::History => "depends on history",
            Kind::Stale => "stale diagnostics",
            Kind::Positions => "positions",
            Kind::Grows => "memory grows",
        }
    }
}

/// Something wrong, in one session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// What kind of wrong.
    pub kind: Kind,
    /// In which feature; nothing where it is the server as a whole.
    pub feature: Option<&'static str>,
    /// What was seen.
    pub message: String,
    /// A session that shows it, the smallest that was found.
    pub session: Option<Session>,
    /// Whether the trials ended before the session could not be made smaller.
    pub unfinished: bool,
    /// In how many sessions it was seen.
    pub times: usize,
}

impl Finding {
    /// Something wrong, seen once.
    #[must_use]
    pub fn new(kind: Kind, feature: Option<&'static str>, message: impl Into<String>) -> Finding {
        Finding {
            kind,
            feature,
            message: harmless(&message.into()),
            session: None,
            unfinished: false,
            times: 1,
        }
    }

    /// Whether another one is the same wrong.
    #[must_use]
    pub fn is_like(&self, other: &Finding) -> bool {
        (self.kind, self.feature) == (other.kind, other.feature)
    }
}

/// A text as a terminal may show it: what a foreign process says, or calls its files, must not speak to the terminal.
#[must_use]
pub(super) fn harmless(text: &str) -> String {
    let shown = |sign: char| if sign.is_control() && sign != '\n' { '\u{fffd}' } else { sign };
    text.chars().map(shown).collect()
}
