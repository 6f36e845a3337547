"""Every Python that is accepted (3.10.0 to 3.13) has what the project's Python takes from its standard library."""

import pytest
from every_python import not_in_every_python
from late_additions import KEYWORDS, NAMES, late_additions
from sources import ROOT, Source, inside, literals_of, project_sources

SOURCES = project_sources()


def part(text: str) -> Source:
    return Source("here", text, embedded=True)


def test_nothing_is_used_that_some_python_lacks():
    assert not_in_every_python(SOURCES) == []


def test_sources_are_all_there():
    """A gatherer that finds nothing would find no fault either."""
    locations = {source.location.split(":")[0] for source in SOURCES}
    assert {name for name in locations if name.endswith(".py")} == {
        str(path.relative_to(ROOT))
        for folder in ("python", "patches", "test")
        for path in (ROOT / folder).rglob("*.py")
    }
    assert {
        "src/adapters/patch/python-scripts.ts",
        "src/adapters/python/run-script.ts",
        "src/adapters/python/find-python.ts",
        "test/support/large-merge.ts",
        "bin/task/suites.mjs",
    } <= locations


TOO_NEW = [
    "import tomllib",
    "from datetime import UTC",
    "import pathlib\n\ndef f(p: pathlib.Path):\n    return p.walk()",
    "import pathlib\nfor path in pathlib.Path('x').glob('*'):\n    path.full_match('x')",
    "import shutil\nshutil.rmtree('x', onexc=print)",
    "import hashlib\nwith open('x', 'rb') as file:\n    hashlib.file_digest(file, 'sha256')",
    "import itertools\nprint(list(itertools.batched('abc', 2)))",
    "import asyncio\nasyncio.run(asyncio.TaskGroup())",
    "import enum\nclass A(enum.StrEnum):\n    x = 'x'",
    "from typing import Self",
    "try:\n    print()\nexcept* OSError:\n    pass",
    "try:\n    print()\nexcept OSError as error:\n    error.add_note('x')",
    # Gone from the newer ones.
    "import distutils",
    "import imp",
    "import asyncore",
    # A part whose imports stand elsewhere.
    "print(hashlib.file_digest(open('x', 'rb'), 'sha256'))",
    # Releases inside of a series.
    "import tarfile\ntarfile.open('x').extractall('y', filter='data')",
    "def f(archive):\n    archive.extractall('y', filter='data')",
    "def f(archive):\n    archive.extract('member', filter='data')",
    "import shutil\nshutil.unpack_archive('x', filter='data')",
    "from tarfile import data_filter",
    "import tarfile\nprint(tarfile.tar_filter)",
    "import sys\nsys.set_int_max_str_digits(0)",
    "import sys\nprint(sys.flags.int_max_str_digits)",
    "from email.utils import parseaddr\nparseaddr('x', strict=True)",
    "import os\nos.path.realpath('x', strict=os.path.ALLOW_MISSING)",
    "import xml.etree.ElementTree as tree\ntree.XMLParser().flush()",
    # Of objects whose type nothing tells.
    "def f(path):\n    return path.walk()",
    "def f(error):\n    error.add_note('x')",
    "def f(path):\n    return path.glob('*', case_sensitive=True)",
]


def test_each_addition_and_removal_is_found():
    """All in one call of the type checker, each in a place of its own."""
    sources = [Source(f"case {n}", text, embedded=True) for n, text in enumerate(TOO_NEW)]
    said = not_in_every_python(sources)
    missed = [
        source.text for source in sources if not any(line.startswith(f"{source.location}:") for line in said)
    ]
    assert missed == []


def test_what_a_program_asks_for_first_is_no_fault():
    kept = [
        "import sys\nif sys.version_info >= (3, 11):\n    import tomllib",
        "import tarfile\narchive = tarfile.open('x')\n"
        "archive.extraction_filter = getattr(tarfile, 'data_filter', None)\narchive.extractall('y')",
        "import re\nprint(re.sub('a', 'b', 'c').replace('a', 'b'))\nprint(flush=True)",
        "import io\nio.StringIO().flush()",
        "import ast, os\nlist(ast.walk(ast.parse('x')))\nlist(os.walk('x'))",
    ]
    assert not_in_every_python([part(text) for text in kept]) == []


@pytest.mark.parametrize("name", NAMES)
def test_each_late_name_is_found(name):
    for text in (f"import x\nprint(x.{name})", f"from x import {name}"):
        assert any(name in line for line in late(text))


@pytest.mark.parametrize("function, keyword", KEYWORDS)
def test_each_late_argument_is_found(function, keyword):
    for call in (function, f"thing.{function}"):
        assert any(f"{function}({keyword}=)" in line for line in late(f"{call}(1, {keyword}=2)"))


def late(text: str) -> list[str]:
    return [what for _, what in late_additions(text)]


def test_programs_inside_of_other_texts_are_found():
    program = "import tarfile"
    texts = {
        "a here document": f"python3 - <<'PY'\n{program}\nPY\n",
        "an indented one": f"x && python - <<-EOF | cat\n\t{program}\n\tEOF\n",
        "an argument": f"RUN python3 -c '{program}; print(1)'",
        "another": f"sh -c \"python -I -c '{program}'\"",
        "a fenced block": f"Do this:\n\n```python\n{program}\n```\n",
    }
    assert [name for name, text in texts.items() if not inside("README.md", text)] == []


def test_programs_in_templates_are_found(tmp_path):
    file = tmp_path / "a.ts"
    file.write_text(
        "const f = (x: string) => run(['-c', `\nimport os\nos.remove(${x})`, 'import sys; sys.exit(1)'])"
    )
    texts = literals_of([str(file)])[str(file)]
    assert [source.text.strip() for text in texts for source in inside("a.ts", text)] == [
        "import os\nos.remove(filled_in)",
        "import sys; sys.exit(1)",
    ]


def test_a_text_that_only_looks_like_python_is_not_passed_over():
    with pytest.raises(ValueError, match="cannot be read"):
        inside("a.ts", "import os\nos.remove(\n")
