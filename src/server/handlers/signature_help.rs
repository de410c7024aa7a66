//! `textDocument/signatureHelp`.

use gen_lsp_types::{
    ActiveParameter, ParameterInformation, ParameterInformationLabel, SignatureHelp, SignatureHelpParams,
    SignatureInformation,
};

use crate::ide;
use crate::language::Signature;
use crate::server::context::Context;
use crate::server::wire::Fault;

pub(in crate::server) fn signature_help(
    context: &Context<'_>,
    params: SignatureHelpParams,
) -> Result<Option<SignatureHelp>, Fault> {
    let Some(cursor) = context.cursor(&params.text_document_position_params) else { return Ok(None) };
    let Some(help) = ide::signature_help(&context.lookup(), &cursor) else { return Ok(None) };
    let pointer = "/textDocument/signatureHelp/signatureInformation/parameterInformation/labelOffsetSupport";
    let offsets = context.session.client().can(pointer);
    let signatures = help.signatures.iter().map(|signature| information(signature, offsets)).collect();
    Ok(Some(SignatureHelp {
        signatures,
        active_signature: Some(help.active_signature as u32),
        active_parameter: Some(ActiveParameter::Int(help.active_parameter as u32)),
    }))
}

/// A signature as clients read it: parameters as places in the label, or as texts for clients that know no places.
fn information(signature: &Signature, offsets: bool) -> SignatureInformation {
    // Whatever columns count elsewhere, here the protocol counts UTF-16.
    let units = |end: u32| {
        let before = signature.label.get(..end as usize).unwrap_or_default();
        before.chars().map(char::len_utf16).sum::<usize>() as u32
    };
    let parameters = signature.parameters.iter().map(|parameter| {
        let label = match offsets {
            true => ParameterInformationLabel::Tuple((units(parameter.start), units(parameter.end))),
            false => ParameterInformationLabel::String(parameter.of(&signature.label).to_owned()),
        };
        ParameterInformation { label, documentation: None }
    });
    SignatureInformation {
        label: signature.label.clone(),
        documentation: None,
        parameters: Some(parameters.collect()),
        active_parameter: None,
    }
}
