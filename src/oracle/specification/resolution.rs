//! What names mean across the texts of a workspace, by looking at every name of every text.

use std::collections::BTreeSet;

/// The languages, as far as names care.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    /// What a text imports is what its names mean.
    Metta,
    /// A name that starts with `@` is the same anywhere; any other needs a definition.
    Rholang,
}

/// What a definition is, the one that tells most first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// A contract or a function.
    Function,
    /// A declaration of a type.
    Type,
    /// A fact.
    Data,
}

/// What a name stands for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Meaning {
    /// Something that is bound in this text, by number.
    Local(usize),
    /// Whatever the workspace calls so.
    Global(String),
}

/// What a name does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// It binds.
    Binds,
    /// It defines, or declares a type: of this kind, with this place to go to.
    Defines(Kind, Place),
    /// It mentions.
    Mentions,
}

/// A stretch of a document.
pub type Place = (u32, u32);

/// A name in a text.
#[derive(Clone, Debug)]
pub struct Name {
    /// Where it stands in the document.
    pub place: Place,
    /// What it stands for.
    pub meaning: Meaning,
    /// What it does.
    pub act: Act,
}

/// A document, or a text inside one.
#[derive(Clone, Debug)]
pub struct Text {
    /// The document.
    pub document: String,
    /// True for a text inside the document.
    pub embedded: bool,
    /// Its language.
    pub language: Language,
    /// The documents that it imports.
    pub imports: Vec<String>,
    /// Its names in order of place.
    pub names: Vec<Name>,
}

/// A name of a workspace: the number of its text, and its number there.
pub type Id = (usize, usize);

/// A workspace.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Its texts.
    pub texts: Vec<Text>,
}

impl World {
    /// The name with this number.
    pub fn name(&self, (text, name): Id) -> &Name {
        &self.texts[text].names[name]
    }

    /// All names.
    pub fn names(&self) -> Vec<Id> {
        let numbers =
            |(number, text): (usize, &Text)| (0..text.names.len()).map(move |name| (number, name)).collect();
        self.texts
            .iter()
            .enumerate()
            .flat_map(|(number, text)| -> Vec<Id> { numbers((number, text)) })
            .collect()
    }

    /// The document and the place of a name.
    pub fn site(&self, id: Id) -> (String, Place) {
        (self.texts[id.0].document.clone(), self.name(id).place)
    }

    /// The definitions that the name `id` may mean, whatever it is called with.
    ///
    /// A local name: the contracts on it. A global one: the definitions in the first of these that has any: for a text
    /// inside a document the text itself, all such texts of the document, all such texts; then the files that one comes
    /// to by imports; then all files.
    pub fn definitions(&self, id: Id) -> BTreeSet<Id> {
        let own = &self.texts[id.0];
        let meaning = &self.name(id).meaning;
        let defining: Vec<Id> = self
            .names()
            .into_iter()
            .filter(|other| self.texts[other.0].language == own.language)
            .filter(|other| matches!(self.name(*other).act, Act::Defines(..)))
            .filter(|other| self.name(*other).meaning == *meaning)
            .collect();
        let among = |wanted: &dyn Fn(usize, &Text) -> bool| -> BTreeSet<Id> {
            defining.iter().copied().filter(|other| wanted(other.0, &self.texts[other.0])).collect()
        };
        if matches!(meaning, Meaning::Local(_)) {
            return among(&|number, _| number == id.0);
        }
        let mut steps: Vec<BTreeSet<Id>> = Vec::new();
        if own.embedded {
            steps.push(among(&|number, _| number == id.0));
            steps.push(among(&|_, text| text.embedded && text.document == own.document));
            steps.push(among(&|_, text| text.embedded));
        }
        if own.language == Language::Metta {
            let imported = self.imported(id.0);
            steps.push(among(&|_, text| !text.embedded && imported.contains(&text.document)));
        }
        steps.push(among(&|_, text| !text.embedded));
        steps.into_iter().find(|step| !step.is_empty()).unwrap_or_default()
    }

    /// The documents that one comes to by imports from a text; a file is one of them itself.
    fn imported(&self, text: usize) -> BTreeSet<String> {
        let own = &self.texts[text];
        let mut known: BTreeSet<String> = own.imports.iter().cloned().collect();
        if !own.embedded {
            known.insert(own.document.clone());
        }
        loop {
            let mut more = known.clone();
            for text in self.texts.iter().filter(|text| !text.embedded && known.contains(&text.document)) {
                more.extend(text.imports.iter().cloned());
            }
            if more == known {
                return known;
            }
            known = more;
        }
    }

