#!/usr/bin/env python3
"""tools/messages.py finds every fault planted here, and none in a catalogue that is right."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "messages.py"

PAGE = """<p>{{_ "Hello, {name}."}}</p>
<input placeholder="{{_ "Say \\"yes\\""}}">
<p>{{_n count "One code left."
   "{count} codes
    left."}}</p>
"""
CODE = """// Message{"in a comment"}
const char* other = "Message{\\"in a text\\"}";
return text::Message{"Wrong "
                     "code. {left} left."}.with("left", left);
text::Message two("One day.", "{count} days.", days);
"""
HEADER = """msgid ""
msgstr ""
"Language: nl\\n"
"""
ENTRIES = {
    "hello": 'msgid "Hello, {name}."\nmsgstr "Dag {name}."\n',
    "yes": 'msgid "Say \\"yes\\""\nmsgstr "Zeg \\"ja\\""\n',
    "codes": 'msgid "One code left."\nmsgid_plural "{count} codes left."\n'
             'msgstr[0] "Nog één code."\nmsgstr[1] "Nog {count} codes."\n',
    "wrong": 'msgid "Wrong code. {left} left."\nmsgstr ""\n"Verkeerde code. "\n"Nog {left}."\n',
    "days": 'msgid "One day."\nmsgid_plural "{count} days."\nmsgstr[0] "{count} dag."\nmsgstr[1] "{count} dagen."\n',
}


class Messages(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        self.addCleanup(self.folder.cleanup)
        self.write("src/page.html", PAGE)
        self.write("src/code.cpp", CODE)
        self.write("src/code_test.cpp", 'Message{"only in a test"}')
        self.catalogue(**ENTRIES)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def catalogue(self, **entries):
        self.write("locale/nl.po", "\n".join([HEADER, *entries.values()]))

    def run_tool(self, what):
        done = subprocess.run([sys.executable, TOOL, what, "--root", self.root], capture_output=True, text=True)
        return done.returncode, done.stderr

    def refuses(self, *words):
        code, said = self.run_tool("--check")
        self.assertEqual(code, 1, said)
        for word in words:
            self.assertIn(word, said)

    def test_accepts_a_whole_catalogue(self):
        self.assertEqual(self.run_tool("--check"), (0, ""))

    def test_refuses_each_missing_text_with_file_and_line(self):
        places = {"hello": "src/page.html:1:", "yes": "src/page.html:2:", "codes": "src/page.html:3:",
                  "wrong": "src/code.cpp:3:", "days": "src/code.cpp:5:"}
        for name, place in places.items():
            self.catalogue(**{k: v for k, v in ENTRIES.items() if k != name})
            self.refuses(place, "is missing in locale/nl.po")

    def test_refuses_an_empty_translation(self):
        self.catalogue(**{**ENTRIES, "hello": 'msgid "Hello, {name}."\nmsgstr ""\n'})
        self.refuses("src/page.html:1:", "is not translated: fill in locale/nl.po:")

    def test_refuses_a_missing_plural_form(self):
        self.catalogue(**{**ENTRIES, "days": 'msgid "One day."\nmsgid_plural "{count} days."\nmsgstr[0] "Eén dag."\n'})
        self.refuses("src/code.cpp:5:", "is not translated")

    def test_refuses_a_fuzzy_translation(self):
        self.catalogue(**{**ENTRIES, "hello": "#, fuzzy\n" + ENTRIES["hello"]})
        self.refuses("src/page.html:1:", "fuzzy")

    def test_refuses_other_placeholders(self):
        self.catalogue(**{**ENTRIES, "hello": 'msgid "Hello, {name}."\nmsgstr "Dag {naam}."\n'})
        self.refuses("locale/nl.po:", "must have the placeholders of the English: {name}")

    def test_refuses_a_lost_count_in_the_plural(self):
        self.catalogue(**{**ENTRIES, "days": ENTRIES["days"].replace("{count} dagen", "dagen")})
        self.refuses("locale/nl.po:", "placeholders")

    def test_refuses_half_a_bold(self):
        self.catalogue(**{**ENTRIES, "hello": 'msgid "Hello, {name}."\nmsgstr "**Dag {name}."\n'})
        self.refuses("a ** without its second")

    def test_refuses_what_is_used_nowhere(self):
        self.catalogue(**ENTRIES, old='msgid "Old."\nmsgstr "Oud."\n')
        self.refuses("locale/nl.po:", '"Old." is used nowhere')

    def test_refuses_two_translations_of_one_text(self):
        self.catalogue(**ENTRIES, again=ENTRIES["hello"])
        self.refuses("a second time")

    def test_refuses_one_text_with_two_plurals(self):
        self.write("src/other.html", '{{_n count "One day." "{count} whole days."}}')
        self.refuses("src/other.html:1:", "has another plural")

    def test_updates_to_what_is_used_and_keeps_translations(self):
        some = {k: v for k, v in ENTRIES.items() if k not in ("yes", "days")}
        self.catalogue(old='msgid "Old."\nmsgstr "Oud."\n', **some)
        self.assertEqual(self.run_tool("--update")[0], 0)
        text = (self.root / "locale/nl.po").read_text(encoding="utf-8")
        self.assertTrue(text.startswith(HEADER))
        self.assertNotIn("Oud", text)
        self.assertIn('#: src/page.html\nmsgid "Hello, {name}."\nmsgstr "Dag {name}."\n', text)
        self.assertIn('msgid "Say \\"yes\\""\nmsgstr ""\n', text)
        self.assertIn('msgid_plural "{count} days."\nmsgstr[0] ""\nmsgstr[1] ""\n', text)
        self.assertLess(text.index("src/code.cpp"), text.index("src/page.html"))
        self.refuses("is not translated")
        filled = text.replace('yes\\""\nmsgstr ""', 'yes\\""\nmsgstr "Ja"').replace(
            'msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "Eén dag."\nmsgstr[1] "{count} dagen."')
        self.write("locale/nl.po", filled)
        self.assertEqual(self.run_tool("--check"), (0, ""))
        self.run_tool("--update")
        self.assertEqual((self.root / "locale/nl.po").read_text(encoding="utf-8"), filled)


if __name__ == "__main__":
    unittest.main()
