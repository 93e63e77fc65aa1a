# SPDX-License-Identifier: MIT
"""The names that are judged, and what each of them is (README.md)."""
import csv
import os
import re
import sys
from typing import NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "../..")
sys.path.insert(0, os.path.join(ROOT, "gen/domains"))
from build import FETCHED_MAX, NAME, registrable, suffix_rules  # noqa: E402

KNOWN = os.path.join(ROOT, "src/Telos.Core/Domains/domains.csv")
BRANDS = os.path.join(ROOT, "gen/domains/known.txt")
BRAND_COUNT = 50
BRAND_LABEL_MIN = 5
PYTHON = "usr/lib/python3/dist-packages"
WORDS = "usr/share/dnstwist/dictionaries/english.dict"
SUFFIXES = "usr/share/dnstwist/dictionaries/common_tlds.dict"
# Its lists of harmful sites are not asked: badware and urlhaus.
FILTERS = ("thirdparties/easylist/easylist.txt", "thirdparties/easylist/easyprivacy.txt", "ublock/filters.min.txt",
           "ublock/privacy.min.txt", "ublock/quick-fixes.min.txt", "ublock/unbreak.min.txt")
# The other names are the same in both, but for a hyphen.
OF_TYPOSQUAT = {"ascii-homoglyph": "homoglyph", "homograph-idn": "idn", "homograph-idn+typo": "idn+typo",
                "homograph-idn+combo": "idn+combo"}
OF_DNSTWIST = {"bitsquatting": "bitsquat", "dictionary": "combosquat", "cyrillic": "idn", "vowel-swap": "replacement"}


class Row(NamedTuple):
    part: str
    # squat, idn-unsafe and pkg-squat are to be caught; benign, idn-safe and popular are not.
    label: str
    technique: str
    name: str


def known_names():
    with open(KNOWN, encoding="ascii") as lines:
        return {line.split(",", 1)[0] for line in lines}


def of_typosquat(path):
    """phish-nolookalike rows imitate nobody: whether they are harmful is not to be seen in them."""
    with open(path, encoding="utf-8", newline="") as text:
        for line in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
            if line["label"] != "phish-nolookalike":
                technique = line["technique"].split(":")[0]
                technique = OF_TYPOSQUAT.get(technique, technique)
                yield Row("typosquat", line["label"], technique, line["domain"])


def brands():
    """The first BRAND_COUNT domains that are flagged as brands in the order of the list, short labels left out."""
    found, rules = {}, set(suffix_rules())
    with open(BRANDS, encoding="ascii") as lines:
        for line in lines:
            head, _, names = line.partition(":")
            if not line.startswith("#") and "brand" in head.split()[1:]:
                found.update((registrable(name, rules), None) for name in names.split())
    found = [name for name in found if len(name.split(".")[0]) >= BRAND_LABEL_MIN][:BRAND_COUNT]
    if len(found) < BRAND_COUNT:
        raise ValueError(f"{BRANDS} has {len(found)} brands of {BRAND_LABEL_MIN} letters or more, not {BRAND_COUNT}")
    return found


def dictionary(path):
    with open(path, encoding="ascii") as lines:
        return [line.strip() for line in lines if line.strip() and not line.startswith("//")]


def of_dnstwist(cache, known):
    """(rows, how many of its names are known ones). Its Fuzzer makes names and asks no resolver."""
    sys.path[:0] = [f"{cache}/{package}/{PYTHON}" for package in ("dnstwist", "python3-idna")]
    import dnstwist
    if not dnstwist.idna.__file__.startswith(f"{cache}/"):
        raise ValueError(f"idna is taken from {dnstwist.idna.__file__}, which may encode other names")
    rows, words, suffixes = {}, dictionary(f"{cache}/dnstwist/{WORDS}"), dictionary(f"{cache}/dnstwist/{SUFFIXES}")
    for brand in brands():
        fuzzer = dnstwist.Fuzzer(brand, dictionary=words, tld_dictionary=suffixes)
        fuzzer.generate()
        for made in fuzzer.permutations():
            technique, name = made["fuzzer"], made["domain"].lower()
            if technique != "*original":
                technique = "idn" if "xn--" in name else OF_DNSTWIST.get(technique, technique)
                rows.setdefault(name, Row("dnstwist", "squat", technique, name))
    return [row for row in rows.values() if row.name not in known], sum(name in known for name in rows)


def fetched_hosts(path):
    with open(path, encoding="utf-8", newline="") as text:
        yield from (row[0] for rank, row in enumerate(csv.reader(text), 1) if rank > FETCHED_MAX)


def filtered_sites(folder):
    """The sites that a rule is for: before ##, and in domain=. An exception (~) is a site too."""
    for name in FILTERS:
        with open(f"{folder}/{name}", encoding="utf-8") as lines:
            for line in lines:
                sites = re.match(r"([^#!\s/]+)#[@?$%^]*#", line)
                options = re.search(r"\$(?:.*,)?(?:domain|from)=([^,\s]+)", line)
                yield from re.split(r"[,|]", sites[1] if sites else options[1] if options else "")


def universities(folder):
    """A file a domain, each label from the right a folder."""
    for path, _, files in sorted(os.walk(folder)):
        labels = os.path.relpath(path, folder).split(os.sep)[::-1]
        yield from (".".join([name.removesuffix(".txt"), *labels]) for name in sorted(files) if name.endswith(".txt"))


def only_folder(path, name):
    found = [folder for folder, _, _ in os.walk(path) if folder.endswith(f"/{name}")]
    if len(found) != 1:
        raise ValueError(f"{path} has {len(found)} folders {name}, not one")
    return found[0]


def of_popular(cache, known):
    """Registrable domains of which neither they nor a name above is known, each under the first list that has it."""
    rules, rows = set(suffix_rules()), {}
    for source, hosts in (
            ("third-party-web", fetched_hosts(f"{cache}/third-party-web/dist/domain-map.csv")),
            ("ublock-sites", filtered_sites(only_folder(f"{cache}/webext-ublock-origin-firefox", "assets"))),
            ("universities", universities(f"{cache}/academic-email-verifier/domains"))):
        before = len(rows)
        for host in hosts:
            host = host.strip().removeprefix("~").lower()
            name = NAME.fullmatch(host) and registrable(host, rules)
            if name and NAME.fullmatch(name) and not is_known(name, known):
                rows.setdefault(name, Row("popular", "popular", source, name))
        if len(rows) == before:
            raise ValueError(f"the list {source} has no name")
    return list(rows.values())


def is_known(name, known):
    labels = name.split(".")
    return any(".".join(labels[i:]) in known for i in range(len(labels)))


def read(data, cache):
    """(rows of all parts, what is to be said of them, the parts that are not there)"""
    known, rows, said, absent = known_names(), [], [], []
    typosquat = os.path.join(data, "typosquat.tsv")
    if os.path.exists(typosquat):
        rows += of_typosquat(typosquat)
    else:
        absent.append("typosquat")
        said.append(f"typosquat: {typosquat} is not there")
    twisted, left_out = of_dnstwist(os.path.abspath(cache), known)
    said.append(f"dnstwist: {len(twisted)} names of {BRAND_COUNT} brands; {left_out} are known domains, left out")
    popular = of_popular(cache, known)
    said.append(f"popular: {len(popular)} names that domains.csv has not")
    return rows + twisted + popular, said, absent
