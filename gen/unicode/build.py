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
import struct
import sys

VALID, DISALLOWED, MARK = 0, 1, 2
ALL = (1 << 192) - 1
END = 0x110000
FOLD_LENGTH_MAX = 7
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
    """Category and canonical decomposition of each code point that has one."""
    categories, decompositions = {}, {}
    with open(os.path.join(directory, "UnicodeData.txt"), encoding="utf-8") as lines:
        for line in lines:
            fields = line.split(";")
            point = int(fields[0], 16)
            categories[point] = fields[2]
            if fields[5] and not fields[5].startswith("<"):
                decompositions[point] = [int(part, 16) for part in fields[5].split()]
    return categories, decompositions


def script_sets(directory):
    names = {fields[1]: fields[0] for fields in aliases(directory)}
    ids, sets = {}, {}

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


def idna_statuses(directory, categories):
    """RFC 5891 4.2: what a registry accepts. NV8 and XV8 are what UTS 46 takes and IDNA 2008 does not."""
    statuses = {}
    for points, fields in rows(os.path.join(directory, "idna", "IdnaMappingTable.txt")):
        taken = fields[0] in ("valid", "deviation") and not {"NV8", "XV8"} & set(fields[1:])
        for point in points:
            statuses[point] = DISALLOWED if not taken else MARK if categories.get(point, "").startswith("M") else VALID
    return statuses


def skeletons(statuses, categories, decompositions, confusables):
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
        if point < 0x80 or status != VALID:
            continue
        text = of(point)
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
    categories, decompositions = characters(directory)
    statuses = idna_statuses(directory, categories)
    ranges = list(ranges_of(statuses, script_sets(directory)))
    sets = sorted({scripts for _, (scripts, _) in ranges})
    folds = sorted(skeletons(statuses, categories, decompositions, confusables).items())
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
