//! The state of a workspace: documents, the global index, publication, snapshots, overlays (W1–W5).
