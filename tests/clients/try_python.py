"""Run by tests/e2e/test_surface.py with the installed client: URL KEY FOLDER."""
import io
import itertools
import sys
import zipfile
from pathlib import Path

from synthetic_souls import Client, SoulsError
from synthetic_souls.models import SetTitle

url, key, folder = sys.argv[1:]
with Client(url, key=key) as band:
    before = band.make_song(prompt="a lamp in a window", length_s=15)
    band.cancel_song(before.id)
    song = band.make_song(prompt="a river at night, folk, 20 seconds", seed=7, idempotency_key="try")
    again = band.make_song(prompt="a river at night, folk, 20 seconds", seed=7, idempotency_key="try")
    assert (again.id, again.state) == (song.id, song.state), "one order is one song, and one answer"
    kinds = {event.kind for event in itertools.islice(band.events(song=song.id, after=0), 8)}
    assert kinds & {"queued", "running", "succeeded"}, kinds
    song = band.wait(song.id, timeout_s=120)
    assert song.state == "made", song
    assert band.wait(before.id, timeout_s=10).state == "cancelled"

    mix = Path(folder) / "mix.mp3"
    band.get_artifact(song.id, "mix.mp3").save(mix)
    [told] = [file for file in song.files if file.name == "mix.mp3"]
    assert mix.stat().st_size == told.bytes
    part = band.get_artifact(song.id, "mix.mp3", range_="bytes=1000-1999")
    assert part.status == 206 and part.read() == mix.read_bytes()[1000:2000]
    stem = next(file.name for file in song.files if file.name.startswith("stems/"))
    assert band.get_artifact(song.id, stem).read(4) == b"fLaC"
    known = band.get_artifact(song.id, "mix.mp3", if_range='"another"', range_="bytes=0-1")
    assert known.status == 200 and known.etag == f'"{told.digest}"'

    bundle = band.get_bundle(song.id).read()
    assert bundle == band.get_bundle(song.id).read()
    archive = zipfile.ZipFile(io.BytesIO(bundle))
    assert archive.testzip() is None
    assert {entry.filename for entry in archive.infolist()} == {file.name for file in song.files if not file.preview}
    assert archive.read("mix.mp3") == mix.read_bytes()
    assert archive.getinfo("mix.mp3").compress_type == zipfile.ZIP_STORED

    foreseen = band.edit_song(song.id, edits=[SetTitle(op="set_title", title="Lantern")], dry_run=True)
    again = {step.step for step in foreseen.steps if step.fate != "reused"}
    assert "cover" in again and "mix" not in again, again
    page = band.list_songs(q="river")
    assert song.id in [found.id for found in page.songs]
    assert any(task.capability == "mix" for task in band.list_tasks(song=song.id, capability="mix", state="succeeded").tasks)
    assert band.get_usage().usage
    try:
        band.get_song("s_another")
        raise AssertionError("another's song was shown")
    except SoulsError as error:
        assert (error.status, error.code) == (404, "not_found")
print("tried")
