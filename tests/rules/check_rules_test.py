"""Every rule of scripts/check-rules catches a planted violation, names file and rule, and lets good code pass."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check-rules"

HEADER = """// Owns: {owns}.
// Never knows: the rest.
// Used by: tests.
#pragma once
{body}
"""


def header(body="", owns="something"):
    return HEADER.format(owns=owns, body=body)


# A small tree in which everything is as it should be, and every exception is used.
GOOD = {
    "include/mockling/mockling.hpp": header("#include <mockling/providers/all.hpp>\n#include <mockling/version.hpp>"),
    "include/mockling/version.hpp": header(),
    "include/mockling/base/text.hpp": header('inline bool falsehood() { return 1\'000 > 1; }  // not double, no now()'),
    "include/mockling/base/rng.hpp": header("inline int rand() { return 4; }"),
    "include/mockling/base/crypto.hpp": header("#include <openssl/evp.h>"),
    "include/mockling/base/money.hpp": header('#include <mockling/base/text.hpp>\nconst char* kWord = "double";'),
    "include/mockling/spec/price.hpp": header("#include <mockling/base/money.hpp>"),
    "include/mockling/clip/movie.hpp": header("#include <mockling/base/text.hpp>\nconst double kRate = 24;"),
    "include/mockling/core/clock.hpp": header("#include <mockling/spec/price.hpp>\ninline int x() { return now(); }"),
    "include/mockling/providers/fal.hpp": header("#include <mockling/providers/fal/queue.hpp>\nstruct FalDialect {};"),
    "include/mockling/providers/fal/queue.hpp": header("#include <mockling/core/clock.hpp>"),
    "include/mockling/providers/all.hpp": header("#include <mockling/providers/fal.hpp>"),
    "include/mockling/host/listener.hpp": header("#include <httplib.h>\n#include <mutex>\n#include <mockling/clip/movie.hpp>"),
    "include/mockling/host/server.hpp": header(
        "#include <mockling/host/listener.hpp>\n#include <mockling/providers/all.hpp>\ninline int y() { return now(); }"),
    "mockserver/main.cpp": '#include <mockling/host/server.hpp>\n#include <random>\nint main() { std::random_device seed; }\n',
    "README.md": "Try http://127.0.0.1:8787/media/x and ./root/y.\n",
}


def check(files):
    """Exit code and output of check-rules for a tree with these files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        run = subprocess.run([sys.executable, SCRIPT, folder], capture_output=True, text=True, check=False)
        return run.returncode, run.stdout + run.stderr


