#!/usr/bin/python3
"""The rules of ARCHITECTURE.md that a machine can hold.

    tests/lint/rules.py [FOLDER]     prints `file:line: rule: what to do`; ends with 1 if there is any

Each rule is one function below that is given the Tree and yields Finding(file, line, what to do); its
name is the rule's. There is no list of tolerated exceptions, for such a list only grows: where a rule
is wrong, the rule changes. rules_test.py plants a violation of each.
"""
import collections
import os
import re
import sys

FLOORS = ["base", "kit", "core", "site", "features", "app"]  # each may look down, never up

# Where an outside library ends: the beginning of its headers, its folders under src, and the namespace
# of its exceptions, which are caught where it ends and nowhere else.
Fence = collections.namedtuple("Fence", "header folders namespace")
FENCES = [
    Fence("boost/asio", ["kit/http"], "boost::"),
    Fence("boost/beast", ["kit/http"], "boost::"),
    Fence("boost/url", ["kit/http"], "boost::"),
    Fence("boost/json", ["kit/json"], "boost::"),
    Fence("boost/system", ["kit/http", "kit/json"], "boost::"),
    Fence("boost/locale", ["kit/text"], "boost::"),
    Fence("unicode/", ["kit/text"], "icu::"),
    Fence("sqlite3.h", ["kit/db"], None),
    Fence("sodium", ["kit/crypto"], None),
    Fence("openssl/", ["kit/crypto", "kit/tls"], None),
    Fence("argon2.h", ["kit/crypto"], None),
    Fence("crypt.h", ["kit/crypto"], None),
    Fence("zxcvbn.h", ["kit/crypto", "kit/passwords"], None),
    Fence("qrencode.h", ["kit/qr"], None),
    Fence("maxminddb.h", ["kit/place"], None),
    Fence("seccomp.h", ["kit/sandbox"], None),
    Fence("toml++/", ["kit/settings"], "toml::"),
    Fence("CLI/", ["app/cli"], "CLI::"),
    Fence("curl/", ["kit/call", "kit/mail", "kit/push"], None),
    Fence("tl/expected.hpp", ["base/result.hpp"], None),
    Fence("fmt/", [""], "fmt::"),
]
TEST_HEADERS = ("gtest/", "gmock/", "rapidcheck", "gumbo.h")
SYSTEM_HEADER = re.compile(
    r"(sys|netinet|arpa|net|linux)/\w+\.h"
    r"|(unistd|fcntl|stdlib|string|strings|errno|signal|poll|pthread|netdb|time|pwd|grp|termios|syslog"
    r"|malloc|dirent|limits|spawn|langinfo|cxxabi|resolv)\.h")

Finding = collections.namedtuple("Finding", "file line advice")

# Numbers are here so that the ' in 1'000 begins no character.
TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<text>R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*")
    |(?P<letter>'(?:\\.|[^'\\\n])*')
    |(?P<number>\b\d(?:'?[\w.])*)""",
    re.S | re.X)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


class Source:
    """One C++ file, taken apart once; all parts keep their line numbers."""

    def __init__(self, path, text):
        self.path = path
        self.inside = path.removeprefix("src/")  # "kit/db/value.hpp"
        self.folder = os.path.dirname(self.inside)
        self.floor = self.inside.split("/")[0] if path.startswith("src/") else None
        self.is_header = path.endswith(".hpp")
        # Tests, and what tests share.
        self.is_test = path.startswith("tests/") or bool(re.search(r"_(test|fixture|for_tests)\.[ch]pp$", path))
        self.comments = []  # (line, text)
        self.texts = []  # (line, text with its quotes)
        code, uncommented, end = [], [], 0
        for token in TOKEN.finditer(text):
            line = text.count("\n", 0, token.start()) + 1
            between, whole = text[end:token.start()], token.group()
            end = token.end()
            if token.lastgroup == "comment":
                self.comments.append((line, whole))
            elif token["text"]:
                self.texts.append((line, whole))
            hidden = whole if token["number"] else blank(whole)
            code += [between, hidden]
            uncommented += [between, blank(whole) if token["comment"] else whole]
        # Without comments, texts and the names of headers.
        self.code = re.sub(r"(?m)^[ \t]*#[ \t]*include\b.*$", "", "".join(code) + text[end:])
        self.includes = [  # (line, "fmt/format.h", is it ours)
            (number, found[2], found[1] == '"')
            for number, line in enumerate(("".join(uncommented) + text[end:]).split("\n"), 1)
            for found in [re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)] if found]

    def find(self, pattern):
        """(line, match) of each place in the code."""
        for match in re.finditer(pattern, self.code):
            yield self.code.count("\n", 0, match.start()) + 1, match


