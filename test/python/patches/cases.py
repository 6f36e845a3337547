"""The ghost-token cases: donors as users have them, and the merge to run on them.

``CASES[name](folder)`` writes the donors and returns a Case. 280 ordinary ids; `<a>`, `<b>` are ids 280, 281.
"""

import dataclasses
import pathlib
from typing import Any

from tiny_models import Donor, make_model, tokenizer_state

PLAIN = tokenizer_state()
GROWN = tokenizer_state(["<a>", "<b>"])
OTHER = tokenizer_state(["<c>", "<a>"])
N, GREW = 280, 282


@dataclasses.dataclass
class Case:
    """One merge. donors: in config order, by short name; config says those names for paths."""

    donors: dict[str, Donor]
    method: str
    base: str | None = None
    source: str = "union"
    tokens: dict[str, Any] = dataclasses.field(default_factory=dict)
    pad: int | None = None
    parameters: dict[str, Any] = dataclasses.field(default_factory=dict)
    weights: dict[str, Any] = dataclasses.field(default_factory=dict)
    env: dict[str, str] = dataclasses.field(default_factory=dict)
    inputs: list[str] | None = None
    tied: bool = False
    dtype: str | None = "float32"

    def config(self) -> dict:
        """The merge config, with paths."""
        path = {name: donor.path for name, donor in self.donors.items()}
        config = {
            "merge_method": self.method,
            "parameters": self.parameters,
            "models": [
                {"model": path[name], "parameters": self.weights.get(name, {})}
                for name in (self.inputs or self.donors)
            ],
            "tokenizer": {"source": path.get(self.source, self.source)},
        }
        if self.dtype:
            config["dtype"] = self.dtype
        if self.base:
            config["base_model"] = path[self.base]
        if self.tokens:
            config["tokenizer"]["tokens"] = {t: _with_paths(entry, path) for t, entry in self.tokens.items()}
        if self.pad:
            config["tokenizer"]["pad_to_multiple_of"] = self.pad
        return config


def _with_paths(entry: dict, path: dict[str, str]) -> dict:
    entry = dict(entry)
    source = entry.get("source")
    if isinstance(source, str):
        entry["source"] = path[source]
    elif isinstance(source, dict) and "model" in source:
        entry["source"] = {**source, "model": path[source["model"]]}
    return entry


# What each method needs to run on two donors and a base.
METHODS: dict[str, dict] = {
    "linear": {"each": {"weight": 0.5}},
    "slerp": {"parameters": {"t": 0.3}, "pair": True},
    "nuslerp": {"each": {"weight": 0.5}, "two": True},
    "passthrough": {"single": True},
    "model_stock": {"base": True},
    "arcee_fusion": {"pair": True},
    "karcher": {},
    "task_arithmetic": {"each": {"weight": 0.5}, "base": True},
    "ties": {"each": {"weight": 0.5, "density": 0.6}, "base": True},
    "dare_ties": {"each": {"weight": 0.5, "density": 0.6}, "base": True},
    "dare_linear": {"each": {"weight": 0.5, "density": 0.6}, "base": True},
    "breadcrumbs": {"each": {"weight": 0.5, "density": 0.6, "gamma": 0.1}, "base": True},
    "breadcrumbs_ties": {"each": {"weight": 0.5, "density": 0.6, "gamma": 0.1}, "base": True},
    "della": {"each": {"weight": 0.5, "density": 0.6, "epsilon": 0.1}, "base": True},
    "della_linear": {"each": {"weight": 0.5, "density": 0.6, "epsilon": 0.1}, "base": True},
    "multislerp": {"each": {"weight": 0.5}},
    "nearswap": {"parameters": {"t": 0.01}, "pair": True},
    "ram": {"base": True},
    "ramplus_tl": {"base": True},
    "sce": {"parameters": {"select_topk": 0.5}, "base": True},
}
NOT_YET = {"0.1.4": {"ram", "ramplus_tl"}}


