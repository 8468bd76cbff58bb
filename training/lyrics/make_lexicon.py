"""Makes the lexicon of the lyrics package from public word lists: lexicon.txt (how words sound) and words.txt (which
words a song may use, how common they are, how they end lines, what they feel like).

    python make_lexicon.py VERSE_DATA PACKAGE

VERSE_DATA holds cmudict/, gutenberg_poems/, vader/, empath/, corpora_cc0/ and wordnet/; PACKAGE is packages/lyra.
Only the standard library is used. The same data gives the same bytes. README.md beside this file has the formats.
"""
import gzip
import json
import lzma
import math
import re
import sys
import tarfile
from collections import Counter
from pathlib import Path

from word_choices import ARCHAIC, BARRED, FUNCTION, MODERN, NO_ENDS, SUNG, UNSUNG

VOWELS = "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split()
CONSONANTS = "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH".split()
PHONES = [v + s for v in VOWELS for s in "012"] + CONSONANTS
CODE = {phone: chr(35 + i) for i, phone in enumerate(PHONES)}
BORN_SINCE = 1820
WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*'?")
# Noun files of WordNet's lexicographers whose things can be seen or touched: animal, artifact, body, food, object,
# phenomenon, plant, substance; and those of people and time.
CONCRETE_FILES = {5, 6, 8, 13, 17, 19, 20, 27}
NOUN_FILES = range(3, 29)


def pronunciations(folder):
    """{word: [phones, the primary pronunciation first]} for words of letters and apostrophes."""
    entries = {}
    with gzip.open(folder / "cmudict/cmudict.dict.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            word, *phones = line.split("#")[0].split()
            word = re.sub(r"\(\d+\)$", "", word)
            if re.fullmatch(r"[a-z']+", word) and any(p[-1].isdigit() for p in phones):
                entries.setdefault(word, []).append(phones)
    for word, sung in SUNG.items():
        entries[word].sort(key=lambda phones: " ".join(phones) != sung)
    return entries


def front_coded(entries):
    previous = ""
    for word in sorted(entries):
        shared = 0
        while shared < min(len(word), len(previous), 60) and word[shared] == previous[shared]:
            shared += 1
        sounds = list(dict.fromkeys("".join(CODE[p] for p in phones) for phones in entries[word]))
        yield f"{chr(48 + shared)}{word[shared:]} {' '.join(sounds)}\n"
        previous = word


def verse_counts(folder):
    """Counts over verse of authors born since BORN_SINCE: lower-case uses, capitalised uses inside lines, line ends."""
    lower, capital, ends = Counter(), Counter(), Counter()
    with lzma.open(folder / "gutenberg_poems/poems.jsonl.xz", "rt", encoding="utf-8") as poems:
        for poem in map(json.loads, poems):
            if not poem["birth"] or poem["birth"][0] < BORN_SINCE:
                continue
            for stanza in poem["stanzas"]:
                if len(stanza) < 2:
                    continue
                for line in stanza:
                    words = WORD.findall(line.replace("’", "'").replace("‘", "'"))
                    for place, word in enumerate(words):
                        word = word.strip("'")
                        if word[:1].islower():
                            lower[word] += 1
                        elif place and word != "I" and not word.startswith("I'"):
                            capital[word.lower()] += 1
                        else:
                            lower[word.lower()] += 1
                    if words:
                        ends[words[-1].strip("'").lower()] += 1
    return lower, capital, ends


def wordnet(folder):
    """({lemma: parts of speech}, {noun: lexicographer file of its first sense})."""
    parts, files = {}, {}
    with tarfile.open(folder / "wordnet/wordnet3.tar.gz") as archive:
        for part in ("noun", "verb", "adj", "adv"):
            data = archive.extractfile(f"data.{part}").read()
            for line in archive.extractfile(f"index.{part}").read().decode("ascii").splitlines():
                if line.startswith(" "):
                    continue
                fields = line.split()
                parts.setdefault(fields[0], set()).add(part)
                if part == "noun":
                    offset = int(fields[-int(fields[2])])
                    files[fields[0]] = int(data[offset:offset + 12].split()[1])
    return parts, files


ENDINGS = (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("ses", "s"), ("s", ""), ("ing", ""), ("ing", "e"),
           ("ied", "y"), ("ed", ""), ("ed", "e"), ("er", ""), ("er", "e"), ("est", ""), ("est", "e"))


def lemmas(word, parts):
    forms = {word} | {word[:-len(end)] + new for end, new in ENDINGS if word.endswith(end)}
    forms |= {form[:-1] for form in forms if len(form) > 3 and form[-1] == form[-2]}
    return {form for form in forms if form in parts}


def modern_words(folder):
    """Words that present-day lists use: Empath's categories and the common words, nouns and verbs of corpora."""
    words, barred = set(), set()
    for line in (folder / "empath/categories.tsv").read_text("utf-8").splitlines():
        category, *terms = line.split("\t")
        (barred if category == "swearing_terms" else words).update(terms)
    with tarfile.open(folder / "corpora_cc0/corpora.tar.gz") as archive:
        for name, key in (("common", "commonWords"), ("nouns", "nouns"), ("adjs", "adjs"), ("objects/objects", "objects")):
            path = f"data/{name}.json" if "/" in name else f"data/words/{name}.json"
            words.update(w for w in json.load(archive.extractfile(path))[key] if isinstance(w, str))
    return {w.lower() for w in words}, barred


def valences(folder):
    lines = (folder / "vader/vader_lexicon.txt").read_text("utf-8").splitlines()
    return {f[0]: float(f[1]) for f in (line.split("\t") for line in lines) if f[0].isalpha()}


def main(folder, package):
    sounds = pronunciations(folder)
    lower, capital, ends = verse_counts(folder)
    parts, files = wordnet(folder)
    modern, swearing = modern_words(folder)
    valence = valences(folder)
    (package / "lexicon.txt").write_text(
        "souls-lexicon 1\n" + " ".join(PHONES) + "\n" + "".join(front_coded(sounds)), "ascii")
    rows = []
    for word in sorted(sounds):
        if word in UNSUNG:
            rows.append(f"{word} 0 x 0 0\n")
            continue
        count, base = lower[word], lemmas(word, parts)
        named = capital[word] > 0.5 * (count + capital[word]) and word not in MODERN
        common = count >= 120 or (word in modern and count >= 3) or word in MODERN or word in FUNCTION
        barred = word in ARCHAIC or word in BARRED or word in swearing or (len(word) < 3 and word not in FUNCTION)
        if barred or named or not common or not (base or word in FUNCTION):
            continue
        noun_files = {files[b] for b in base if b in files}
        flags = "f" if word in FUNCTION else "".join(
            letter for letter, part in zip("nvar", ("noun", "verb", "adj", "adv"))
            if any(part in parts[b] for b in base))
        if "f" not in flags and noun_files & CONCRETE_FILES:
            flags += "c"
        end_share = 0 if word in NO_ENDS else min(9, round(20 * ends[word] / count)) if count >= 20 else 4
        feeling = round(10 * next((valence[w] for w in [word, *sorted(base)] if w in valence), 0.0))
        rows.append(f"{word} {round(5 * math.log(1 + count))} {flags} {end_share} {feeling}\n")
    (package / "words.txt").write_text("souls-words 1\n" + "".join(rows), "ascii")
    print(f"{len(sounds)} words with sounds, {len(rows)} singable")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
