#!/usr/bin/env python3
"""The program as a user meets it: songs made, replayed, remade, and every kind of bad input."""
import hashlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOULS = ROOT / "build" / "release" / "souls"
ENGRAVE = ROOT / "tests" / "engraving" / "engrave.mjs"
PROMPT = "rain on a quiet harbour, pop, 110 bpm, in A minor, 20 seconds"
MADE = ("song.json", "lyrics.txt", "lyrics.lrc", "score.mid", "score.musicxml", "mix.wav", "mix.mp3", "mix.flac", "cover.png")


def souls(*arguments, home, timeout=300, **more):
    environment = {**os.environ, "SOULS_HOME": str(home)}
    command = [str(SOULS), *(a if isinstance(a, bytes) else str(a) for a in arguments)]
    return subprocess.run(command, env=environment, capture_output=True, timeout=timeout, **more)


def digests(folder):
    """SHA-256 of each file; of song.json without the seconds of its steps."""
    found = {}
    for path in sorted(p for p in Path(folder).rglob("*") if p.is_file()):
        content = path.read_bytes()
        if path.name == "song.json":
            document = json.loads(content)
            for step in document["provenance"]["steps"]:
                step.pop("seconds")
            content = json.dumps(document, sort_keys=True).encode()
        found[path.relative_to(folder).as_posix()] = hashlib.sha256(content).hexdigest()
    return found


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="souls-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)


