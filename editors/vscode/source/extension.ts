// Starts `heddle lsp` and hands everything on to it.

import { commands, ExtensionContext, window, workspace } from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions, TransportKind } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

const LANGUAGES = ["metta", "rholang"];

function create(): LanguageClient {
  const settings = workspace.getConfiguration("heddle");
  const server: ServerOptions = {
    command: settings.get<string>("server.path", "heddle"),
    args: ["lsp", ...settings.get<string[]>("server.arguments", [])],
    transport: TransportKind.stdio,
  };
  const options: LanguageClientOptions = {
    documentSelector: LANGUAGES.flatMap((language) => [
      { scheme: "file", language },
      { scheme: "untitled", language },
    ]),
    initializationOptions: {
      index: settings.get("index"),
      request: settings.get("request"),
      slowOperationMs: settings.get("slowOperationMs"),
    },
    synchronize: { configurationSection: "heddle" },
  };
  return new LanguageClient("heddle", "Heddle", server, options);
}

async function start(): Promise<void> {
  try {
    client = create();
    await client.start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    client = undefined;
    const settings = "Open Settings";
    const hint = "Install it (cargo install --path .) or set heddle.server.path.";
    const chosen = await window.showErrorMessage(`Heddle does not start: ${reason}. ${hint}`, settings);
    if (chosen === settings) {
      await commands.executeCommand("workbench.action.openSettings", "heddle.server.path");
    }
  }
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function showStatus(): Promise<void> {
  if (client === undefined) {
    await window.showWarningMessage("Heddle does not run.");
    return;
  }
  const status = await client.sendRequest("heddle/status");
  const content = JSON.stringify(status, undefined, 2);
  await window.showTextDocument(await workspace.openTextDocument({ language: "json", content }));
}

/** Called by the editor when a file of ours is opened, or a folder that has some. */
export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand("heddle.restart", async () => {
      await stop();
      await start();
    }),
    commands.registerCommand("heddle.status", showStatus),
    commands.registerCommand("heddle.output", () => client?.outputChannel.show()),
    workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("heddle.server")) {
        await stop();
        await start();
      }
    }),
  );
  await start();
}

/** Called by the editor at its end. */
export function deactivate(): Promise<void> {
  return stop();
}
