#!/usr/bin/env python3
"""The project's own style, kept by a test: includes go one way, rooms introduce themselves, nothing is left undone."""
import re
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EVERYONE = {"base", "song"}
# What each room may include beside base, song and itself.
ARROWS = {
    "base": set(),
    "song": set(),
    "models": set(),
    "storage": set(),
    "tasks": {"storage"},
    "band": {"models"},
    "studio": {"band", "models", "tasks", "storage"},
    "worker": {"studio", "tasks", "storage"},
    "gateway": {"studio", "worker", "tasks", "models", "storage"},
    "cli": {"gateway", "studio", "worker", "tasks", "storage", "models", "band"},
}
LINES_MAX = 500
WIDTH_MAX = 140


def tracked(*patterns):
    """Files of the project: those git knows, and new ones that it doesn't ignore."""
    done = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted(p for p in map(ROOT.joinpath, done.stdout.splitlines()) if p.is_file())


def includes(path):
    return re.findall(r'^#include "([^"]+)"', path.read_text(encoding="utf-8"), re.M)


class Includes(unittest.TestCase):
    def test_rooms_include_only_what_they_may(self):
        for path in tracked("src/*.cpp", "src/*.hpp"):
            parts = path.relative_to(ROOT / "src").parts
            room = parts[0]
            if room == "main.cpp":
                continue
            allowed = (ARROWS[room] | EVERYONE | {room}) if room != "base" else {"base"}
            for include in includes(path):
                target = include.split("/")[0]
                self.assertIn(target, allowed, f"{path.relative_to(ROOT)} includes {include}")

    def test_souls_of_the_band_do_not_know_one_another(self):
        for path in tracked("src/band/*.cpp", "src/band/*.hpp"):
            soul = path.relative_to(ROOT / "src" / "band").parts[0]
            for include in includes(path):
                if include.startswith("band/"):
                    self.assertEqual(include.split("/")[1], soul, f"{path.relative_to(ROOT)} includes {include}")

    def test_headers_guard_themselves(self):
        for path in tracked("src/*.hpp"):
            self.assertTrue(path.read_text(encoding="utf-8").startswith("#pragma once\n"), path.relative_to(ROOT))


class Files(unittest.TestCase):
    def test_none_is_so_long_that_a_reader_tires(self):
        for path in tracked("*.cpp", "*.hpp", "*.py", "*.sh"):
            lines = path.read_text(encoding="utf-8").splitlines()
            self.assertLessEqual(len(lines), LINES_MAX, path.relative_to(ROOT))
            for number, line in enumerate(lines, 1):
                self.assertLessEqual(len(line), WIDTH_MAX, f"{path.relative_to(ROOT)}:{number}")

    def test_nothing_is_left_undone(self):
        undone = re.compile(r"TO" r"DO|FIX" r"ME|\bXX" r"X\b|not imple" r"mented|for n" r"ow")
        for path in tracked("src/*", "tests/*", "training/*", "scripts/*", "bench/*"):
            if path.suffix in (".cpp", ".hpp", ".py", ".sh"):
                found = undone.search(path.read_text(encoding="utf-8"))
                self.assertIsNone(found, f"{path.relative_to(ROOT)}: {found and found[0]}")

    def test_none_is_large(self):
        for path in tracked():
            self.assertLess(path.stat().st_size, 30 * 1024 * 1024, path.relative_to(ROOT))

    def test_no_machine_is_named(self):
        place = re.compile(r"/(work|root|home|tmp/[a-z]+)/")
        for path in tracked("*.cpp", "*.hpp", "*.py", "*.sh", "*.md", "*.txt", "*.json"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                self.assertIsNone(place.search(line), f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")


class Rooms(unittest.TestCase):
    def test_each_introduces_itself_briefly(self):
        for folder in sorted({p.parent for p in tracked("src/*.hpp")}):
            if folder.name in ("steps", "formats", "routes") or folder == ROOT / "src":
                continue
            readme = folder / "README.md"
            self.assertTrue(readme.exists(), f"{folder.relative_to(ROOT)} has no README.md")
            self.assertLessEqual(len(readme.read_text(encoding="utf-8").splitlines()), 30, readme.relative_to(ROOT))

    def test_each_package_has_a_card_and_a_licence(self):
        for manifest in tracked("packages/*/soul.json"):
            self.assertTrue((manifest.parent / "CARD.md").exists(), manifest.relative_to(ROOT))
            self.assertIn('"licence"', manifest.read_text(encoding="utf-8"))

    def test_the_studio_offers_the_instruments_of_the_catalogue(self):
        catalogue = (ROOT / "src" / "song" / "catalogue.cpp").read_text(encoding="utf-8")
        offered = (ROOT / "web" / "core" / "instruments.ts").read_text(encoding="utf-8")
        known = re.findall(r'\{"(\w+)", "([^"]+)", \{([\w, ]+)\}, \d+, \d+, (?:true|false), ', catalogue)
        self.assertGreater(len(known), 50)
        shown = re.findall(r'\["(\w+)", "([^"]+)", "([\w ]+)"\]', offered)
        self.assertEqual([(name, title, roles.replace(",", "")) for name, title, roles in known], shown)

    def test_the_studio_offers_the_covers_that_can_be_drawn(self):
        offered = (ROOT / "web" / "core" / "covers.ts").read_text(encoding="utf-8")
        checked = (ROOT / "src" / "song" / "edits_check.cpp").read_text(encoding="utf-8")
        styles = re.findall(r'"(\w+)"', re.search(r"kCoverStyles = \{(.*?)\};", checked, re.S)[1])
        self.assertEqual(re.findall(r'^  \["(\w+)", "', offered, re.M), styles)
        drawings = "".join(path.read_text(encoding="utf-8") for path in tracked("src/band/visuals/motifs_*.cpp"))
        heroes = re.findall(r'^    \{"(\w+)", \w+, \{', drawings, re.M)
        self.assertGreater(len(heroes), 50)
        self.assertEqual(re.findall(r'"(\w+)"', re.search(r"HEROES: .*? = \[(.*?)\];", offered, re.S)[1]), sorted(heroes))

    def test_every_debian_package_has_its_licence_told(self):
        told = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
        for line in (ROOT / "scripts" / "debian-packages.txt").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                self.assertIn(f"`{line}`", told)

    def test_every_test_that_a_promise_names_exists(self):
        known = set()
        for path in tracked("src/*_test.cpp"):
            text = path.read_text(encoding="utf-8")
            known |= {".".join(names) for names in re.findall(r"^TEST(?:_F|_P)?\((\w+), (\w+)\)", text, re.M)}
        for path in tracked("tests/*.py"):
            known |= set(re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8")))
        promises = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
        named = set(re.findall(r"`(\w+\.\w+|test_\w+)`", promises))
        self.assertGreater(len(named), 50)
        self.assertEqual(named - known, set())


if __name__ == "__main__":
    unittest.main()
