#!/usr/bin/env python3
"""generate.py OPENAPI FOLDER: writes models.py (a dataclass for each schema) and operations.py (a method for each operation)."""
import keyword
import re
import sys
from pathlib import Path

import yaml

METHODS = ("get", "post", "put", "patch", "delete")
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
JSON = "application/json"
# What a program has no use for (pages for people), and what client.py does by hand.
LEFT_OUT = {"get_docs", "get_set_up_page", "submit_set_up_page", "get_contract", "follow_events", "call_mcp"}
HEADER = '"""Generated from the contract by generate.py when building."""\nfrom __future__ import annotations\n\n'


def class_name(*words):
    return "".join(part[:1].upper() + part[1:] for word in words for part in re.split(r"[^A-Za-z0-9]+", word))


def variable(name):
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower())
    return plain + "_" if keyword.iskeyword(plain) or plain == "range" else plain


def sentence(text):
    text = " ".join(str(text or "").split()).replace("\\", "\\\\").replace('"""', "'''")
    return text + " " if text.endswith('"') else text


class Models:
    """Python types of schemas; those of objects are collected as classes."""

    def __init__(self, document):
        self.document = document
        self.classes = {}  # name: source, in the order in which they were met
        for name, schema in document["components"]["schemas"].items():
            if self.is_object(schema):
                self.type_of({"$ref": f"#/components/schemas/{name}"}, name)

    def follow(self, node):
        while "$ref" in node:
            target = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def is_object(self, schema):
        schema = self.follow(schema)
        return "allOf" in schema or "properties" in schema

    def whole(self, schema):
        """Properties and required names, with all parts together."""
        schema = self.follow(schema)
        properties, required = dict(schema.get("properties", {})), list(schema.get("required", []))
        for part in schema.get("allOf", []):
            more, needed = self.whole(part)
            properties |= more
            required += needed
        return properties, required

    def type_of(self, schema, name):
        """The type, as source. `name` is that of a class, should one be needed."""
        name = schema["$ref"].rsplit("/", 1)[-1] if "$ref" in schema else name
        schema = self.follow(schema)
        if "const" in schema or "enum" in schema:
            values = schema.get("enum", [schema.get("const")])
            return f"Literal[{', '.join(repr(value) for value in values)}]"
        if "discriminator" in schema:
            return " | ".join(self.type_of({"$ref": target}, name) for target in schema["discriminator"]["mapping"].values())
        if self.is_object(schema):
            return self.class_of(schema, name)
        kinds = schema.get("type", "object")
        return " | ".join(self.kind_of(kind, schema, name) for kind in (kinds if isinstance(kinds, list) else [kinds]))

    def kind_of(self, kind, schema, name):
        if kind == "array":
            return f"list[{self.type_of(schema.get('items', {}), name + 'Item')}]"
        if kind == "object":
            values = schema.get("additionalProperties")
            return f"dict[str, {self.type_of(values, name + 'Value') if isinstance(values, dict) else 'Any'}]"
        return PLAIN[kind]

    def class_of(self, schema, name):
        if name in self.classes:
            return name
        self.classes[name] = None  # met; it may hold itself
        properties, required = self.whole(schema)
        for field in filter(keyword.iskeyword, properties):
            raise SystemExit(f"{name}.{field}: no field can be called by a keyword of Python; name it otherwise in the contract")
        lines = [f"@dataclass(frozen=True, kw_only=True)\nclass {name}:"]
        if schema.get("description"):
            lines.append(f'    """{sentence(schema["description"])}"""')
        for field, value in properties.items():
            kind = self.type_of(value, class_name(name, field))
            lines.append(f"    {field}: {kind}" if field in required else f"    {field}: {kind} | None = None")
            if self.follow(value).get("description"):
                lines.append(f'    """{sentence(self.follow(value)["description"])}"""')
        self.classes[name] = "\n".join(lines) + "\n"
        return name

    def source(self):
        head = "from dataclasses import dataclass\nfrom typing import Any, Literal\n\n\n"
        return HEADER + head + "\n\n".join(self.classes.values())


