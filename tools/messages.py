#!/usr/bin/env python3
"""Holds the texts of pages, letters and C++ against locale/*.po.

    tools/messages.py --check     fails, with file and line, for every text that is not translated
    tools/messages.py --update    adds the missing ones (to be filled in), drops the unused, sorts by file

English is the text itself; each other language has a catalogue. The build runs --check.
Texts are found in templates as {{_ "..."}} and {{_n count "..." "..."}}, in C++ as Message{"..."}.
"""
import argparse
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

TEMPLATES = ["src/**/*.html", "src/**/*.mail.txt", "templates/**/*.html", "templates/**/*.txt"]
SOURCES = ["src/**/*.cpp", "src/**/*.hpp"]


@dataclass
class Entry:
    singular: str
    plural: str = ""
    forms: list = field(default_factory=list)  # the translation, one or two
    file: str = ""
    line: int = 0
    uses: list = field(default_factory=list)  # files, in order
    fuzzy: bool = False
    notes: list = field(default_factory=list)  # comment lines of the translator


class Fault(Exception):
    pass


# --- what the program says ------------------------------------------------------------------------------

WORDS = r'"((?:\\"|[^"])*)"'
IN_TEMPLATE = re.compile(r"\{\{\s*_(?:(n)\s+[a-z][a-z0-9_]*\s*" + WORDS + r"\s*" + WORDS + r"|\s*" + WORDS + r")\s*\}\}")
CPP_TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^(\s]*)\((?P<raw>.*?)\)(?P=mark)"|"(?P<text>(?:\\.|[^"\\\n])*)"'
                       r"|'(?:\\.|[^'\\\n])+'|\d[\w.']*|\w+|\S", re.S)
CPP_ESCAPE = re.compile(r'\\(x[0-9a-fA-F]+|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|.)', re.S)


def template_words(text):
    return re.sub(r"[ \t\r]*\n\s*", " ", text).replace('\\"', '"')


def cpp_words(token):
    if token.group("raw") is not None:
        return token.group("raw")

    def one(match):
        code = match.group(1)
        if code[0] in "xuU" and len(code) > 1:
            # \x names a byte; only ASCII can be meant that way in a text.
            return chr(int(code[1:], 16))
        return {"n": "\n", "t": "\t"}.get(code, code)

    return CPP_ESCAPE.sub(one, token.group("text"))


def in_template(text):
    for match in IN_TEMPLATE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if match.group(1):
            yield line, template_words(match.group(2)), template_words(match.group(3))
        else:
            yield line, template_words(match.group(4)), ""


def in_cpp(text):
    """Message{"a" "b"}, Message("a"), Message name{"a"}; a second literal behind a comma is the plural."""
    if "Message" not in text:
        return
    tokens = [t for t in CPP_TOKEN.finditer(text) if not t.group().startswith(("//", "/*"))]
    is_literal = lambda i: i < len(tokens) and (tokens[i].group("text") is not None or tokens[i].group("raw") is not None)

    def literal(i):
        words = ""
        while is_literal(i):
            words += cpp_words(tokens[i])
            i += 1
        return words, i

    for i, token in enumerate(tokens):
        if token.group() != "Message":
            continue
        begin = i + 1
        if begin < len(tokens) and re.fullmatch(r"[a-z]\w*", tokens[begin].group()):
            begin += 1
        if begin >= len(tokens) or tokens[begin].group() not in "{(" or not is_literal(begin + 1):
            continue
        singular, end = literal(begin + 1)
        plural = literal(end + 1)[0] if end < len(tokens) and tokens[end].group() == "," else ""
        yield text.count("\n", 0, token.start()) + 1, singular, plural


def texts_of(root):
    """{singular: Entry}, in the order of files and lines; and the faults met."""
    found, faults = {}, []
    files = {path for pattern in TEMPLATES + SOURCES for path in root.glob(pattern)}
    for path in sorted(files):
        if path.name.endswith("_test.cpp"):
            continue
        name = path.relative_to(root).as_posix()
        read = in_cpp if path.suffix in (".cpp", ".hpp") else in_template
        for line, singular, plural in read(path.read_text(encoding="utf-8")):
            entry = found.setdefault(singular, Entry(singular, plural, file=name, line=line))
            if plural and entry.plural and plural != entry.plural:
                faults.append(f'{name}:{line}: "{singular}" has another plural in {entry.file}:{entry.line}')
            entry.plural = entry.plural or plural
            if name not in entry.uses:
                entry.uses.append(name)
            fault = malformed(singular) or malformed(plural)
            if fault:
                faults.append(f'{name}:{line}: "{singular}" has {fault}')
    return found, faults


# --- placeholders ---------------------------------------------------------------------------------------

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def placeholders(text):
    return set(PLACEHOLDER.findall(text))


def malformed(text):
    if "{" in PLACEHOLDER.sub("", text):
        return "a { that begins no {name}"
    if text.count("**") % 2:
        return "a ** without its second"
    return ""


# --- catalogues -----------------------------------------------------------------------------------------

PO_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


def po_unquote(line, where):
    if len(line) < 2 or line[0] != '"' or line[-1] != '"':
        raise Fault(f"{where}: a text without its quotation marks")
    return re.sub(r"\\(.)", lambda m: PO_ESCAPES.get(m.group(1), m.group(1)), line[1:-1])


def po_quote(text):
    for letter, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(letter, escape)
    return f'"{text}"'


def read_po(path):
    """The header's lines as they stand, and {singular: Entry}."""
    header, entries, faults = [], {}, []
    blocks, block = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        line = line.strip()
        if line:
            block.append((number, line))
        elif block:
            blocks.append(block)
            block = []
    if block:
        blocks.append(block)

    for block in blocks:
        entry = Entry("", file=path.name, line=block[0][0])
        target, values = None, {}
        for number, line in block:
            where = f"{path.name}:{number}"
            if line.startswith("#"):
                if line.startswith("#,"):
                    entry.fuzzy = "fuzzy" in line
                elif not line.startswith(("#:", "#~", "#|")):
                    entry.notes.append(line)
                continue
            key = re.match(r"(msgid_plural|msgid|msgstr(?:\[\d\])?)\s+(?=\")", line)
            if key:
                target = key.group(1)
                values[target] = po_unquote(line[key.end():], where)
                if target == "msgid":
                    entry.line = number
            elif target and line.startswith('"'):
                values[target] += po_unquote(line, where)
            else:
                raise Fault(f"{where}: cannot be read: {line}")
        if not values:
            continue
        if not values.get("msgid"):
            header = [line for _, line in block]
            continue
        entry.singular, entry.plural = values["msgid"], values.get("msgid_plural", "")
        keys = ["msgstr[0]", "msgstr[1]"] if entry.plural else ["msgstr"]
        entry.forms = [values.get(key, "") for key in keys]
        if entry.singular in entries:
            faults.append(f'{path.name}:{entry.line}: "{entry.singular}" stands here a second time')
        entries[entry.singular] = entry
    return header, entries, faults


def write_po(path, header, entries):
    blocks = ["\n".join(header)]
    for entry in entries:
        lines = list(entry.notes)
        lines += [f"#: {name}" for name in entry.uses]
        if entry.fuzzy:
            lines.append("#, fuzzy")
        lines.append(f"msgid {po_quote(entry.singular)}")
        if entry.plural:
            lines.append(f"msgid_plural {po_quote(entry.plural)}")
            lines += [f"msgstr[{i}] {po_quote(form)}" for i, form in enumerate(entry.forms)]
        else:
            lines.append(f"msgstr {po_quote(entry.forms[0])}")
        blocks.append("\n".join(lines))
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


# --- the two commands -----------------------------------------------------------------------------------

def check_one(text, entry, po):
    at, here = f"{text.file}:{text.line}", f"{po}:{entry.line}"
    if bool(text.plural) != bool(entry.plural) or text.plural != entry.plural:
        return [f'{at}: "{text.singular}" has another plural in {here}']
    if not all(entry.forms):
        return [f'{at}: "{text.singular}" is not translated: fill in {here}']
    if entry.fuzzy:
        return [f'{at}: "{text.singular}" is marked fuzzy: look at {here} and take the mark away']
    faults = []
    allowed = [[placeholders(text.singular), placeholders(text.plural or text.singular)],
               [placeholders(text.plural)]]
    for form, sets in zip(entry.forms, allowed):
        if malformed(form):
            faults.append(f'{here}: "{form}" has {malformed(form)}')
        elif placeholders(form) not in sets:
            names = ", ".join("{%s}" % name for name in sorted(sets[0])) or "none"
            faults.append(f'{here}: "{form}" must have the placeholders of the English: {names}')
    return faults


def check(root):
    texts, faults = texts_of(root)
    for path in sorted((root / "locale").glob("*.po")):
        po = path.relative_to(root).as_posix()
        _, entries, more = read_po(path)
        faults += [f"{path.parent.name}/{fault}" for fault in more]
        for singular, text in texts.items():
            if singular in entries:
                faults += check_one(text, entries[singular], po)
            else:
                faults.append(f'{text.file}:{text.line}: "{singular}" is missing in {po}')
        faults += [f'{po}:{entry.line}: "{entry.singular}" is used nowhere'
                   for entry in entries.values() if entry.singular not in texts]
    return faults


def update(root):
    texts, faults = texts_of(root)
    for path in sorted((root / "locale").glob("*.po")):
        header, entries, _ = read_po(path)
        kept = []
        for text in texts.values():
            old = entries.get(text.singular)
            text.forms = [""] * (2 if text.plural else 1)
            if old:
                text.forms[:len(old.forms)] = old.forms[:len(text.forms)]
                text.notes, text.fuzzy = old.notes, old.fuzzy
            kept.append(text)
        write_po(path, header, kept)
        empty = sum(not all(text.forms) for text in kept)
        print(f"{path.relative_to(root)}: {len(kept)} texts, {empty} to translate")
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true")
    what.add_argument("--update", action="store_true")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    asked = parser.parse_args()
    try:
        faults = check(asked.root) if asked.check else update(asked.root)
    except Fault as fault:
        faults = [f"locale/{fault}"]
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults and asked.check:
        print("Run tools/messages.py --update, fill in what is empty, and build again.", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