class Songs(unittest.TestCase):
    """One short song, made once and then looked at, replayed and remade."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="souls-e2e-"))
        cls.home = cls.folder / "home"
        cls.home.mkdir()
        cls.song = cls.folder / "song"
        cls.done = souls("make", PROMPT, "--seed", 7, "--out", cls.song, home=cls.home)
        if cls.done.returncode:
            raise AssertionError(cls.done.stderr.decode())

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def document(self, folder=None):
        return json.loads(((folder or self.song) / "song.json").read_text(encoding="utf-8"))

    def remake(self, name, *options):
        out = self.folder / name
        done = souls("remake", self.song, "--out", out, *options, home=self.home)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return out

    def test_every_file_is_there(self):
        for name in MADE:
            self.assertGreater((self.song / name).stat().st_size, 0, name)
        stems = {p.stem for p in (self.song / "stems").glob("*.flac")}
        self.assertEqual(stems, {t["name"] for t in self.document()["score"]["tracks"]})

    def test_the_prompts_words_decide(self):
        plan = self.document()["plan"]
        self.assertEqual((plan["tempo_bpm"], plan["key"]), (110, "A minor"))
        last = plan["sections"][-1]
        length_s = (last["start_beat"] + last["length_beats"]) * 60 / 110
        self.assertLess(abs(length_s - 20), 0.05 * 20)

    def test_each_syllable_is_sung(self):
        document = self.document()
        lead = next(t for t in document["score"]["tracks"] if t["role"] == "lead")
        total = sum(line["syllables"] for line in document["lyrics"]["lines"])
        self.assertGreater(total, 10)
        self.assertEqual({n["syllable"] for n in lead["notes"]}, set(range(total)))

    def test_each_file_is_the_output_of_a_step(self):
        outputs = {o["name"]: o["digest"] for s in self.document()["provenance"]["steps"] for o in s["outputs"]}
        for path in (p for p in self.song.rglob("*") if p.is_file() and p.name != "song.json"):
            name = path.relative_to(self.song).as_posix()
            self.assertEqual(outputs.get(name), hashlib.sha256(path.read_bytes()).hexdigest(), name)

    def test_the_same_request_in_an_empty_home_gives_the_same_bytes(self):
        home = self.folder / "another home"
        home.mkdir()
        done = souls("make", PROMPT, "--seed", 7, "--out", self.folder / "again", home=home)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual(digests(self.song), digests(self.folder / "again"))

    def test_an_engraver_opens_the_score(self):
        node = os.environ.get("SOULS_TEST_NODE")
        if not node:
            self.skipTest("SOULS_TEST_NODE names no Node; make test sets it")
        engraved = subprocess.run([node, ENGRAVE, self.song / "score.musicxml"], capture_output=True, timeout=120)
        self.assertEqual(engraved.returncode, 0, engraved.stderr.decode())
        found = json.loads(engraved.stdout)
        document = self.document()
        plan, score = document["plan"], document["score"]
        beats = sum(section["length_beats"] for section in plan["sections"])
        self.assertEqual((found["loaded"], found["warnings"]), (True, ""))
        self.assertEqual(found["measures"], beats / 4)
        self.assertEqual(found["staves"], len(score["tracks"]))
        self.assertEqual(found["syllables"], sum(len({n["syllable"] for n in track["notes"] if "syllable" in n})
                                                 for track in score["tracks"]))
        self.assertGreaterEqual(found["chords"], len({c["start_beat"] for c in score["chords"]}))

    def test_another_title_reuses_all_sound(self):
        out = self.remake("titled", "--title", "Another Name", "--json")
        self.assertEqual(self.document(out)["title"], "Another Name")
        before, after = digests(self.song), digests(out)
        for name in before:
            if name.startswith("stems/"):
                self.assertEqual(before[name], after[name], name)
        capabilities = {s["capability"]: s["key"] for s in self.document()["provenance"]["steps"] if s["capability"] in ("mix", "encode")}
        again = {s["capability"]: s["key"] for s in self.document(out)["provenance"]["steps"] if s["capability"] in ("mix", "encode")}
        self.assertEqual(capabilities, again)

    def test_a_line_by_hand_is_sung_and_the_others_stay(self):
        lines = self.document()["lyrics"]["lines"]
        section = lines[-1]["section"]
        number = sum(line["section"] == section for line in lines)
        out = self.remake("lined", "--line", f"{section}/{number}=carry me over the silver water")
        after = self.document(out)["lyrics"]["lines"]
        self.assertEqual(after[-1]["text"], "carry me over the silver water")
        self.assertEqual(after[-1]["origin"], "edited")
        self.assertEqual([line["text"] for line in lines[:-1]], [line["text"] for line in after[:-1]])
        further = souls("remake", out, "--out", self.folder / "further", "--title", "Later", home=self.home)
        self.assertEqual(further.returncode, 0, further.stderr.decode())
        self.assertEqual(self.document(self.folder / "further")["lyrics"]["lines"][-1]["text"], "carry me over the silver water")

    def test_the_plan_of_a_remake_says_what_is_made_again(self):
        out = self.folder / "never"
        done = souls("remake", self.song, "--out", out, "--title", "Never", "--plan", "--json", home=self.home)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        fates = {step["step"]: step["fate"] for step in json.loads(done.stdout)["steps"]}
        self.assertFalse(out.exists())
        self.assertNotEqual(fates["cover"], "reused")
        self.assertTrue(all(fate == "reused" for step, fate in fates.items() if step.startswith(("sound/", "vocals/", "stem/"))))

    def test_a_cover_by_hand_makes_again_only_the_picture_and_the_tags(self):
        before = self.document()
        style = "linocut" if before["scenes"]["cover"]["style"] != "linocut" else "riso"
        palette = ["#fbe9e0", "#d62828", "#b3541e", "#3a0d0d"]
        edits = self.folder / "cover.json"
        edits.write_text(json.dumps([{"op": "set_cover", "style": style, "hero": "windmill"},
                                     {"op": "set_cover", "palette": palette, "seed": 3}]))
        done = souls("remake", self.song, "--edits", edits, "--plan", "--json", home=self.home)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        made = {step["step"] for step in json.loads(done.stdout)["steps"] if step["fate"] != "reused"}
        self.assertEqual(made, {"cover", "tag/wav", "tag/flac", "tag/mp3"})
        out = self.remake("covered", "--edits", edits)
        after = self.document(out)
        cover = after["scenes"]["cover"]
        self.assertEqual((cover["style"], cover["hero"]), (style, "windmill"))
        self.assertEqual([cover["palette"][i] for i in (0, 1, 2, 4)], palette)  # the fourth is mixed from the third
        self.assertEqual(after["plan"]["cover"], {**before["plan"]["cover"], "style": style, "hero": "windmill", "palette": palette})
        old, new = digests(self.song), digests(out)
        changed = {name for name in new if new[name] != old[name]}
        self.assertEqual(changed, {"song.json", "cover.png", "mix.wav", "mix.flac", "mix.mp3"})
        self.assertEqual({**after["plan"], "cover": 0}, {**before["plan"], "cover": 0})
        for name in ("lyrics", "score", "mix"):
            self.assertEqual(after[name], before[name])
        edits.write_text(json.dumps([{"op": "restore", "target": "cover"}]))
        back = self.folder / "uncovered"
        done = souls("remake", out, "--out", back, "--edits", edits, home=self.home)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual({name: digest for name, digest in digests(back).items() if name != "song.json"},
                         {name: digest for name, digest in old.items() if name != "song.json"})

    def test_a_cover_that_cannot_be_drawn_is_refused(self):
        edits = self.folder / "impossible.json"
        for field, value, says in (("style", "baroque", "papercut"), ("hero", "quux", "lighthouse"), ("palette", ["red"], "2 to 8")):
            edits.write_text(json.dumps([{"op": "set_cover", field: value}]))
            done = souls("remake", self.song, "--edits", edits, "--plan", home=self.home)
            self.assertEqual(done.returncode, 2, done.stderr.decode())
            self.assertIn(says, done.stderr.decode())

    def test_until_lyrics_stops_there(self):
        out = self.folder / "words"
        done = souls("make", PROMPT, "--seed", 7, "--until", "lyrics", "--out", out, home=self.home)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual((out / "lyrics.txt").read_bytes(), (self.song / "lyrics.txt").read_bytes())
        self.assertFalse((out / "mix.wav").exists())

    def test_say_reads_the_words(self):
        out = self.folder / "reading.wav"
        done = souls("say", self.song / "lyrics.txt", "--voice", "baritone", "--out", out, home=self.home)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertGreater(out.stat().st_size, 200_000)

    def test_own_words_are_sung(self):
        words = self.folder / "mine.txt"
        words.write_text("[Verse]\nThe kettle sings at half past four\nA letter waits behind the door\n\n"
                         "[Chorus]\nCome on home, come on home\n", encoding="utf-8")
        out = self.folder / "mine"
        done = souls("make", "my kitchen, folk", "--lyrics", words, "--length", 20, "--until", "score", "--seed", 3,
                     "--out", out, home=self.home)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        texts = [line["text"] for line in self.document(out)["lyrics"]["lines"]]
        self.assertIn("A letter waits behind the door", texts)
        self.assertIn("Come on home, come on home", texts)

    def test_a_melody_is_sung_as_it_is(self):
        """The lead of a score, given back as compressed MusicXML, comes out again, up to octaves or another key."""
        out, packed = self.folder / "given back", self.folder / "score.mxl"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("META-INF/container.xml", '<container><rootfiles><rootfile full-path="a.xml"/></rootfiles></container>')
            archive.write(self.song / "score.musicxml", "a.xml")
        done = souls("make", "a ferry in the fog", "--melody", packed, "--until", "score", "--seed", 4, "--out", out, home=self.home)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        document = self.document(out)
        given = document["request"]["melody"]["notes"]
        whole = [s for s in document["plan"]["sections"] if sum(map(len, s.get("melody", []))) == len(given)]
        lead = next(t["notes"] for t in document["score"]["tracks"] if t["role"] == "lead")
        end = whole[0]["start_beat"] + whole[0]["length_beats"]
        sung = [n for n in lead if whole[0]["start_beat"] <= n["start_beat"] < end]
        shift = sung[0]["pitch"] - given[0]["pitch"]
        for note in given:
            at = whole[0]["start_beat"] + note["start_beat"]
            parts = [n for n in sung if at - 1e-6 <= n["start_beat"] < at + note["length_beats"] - 1e-6]
            self.assertEqual({n["pitch"] for n in parts}, {note["pitch"] + shift})
            self.assertAlmostEqual(sum(n["length_beats"] for n in parts), note["length_beats"], places=5)


class Stopped(Folder):
    def test_ctrl_c_stops_within_a_second_and_a_later_run_picks_up(self):
        home, out = self.folder / "home", self.folder / "song"
        home.mkdir()
        command = [str(SOULS), "make", PROMPT, "--seed", "11", "--out", str(out), "--json"]
        run = subprocess.Popen(command, env={**os.environ, "SOULS_HOME": str(home)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        finished = 0
        for line in run.stdout:
            finished += json.loads(line)["event"] == "finished"
            if finished >= 12:
                break
        run.send_signal(signal.SIGINT)
        asked = time.monotonic()
        run.communicate(timeout=20)
        self.assertLess(time.monotonic() - asked, 3)  # a second where the machine is free
        self.assertEqual(run.returncode, 130)
        self.assertFalse(out.exists())
        self.assertEqual([p.name for p in self.folder.iterdir()], ["home"])
        done = souls("make", PROMPT, "--seed", 11, "--until", "lyrics", "--out", out, "--json", home=home)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertGreater(json.loads(done.stdout.splitlines()[-1])["steps_reused"], 0)


class BadInput(Folder):
    """Each gives one line that says what is wrong, exit code 2, and nothing left behind."""

    def refused(self, *arguments, says, code=2, **more):
        out = self.folder / "song"
        done = souls(*arguments, *(("--out", out) if "--out" not in arguments and arguments[0] in ("make", "say") else ()),
                     home=self.folder / "home", **more)
        message = done.stderr.decode()
        self.assertEqual(done.returncode, code, message)
        self.assertEqual(len(message.strip().splitlines()), 1, message)
        self.assertIn(says, message)
        self.assertFalse(out.exists())
        left = {p.name for p in self.folder.iterdir()} - {"home", "words.txt", "locked", "taken"}
        self.assertEqual(left, set())

    def test_prompts(self):
        self.refused("make", "", says="prompt")
        self.refused("make", "   ", says="prompt")
        self.refused("make", "a" * 100_000, says="2000")
        self.refused("make", b"\xff\xfe song", says="UTF-8")

    def test_options(self):
        self.refused("make", "a song", "--key", "H major", says="key")
        self.refused("make", "a song", "--tempo", "9000", says="220")
        self.refused("make", "a song", "--tempo", "fast", says="40")
        self.refused("make", "a song", "--metre", "4/0", says="metre")
        self.refused("make", "a song", "--length", "2", says="15")
        self.refused("make", "a song", "--seed", "-1", says="seed")
        self.refused("make", "a song", "--voice", "yeti", says="soprano")
        self.refused("make", "a song", "--until", "karaoke", says="lyrics")
        self.refused("make", "a song", "--frobnicate", says="--help")
        self.refused("make", says="--help")

    def test_lyrics(self):
        words = self.folder / "words.txt"
        words.write_text("[Verse]\n...\n!!!\n")
        self.refused("make", "a song", "--lyrics", words, says="words")
        words.write_bytes(b"\xff\xfe\xff")
        self.refused("make", "a song", "--lyrics", words, says="UTF-8")
        words.write_text("la " * 40_000)
        self.refused("make", "a song", "--lyrics", words, says="at most 65536")
        words.write_text("la " * 100_000)
        self.refused("make", "a song", "--lyrics", words, says="larger")
        self.refused("make", "a song", "--lyrics", self.folder / "none.txt", says="no file")
        self.refused("say", self.folder / "none.txt", says="no file")

    def test_melodies(self):
        words = self.folder / "words.txt"
        words.write_text("la la la")
        self.refused("make", "a song", "--melody", words, says="MusicXML")
        words.write_bytes(b"MThd\0\0\0\6\0\1")
        self.refused("make", "a song", "--melody", words, says="cut off")
        words.write_text("<score-partwise/>")
        self.refused("make", "a song", "--melody", words, says="no notes")
        self.refused("make", "a song", "--melody", self.folder / "none.mid", says="no file")
        self.refused("make", "a song", "--melody", words, "--melody-track", "two", says="whole number")
        self.refused("make", "a song", "--melody-track", 2, says="--melody")

    def test_folders(self):
        (self.folder / "taken").mkdir()
        (self.folder / "taken" / "file").write_text("mine")
        self.refused("make", "a song", "--out", self.folder / "taken", says="already")
        self.assertEqual((self.folder / "taken" / "file").read_text(), "mine")
        self.refused("make", "a song", "--out", "/proc/nowhere/song", says="written")
        self.refused("remake", self.folder / "taken", "--out", self.folder / "song", "--title", "x", says="song.json")

    def test_a_full_disk_is_the_machines_fault(self):
        if os.geteuid() != 0:
            self.skipTest("mounting a small disk needs root")
        small = Path(tempfile.mkdtemp(prefix="souls-disk-"))
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(small)], capture_output=True)
        if mounted.returncode:
            small.rmdir()
            self.skipTest("no disk can be mounted here")
        try:
            done = souls("make", PROMPT, "--seed", 5, "--out", small / "song", home=small / "home")
            self.assertEqual(done.returncode, 1, done.stderr.decode())
            self.assertIn("full", done.stderr.decode().strip().splitlines()[-1])
            self.assertFalse((small / "song").exists())
        finally:
            subprocess.run(["umount", str(small)], check=True)
            small.rmdir()


if __name__ == "__main__":
    unittest.main()
