#!/usr/bin/python3
"""Writes src/Telos.Core/Domains/domains.csv: what telos knows of domains before anybody tells it more.

usage: build.py TOP_SITES_JSON THIRD_PARTY_WEB_DIST URLHAUS OUTPUT

known.txt beside this file is ours. TOP_SITES_JSON is top-sites.json of npm's top-sites 1.1.222 (MIT, Kiko Beats);
THIRD_PARTY_WEB_DIST is dist/ of npm's third-party-web 0.30.0 (MIT, Patrick Hulce): entities.json has categories, and
domain-map.csv the hosts that the web's pages fetch from, most fetched first. URLHAUS is urlhaus-filter-online.txt of Debian's
webext-ublock-origin-firefox 1.67.0 (CC0-1.0, abuse.ch by way of malware-filter): hosts that served malware on 2025-10-25.
A line: name,category,flags separated by blanks,rank (0: none). The first source to name a domain decides what it is for.
"""
import csv
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SUFFIXES = os.path.join(HERE, "../../src/Telos.Core/Domains/public_suffix_list.dat")
FETCHED_MAX = 100_000
NAME = re.compile(r"([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+(xn--[a-z0-9-]+|[a-z]{2,63})")
CATEGORIES = {"ad": "advertising", "analytics": "advertising", "tag-manager": "advertising", "marketing": "advertising",
              "social": "social", "video": "streaming", "cdn": "cdn", "hosting": "cloud"}


def suffix_rules():
    """Of registries alone: below the suffixes of companies anybody is found for a while."""
    with open(SUFFIXES, encoding="utf-8") as lines:
        for line in lines:
            if "END ICANN DOMAINS" in line:
                return
            word = line.split()[0] if line.split() else ""
            if word and not word.startswith("//"):
                yield ".".join(label.encode("idna").decode() if not label.isascii() else label for label in word.split("."))


def registrable(name, rules):
    labels = name.split(".")
    for i in range(len(labels)):
        rest = ".".join(labels[i:])
        if "!" + rest in rules:
            return rest
        if rest in rules or "*." + ".".join(labels[i + 1:]) in rules:
            return ".".join(labels[i - 1:]) if i > 0 else None
    return ".".join(labels[-2:]) if len(labels) > 1 else None


def main():
    top_sites, third_party, urlhaus, output = sys.argv[1:]
    rules = set(suffix_rules())
    table = {}

    def add(name, category="unknown", flags=(), rank=0):
        name = name and name.lower()
        if name and NAME.fullmatch(name) and name not in table:
            table[name] = [category, list(flags), rank]
        elif name in table and rank and not table[name][2]:
            table[name][2] = rank

    with open(os.path.join(HERE, "known.txt"), encoding="ascii") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                head, names = line.split(":", 1)
                for name in names.split():
                    add(name, head.split()[0], head.split()[1:])
    with open(os.path.join(third_party, "entities.json"), encoding="utf-8") as text:
        for entity in json.load(text):
            for domain in entity["domains"]:
                add(registrable(domain.removeprefix("*."), rules), CATEGORIES.get(entity["category"], "unknown"), ["popular"])
    with open(top_sites, encoding="utf-8") as text:
        for site in json.load(text):
            add(registrable(site["rootDomain"], rules), rank=site["rank"])
    with open(os.path.join(third_party, "domain-map.csv"), encoding="utf-8", newline="") as text:
        for rank, row in enumerate(csv.reader(text), 1):
            if rank > FETCHED_MAX:
                break
            add(registrable(row[0].lower(), rules), rank=500 + rank)
    with open(urlhaus, encoding="utf-8") as lines:
        for line in lines:
            add(line.strip(), flags=["malware"])
    with open(output, "w", encoding="ascii") as out:
        for name in sorted(table):
            category, flags, rank = table[name]
            out.write(f"{name},{category},{' '.join(flags)},{rank}\n")
    print(f"domains={len(table)}")


if __name__ == "__main__":
    main()
