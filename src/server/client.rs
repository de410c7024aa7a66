//! What a client said about itself.

use std::path::PathBuf;

use serde_json::Value;

use crate::text::{Encoding, Uri};

/// What `initialize` said. Read leniently: what is missing or of another shape counts as not said, so that no client is
/// turned away for a capability that nobody asks for.
#[derive(Clone, Debug)]
pub struct Client {
    /// What columns count.
    pub encoding: Encoding,
    /// The folders of the workspace.
    pub folders: Vec<Uri>,
    /// The process that started the server.
    pub process: Option<u32>,
    params: Value,
}

impl Client {
    /// What the parameters of `initialize` say.
    #[must_use]
    pub fn read(params: Value) -> Client {
        let encoding = encoding(&params);
        let folders = folders(&params);
        let process = params.get("processId").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok());
        Client { encoding, folders, process, params }
    }

    /// Whether a capability is there, and neither `false` nor null: `"/window/workDoneProgress"`.
    #[must_use]
    pub fn can(&self, pointer: &str) -> bool {
        let value = self.capability(pointer);
        value.is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)))
    }

    /// Whether it asks for findings itself, so that they are not sent unasked.
    #[must_use]
    pub fn pulls(&self) -> bool {
        self.can("/textDocument/diagnostic")
    }

    /// A capability.
    #[must_use]
    pub fn capability(&self, pointer: &str) -> Option<&Value> {
        self.params.get("capabilities")?.pointer(pointer)
    }

    /// A parameter of `initialize`.
    #[must_use]
    pub fn param(&self, pointer: &str) -> Option<&Value> {
        self.params.pointer(pointer)
    }

    /// One option, with `heddle` around all options or without: `"/request/deadlineMs"`.
    #[must_use]
    pub fn setting(&self, pointer: &str) -> Option<&Value> {
        let options = self.options();
        options.pointer(pointer).or_else(|| options.get("heddle")?.pointer(pointer))
    }

    /// What the user set for this server.
    #[must_use]
    pub fn options(&self) -> &Value {
        self.params.get("initializationOptions").unwrap_or(&Value::Null)
    }
}

/// The first of the client's encodings in our order: bytes cost nothing.
fn encoding(params: &Value) -> Encoding {
    let offered = params.pointer("/capabilities/general/positionEncodings").and_then(Value::as_array);
    let offers = |name: &str| offered.is_some_and(|offered| offered.iter().any(|one| one == name));
    match () {
        () if offers("utf-8") => Encoding::Utf8,
        () if offers("utf-16") || !offers("utf-32") => Encoding::Utf16,
        () => Encoding::Utf32,
    }
}

fn folders(params: &Value) -> Vec<Uri> {
    let folders = params.get("workspaceFolders").and_then(Value::as_array);
    if let Some(folders) = folders {
        return folders.iter().filter_map(|folder| Some(Uri::parse(folder.get("uri")?.as_str()?))).collect();
    }
    let root = params.get("rootUri").and_then(Value::as_str).map(Uri::parse);
    let path = || Some(Uri::from_path(&PathBuf::from(params.get("rootPath")?.as_str()?)));
    root.or_else(path).into_iter().collect()
}
