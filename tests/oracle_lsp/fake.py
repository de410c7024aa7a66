"""A small language server with one fault, named by the first argument; `none` for a correct one.

Its language has words: `def NAME` defines a name, a word mentions it, `bad` is an error. Columns are UTF-16.
"""
import json
import random
import re
import signal
import sys
import threading

FAULT = sys.argv[1]
OUT, IN = sys.stdout.buffer, sys.stdin.buffer
TEXTS, LEAK, SEEN = {}, [], [0]


def send(message):
    message["jsonrpc"] = "2.0"
    body = json.dumps(message).encode()
    OUT.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    OUT.flush()


def receive():
    length = 0
    while True:
        line = IN.readline()
        if not line:
            sys.exit(1)
        if line == b"\r\n":
            return json.loads(IN.read(length))
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])


def forever():
    threading.Event().wait()


def units(text):
    if FAULT == "bytes":
        return len(text.encode())
    return len(text.encode("utf-16-le")) // 2


def offset(text, place):
    lines = re.split("(\r\n|\r|\n)", text)
    line = place["line"] * 2
    if line >= len(lines):
        return len(text)
    at, before = 0, sum(len(part) for part in lines[:line])
    while at < len(lines[line]) and units(lines[line][: at + 1]) <= place["character"]:
        at += 1
    return before + at


def span(text, start, end):
    def place(at):
        lines = re.split("\r\n|\r|\n", text[:at])
        return {"line": len(lines) - 1, "character": units(lines[-1])}
    return {"start": place(start), "end": place(end)}


def words(text):
    return [(found.group(), found.start(), found.end()) for found in re.finditer(r"\w+", text)]


def definitions(text):
    all_words = words(text)
    return [one for before, one in zip(all_words, all_words[1:]) if before[0] == "def"]


def publish(uri):
    found = [one for one in words(TEXTS.get(uri, "")) if one[0] == "bad"]
    items = [{"range": span(TEXTS[uri], a, b), "severity": 1, "message": "bad"} for _, a, b in found]
    send({"method": "textDocument/publishDiagnostics", "params": {"uri": uri, "diagnostics": items}})


def change(uri, edits):
    for edit in edits[:1] if FAULT == "first-change" else edits:
        text = TEXTS.get(uri, "")
        if "range" not in edit or FAULT == "whole":
            TEXTS[uri] = edit["text"]
        else:
            a, b = offset(text, edit["range"]["start"]), offset(text, edit["range"]["end"])
            TEXTS[uri] = text[:a] + edit["text"] + text[b:]


def answer(method, params):
    uri = params.get("textDocument", {}).get("uri")
    text = TEXTS.get(uri, "")
    if method == "textDocument/documentSymbol":
        if FAULT == "malformed":
            return "symbols"
        return [{"name": name, "kind": 12, "range": span(text, a, b), "selectionRange": span(text, a, b)}
                for name, a, b in definitions(text)]
    at = offset(text, params["position"])
    name = next((name for name, a, b in words(text) if a <= at <= b), None)
    if method == "textDocument/hover":
        return name and {"contents": {"kind": "plaintext", "value": "the word " + name}}
    found = [{"uri": other, "range": span(said, a, b)}
             for other, said in TEXTS.items() for found, a, b in definitions(said) if found == name]
    return random.sample(found, len(found)) if FAULT == "shuffles" else found


def main():
    if FAULT == "deaf-from-the-start":
        forever()
    if FAULT == "stderr":
        for line in range(20000):
            print("a line of chatter", line, file=sys.stderr)
    while True:
        message = receive()
        method, name, params = message.get("method"), message.get("id"), message.get("params") or {}
        SEEN[0] += 1
        if FAULT == "crash" and SEEN[0] == 6:
            print("fake: something terrible", file=sys.stderr)
            sys.exit(3)
        if FAULT == "garbage" and SEEN[0] == 3:
            print("listening", flush=True)
        if FAULT == "half" and SEEN[0] == 6:
            OUT.write(b"Content-Length: 100\r\n\r\n{\"jsonrpc\"")
            OUT.flush()
            sys.exit(0)
        if FAULT == "endless" and SEEN[0] == 6:
            OUT.write(b"Content-Length: 99999999999\r\n\r\n{")
            OUT.flush()
        if FAULT == "unasked" and SEEN[0] == 4:
            send({"id": 99999, "result": None})
        if FAULT == "deaf" and SEEN[0] == 5:
            forever()
        if method == "initialize":
            can = {"textDocumentSync": 2, "hoverProvider": True, "definitionProvider": True, "documentSymbolProvider": True}
            if FAULT == "announces":
                can["renameProvider"] = True
            if FAULT == "encoding":
                can["positionEncoding"] = "ebcdic"
            send({"id": name, "result": {"capabilities": can}})
        elif method == "shutdown":
            send({"id": name, "result": None})
        elif method == "exit":
            if FAULT == "stays":
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                forever()
            sys.exit(1 if FAULT == "exit-code" else 0)
        elif method == "textDocument/didOpen":
            TEXTS[params["textDocument"]["uri"]] = params["textDocument"]["text"]
            publish(params["textDocument"]["uri"])
        elif method == "textDocument/didChange":
            change(params["textDocument"]["uri"], params["contentChanges"])
            if FAULT == "grows":
                LEAK.append(b"x" * 1000000)
            if FAULT != "stale":
                publish(params["textDocument"]["uri"])
        elif method == "textDocument/didClose":
            TEXTS.pop(params["textDocument"]["uri"], None)
            if FAULT != "closed":
                publish(params["textDocument"]["uri"])
        elif name is not None and method in ("textDocument/documentSymbol", "textDocument/hover", "textDocument/definition"):
            if FAULT == "silent" and method == "textDocument/hover":
                continue
            result = answer(method, params)
            for _ in range(2 if FAULT == "twice" and method == "textDocument/definition" else 1):
                send({"id": name, "result": result})
        elif name is not None and method:
            send({"id": name, "error": {"code": -32601, "message": "unknown: " + method}})


main()
