#!/usr/bin/python3
"""Writes src/Telos.Core/Domains/unicode_labels.bin: what LabelFold knows of characters.

usage: build.py UNICODE_DIRECTORY UNHOMOGLYPH_DATA_JSON OUTPUT

UNICODE_DIRECTORY is that of Debian's unicode-data with idna/ of unicode-idna (15.0); UNHOMOGLYPH_DATA_JSON is data.json of
the npm package unhomoglyph 1.0.6, which is UTS 39's confusables.txt. Both are under the Unicode licence (Unicode-3.0).

The file, little-endian: four counts (u32: ranges, sets, folds, octets of text); the ranges' first code points (u32), then
their set and their status (a u8 each); the sets of scripts (three u64 each); the folds' code points (u32), then where in
the text each is (u16: offset * 8 + length); the text.
"""
import json
import os
import re
import struct
import sys

# LOCAL: letters of one or a few alphabets, which elsewhere pass for others. ODD: letters and marks of none, such as phonetic ones.
# STROKE: East Asian characters that look like punctuation beside Latin letters.
VALID, DISALLOWED, MARK, LOCAL, ODD, STROKE = 0, 1, 2, 3, 4, 5
STROKES = "\u3007\u30bd\u30be\u30ce\u30f3\u30fb\u30fc\u30fd\u4e00\u4e28\u4e36\u4e3f\u4e40\u4e41\u4e5a\u4e85"
LOCAL_LETTERS = "\u00f0\u00fe\u0111\u0127\u0131\u0138\u0142\u014b\u0167\u0259\u0292"
# Beside what decomposes to a plain letter and one mark or, as Vietnamese, two.
EVERYDAY_LETTERS = "\u00df\u00e6\u00f8\u0153"
# Pinyin, Romanian, Vietnamese; Latin-1 and Latin Extended-A are the first range.
EVERYDAY_RANGES = ((0xc0, 0x180), (0x1a0, 0x1b1), (0x1cd, 0x1dd), (0x218, 0x21c), (0x1ea0, 0x1efa))
ALL = (1 << 192) - 1
LATIN = 1
END = 0x110000
FOLD_LENGTH_MAX = 7
NAMED_OTHERWISE = {"SCHWA": "e", "WYNN": "p", "TONE SIX": "b", "OPEN E": "e", "ALPHA": "a", "IOTA": "i", "UPSILON": "u"}
NAMED = re.compile(r"LATIN (?:SMALL LETTER|LETTER SMALL CAPITAL) (?:DOTLESS |SCRIPT )?(?:([A-Z])|("
                   + "|".join(NAMED_OTHERWISE) + r"))(?: WITH .*)?")
COMPOUNDS = {"Hani": ("Hanb", "Jpan", "Kore"), "Hira": ("Jpan",), "Kana": ("Jpan",), "Hang": ("Kore",), "Bopo": ("Hanb",),
             "Latn": ("Hanb", "Jpan", "Kore")}