class CheckRules(unittest.TestCase):
    def caught(self, rule, name, text):
        """Planting this file makes the rule, and no other, complain about it."""
        code, output = check({**GOOD, name: text})
        self.assertEqual(code, 1, output)
        for line in output.splitlines():
            self.assertRegex(line, rf"^{name}:\d+: {rule}: ")

    def passes(self, name, text):
        code, output = check({**GOOD, name: text})
        self.assertEqual(code, 0, output)

    def test_good_code_passes(self):
        self.assertEqual(check(GOOD)[0], 0, check(GOOD)[1])

    def test_nothing_to_check_is_an_error(self):
        self.assertEqual(check({"README.md": ""})[0], 2)

    def test_layers(self):
        for name, target in [
                ("base/x", "spec/price"), ("base/x", "host/listener"), ("spec/x", "core/clock"),
                ("core/x", "providers/all"), ("core/x", "host/listener"), ("clip/x", "spec/price"),
                ("clip/x", "core/clock"), ("drift/x", "core/clock"), ("spec/x", "drift/facts"), ("providers/other", "providers/fal"), ("providers/other", "providers/fal/queue"),
                ("providers/other/x", "providers/fal"), ("providers/fal/x", "providers/all"),
                ("providers/other", "host/listener"),
                ("host/x", "providers/all"), ("host/x", "spec/price"),
                ("base/x", "mockling"), ("elsewhere/x", "base/text")]:
            with self.subTest(name=name, target=target):
                self.caught("layers", f"include/mockling/{name}.hpp", header(f"#include <mockling/{target}.hpp>"))

    def test_layers_sees_quoted_includes(self):
        self.caught("layers", "include/mockling/base/x.hpp", header('#include "../spec/price.hpp"'))

    def test_cycles(self):
        code, output = check({
            **GOOD,
            "include/mockling/base/a.hpp": header("#include <mockling/base/b.hpp>"),
            "include/mockling/base/b.hpp": header("#include <mockling/base/c.hpp>"),
            "include/mockling/base/c.hpp": header('#include "a.hpp"'),
        })
        self.assertEqual(code, 1)
        self.assertIn("cycles: include cycle: include/mockling/base/a.hpp -> include/mockling/base/b.hpp -> ", output)
        self.caught("cycles", "include/mockling/base/x.hpp", header("#include <mockling/base/x.hpp>"))

    def test_length(self):
        self.caught("length", "include/mockling/base/x.hpp", header("int x;\n" * 300))
        self.caught("length", "mockserver/x.cpp", "int x;\n" * 301)
        self.passes("mockserver/x.cpp", "int x;\n" * 300)

    def test_top(self):
        self.caught("top", "include/mockling/base/x.hpp", "#pragma once\n")
        self.caught("top", "include/mockling/base/x.hpp", "// Owns: a.\n// Used by: b.\n#pragma once\n")
        self.caught("top", "include/mockling/base/x.hpp", "// Used by: c.\n// Owns: a.\n// Never knows: b.\n")
        self.caught("top", "include/mockling/base/x.hpp", "// x\n// Owns: a.\n// Never knows: b.\n// Used by: c.\n")
        self.caught("top", "include/mockling/base/x.hpp", "// Owns: a.\n\n// Never knows: b.\n// Used by: c.\n")
        self.caught("top", "include/mockling/base/x.hpp", "")
        self.passes("include/mockling/base/x.hpp", header(owns="a thing that takes\n// two lines to say"))

    def test_clock(self):
        for layer in ["base", "spec", "core", "clip", "drift", "providers"]:
            with self.subTest(layer=layer):
                self.caught("clock", f"include/mockling/{layer}/x.hpp", header("auto t() { return Clock::now (); }"))
        self.passes("include/mockling/host/x.hpp", header("auto t() { return Clock::now(); }"))

    def test_randomness(self):
        for word in ["rand()", "srand(1)", "std::random_device d", "std::mt19937 e", "std::mt19937_64 e"]:
            with self.subTest(word=word):
                self.caught("randomness", "include/mockling/core/x.hpp", header(f"void f() {{ {word}; }}"))
                self.caught("randomness", "include/mockling/host/x.hpp", header(f"void f() {{ {word}; }}"))
        self.passes("include/mockling/core/x.hpp", header("int brand(); int operands;"))

    def test_money(self):
        for name in ["base/decimal", "base/money", "spec/price", "core/ledger"]:
            for word in ["double", "float"]:
                with self.subTest(name=name, word=word):
                    self.caught("money", f"include/mockling/{name}.hpp", header(f"{word} amount;"))

    def test_providers(self):
        for text in ["struct FalDialect {};", "struct WaveSpeed;", "int fal_queue;", "// how wavespeed says it",
                     "int kling_models;", 'auto x = "kwaivgi/x";', "int evolink2;", 'auto y = "fal-ai";']:
            with self.subTest(text=text):
                self.caught("providers", "include/mockling/core/x.hpp", header(text))
                self.caught("providers", "mockserver/x.cpp", text + "\n")
        self.passes("include/mockling/core/x.hpp", header("namespace mockling { bool fallback = false; int falling; }"))

    def test_purity(self):
        for name in ["thread", "mutex", "fstream", "filesystem", "sys/socket.h", "unistd.h", "openssl/sha.h", "netdb.h"]:
            with self.subTest(name=name):
                self.caught("purity", "include/mockling/core/x.hpp", header(f"#include <{name}>"))
                self.caught("purity", "include/mockling/clip/x.hpp", header(f"#include <{name}>"))
                self.passes("include/mockling/host/x.hpp", header(f"#include <{name}>"))
        self.caught("purity", "include/mockling/base/crypto.hpp", header("#include <mutex>"))

    def test_httplib(self):
        self.caught("httplib", "include/mockling/host/x.hpp", header("#include <httplib.h>"))
        self.caught("httplib", "mockserver/x.cpp", "#include <httplib.h>\n")

    def test_macros(self):
        self.caught("macros", "include/mockling/base/x.hpp", header("#  define MAX 3"))

    def test_texts(self):
        for text in ["see /wo" + "rk/main", "cd /ro" + "ot/x", "(/wo" + "rk/x)", "https://pypi" + ".org/simple",
                     "registry.npm" + "js.org"]:
            with self.subTest(text=text):
                self.caught("texts", "docs/x.md", text + "\n")

    def test_every_rule_is_tested(self):
        listed = subprocess.run([sys.executable, SCRIPT, "--list"], capture_output=True, text=True, check=True).stdout
        for line in listed.splitlines():
            self.assertTrue(hasattr(self, "test_" + line.split()[0]), line)


if __name__ == "__main__":
    unittest.main()