def for_method(method: str, donors: dict[str, Donor], **more) -> Case:
    """A case of any method on donors whose first may serve as base."""
    needs = METHODS[method]
    names = list(donors)
    if needs.get("single"):
        donors = {names[0]: donors[names[0]]}
    elif needs.get("pair") or needs.get("two"):
        donors = {n: donors[n] for n in names[:2]}
    base = names[0] if needs.get("base") or needs.get("pair") else None
    weights = (
        {n: needs["each"] for n in donors if n != base or not needs.get("base")} if "each" in needs else {}
    )
    return Case(
        donors,
        method,
        base=more.pop("base", base),
        parameters=needs.get("parameters", {}),
        weights=weights,
        **more,
    )


def plain(folder: pathlib.Path, name: str, seed: int, **more) -> Donor:
    return make_model(folder / name, PLAIN, seed=seed, **{"rows": N, **more})


def ghost(folder: pathlib.Path, name: str, seed: int, **more) -> Donor:
    """Tokenizer and config say 282, the tensors have 280 rows."""
    return make_model(folder / name, GROWN, seed=seed, **{"rows": N, "config_rows": GREW, **more})


def holder(folder: pathlib.Path, name: str, seed: int, **more) -> Donor:
    """Tokenizer, config and tensors say 282."""
    return make_model(folder / name, GROWN, seed=seed, **{"rows": GREW, **more})


def trio(folder: pathlib.Path, **base) -> dict[str, Donor]:
    return {
        "ghost": ghost(folder, "ghost", 1, **base),
        "holder": holder(folder, "holder", 2),
        "plain": plain(folder, "plain", 3),
    }


CASES: dict[str, Any] = {}


def case(function):
    CASES[function.__name__.replace("_", "-")] = function
    return function


for _method in METHODS:
    # A ghost, a holder and a donor that does not know the tokens; the ghost leads, or is the base itself.
    CASES[f"{_method}/ghost-base"] = lambda folder, m=_method: for_method(m, trio(folder))
    CASES[f"{_method}/holder-base"] = lambda folder, m=_method: for_method(
        m, dict(sorted(trio(folder).items(), key=lambda item: item[0] != "holder"))
    )
for _method in ("linear", "slerp", "ties", "della"):
    for _source in ("base", "holder"):
        CASES[f"{_method}/source-{_source}"] = lambda folder, m=_method, s=_source: for_method(
            m, trio(folder), source=s, base="ghost"
        )
    CASES[f"{_method}/stale-config-grown-tokenizer"] = lambda folder, m=_method: for_method(
        m, trio(folder, config_rows=N), base="ghost"
    )
    CASES[f"{_method}/alone"] = lambda folder, m=_method: for_method(
        m, {"ghost": ghost(folder, "ghost", 1), "twin": ghost(folder, "twin", 2)}, base="ghost"
    )


@case
def single_ghost(folder):
    return Case({"ghost": ghost(folder, "ghost", 1)}, "linear", weights={"ghost": {"weight": 1.0}})


@case
def single_stale_config(folder):
    return Case(
        {"ghost": ghost(folder, "ghost", 1, config_rows=N)}, "linear", weights={"ghost": {"weight": 1.0}}
    )


def _linear(donors, **more):
    return Case(
        donors,
        "linear",
        weights={n: {"weight": w} for n, w in zip(donors, (0.2, 0.5, 0.3, 0.4), strict=False)},
        **more,
    )


@case
def tensor_grown_config_not(folder):
    return _linear({"a": holder(folder, "a", 1, config_rows=N), "b": plain(folder, "b", 2)}, base="a")


@case
def head_shorter_than_embedding(folder):
    return _linear(
        {"a": holder(folder, "a", 1, head_rows=N), "b": plain(folder, "b", 2), "c": holder(folder, "c", 3)}
    )


@case
def no_base_two_holders(folder):
    return _linear({**trio(folder), "more": holder(folder, "more", 4)})


@case
def ordinary_token_beyond(folder):
    short = make_model(folder / "short", PLAIN, seed=1, rows=N - 4)
    return _linear({"short": short, "full": plain(folder, "full", 2)}, base="short")


@case
def ordinary_token_beyond_alone(folder):
    return _linear({"short": make_model(folder / "short", PLAIN, seed=1, rows=N - 4)})


@case
def padded_and_ghost_pad_token(folder):
    donors = {
        "a": make_model(folder / "a", GROWN, seed=1, rows=N, pad_token="<b>"),
        "b": plain(folder, "b", 2),
    }
    return _linear(donors, base="a", pad=64)