def rows(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            fields = [field.strip() for field in line.split("#")[0].split(";")]
            if len(fields) > 1:
                first, _, last = fields[0].partition("..")
                yield range(int(first, 16), int(last or first, 16) + 1), fields[1:]


def characters(directory):
    """Category, canonical decomposition and, of Latin letters, the plain one that each code point's name says it is."""
    categories, decompositions, letters = {}, {}, {}
    with open(os.path.join(directory, "UnicodeData.txt"), encoding="utf-8") as lines:
        for line in lines:
            fields = line.split(";")
            point = int(fields[0], 16)
            categories[point] = fields[2]
            named = NAMED.fullmatch(fields[1])
            if named:
                letters[point] = named[1].lower() if named[1] else NAMED_OTHERWISE[named[2]]
            if fields[5] and not fields[5].startswith("<"):
                decompositions[point] = [int(part, 16) for part in fields[5].split()]
    return categories, decompositions, letters


def script_sets(directory):
    names = {fields[1]: fields[0] for fields in aliases(directory)}
    ids, sets = {"Latn": 0}, {}

    def bits(codes):
        if "Zyyy" in codes or "Zinh" in codes:
            return ALL
        wider = set(codes).union(*(COMPOUNDS.get(code, ()) for code in codes))
        return sum(1 << ids.setdefault(code, len(ids)) for code in sorted(wider))

    for points, fields in rows(os.path.join(directory, "Scripts.txt")):
        for point in points:
            sets[point] = bits([names[fields[0]]])
    for points, fields in rows(os.path.join(directory, "ScriptExtensions.txt")):
        for point in points:
            sets[point] = bits(fields[0].split())
    if len(ids) > 192:
        sys.exit("build.py: more than 192 scripts")
    return sets


def aliases(directory):
    with open(os.path.join(directory, "PropertyValueAliases.txt"), encoding="utf-8") as lines:
        for line in lines:
            fields = [field.strip() for field in line.split("#")[0].split(";")]
            if fields[0] == "sc":
                yield fields[1:]


def status_of(point, scripts, category, decompositions):
    if category.startswith("M"):
        return MARK
    if chr(point) in LOCAL_LETTERS + STROKES:
        return LOCAL if chr(point) in LOCAL_LETTERS else STROKE
    is_everyday = chr(point) in EVERYDAY_LETTERS or (
        point in decompositions and any(first <= point < end for first, end in EVERYDAY_RANGES))
    is_latin = scripts is not None and scripts != ALL and scripts & LATIN
    is_letter_like = category in ("Lm", "Sk", "Po") and scripts == ALL
    return ODD if point >= 0x80 and ((is_latin and not is_everyday) or is_letter_like) else VALID


def idna_statuses(directory, categories, decompositions, sets):
    """RFC 5891 4.2: what a registry accepts. NV8 and XV8 are what UTS 46 takes and IDNA 2008 does not."""
    statuses = {}
    for points, fields in rows(os.path.join(directory, "idna", "IdnaMappingTable.txt")):
        taken = fields[0] in ("valid", "deviation") and not {"NV8", "XV8"} & set(fields[1:])
        for point in points:
            statuses[point] = DISALLOWED if not taken else status_of(
                point, sets.get(point), categories.get(point, ""), decompositions)
    return statuses


def skeletons(statuses, categories, decompositions, letters, confusables):
    def decomposed(point):
        return [part for whole in decompositions[point] for part in decomposed(whole)] if point in decompositions else [point]

    def of(point):
        text = []
        for part in decomposed(point):
            for character in confusables.get(chr(part), chr(part)):
                text += [piece for piece in decomposed(ord(character)) if not categories.get(piece, "").startswith("M")]
        return "".join(map(chr, text)).lower()

    folds = {}
    for point, status in statuses.items():
        if point < 0x80 or status in (DISALLOWED, MARK):
            continue
        text = of(point)
        if not text.isascii() and point in letters:
            text = letters[point]
        if text and len(text) <= FOLD_LENGTH_MAX and all(c.isascii() and (c.isalnum() or c == "-") for c in text):
            folds[point] = text
    return folds


def ranges_of(statuses, sets):
    last = None
    for point in range(END):
        now = (sets.get(point, 0), statuses.get(point, DISALLOWED))
        if now != last:
            yield point, now
            last = now


def main():
    directory, confusables_file, output = sys.argv[1:]
    with open(confusables_file, encoding="utf-8") as text:
        confusables = json.load(text)
    categories, decompositions, letters = characters(directory)
    scripts = script_sets(directory)
    statuses = idna_statuses(directory, categories, decompositions, scripts)
    ranges = list(ranges_of(statuses, scripts))
    sets = sorted({scripts for _, (scripts, _) in ranges})
    folds = sorted(skeletons(statuses, categories, decompositions, letters, confusables).items())
    pool = ""
    places = []
    for _, text in folds:
        if text not in pool:
            pool += text
        places.append(pool.index(text) * 8 + len(text))
    if len(sets) > 256 or max(places) > 0xffff:
        sys.exit("build.py: a number outgrew its field")
    with open(output, "wb") as out:
        out.write(struct.pack("<4I", len(ranges), len(sets), len(folds), len(pool)))
        out.write(struct.pack(f"<{len(ranges)}I", *(point for point, _ in ranges)))
        out.write(bytes(sets.index(scripts) for _, (scripts, _) in ranges))
        out.write(bytes(status for _, (_, status) in ranges))
        for scripts in sets:
            out.write(scripts.to_bytes(24, "little"))
        out.write(struct.pack(f"<{len(folds)}I", *(point for point, _ in folds)))
        out.write(struct.pack(f"<{len(folds)}H", *places))
        out.write(pool.encode("ascii"))
    print(f"ranges={len(ranges)} sets={len(sets)} folds={len(folds)} text={len(pool)}")


main()