    /// Where the definition of the name `id` is; `never` says which definition a call can never mean.
    pub fn definition(&self, id: Id, never: &dyn Fn(Id, Id) -> bool) -> BTreeSet<(String, Place)> {
        let name = self.name(id);
        let local = matches!(name.meaning, Meaning::Local(_));
        let defines = match name.act {
            Act::Defines(Kind::Type, _) => local,
            Act::Defines(..) => true,
            Act::Binds | Act::Mentions => false,
        };
        let all = if defines { BTreeSet::from([id]) } else { self.definitions(id) };
        if all.is_empty() && local {
            return self.binder(id);
        }
        let kind = |id: &Id| match self.name(*id).act {
            Act::Defines(kind, _) => kind,
            Act::Binds | Act::Mentions => Kind::Data,
        };
        let best = all.iter().map(kind).min();
        let all: BTreeSet<Id> = all.into_iter().filter(|id| Some(kind(id)) == best).collect();
        let left: BTreeSet<Id> = all.iter().copied().filter(|definition| !never(*definition, id)).collect();
        self.targets(if left.is_empty() { &all } else { &left })
    }

    /// Where the name `id` is declared.
    pub fn declaration(&self, id: Id, never: &dyn Fn(Id, Id) -> bool) -> BTreeSet<(String, Place)> {
        if matches!(self.name(id).meaning, Meaning::Local(_)) {
            return self.binder(id);
        }
        let is_type = |id: &Id| matches!(self.name(*id).act, Act::Defines(Kind::Type, _));
        let types: BTreeSet<Id> = self.definitions(id).into_iter().filter(is_type).collect();
        if types.is_empty() { self.definition(id, never) } else { self.targets(&types) }
    }

    fn targets(&self, ids: &BTreeSet<Id>) -> BTreeSet<(String, Place)> {
        let target = |id: &Id| match self.name(*id).act {
            Act::Defines(_, target) => Some((self.texts[id.0].document.clone(), target)),
            Act::Binds | Act::Mentions => None,
        };
        ids.iter().filter_map(target).collect()
    }

    fn binder(&self, id: Id) -> BTreeSet<(String, Place)> {
        let same = self.names().into_iter().filter(|other| other.0 == id.0);
        let same = same.filter(|other| self.name(*other).meaning == self.name(id).meaning);
        same.filter(|other| self.name(*other).act == Act::Binds).map(|other| self.site(other)).collect()
    }

    /// The names that may mean what the name `id` may mean, itself included.
    pub fn same(&self, id: Id) -> BTreeSet<Id> {
        let name = self.name(id);
        let own = &self.texts[id.0];
        let alike = |other: &Id| {
            self.texts[other.0].language == own.language
                && self.name(*other).meaning == name.meaning
                && (other.0 == id.0 || matches!(name.meaning, Meaning::Global(_)))
        };
        let alike: BTreeSet<Id> = self.names().into_iter().filter(alike).collect();
        let Meaning::Global(key) = &name.meaning else { return alike };
        let mine = self.definitions(id);
        if mine.is_empty() && own.language == Language::Rholang && !key.starts_with('@') {
            return alike.into_iter().filter(|other| other.0 == id.0).collect();
        }
        let meets = |other: &Id| {
            let others = self.definitions(*other);
            if mine.is_empty() { others.is_empty() } else { !others.is_disjoint(&mine) }
        };
        alike.into_iter().filter(meets).collect()
    }

    /// Where the names stand that may mean what the name `id` may mean; without what declares it if so wanted: the
    /// binder of a local name, the definitions and declarations of a global one.
    pub fn references(&self, id: Id, with_declaration: bool) -> BTreeSet<(String, Place)> {
        let declares = |other: &Id| match self.name(*other).act {
            Act::Binds => true,
            Act::Defines(..) => matches!(self.name(*other).meaning, Meaning::Global(_)),
            Act::Mentions => false,
        };
        let wanted = self.same(id).into_iter().filter(|other| with_declaration || !declares(other));
        wanted.map(|other| self.site(other)).collect()
    }

    /// The names that must be renamed together with the name `id`: those that may mean what it may mean, those that may
    /// mean what one of these may mean, and so on.
    pub fn together(&self, id: Id) -> BTreeSet<Id> {
        let mut known = self.same(id);
        loop {
            let more: BTreeSet<Id> = known.iter().flat_map(|id| self.same(*id)).collect();
            if more == known {
                return known;
            }
            known = more;
        }
    }
}
