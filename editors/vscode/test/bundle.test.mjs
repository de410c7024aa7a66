// The bundle is whole: it loads with nothing beside it but what the editor itself provides, and registers its commands.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "node:test";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const bundle = join(root, manifest.main);

/** Stands for anything of the editor: a class, a function, a name space. */
function anything() {
  return new Proxy(class {}, {
    get: (target, key) => (key === "prototype" ? target.prototype : key === Symbol.toPrimitive ? () => 0 : anything()),
    apply: () => anything(),
  });
}

function load() {
  const registered = [];
  const vscode = new Proxy(
    {
      commands: { registerCommand: (name) => registered.push(name), executeCommand: async () => undefined },
      window: new Proxy({}, { get: (_, key) => (key === "showErrorMessage" ? async () => undefined : anything()) }),
      version: "1.91.0",
    },
    { get: (target, key) => (key in target ? target[key] : anything()) },
  );
  const original = Module._load;
  Module._load = function (request, ...rest) {
    return request === "vscode" ? vscode : original.call(this, request, ...rest);
  };
  try {
    return { extension: createRequire(import.meta.url)(bundle), registered };
  } finally {
    Module._load = original;
  }
}

assert.ok(existsSync(bundle), "npm run bundle first");
const { extension, registered } = load();

test("the bundle loads and offers what the editor calls", () => {
  assert.equal(typeof extension.activate, "function");
  assert.equal(typeof extension.deactivate, "function");
});

test("every command of the manifest is registered, and no other", async () => {
  await extension.activate({ subscriptions: [] });
  const announced = manifest.contributes.commands.map((command) => command.command);
  assert.deepEqual(registered.sort(), announced.sort());
});
