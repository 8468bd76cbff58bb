#!/usr/bin/env python3
"""build_contract.py OPENAPI FOLDER: turns api/openapi.yaml into what the build needs.

FOLDER/contract_texts.cpp  what the gateway checks requests against, the contract as JSON, and its page
FOLDER/answers.json        the schema of each answer with a body of JSON, for tests: [{method, path, status, schema}]
"""
import html
import json
import sys
from pathlib import Path

import yaml

METHODS = ("get", "post", "put", "patch", "delete")
# What each kind of access (src/gateway/identity/access.hpp) asks of a key; "": any key will do. The others ask nobody.
SCOPES = {"caller": "", "control": "", "read_songs": "songs:read", "write_songs": "songs:write", "worker": "worker", "account": "admin",
          "system": "admin"}
OPEN = {"anyone", "sign_in", "set_up"}
UNTOLD = {"description", "example", "examples"}
# Patterns that are checked as `x-line`: text on one line, and that with more than spaces.
LINES = {r"^[^\x00-\x1f\x7f]*$": "any", r"^[^\x00-\x1f\x7f]*[^ \x00-\x1f\x7f][^\x00-\x1f\x7f]*$": "words"}
LITERAL_MAX = 8000


class StrictLoader(yaml.SafeLoader):
    """Refuses a key that is there twice, where YAML's reader would take the last."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            sys.exit(f"{node.start_mark}: {', '.join(sorted(twice))} is there twice")
        return super().construct_mapping(node, deep)


class Contract:
    def __init__(self, document):
        self.document = document

    def follow(self, node):
        while isinstance(node, dict) and "$ref" in node:
            target = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def operations(self):
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    operation = item[method]
                    parameters = [self.follow(p) for p in item.get("parameters", []) + operation.get("parameters", [])]
                    yield path, method, operation, parameters

    def schema(self, node, closed=False):
        """The schema without references, in the words of JSON Schema draft 7. `closed`: what isn't named isn't allowed.

        Other patterns than those of LINES are left to who reads the value: std::regex takes a stack frame for each letter of a text."""
        node = self.follow(node)
        if "allOf" in node:
            node = merged([self.follow(part) for part in node["allOf"]])
        if "discriminator" in node:
            return self.chosen(node["discriminator"], closed)
        plain = {word: value for word, value in node.items() if word not in UNTOLD | {"pattern"}}
        if node.get("pattern") in LINES:
            plain["x-line"] = LINES[node["pattern"]]
        if "properties" in plain:
            plain["properties"] = {name: self.schema(value, closed) for name, value in plain["properties"].items()}
            if closed:
                plain.setdefault("additionalProperties", False)
        if isinstance(plain.get("additionalProperties"), dict):
            plain["additionalProperties"] = self.schema(plain["additionalProperties"], closed)
        if "items" in plain:
            plain["items"] = self.schema(plain["items"], closed)
        return plain

    def of_parameter(self, parameter):
        """With its pattern: the header of a request is short. Control characters are refused where that is read."""
        schema = self.follow(parameter["schema"])
        left_out = UNTOLD | ({"pattern"} if "\\x" in schema.get("pattern", "") else set())
        return {word: value for word, value in schema.items() if word not in left_out}

    def chosen(self, discriminator, closed):
        """One of many, by the value of a property: so that what is wrong can be told of the one that is meant."""
        name = discriminator["propertyName"]
        cases = []
        for value, target in discriminator["mapping"].items():
            condition = {"required": [name], "properties": {name: {"const": value}}}
            cases.append({"if": condition, "then": self.schema({"$ref": target}, closed)})
        names = {"type": "string", "enum": list(discriminator["mapping"])}
        return {"type": "object", "required": [name], "properties": {name: names}, "allOf": cases}


def merged(parts):
    whole = {"type": "object", "required": [], "properties": {}}
    for part in parts:
        whole["required"] += part.get("required", [])
        whole["properties"] |= part["properties"]
    return whole


def check_security(path, method, operation):
    access = operation["x-access"]
    scope = SCOPES.get(access)
    csrf = {"csrf": []} if method != "get" else {}
    wanted = [] if access in OPEN else [{"session": [], **csrf}, {"key": [scope] if scope else []}]
    if operation["security"] != wanted:
        sys.exit(f"{method.upper()} {path}: its security isn't that of x-access {access}: {wanted}")


def template(path, parameters):
    for parameter in parameters:
        if parameter.get("x-takes-slashes"):
            path = path.replace("{" + parameter["name"] + "}", "{" + parameter["name"] + "*}")
    return path


def request_rules(contract, path, method, operation, parameters):
    check_security(path, method, operation)
    rules = {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": template(path, parameters),
        "access": operation["x-access"],
        "query": {
            "type": "object",
            "additionalProperties": operation.get("x-any-parameters", False),
            "properties": {p["name"]: contract.of_parameter(p) for p in parameters if p["in"] == "query"},
        },
        "headers": {
            "type": "object",
            "properties": {p["name"].lower(): contract.of_parameter(p) for p in parameters if p["in"] == "header"},
        },
    }
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        rules["body"] = contract.schema(body["schema"])
    return rules


def answers(contract, path, method, operation, parameters):
    for status, response in operation["responses"].items():
        body = contract.follow(response).get("content", {}).get("application/json")
        if body and status != "default":
            yield {"method": method.upper(), "path": template(path, parameters), "status": int(status),
                   "schema": contract.schema(body["schema"], closed=True)}


def literal(text):
    """A C++ string of any length and content: text, or bytes."""
    data = text if isinstance(text, bytes) else text.encode()
    pieces = [data[i:i + LITERAL_MAX] for i in range(0, len(data), LITERAL_MAX)] or [b""]
    return "\n".join('"' + "".join(chr(b) if 32 <= b < 127 and b not in b'"\\?' else f"\\{b:03o}" for b in piece) + '"' for piece in pieces)


def cell(text):
    return html.escape(" ".join(str(text or "").split()))


def shown_schema(schema):
    return f"<pre>{html.escape(yaml.safe_dump(schema, sort_keys=False, allow_unicode=True, width=110))}</pre>"


def linked(contract, node):
    """The name of the schema that is referred to, as a link; else the schema itself."""
    name = node.get("$ref", "").rsplit("/", 1)[-1]
    return f'<a href="#{name}">{name}</a>' if name else shown_schema(node)


def shown_operation(contract, path, method, operation, parameters):
    text = [f'<section id="{operation["operationId"]}"><h3><b>{method.upper()}</b> <code>{html.escape(path)}</code></h3>',
            f"<p>{cell(operation['summary'])}</p>"]
    scope = SCOPES.get(operation["x-access"])
    who = operation["x-access"].replace("_", " ") + (f"; a key needs the scope {scope}" if scope else "")
    text.append(f"<p>Access: {cell(who)}.</p>")
    if parameters:
        text.append("<table><tr><th>parameter</th><th>in</th><th>what</th></tr>")
        for p in parameters:
            rule = json.dumps(contract.schema(p["schema"]))
            text.append(f"<tr><td>{cell(p['name'])}<td>{p['in']}<td>{cell(p.get('description'))} <code>{html.escape(rule)}</code>")
        text.append("</table>")
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        text.append(f"<p>Body, {kind}: {linked(contract, body['schema'])}</p>")
        if "example" in body:
            text.append(f"<pre>{html.escape(json.dumps(body['example'], ensure_ascii=False))}</pre>")
    for status, response in operation["responses"].items():
        response = contract.follow(response)
        content = response.get("content", {}).items()
        bodies = ", ".join(f"{kind} {linked(contract, body['schema']) if body['schema'] else ''}" for kind, body in content)
        text.append(f"<p>{status}: {cell(response['description'])} {bodies}</p>")
    return "\n".join(text) + "</section>"


def page(contract):
    document = contract.document
    text = ["<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>",
            f"<title>{cell(document['info']['title'])}: API</title>",
            "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
            "pre{overflow:auto;padding:.5rem;border:1px solid #8886}table{border-collapse:collapse}section{border-top:1px solid #8886}"
            "td,th{text-align:left;padding:.2rem .6rem;border-bottom:1px solid #8886;vertical-align:top}</style>",
            f"<h1>{cell(document['info']['title'])}: API</h1><p>{cell(document['info']['description'])}</p>",
            "<p>As a document for programs: <a href='/openapi.json'>openapi.json</a> (OpenAPI 3.1).</p>"]
    operations = list(contract.operations())
    for tag in document["tags"]:
        text.append(f"<h2>{tag['name']}</h2><p>{cell(tag['description'])}</p>")
        text += [shown_operation(contract, *o) for o in operations if o[2]["tags"] == [tag["name"]]]
    text.append("<h2>schemas</h2>")
    for name, schema in document["components"]["schemas"].items():
        text.append(f'<section id="{name}"><h3>{name}</h3>{shown_schema(schema)}</section>')
    return "\n".join(text) + "</html>\n"


def main():
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    document = yaml.load(source.read_text(encoding="utf-8"), StrictLoader)
    document.pop("x-security")
    contract = Contract(document)
    rules = [request_rules(contract, *o) for o in contract.operations()]
    texts = {"contract_rules": json.dumps(rules), "openapi_json": json.dumps(document, ensure_ascii=False), "docs_page": page(contract)}
    functions = [f"std::string_view {name}() {{\n  static constexpr std::string_view kText =\n{literal(text)};\n  return kText;\n}}\n"
                 for name, text in texts.items()]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "contract_texts.cpp").write_text('#include "gateway/contract_texts.hpp"\n\nnamespace souls::gateway {\n\n' +
                                               "\n".join(functions) + "\n}  // namespace souls::gateway\n")
    told = [answer for o in contract.operations() for answer in answers(contract, *o)]
    (folder / "answers.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main()
