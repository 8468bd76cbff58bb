"""The operations of the contract, with what people want to do at once: wait for a song, follow what happens."""
from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Iterator

from .models import Event, SongDetails
from .operations import Operations
from .transport import SoulsError, decode

_FINAL = ("made", "failed", "cancelled")
_WAIT_S_MAX = 60  # of one request


@dataclasses.dataclass(frozen=True, kw_only=True)
class NumberedEvent(Event):
    """An event, and its number: `events(after=number)` goes on after it."""

    number: int


class Client(Operations):
    """A server at `url`, asked with an API key. Used by one thread at a time."""

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait(self, song: str, *, timeout_s: float = 3600) -> SongDetails:
        """The song, as soon as it is made, failed or cancelled. TimeoutError: it still isn't."""
        end = time.monotonic() + timeout_s
        while True:
            left = end - time.monotonic()
            try:
                found = self.get_song(song, prefer=f"wait={max(0, min(_WAIT_S_MAX, int(left + 1)))}")
            except SoulsError as error:
                if error.status not in (0, 429, 503) or left <= 0:
                    raise
                time.sleep(min(error.retry_after or 1, left))
                continue
            if found.state in _FINAL:
                return found
            if left <= 0:
                raise TimeoutError(f"the song {song} is still {found.state} after {timeout_s:g} seconds")

    def events(self, *, song: str | None = None, after: int | None = None) -> Iterator[NumberedEvent]:
        """What happens, as it happens, without end: a connection that breaks is made anew and goes on where it was. An event
        of the kind "reset" says that older ones are gone: read the state anew."""
        while True:
            try:
                for event in self._stream(song, after):
                    after = event.number
                    yield event
            except SoulsError as error:
                if error.status not in (0, 429, 503):
                    raise
                time.sleep(error.retry_after or 1)
            except OSError:
                time.sleep(1)

    def _stream(self, song: str | None, after: int | None) -> Iterator[NumberedEvent]:
        header = {"Last-Event-ID": after, "Accept": "text/event-stream"}
        response = self._open("GET", "/v1/events", query={"song": song}, header=header)
        if response.status != 200:
            raise self._refusal(response)
        fields: dict[str, str] = {}
        with response:
            for line in response:
                name, _, value = line.decode().rstrip("\r\n").partition(": ")
                if name:
                    fields[name] = value
                elif fields.get("data"):
                    data = {"kind": fields["event"], "time_ms": 0, **json.loads(fields["data"]), "number": int(fields["id"])}
                    yield decode(NumberedEvent, data)
                    fields = {}
                else:
                    fields = {}