def json_body(models, operation):
    content = operation.get("requestBody", {}).get("content", {})
    return content.get(JSON, {}).get("schema")


def arguments_of(models, operation, parameters):
    """(name, type, is required, where it goes, its own name)"""
    found = []
    for parameter in parameters:
        kind = models.type_of(parameter["schema"], class_name(operation["operationId"], parameter["name"]))
        found.append((variable(parameter["name"]), kind, parameter.get("required", False), parameter["in"], parameter["name"]))
    body = json_body(models, operation)
    if body is not None:
        properties, required = models.whole(body)
        parent = body.get("$ref", "").rsplit("/", 1)[-1] or class_name(operation["operationId"])
        if not properties:
            return found + [("body", "dict[str, Any]", True, "whole", "body")]
        for name, schema in properties.items():
            found.append((variable(name), models.type_of(schema, class_name(parent, name)), name in required, "body", name))
    return found


def answers_of(models, operation):
    """Python types by status."""
    types = {}
    for status, response in operation["responses"].items():
        content = models.follow(response).get("content", {})
        if not status.startswith("2"):
            continue
        if JSON in content:
            types[int(status)] = models.type_of(content[JSON]["schema"], class_name(operation["operationId"], "answer"))
        else:
            types[int(status)] = "Download" if content else "None"
    return types


def group(arguments, where):
    return ", ".join(f'"{own}": {name}' for name, _, _, place, own in arguments if place == where)


def method_source(models, path, method, operation, parameters):
    arguments = arguments_of(models, operation, parameters)
    placed = [a for a in arguments if a[3] == "path"]
    named = sorted((a for a in arguments if a[3] != "path"), key=lambda a: not a[2])
    signature = ["self"] + [f"{name}: {kind}" for name, kind, *_ in placed] + (["*"] if named else [])
    signature += [f"{name}: {kind}" if needed else f"{name}: {kind} | None = None" for name, kind, needed, *_ in named]
    for parameter in parameters:
        if parameter["in"] == "path":
            safe = "/" if parameter.get("x-takes-slashes") else ""
            path = path.replace("{" + parameter["name"] + "}", f"{{quote({variable(parameter['name'])}, safe={safe!r})}}")
    types = answers_of(models, operation)
    told = " | ".join(dict.fromkeys(types.values()))
    call = [f'"{method.upper()}"', f'f"{path}"', "{" + ", ".join(f"{status}: {kind}" for status, kind in types.items()) + "}"]
    for where in ("query", "header", "body"):
        if any(a[3] == where for a in arguments):
            call.append(f"{where}={{{group(arguments, where)}}}")
    if any(a[3] == "whole" for a in arguments):
        call.append("body=body")
    return (f"    def {operation['operationId']}({', '.join(signature)}) -> {told}:\n"
            f'        """{sentence(operation["summary"])}"""\n'
            f"        answer: {told} = self._call({', '.join(call)})\n        return answer\n")


def is_for_browsers(operation):
    """It sends them elsewhere, and a program nothing."""
    return not any(status.startswith("2") for status in operation["responses"])


def operations_source(models):
    methods = []
    for path, item in models.document["paths"].items():
        for method in METHODS:
            operation = item.get(method)
            if operation is None or operation["operationId"] in LEFT_OUT or is_for_browsers(operation):
                continue
            parameters = [models.follow(p) for p in item.get("parameters", []) + operation.get("parameters", [])]
            methods.append(method_source(models, path, method, operation, parameters))
    head = ("from typing import Any, Literal\nfrom urllib.parse import quote\n\n"
            f"from .models import {', '.join(sorted(models.classes))}\nfrom .transport import Download, Transport\n\n\n"
            'class Operations(Transport):\n    """The operations of the contract."""\n\n')
    return HEADER + head + "\n".join(methods)


def write(contract, folder):
    models = Models(yaml.safe_load(Path(contract).read_text(encoding="utf-8")))
    operations = operations_source(models)  # first: it may need more classes
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "models.py").write_text(models.source(), encoding="utf-8")
    (folder / "operations.py").write_text(operations, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
