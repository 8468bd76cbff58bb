"""Requests and answers over HTTP, and JSON as typed values."""
from __future__ import annotations

import dataclasses
import functools
import http.client
import json
import shutil
import types
import typing
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode


_Fields = dict[str, typing.Any]


class SoulsError(Exception):
    """What the server refused, or that it can't be reached (status 0)."""

    def __init__(self, status: int, code: str, detail: str, request: str = "", retry_after: float | None = None):
        super().__init__(detail)
        self.status, self.code, self.detail, self.request, self.retry_after = status, code, detail, request, retry_after


class Download:
    """The bytes of an answer, as they come. Close it, or read it to its end."""

    def __init__(self, response: http.client.HTTPResponse):
        self._response = response
        self.status = response.status
        self.content_type = response.headers.get("Content-Type", "")
        self.etag = response.headers.get("ETag")

    def read(self, count: int = -1) -> bytes:
        return self._response.read() if count < 0 else self._response.read(count)

    def save(self, path: str | Path) -> None:
        with self, open(path, "wb") as file:
            shutil.copyfileobj(self._response, file, 256 * 1024)

    def close(self) -> None:
        self._response.close()

    def __enter__(self) -> Download:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@functools.cache
def _hints(kind: type) -> dict[str, typing.Any]:
    return typing.get_type_hints(kind)


def decode(kind: typing.Any, value: typing.Any) -> typing.Any:
    """JSON as a value of a type of models.py. Fields that the type doesn't know are passed over: a server may be newer."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        return decode(_chosen(typing.get_args(kind), value), value)
    if origin is list:
        return [decode(typing.get_args(kind)[0], item) for item in value]
    if origin is dict:
        return {name: decode(typing.get_args(kind)[1], item) for name, item in value.items()}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and isinstance(value, dict):
        hints = _hints(kind)
        return typing.cast(typing.Any, kind)(**{name: decode(hints[name], item) for name, item in value.items() if name in hints})
    return value


def _chosen(kinds: tuple[typing.Any, ...], value: typing.Any) -> typing.Any:
    """Of many types the one that the value is of: by its fixed words where they are objects."""
    if isinstance(value, dict):
        for kind in kinds:
            if dataclasses.is_dataclass(kind):
                hints = _hints(typing.cast(type, kind))
                fixed = {name: typing.get_args(hint) for name, hint in hints.items() if typing.get_origin(hint) is typing.Literal}
                if all(value.get(name) in words for name, words in fixed.items()):
                    return kind
    for kind in kinds:
        if typing.get_origin(kind) is list and isinstance(value, list):
            return kind
    return typing.Any


def encode(value: typing.Any) -> typing.Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: encode(item) for name, item in fields if item is not None}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        return {name: encode(item) for name, item in value.items()}
    return value


def _text(value: typing.Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class _AsTheyCome(urllib.request.HTTPErrorProcessor):
    """Redirects and refusals are answers like others."""

    def http_response(self, request: typing.Any, response: typing.Any) -> typing.Any:
        return response

    https_response = http_response


class Transport:
    def __init__(self, url: str, *, key: str | None = None, timeout_s: float = 90):
        self._url = url.rstrip("/")
        self._key = key
        self._timeout_s = timeout_s
        self._opener = urllib.request.build_opener(_AsTheyCome)

    def _open(self, method: str, path: str, *, query: _Fields | None = None, header: _Fields | None = None,
              body: object = None) -> http.client.HTTPResponse:
        given = {name: _text(value) for name, value in (query or {}).items() if value is not None}
        request = urllib.request.Request(self._url + path + ("?" + urlencode(given) if given else ""), method=method)
        request.add_header("Accept", "*/*")
        if self._key:
            request.add_header("Authorization", f"Bearer {self._key}")
        for name, value in (header or {}).items():
            if value is not None:
                request.add_header(name, _text(value))
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            response: http.client.HTTPResponse = self._opener.open(request, timeout=self._timeout_s)
            return response
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            raise SoulsError(0, "unreachable", f"the server at {self._url} can't be reached: {error}") from error

    def _call(self, method: str, path: str, answers: dict[int, typing.Any], *, query: _Fields | None = None,
              header: _Fields | None = None, body: _Fields | None = None) -> typing.Any:
        sent = None
        if body is not None:
            sent = {name: encode(value) for name, value in body.items() if value is not None}
        response = self._open(method, path, query=query, header=header, body=sent)
        kind = answers.get(response.status)
        if response.status not in answers:
            raise self._refusal(response)
        if kind is Download:
            return Download(response)
        with response:
            text = response.read()
        return None if kind is None else decode(kind, json.loads(text))

    @staticmethod
    def _refusal(response: http.client.HTTPResponse) -> SoulsError:
        with response:
            text = response.read(1 << 20)
        try:
            told = json.loads(text)
        except ValueError:
            told = {}
        told = told.get("error", told) if isinstance(told, dict) else {}
        told = told if isinstance(told, dict) else {}
        after = response.headers.get("Retry-After")
        return SoulsError(response.status, told.get("code", ""), told.get("detail") or told.get("message") or response.reason,
                          told.get("request", ""), float(after) if after else None)

    def close(self) -> None:
        self._opener.close()