@case
def padding_leaves_out_ghosts(folder):
    return _linear({"a": ghost(folder, "a", 1), "b": ghost(folder, "b", 2)}, base="a", pad=64)


@case
def all_ghosts_mean(folder):
    donors = {"a": ghost(folder, "a", 1), "b": ghost(folder, "b", 2)}
    return _linear(donors, pad=64, env={"MERGESCOPE_MISSING_ROWS": "mean"})


@case
def tied(folder):
    donors = {
        "ghost": ghost(folder, "ghost", 1, tied=True),
        "holder": holder(folder, "holder", 2, tied=True),
    }
    return _linear(donors, base="ghost", tied=True)


@case
def sparse_base_union(folder):
    sparse = make_model(folder / "sparse", tokenizer_state(holes=5), seed=1, rows=N + 5)
    return _linear(
        {"sparse": sparse, "other": make_model(folder / "other", OTHER, seed=2, rows=GREW)}, base="sparse"
    )


@case
def sparse_base_source_base(folder):
    sparse = make_model(folder / "sparse", tokenizer_state(["<a>"], holes=5), seed=1, rows=N)
    donors = {"sparse": sparse, "other": make_model(folder / "other", OTHER, seed=2, rows=GREW)}
    return _linear(donors, base="sparse", source="base", pad=8)


@case
def different_orders(folder):
    donors = {
        "ab": make_model(folder / "ab", GROWN, seed=1, rows=GREW),
        "ca": make_model(folder / "ca", OTHER, seed=2, rows=N + 1, config_rows=GREW),
        "plain": plain(folder, "plain", 3),
    }
    return _linear(donors)


@case
def mixed_dtypes(folder):
    donors = {
        "ghost": ghost(folder, "ghost", 1, dtype="BF16"),
        "holder": holder(folder, "holder", 2),
        "low": holder(folder, "low", 3, dtype="BF16"),
    }
    return _linear(donors, dtype=None)


@case
def no_tokenizer_files(folder):
    donors = {"base": holder(folder, "base", 1), "bare": plain(folder, "bare", 2, tokenizer=False)}
    donors["bare"].vocab = donors["base"].vocab
    return _linear(donors, base="base")


@case
def explicit_source(folder):
    tokens = {
        "<a>": {"source": "more"},
        "<b>": {"source": "ghost"},
        "cat": {"source": "ghost", "force": True},
    }
    return _linear({**trio(folder), "more": holder(folder, "more", 4)}, tokens=tokens)


@case
def explicit_ghost_forced(folder):
    return _linear(trio(folder), tokens={"<a>": {"source": "ghost", "force": True}}, pad=8)


@case
def explicit_zero(folder):
    tokens = {"<a>": {"source": {"kind": "zero"}}, "at": {"source": {"kind": "zero"}, "force": True}}
    return _linear(trio(folder), tokens=tokens, pad=16)


@case
def model_token(folder):
    tokens = {
        "<a>": {"source": {"kind": "model_token", "model": "plain", "token": "t"}},
        "<b>": {"source": {"kind": "model_token", "model": "plain", "token_id": 400}},
        "<new>": {"source": {"kind": "model_token", "model": "ghost", "token_id": 7}, "force": True},
        "<newer>": {"source": {"kind": "model_token", "model": "ghost", "token": "<b>"}},
    }
    return _linear(trio(folder), tokens=tokens)


@case
def named_without_source(folder):
    return _linear(trio(folder), tokens={"<a>": {"force": True}, "<new>": {}})


@case
def unknown_to_named_source(folder):
    return _linear(trio(folder), tokens={"<a>": {"source": "plain"}})


@case
def model_token_unknown(folder):
    tokens = {"<a>": {"source": {"kind": "model_token", "model": "plain", "token": "<q>"}}}
    return _linear(trio(folder), tokens=tokens)


@case
def v2d(folder):
    return _linear(trio(folder), base="ghost", env={"MERGESCOPE_COMPAT": "v2d"})


@case
def v2d_mean(folder):
    donors = {**trio(folder), "twin": ghost(folder, "twin", 4)}
    return _linear(donors, env={"MERGESCOPE_COMPAT": "v2d"})


# Cases that cannot be merged, and what the error must name.
REFUSED = {"unknown-to-named-source": "'<a>'.*plain", "model-token-unknown": "'<q>'.*plain"}
