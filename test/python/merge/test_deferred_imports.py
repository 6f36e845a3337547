"""What stands in for parts of mergekit's and transformers' imports gives what they give."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import transformers
from mergescope import deferred_imports

ODD = [
    "",
    "__all__ = ['a']",
    "x\n__all__ = ['a']\r__all__ = ['b']",
    "__all__ = [\n  'a',\n]\n\x0c__all__ = ['b']",
]


def test_the_names_of_a_file_of_transformers_are_those_that_it_reads_itself():
    source = Path(transformers.__file__).parent / "utils" / "import_utils.py"
    # Another copy of it: that of this process may have been changed by a merge.
    spec = importlib.util.spec_from_file_location("transformers.utils.a_copy", source)
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    slow = copy.fetch__all__
    deferred_imports._read_names_quickly(copy)
    assert copy.fetch__all__ is not slow
    texts = [path.read_text(encoding="utf-8") for path in (source.parents[1] / "models").rglob("*.py")]
    assert len(texts) > 1000
    for text in [*texts, *ODD]:
        assert copy.fetch__all__(text) == slow(text)


SOLVES = """
import sys
sys.path.insert(0, sys.argv[1])
import transformers
from mergescope.deferred_imports import deferring_imports
with deferring_imports():
    transformers.MistralForCausalLM
    from transformers.loss import loss_lw_detr, loss_rt_detr
assert "scipy.optimize" not in sys.modules, "scipy was imported"
print([pair.tolist() for pair in loss_rt_detr.linear_sum_assignment([[2, 1], [1, 3]])])
"""


def test_a_class_comes_without_the_solver_of_losses_which_is_there_when_it_is_called():
    python = Path(deferred_imports.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", SOLVES, str(python)], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "[[0, 1], [1, 0]]"), done.stderr[-2000:]
