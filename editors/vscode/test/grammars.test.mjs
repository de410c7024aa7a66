// The grammars, run by the engine that the editor uses: every rule compiles, and what must be seen is seen.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "node:test";

import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const require = createRequire(import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const text = (path) => readFileSync(join(root, path), "utf8");

const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (string) => new oniguruma.OnigString(string),
  }),
  loadGrammar: async (scope) => {
    const { path } = manifest.contributes.grammars.find((grammar) => grammar.scopeName === scope);
    return textmate.parseRawGrammar(text(path), path);
  },
});

/** `[piece, innermost scopes]` of each token, line by line. */
async function tokens(language, source) {
  const grammar = await registry.loadGrammar(`source.${language}`);
  let stack = textmate.INITIAL;
  const found = [];
  for (const line of source.split("\n")) {
    const result = grammar.tokenizeLine(line, stack);
    stack = result.ruleStack;
    for (const { startIndex, endIndex, scopes } of result.tokens) {
      found.push([line.slice(startIndex, endIndex), scopes.slice(1).join(" ")]);
    }
  }
  return found;
}

/** Each line says: a text, a piece of it, and a scope that the piece must have, or `-` for none. */
const CASES = {
  metta: [
    ["; (= a)", "(= a)", "comment.line"],
    ["(= (fact $n) 1)", "fact", "entity.name.function.definition"],
    ["(= (fact $n) 1)", "$n", "variable.other"],
    ["(= (fact $n) 1)", "1", "constant.numeric"],
    ["(: größe (-> Number))", "größe", "entity.name.function.declaration"],
    ["(: größe (-> Number))", "->", "keyword.operator"],
    ["(: größe (-> Number))", "Number", "support.type"],
    ["!(f 1)", "!", "keyword.operator.evaluate"],
    ["!(f 1)", "f", "entity.name.function.call"],
    ["(import! &self lib)", "lib", "entity.name.namespace"],
    ["(match &self $x $x)", "match", "keyword.control"],
    ["(match &self $x $x)", "&self", "variable.language"],
    ["(matcher 1)", "matcher", "entity.name.function.call"],
    ["(let* () 1)", "let*", "keyword.control"],
    ['(p "a; \\n")', "a; ", "string.quoted"],
    ['(p "a; \\n")', "\\n", "constant.character.escape"],
    ['(p "\\q")', "\\q", "invalid.illegal"],
    ['(p a"b c)', 'a"b', "-"],
    ["(p -1.5e3)", "-1.5e3", "constant.numeric"],
    ["(p 1_000)", "1_000", "-"],
    ["$a;b", "b", "comment.line"],
    ["(if True 1 2)", "True", "constant.language"],
  ],
  rholang: [
    ["// hi", " hi", "comment.line"],
    ["/* a */ b", "b", "variable.other"],
    ["/** @param x */", "@param", "storage.type.annotation"],
    ["// @metta", "@metta", "storage.type.annotation"],
    ["contract foo(@x) = { Nil }", "contract", "keyword.declaration"],
    ["contract foo(@x) = { Nil }", "foo", "entity.name.function"],
    ["contract foo(@x) = { Nil }", "Nil", "constant.language"],
    ['contract @"foo"(x) = { Nil }', '"foo"', "entity.name.function"],
    ["stdout!(1)", "stdout", "entity.name.function.call"],
    ["stdout!(1)", "!", "keyword.operator.send"],
    ["a != b", "a", "variable.other"],
    ["a != b", "!=", "keyword.operator.comparison"],
    ["for (x <- c; y <<- d) { Nil }", "<-", "keyword.operator.bind"],
    ["for (x <- c; y <<- d) { Nil }", "<<-", "keyword.operator.bind"],
    ["new x(`rho:io:stdout`) in { Nil }", "rho:io:stdout", "string.other.uri"],
    ["format!(1)", "format", "entity.name.function.call"],
    ["agent Counter { default(x) { Nil } }", "agent", "keyword.declaration"],
    ["agent Counter { default(x) { Nil } }", "default", "keyword.declaration"],
    ["method!(default)", "default", "variable.other"],
    ["x.toList().size()", "size", "entity.name.function.member"],
    ["bundle+{ x }", "bundle+", "keyword.control"],
    ["[1, 2 ...rest]", "...", "keyword.operator.remainder"],
    ["x' + 10n", "x'", "variable.other"],
    ["x' + 10n", "10n", "constant.numeric.integer"],
    ["1.5f64", "1.5f64", "constant.numeric.float"],
    ["{ x /\\ Int }", "/\\", "keyword.operator.pattern"],
    ["{ x /\\ Int }", "Int", "support.type"],
    ['"a\\0b"', "\\0", "constant.character.escape"],
  ],
  ligature: [
    ["-- no", " no", "comment.line"],
    ["let id = \\x -> x;", "id", "entity.name.function"],
    ["let n : Integer = 5;", "n", "variable.other.definition"],
    ["let n : Integer = 5;", "Integer", "support.type"],
    ["let rec f = \\x -> f x;", "rec", "storage.modifier"],
    ["let rec f = \\x -> f x;", "f", "entity.name.function"],
    ["let record = 1;", "record", "variable.other.definition"],
    ["type Box 'a = { v: 'a };", "Box", "entity.name.type"],
    ["type Box 'a = { v: 'a };", "'a", "variable.parameter.type"],
    ["import a.b as c;", "a.b", "entity.name.namespace"],
    ["let x = r.name;", "name", "variable.other.member"],
    ["let x = iffy;", "iffy", "variable.other"],
    ["let x = match y { _ => 1.5 };", "match", "keyword.control"],
    ["let x = match y { _ => 1.5 };", "1.5", "constant.numeric.float"],
    ['let s = "a\\u{e9}";', "\\u{e9}", "constant.character.escape"],
    ["let x = a && b;", "&&", "keyword.operator.logical"],
  ],
};

