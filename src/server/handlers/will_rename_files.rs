//! `workspace/willRenameFiles`.

use gen_lsp_types::RenameFilesParams;

use crate::ide::Moves;
use crate::server::context::Context;
use crate::server::wire::{Encoded, Fault};
use crate::server::workspace_edit;
use crate::text::Uri;

pub(in crate::server) fn will_rename_files(
    context: &Context<'_>,
    params: RenameFilesParams,
) -> Result<Encoded, Fault> {
    let moves = params.files.iter().map(|file| (Uri::parse(&file.old_uri.0), Uri::parse(&file.new_uri.0)));
    let lookup = context.lookup();
    let moves = Moves::new(&lookup, moves.collect());
    workspace_edit::encode(context, moves.edits(&lookup))
}
