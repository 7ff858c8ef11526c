#!/usr/bin/python3
"""Plants a violation of each rule, and its nearest neighbour that is right, and looks what rules.py says."""
import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import rules


def found(files):
    """What the rules say about a tree of these files: {"floors": ["src/base/a.cpp:1"], ...}"""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
        said = {}
        for finding in rules.findings(root):
            place, rule, advice = finding.split(": ", 2)
            assert advice
            said.setdefault(rule, []).append(place)
        return said


class RulesTest(unittest.TestCase):
    def refuses(self, rule, path, text, line=1, **more):
        files = {path: text, **more.get("files", {})}
        self.assertEqual(found(files), {rule: [f"{path}:{line}"]}, text)

    def accepts(self, path, text, **more):
        self.assertEqual(found({path: text, **more.get("files", {})}), {}, text)

    def test_floors_look_down_only(self):
        self.refuses("floors", "src/base/a.cpp", '\n#include "kit/db/value.hpp"\n', line=2)
        self.refuses("floors", "src/site/a.cpp", '#include "features/signin/a.hpp"')
        self.refuses("floors", "src/core/x/a_test.cpp", '#include "app/service.hpp"')
        self.refuses("floors", "src/kit/db/a.cpp", '#include "value.hpp"')
        self.accepts("src/kit/db/a.cpp", '#include "base/id.hpp"\n#include "kit/db/value.hpp"')
        self.accepts("src/base/a.cpp", '// #include "kit/db/value.hpp"\n/*\n#include "kit/a.hpp"\n*/')
        self.accepts("src/kit/embedded/a.cpp", '#include "embedded_table.inc"')

    def test_floors_keep_features_apart(self):
        self.refuses("floors", "src/features/signin/a.cpp", '#include "features/password/a.hpp"')
        self.refuses("floors", "src/features/factors/totp/a.cpp", '#include "features/factors/pocket/a.hpp"')
        self.refuses("floors", "src/features/signin/a_test.cpp", '#include "features/password/a.hpp"')
        self.accepts("src/features/factors/totp/a.cpp", '#include "features/factors/totp/a.hpp"')

    def test_floors_keep_the_web_out_of_core(self):
        for header in ("kit/http/message.hpp", "kit/template/a.hpp", "kit/templates/template.hpp"):
            self.refuses("floors", "src/core/account/a.cpp", f'#include "{header}"')
        self.accepts("src/site/a.cpp", '#include "kit/http/message.hpp"')

    def test_floors_keep_the_testkit_in_tests(self):
        self.refuses("floors", "src/site/a.cpp", '#include "tests/testkit/service.hpp"')
        self.accepts("src/site/a_test.cpp", '#include "tests/testkit/service.hpp"')

    def test_circles(self):
        self.assertEqual(
            found({"src/kit/a/a.hpp": '#include "kit/b/b.hpp"',
                   "src/kit/b/b.hpp": '#include "base/id.hpp"\n#include "kit/c/c.hpp"',
                   "src/kit/c/c.cpp": '#include "kit/a/a.hpp"',
                   "src/kit/d/d.cpp": '#include "kit/a/a.hpp"'}),
            {"circles": ["src/kit/a/a.hpp:1", "src/kit/b/b.hpp:2", "src/kit/c/c.cpp:1"]})
        self.accepts("src/app/main.cpp", '#include "app/cli/cli.hpp"',
                     files={"src/app/cli/cli.cpp": '#include "app/service.hpp"'})
        self.accepts("src/kit/a/a.hpp", '#include "kit/b/b.hpp"',
                     files={"src/kit/b/b_test.cpp": '#include "kit/a/a.hpp"'})

    def test_fences_hold_each_library_in_its_folder(self):
        inside = {"kit/http": ["boost/asio.hpp", "boost/beast/core.hpp"], "kit/json": ["boost/json.hpp"],
                  "kit/text": ["boost/locale.hpp", "unicode/unistr.h"], "kit/db": ["sqlite3.h"],
                  "kit/crypto": ["sodium.h", "openssl/evp.h", "zxcvbn.h"], "kit/passwords": ["zxcvbn.h"],
                  "kit/qr": ["qrencode.h"], "kit/settings": ["toml++/toml.h"], "app/cli": ["CLI/CLI.hpp"],
                  "kit/mail": ["curl/curl.h"], "site": ["fmt/format.h", "vector", "sys/stat.h"]}
        for folder, headers in inside.items():
            for header in headers:
                self.accepts(f"src/{folder}/a.cpp", f"#include <{header}>")
                if folder != "site":
                    self.refuses("fences", "src/site/a.cpp", f"#include <{header}>")
                    # Within its folder it may stand in a header, as long as only the folder includes that.
                    own = {f"src/{folder}/b.cpp": f'#include "{folder}/a.hpp"'}
                    self.accepts(f"src/{folder}/a.hpp", f"#include <{header}>", files=own)
                    through = {f"src/{folder}/b.hpp": f'#include "{folder}/a.hpp"',
                               "src/app/c.cpp": f'#include "{folder}/b.hpp"'}
                    self.refuses("fences", f"src/{folder}/a.hpp", f"#include <{header}>", files=through)

    def test_fences_know_every_header(self):
        self.refuses("fences", "src/kit/db/a.cpp", "#include <libpq-fe.h>")
        self.refuses("fences", "src/kit/db/a.cpp", "#include <tl/expected.hpp>")
        self.accepts("src/base/result.hpp", "#include <tl/expected.hpp>")
        self.refuses("fences", "src/kit/db/a.cpp", "#include <gtest/gtest.h>")
        self.accepts("src/kit/db/a_test.cpp", "#include <gtest/gtest.h>")
        self.accepts("src/kit/db/a_fixture.hpp", "#include <gtest/gtest.h>")

    def test_sql(self):
        for text in ('f("SELECT a FROM b");', 'f("INSERT INTO b");', 'f(R"(\n UPDATE b SET a = 1)");',
                     'f("DELETE FROM b");', 'f("CREATE TABLE b");', 'write.change(words);'):
            self.refuses("sql", "src/core/account/account.cpp", text)
            self.accepts("src/core/account/account_store.cpp", text)
            self.accepts("src/core/account/account_test.cpp", text)
            self.accepts("src/kit/db/migrate.cpp", text)
        self.accepts("src/core/account/account.cpp", 'f("Select one", "UPDATE", "INSERT"); // SELECT a FROM b')

    def test_threads(self):
        for text in ("std::thread t;", "std::mutex m;", "std::atomic<int> a;", "std::lock_guard l(m);",
                     "thread_local int i;", "std::promise<int> p;"):
            self.refuses("threads", "src/core/a/a.cpp", "\n" + text, line=2)
            self.accepts("src/kit/a/a.cpp", text)
            self.accepts("src/core/a/a_test.cpp", text)
        self.accepts("src/core/a/a.cpp", '// std::thread\nf("std::thread");')

    def test_clock(self):
        for text in ("std::chrono::system_clock::now();", "time(nullptr);", "gettimeofday(&t, nullptr);"):
            self.refuses("clock", "src/kit/a/a.cpp", text)
            self.accepts("src/base/time.cpp", text)
        self.refuses("clock", "src/core/a/a.cpp", "std::chrono::steady_clock::time_point t;")
        self.accepts("src/kit/a/a.cpp", "std::chrono::steady_clock::now();")
        self.refuses("clock", "src/core/a/a.cpp", "void f(const Clock& clock);")
        self.refuses("clock", "src/features/a/a.cpp", "SystemClock clock;")
        self.accepts("src/app/service.cpp", "SystemClock clock;")
        self.accepts("src/core/a/a.cpp", "row.time(name);")

    def test_chance(self):
        for text in ("std::random_device d;", "std::mt19937_64 m;", "int i = rand();", "randombytes_buf(b, 1);",
                     "RAND_bytes(b, 1);", "getrandom(b, 1, 0);", 'open("/dev/urandom");'):
            self.refuses("chance", "src/kit/http/a.cpp", text)
            self.accepts("src/kit/crypto/random.cpp", text)
        self.accepts("src/kit/http/a.cpp", "site.random(); crypto::Random& random;")

    def test_catches(self):
        for text in ("catch (const std::exception& e)", "catch (...)", "catch (db::Unavailable&)"):
            self.refuses("catches", "src/features/a/a.cpp", text)
            self.refuses("catches", "src/kit/text/text.cpp", text)
            for edge in ("kit/http/answer.cpp", "kit/jobs/jobs.cpp", "app/cli/serve.cpp", "kit/db/sqlite_writer.cpp"):
                self.accepts(f"src/{edge}", text)
            self.accepts("src/features/a/a_test.cpp", text)
        self.accepts("src/kit/settings/parse.cpp", "catch (const toml::parse_error& e)")
        self.refuses("catches", "src/kit/text/parse.cpp", "catch (const toml::parse_error& e)")

    def test_names(self):
        for text in ("class SessionManager;", "void do_it();", "int string_utils = 1'000;", "struct RequestInfo {};",
                     "namespace impl {}", "bool process_form();", "f(UserManagers{});"):
            self.refuses("names", "src/site/a.cpp", "#include <utility>\n\n" + text, line=3)
        self.refuses("names", "src/kit/http_utils/a.cpp", "")
        self.refuses("names", "src/site/form_helper.cpp", "")
        self.refuses("names", "tests/testkit/common.hpp", "")
        self.refuses("names", "src/core/a/0001_misc.sql", "")
        for text in ("#include <utility>", "do { } while (f());", "log::Level::info;", "user_info();", "UserInfo u;",
                     "std::common_type_t<int> i;", "enum class Level { info, warning };", "password_manager_note();",
                     "// the process", 'f("process");', "information(); document(); undo_it();"):
            self.accepts("src/site/a.cpp", text)
        self.accepts("src/kit/passwords/common.cpp", "bool is_common(std::string_view password);")
        self.refuses("names", "src/site/a.cpp", "bool is_common();")
        self.accepts("src/site/a_test.cpp", "TEST(Random, EndsTheProcessAndSaysWhatToDo) {}")

    def test_migrations(self):
        def tree(*names):
            return {f"src/core/{index}/{name}": "" for index, name in enumerate(names)}

        self.assertEqual(found(tree("0002_b.sql", "0001_a.sql")), {})
        self.assertEqual(found(tree("0001_a.sql", "0003_b.sql")), {"migrations": ["src/core/1/0003_b.sql:1"]})
        self.assertEqual(found(tree("0001_a.sql", "0001_b.sql")), {"migrations": ["src/core/1/0001_b.sql:1"]})
        self.assertEqual(found(tree("0001_a.sql", "two.sql")), {"migrations": ["src/core/1/two.sql:1"]})

    def test_described(self):
        files = {"src/kit/db/value.hpp": "", "src/kit/qr/qr.hpp": "", "src/kit/none/a.cpp": ""}
        self.assertEqual(found(files), {})
        with_text = {**files, "ARCHITECTURE.md": "`kit/db` keeps data; a qr code, an aqr/"}
        self.assertEqual(found({"docs/ARCHITECTURE.md": "", **files}), {})
        self.assertEqual(found(self.at_the_root(with_text)), {"described": ["ARCHITECTURE.md:1"]})
        with_tree = {**files, "ARCHITECTURE.md": "kit/\n  db/  keeps data\n  qr/  draws\n"}
        self.assertEqual(found(self.at_the_root(with_tree)), {})
        rows = "| `src/kit/db/` | keeps data |\n| `src/kit/qr/` | draws |\n"
        self.assertEqual(found(self.at_the_root({**files, "ARCHITECTURE.md": rows})), {})
        twice = rows + "| `src/kit/db/` | kept data |\n"
        self.assertEqual(found(self.at_the_root({**files, "ARCHITECTURE.md": twice})),
                         {"described": ["ARCHITECTURE.md:3"]})

    @staticmethod
    def at_the_root(files):
        return {(path if "/" in path else "./" + path): text for path, text in files.items()}

    def test_named(self):
        files = {"src/site/way.cpp": "", "tools/run.sh": ""}
        for page in ("docs/tour.md", "docs/operate/tour.md", "ARCHITECTURE.md"):
            for text in ("see `src/site/gone.cpp`", "see `src/gone/`", "`tools/run.sh`, `tools/run.py`"):
                self.assertEqual(found(self.at_the_root({**files, page: "\n" + text})), {"named": [f"{page}:2"]}, text)
            for text in ("`src/site/way.cpp`", "`src/site/way`", "`src/site`, `src/site/`", "`src/x/{name}.cpp`, src/gone.cpp"):
                self.assertEqual(found(self.at_the_root({**files, page: text})), {}, text)

    def test_silenced(self):
        for text in ("int a;  // NOLINT", "int a;  // NOLINT: because", "int a;  // NOLINT(a-check)",
                     "int a;  // NOLINTNEXTLINE(a-check)", "int a;  // NOLINTBEGIN(a-check)", "int a;  // NOLINTEND"):
            self.refuses("silenced", "src/kit/a/a.cpp", text)
            self.refuses("silenced", "tests/testkit/a.cpp", text)
        for text in ("int a;  // NOLINT(a-check): it is so", "// NOLINTBEGIN(a-check,b-*): it is so",
                     "// NOLINTEND(a-check)", 'f("NOLINT");'):
            self.accepts("src/kit/a/a.cpp", text)

    def test_every_rule_is_tried_here(self):
        tried = "\n".join(name for name in dir(self) if name.startswith("test_"))
        for rule in rules.RULES:
            self.assertIn(f"test_{rule.__name__}", tried)


class EndTest(unittest.TestCase):
    def test_the_program_ends_with_1_when_there_is_anything(self):
        for text, status in (("catch (...)", 1), ("int a;", 0)):
            with tempfile.TemporaryDirectory() as root:
                os.makedirs(os.path.join(root, "src/site"))
                with open(os.path.join(root, "src/site/a.cpp"), "w", encoding="utf-8") as file:
                    file.write(text)
                sys.argv = ["rules.py", root]
                self.assertEqual(rules.main(), status)


if __name__ == "__main__":
    unittest.main()