class Tree:
    def __init__(self, root):
        self.root = root
        self.files = []  # all, as paths from the root, in order
        for top in ("src", "tests", "pocketctl"):
            for folder, folders, names in os.walk(os.path.join(root, top)):
                folders[:] = sorted(name for name in folders if name not in ("node_modules", "__pycache__"))
                self.files += [os.path.relpath(os.path.join(folder, name), root) for name in sorted(names)]
        self.pages = [name for name in ("ARCHITECTURE.md", "SECURITY.md", "README.md") if self.exists(name)]
        for folder, folders, names in os.walk(os.path.join(root, "docs")):
            folders.sort()
            self.pages += [os.path.relpath(os.path.join(folder, name), root) for name in sorted(names) if name.endswith(".md")]
        self.sources = [Source(path, self.read(path)) for path in self.files if path.endswith((".hpp", ".cpp"))]
        self.product = [source for source in self.sources if source.floor and not source.is_test]

    def read(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8") as file:
            return file.read()

    def exists(self, path):
        return os.path.exists(os.path.join(self.root, path))


def within(path, folders):
    return any(path == folder or folder == "" or path.startswith(folder + "/") for folder in folders)


def feature_of(path):
    """"features/signin", or "features/factors/totp": what must know no other feature."""
    parts = path.split("/")
    return "/".join(parts[:3 if parts[1:2] == ["factors"] else 2])


def floors(tree):
    """Rule 1: look down only."""
    for source in tree.sources:
        if source.floor not in FLOORS:
            continue
        for line, header, ours in source.includes:
            floor = header.split("/")[0]
            if not ours or header.endswith(".inc"):
                continue
            if floor == "tests":
                if not source.is_test:
                    yield Finding(source.path, line, f"only a test includes {header}")
            elif floor not in FLOORS:
                yield Finding(source.path, line, f'write the path from src: "{source.folder}/{header}"')
            elif FLOORS.index(floor) > FLOORS.index(source.floor):
                yield Finding(source.path, line, f"{source.floor} knows nothing of {floor}: move the code "
                              f"down, or declare an interface in {source.floor}")
            elif floor == source.floor == "features" and feature_of(header) != feature_of(source.inside):
                yield Finding(source.path, line, f"a feature knows no other feature ({feature_of(header)}): "
                              "move what both need into core or site")
            elif source.floor == "core" and within(header, ["kit/http", "kit/template", "kit/templates"]):
                yield Finding(source.path, line, f"core knows no web: move this into site or a feature")


def circles(tree):
    """Rule 1: no circles between folders."""
    known = collections.defaultdict(dict)  # folder -> folder it includes -> where
    for source in tree.product:
        for line, header, ours in source.includes:
            folder = os.path.dirname(header)
            if os.path.basename(source.path) == "main.cpp":  # in no library, so nobody can depend on it
                continue
            if ours and folder and folder != source.folder:
                known[source.folder].setdefault(folder, (source.path, line))

    def reach(start):
        seen, waiting = set(), [start]
        while waiting:
            for folder in known.get(waiting.pop(), ()):
                if folder not in seen:
                    seen.add(folder)
                    waiting.append(folder)
        return seen

    reached = {folder: reach(folder) for folder in known}
    for folder in sorted(known):
        for other, (path, line) in sorted(known[folder].items()):
            if folder in reached.get(other, ()):
                yield Finding(path, line, f"{folder} and {other} include each other, maybe over others: "
                              "turn one direction round, or move what both need below")


def seen_outside(tree):
    """{header of ours: a file of another folder that includes it, directly or through others}"""
    includes = {source.inside: [header for _, header, ours in source.includes if ours] for source in tree.sources}
    seen = {}
    for source in tree.sources:
        waiting, reached = [source.inside], set()
        while waiting:
            for header in includes.get(waiting.pop(), ()):
                if header not in reached:
                    reached.add(header)
                    waiting.append(header)
        for header in reached:
            if os.path.dirname(header) != source.folder:
                seen.setdefault(header, source.path)
    return seen


def fences(tree):
    """Rule 2: an outside library's header only in its folder, and in no header that others include."""
    outside = seen_outside(tree)
    for source in tree.sources:
        for line, header, ours in source.includes:
            if ours or not source.floor or re.fullmatch(r"[a-z_]+", header):
                continue
            if SYSTEM_HEADER.fullmatch(header):
                continue
            if header.startswith(TEST_HEADERS):
                if not source.is_test:
                    yield Finding(source.path, line, f"only a test includes <{header}>")
                continue
            fence = next((fence for fence in FENCES if header.startswith(fence.header)), None)
            if fence is None:
                yield Finding(source.path, line, f"<{header}> is new: write into FENCES of tests/lint/rules.py "
                              "in which folder its library ends")
            elif not within(source.inside, fence.folders):
                yield Finding(source.path, line, f"<{header}> stays in {' or '.join(fence.folders)}: use what "
                              "that offers, or add it there")
            elif source.inside in outside and fence.header not in ("fmt/", "tl/expected.hpp"):
                yield Finding(source.path, line, f"{outside[source.inside]} gets to see <{header}> through this: "
                              "include it in the .cpp and declare only what is needed here")


SQL = re.compile(
    r"\b(SELECT\s+[\w*$(]|INSERT\s+(OR\s+\w+\s+)?INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b"
    r"|(CREATE|DROP|ALTER)\s+(TABLE|INDEX|UNIQUE\s+INDEX|VIEW)\b|PRAGMA\s+\w)")


def sql(tree):
    """Rule 3: SQL only in *_store.cpp and *.sql, and below the seam in kit/db."""
    for source in tree.product:
        if source.path.endswith("_store.cpp") or within(source.inside, ["kit/db"]):
            continue
        places = {line for line, text in source.texts if SQL.search(text)}
        places |= {line for line, _ in source.find(r"\b(db|read|write)\.(find_one|find_all|change)\s*\(")}
        for line in sorted(places):
            yield Finding(source.path, line, "SQL stands in the table's *_store.cpp: add a function there")


THREADS = (r"\bstd::(j?thread|this_thread|(recursive_|shared_|timed_)*mutex|atomic\w*|condition_variable\w*|future"
           r"|shared_future|promise|async|packaged_task|latch|barrier|\w*semaphore|call_once|once_flag"
           r"|lock_guard|unique_lock|scoped_lock|shared_lock|stop_token|stop_source)\b"
           r"|\bthread_local\b|\bpthread_(?!sigmask)\w+")


def threads(tree):
    """Rule 4: threads, mutexes and atomics only in kit."""
    for source in tree.product:
        if source.floor == "kit":
            continue
        for line, match in source.find(THREADS):
            yield Finding(source.path, line, f"{match.group()} only in kit: above it nothing is shared but the database")


def clock(tree):
    """Rule 4: the clock is read once a request, job or command; everything else is given `now`."""
    for source in tree.product:
        if source.inside in ("base/time.cpp", "base/time.hpp"):
            continue
        for line, match in source.find(r"\b(system|utc|tai)_clock::now\b|\bgettimeofday\b"
                                       r"|\bCLOCK_REALTIME\b|\btime\s*\(\s*(nullptr|NULL|0)\s*\)"):
            yield Finding(source.path, line, "the machine's time comes from a Clock (base/time.hpp), so that a test can move it")
        if source.floor != "kit":
            for line, match in source.find(r"\bsteady_clock\b"):
                yield Finding(source.path, line, "steady_clock only in kit: take `now` instead")
        if source.floor in ("core", "features"):
            for line, match in source.find(r"\b(System)?Clock\b"):
                yield Finding(source.path, line, f"{source.floor} is given `Time now` and reads no clock")


CHANCE = (r"\bstd::(random_device|mt19937\w*|minstd_rand0?|default_random_engine|ranlux\w+|\w+_distribution)\b"
          r"|(?<![\w.>])(rand|srand|random|srandom|getrandom|getentropy|arc4random\w*)\s*\("
          r"|\brandombytes_\w+|\bRAND_(priv_)?bytes\b")


def chance(tree):
    """Rule 4: chance only from crypto::Random."""
    for source in tree.product:
        if within(source.inside, ["kit/crypto"]):
            continue
        places = [line for line, _ in source.find(CHANCE)]
        places += [line for line, text in source.texts if "/dev/urandom" in text or "/dev/random" in text]
        for line in places:
            yield Finding(source.path, line, "chance comes from crypto::Random only")


def catches(tree):
    """Rule 5: catch only at the edges, in kit/db to undo a transaction, and a library's own where it ends."""
    for source in tree.product:
        if within(source.inside, ["kit/http", "kit/jobs", "app/cli", "kit/db"]):
            continue
        for line, match in source.find(r"\bcatch\s*\(\s*(?:const\s+)?([\w:]*)"):
            caught = match[1].removeprefix("::")
            if any(fence.namespace and caught.startswith(fence.namespace) and within(source.inside, fence.folders)
                   for fence in FENCES):
                continue
            yield Finding(source.path, line, "let it through to the edges (kit/http, kit/jobs, app/cli); "
                          "what a visitor can cause is a Result")


VAGUE = {"manager", "managers", "helper", "helpers", "util", "utils", "utility", "utilities", "misc", "common",
         "impl", "info", "process"}
# Words that a specification uses for the thing itself.
SPECIFIED = {
    "info": "RFC 5424 (a severity), RFC 5869 (an input)",
    "user_info": "OpenID Connect Core 5.3",
    "multi_info": "libcurl: curl_multi_info_read",
    "system_manager": "M59: whom stuck users ask",
    "password_manager": "M59",
}


def vague_word(name, path):
    words = [word.lower() for word in re.findall(r"[a-z0-9]+|[A-Z][a-z0-9]*", name)]
    if name.startswith("do_"):
        return "do_"
    # A specified word may stand within a longer name: "system_manager_of".
    whole = f"_{'_'.join(words)}_"
    for specified in SPECIFIED:
        if "_" in specified or specified == name:
            whole = whole.replace(f"_{specified}_", "_")
    if "password" in path:
        whole = whole.replace("_common_", "_")  # NIST SP 800-63B 5.1.1.2: a password too often used
    return next((word for word in whole.split("_") if word in VAGUE), None)


def names(tree):
    """Rule 11: names say what a thing is."""
    seen = []
    for path in tree.files:
        parts = path.split("/")
        for depth, part in enumerate(parts, 1):
            word = vague_word(part, path)
            if word and parts[:depth] not in seen:
                seen.append(parts[:depth])
                yield Finding(path, 1, f'"{word}" in a name says nothing: call "{part}" by what it is')
    for source in tree.sources:
        sentences = {match.end() for _, match in source.find(r"\bTEST(_F|_P)?\(\w+,\s*\w+")}  # names of tests
        # What a library calls its own is not ours to name.
        for line, match in source.find(r"(?<![\w:.>])[A-Za-z_]\w*\b(?!::)"):
            word = vague_word(match.group(), source.path)
            if word and match.end() not in sentences:
                yield Finding(source.path, line, f'"{word}" in a name says nothing: call "{match.group()}" by what it is')


def migrations(tree):
    """Numbers of migrations are global, from 1, without gaps."""
    numbered = []
    for path in tree.files:
        if not (path.startswith("src/") and path.endswith(".sql")):
            continue
        found = re.fullmatch(r"(\d{4})_[a-z0-9_]+\.sql", os.path.basename(path))
        if found:
            numbered.append((int(found[1]), path))
        else:
            yield Finding(path, 1, "call a migration NNNN_name.sql")
    for expected, (number, path) in enumerate(sorted(numbered), 1):
        if number != expected:
            yield Finding(path, 1, f"migrations are numbered from 1 without gaps: make it {expected:04}")
            return


def described(tree):
    """Every folder under src is described in ARCHITECTURE.md, in one row of its table."""
    if not tree.exists("ARCHITECTURE.md"):
        return
    text = tree.read("ARCHITECTURE.md")
    for folder in sorted({source.folder for source in tree.product if source.is_header}):
        last = os.path.basename(folder)
        if folder not in text and not re.search(rf"(?<![\w-]){re.escape(last)}/", text):
            yield Finding("ARCHITECTURE.md", 1, f"say what src/{folder} is")
    rows = set()
    for line, row in enumerate(text.splitlines(), 1):
        first = re.match(r"\| (`src/[^`]*`) \|", row)
        if first and first[1] in rows:
            yield Finding("ARCHITECTURE.md", line, f"{first[1]} has a row already: keep the one that holds")
        rows.update(first.groups() if first else ())


NAMED_PATH = re.compile(r"`((?:src|tests|tools|templates|web|locale|docs|cmake)/[\w./-]+)`")


def named(tree):
    """A file or folder that a document names is there; `src/site/way` may stand for way.hpp and way.cpp."""
    for page in tree.pages:
        for number, line in enumerate(tree.read(page).split("\n"), 1):
            for path in NAMED_PATH.findall(line):
                if not any(tree.exists(path + ending) for ending in ("", ".hpp", ".cpp", ".html", ".mail.html")):
                    yield Finding(page, number, f"there is no {path}: name what is there now")


def silenced(tree):
    """A silenced check says which and why."""
    for source in tree.sources:
        for line, comment in source.comments:
            for found in re.finditer(r"NOLINT(BEGIN|END|NEXTLINE)?(\([\w\-.,* ]+\))?(:\s*\w+)?", comment):
                if not found[2] or (found[1] != "END" and not found[3]):
                    yield Finding(source.path, line + comment.count("\n", 0, found.start()),
                                  "name the check and the reason: NOLINT(the-check): why")


RULES = [floors, circles, fences, sql, threads, clock, chance, catches, names, migrations, described, named,
         silenced]


def findings(root):
    tree = Tree(root)
    return [f"{found.file}:{found.line}: {rule.__name__}: {found.advice}" for rule in RULES for found in rule(tree)]


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
    found = findings(root)
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
