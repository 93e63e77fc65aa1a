"""The telos commands of the documents, as they stand there: README and docs, in blocks of code and inline."""
import glob
import itertools
import re
import shlex

DIRECTORY = "/job/documents"
# Outside of quotes.
OPERATORS = re.compile(r"""\s*(?:;|&&)\s*(?=(?:[^"]*"[^"]*")*[^"]*$)""")


def read_all(directory=DIRECTORY):
    """Each command that is written out, once, with the document that has it first."""
    commands = {}
    for path in sorted(glob.glob(f"{directory}/*.md")):
        with open(path) as file:
            for text in in_document(file.read()):
                for words in variants(text):
                    commands.setdefault(tuple(words), path.rpartition("/")[2])
    return commands


def in_document(text):
    """Every command as it is written, without what is said of it."""
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.S | re.M)
    lines = [line for block in blocks for line in block.splitlines()]
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M))
    for line in [*lines, *inline]:
        # A remark, or the next column of a picture.
        line = re.split(r"\s+#|\s{3,}", line.strip().removeprefix("$ "))[0]
        for part in OPERATORS.split(line):
            if part.startswith("telos "):
                yield re.sub(r"\s*[<>]\S*", "", part).replace("...", "").strip()


def variants(text):
    """Without any [part], with one alternative of one of them, and each with each of a|b."""
    parts = list(re.finditer(r"\[([^]]*)\]", text))
    bare = re.sub(r"\[[^]]*\]", "", text)
    forms = [bare]
    for part in parts:
        for form in re.split(r"\|(?=-|[A-Z])", part[1]):
            forms.append(re.sub(r"\[[^]]*\]", "", text[:part.start()] + form.strip() + text[part.end():]))
    for form in forms:
        for words in itertools.product(*(alternatives(word) for word in shlex.split(form))):
            yield list(words)


def alternatives(word):
    return [one for one in word.split("|") if one] if " " not in word else [word]