for (const [language, cases] of Object.entries(CASES)) {
  test(`${language}: what must be seen is seen`, async () => {
    for (const [source, piece, scope] of cases) {
      const found = await tokens(language, source);
      const of = found.filter(([text]) => text.trim() === piece.trim()).map(([, scopes]) => scopes);
      assert.ok(of.length > 0, `${source}: no token \`${piece}\` in ${JSON.stringify(found)}`);
      const seen = of.some((scopes) => (scope === "-" ? scopes.trim() === "" : scopes.includes(scope)));
      assert.ok(seen, `${source}: \`${piece}\` is ${of.join(" | ")}, not ${scope}`);
    }
  });

  test(`${language}: every rule compiles by itself`, () => {
    const { path } = manifest.contributes.grammars.find((grammar) => grammar.language === language);
    let rules = 0;
    const visit = (value) => {
      if (value === null || typeof value !== "object") return;
      for (const key of ["match", "begin", "end"]) {
        if (typeof value[key] === "string") {
          rules += 1;
          const scanner = new oniguruma.OnigScanner([value[key]]);
          scanner.findNextMatchSync("(= (f $x) x!(1) | let y = 1;", 0);
          scanner.dispose();
        }
      }
      Object.values(value).forEach(visit);
    };
    visit(JSON.parse(text(path)));
    assert.ok(rules > 10);
  });
}

/** All files under `folder` that end in `extension`. */
function files(folder, extension) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(extension) && !name.startsWith("broken"))
    .map((name) => join(folder, name));
}

test("the examples hold nothing that is shown as wrong", async () => {
  const examples = process.env.HEDDLE_EXAMPLES ?? join(root, "..", "..", "examples");
  for (const [language, extension] of [["metta", ".metta"], ["rholang", ".rho"]]) {
    const paths = files(examples, extension);
    assert.ok(paths.length > 0);
    for (const path of paths) {
      const found = await tokens(language, readFileSync(path, "utf8"));
      const wrong = found.filter(([, scopes]) => scopes.includes("invalid"));
      assert.deepEqual(wrong, [], path);
      assert.ok(found.some(([, scopes]) => /entity\.name|keyword/.test(scopes)), `${path}: nothing is coloured`);
    }
  }
});

test("what the manifest names is there", () => {
  for (const { path } of manifest.contributes.grammars) JSON.parse(text(path));
  for (const { id, configuration } of manifest.contributes.languages) {
    const { wordPattern } = JSON.parse(text(configuration));
    new RegExp(wordPattern, "u");
    assert.ok(manifest.contributes.grammars.some((grammar) => grammar.language === id), id);
  }
});
