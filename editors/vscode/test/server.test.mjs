// The server, spoken to with the library that the extension is built from: HEDDLE names it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import test from "node:test";

const require = createRequire(import.meta.url);
const protocol = require("vscode-languageserver-protocol/node");
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const workspace = process.env.HEDDLE_WORKSPACE ?? join(root, "..", "workspace");
const heddle = process.env.HEDDLE ?? join(root, "..", "..", "target", "release", "heddle");

test("definition across files, with what the editor's library sends", { skip: !existsSync(heddle) }, async () => {
  const server = spawn(heddle, ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });
  const left = new Promise((resolve) => server.on("exit", resolve));
  const connection = protocol.createProtocolConnection(
    new protocol.StreamMessageReader(server.stdout),
    new protocol.StreamMessageWriter(server.stdin),
  );
  connection.onRequest(protocol.WorkDoneProgressCreateRequest.type, () => undefined);
  connection.onRequest(protocol.RegistrationRequest.type, () => undefined);
  connection.listen();
  const folder = pathToFileURL(workspace).href;
  const { capabilities } = await connection.sendRequest(protocol.InitializeRequest.type, {
    processId: process.pid,
    rootUri: folder,
    workspaceFolders: [{ uri: folder, name: "workspace" }],
    capabilities: { general: { positionEncodings: ["utf-16"] }, window: { workDoneProgress: true } },
  });
  assert.equal(capabilities.positionEncoding, "utf-16");
  await connection.sendNotification(protocol.InitializedNotification.type, {});

  const uri = pathToFileURL(join(workspace, "prices.metta")).href;
  const text = readFileSync(join(workspace, "prices.metta"), "utf8");
  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "metta", version: 1, text },
  });
  const line = text.split("\n").findIndex((line) => line.includes("(größe"));
  const character = text.split("\n")[line].indexOf("größe");
  const found = await connection.sendRequest(protocol.DefinitionRequest.type, {
    textDocument: { uri },
    position: { line, character },
  });
  assert.deepEqual(
    found.map((location) => location.uri),
    [pathToFileURL(join(workspace, "shapes.metta")).href],
  );

  await connection.sendRequest(protocol.ShutdownRequest.type);
  await connection.sendNotification(protocol.ExitNotification.type);
  assert.equal(await left, 0);
  connection.dispose();
});
