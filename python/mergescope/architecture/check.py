"""The tensors of a folder against those that the class of its config.json has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import torch

from mergescope.architecture.differences import Differences, Misshapen, StoredTensors
from mergescope.architecture.meta_model import meta_model
from mergescope.architecture.model_class import NoSuchClass, NotBuildable, NotChecked, named_class
from mergescope.architecture.quiet import quiet
from mergescope.architecture.saved_names import SavedNames, ignored, saved_names
from mergescope.architecture.stand_ins import load_stand_ins
from mergescope.architecture.stored import stored_tensors
from mergescope.errors import MergescopeError, in_one_line
from mergescope.library_types import PreTrainedModel
from mergescope.messages import Architecture, ArchitectureReport, MisshapenTensor


def check_with_lead(
    folder: Path,
    stored: StoredTensors,
    lead: Path | None,
    trust_remote_code: bool,
    others: Iterable[Path] = (),
) -> Architecture:
    """The check of an output, and where it finds something, of the model whose config.json the output has: what that one
    does not have either is no fault of the merge.

    Args:
        others: the other models of the merge. What keeps the class from being loaded is a fault all the same where one of
            them can be loaded: the output is worse than that one.
    """
    output = check_architecture(folder, stored, trust_remote_code)
    differs = output["refused"] or output["missing"] or output["unexpected"] or output["misshapen"]
    held = _stored_or_none(lead) if differs and lead is not None else {}
    if lead is None or not held:
        return {"output": output, "lead": None}
    report = check_architecture(lead, held, trust_remote_code)
    return {"output": output, "lead": _excused(report, others, trust_remote_code)}


def check_architecture(folder: Path, stored: StoredTensors, trust_remote_code: bool) -> ArchitectureReport:
    """Builds the model that config.json names on the meta device and compares names and shapes.

    Args:
        folder: where config.json lies.
        stored: what is, or will be, in its weight files.
        trust_remote_code: whether code of the model's own may run.
    """
    with quiet():
        try:
            named = named_class(folder, trust_remote_code)
            model = meta_model(named)
            names = saved_names(model)
            differences = _differences(names, ignored(model), stored)
            if differences.number:
                differences = _fewer(differences, load_stand_ins(named, stored))
        except NotChecked as reason:
            return _report(skipped=str(reason), unknown=isinstance(reason, NoSuchClass))
        except NotBuildable as reason:
            return _report(refused=str(reason))
        except Exception as error:
            # A merge that is whole is not lost to a check that is not up to it.
            return _report(skipped=f"this model could not be checked: {in_one_line(error)}")
        return _report(
            name=named.name,
            differences=differences,
            tied=sorted(names.tied & set(stored)),
            rows=_rows(model),
        )


def _excused(lead: ArchitectureReport, others: Iterable[Path], trust_remote_code: bool) -> ArchitectureReport:
    """What the leading model shares with every other one, of the faults that keep a class from being loaded. Rows are told
    of as those of a vocabulary."""
    for other in others:
        if not lead["refused"] and all(_is_of_rows(tensor, lead["rows"]) for tensor in lead["misshapen"]):
            break
        held = _stored_or_none(other)
        report = check_architecture(other, held, trust_remote_code)
        if report["name"] is None:
            continue
        lead["refused"] = None
        wrong = {tensor["name"] for tensor in report["misshapen"]}
        lead["misshapen"] = [
            tensor
            for tensor in lead["misshapen"]
            if _is_of_rows(tensor, lead["rows"]) or tensor["name"] in wrong or tensor["name"] not in held
        ]
    return lead


def _is_of_rows(tensor: MisshapenTensor, rows: int | None) -> bool:
    return tensor["wanted"][:1] == [rows] and tensor["wanted"][1:] == tensor["shape"][1:]


def _stored_or_none(folder: Path) -> StoredTensors:
    """The tensors of a folder; none where they cannot be read, which others tell."""
    try:
        return stored_tensors(folder)
    except (OSError, ValueError, MergescopeError):
        return {}


def _differences(names: SavedNames, passed_over: re.Pattern[str], stored: StoredTensors) -> Differences:
    known = {**names.wanted, **names.allowed}
    return Differences(
        missing=sorted(set(names.wanted) - set(stored)),
        unexpected=sorted(name for name in stored if name not in known and not passed_over.search(name)),
        misshapen=sorted(
            Misshapen(name, shape, known[name])
            for name, (_, shape) in stored.items()
            if name in known and known[name] != shape
        ),
    )


def _fewer(saved: Differences, loaded: Differences | None) -> Differences:
    """An older layout differs from what would be saved, and loads all the same; what is wrong in both is told in the
    names of the files."""
    return loaded if loaded is not None and loaded.number < saved.number else saved


def _rows(model: PreTrainedModel) -> int | None:
    """Rows of the embeddings of tokens; None for a model without."""
    try:
        embeddings = model.get_input_embeddings()
    except Exception:
        return None
    return embeddings.num_embeddings if isinstance(embeddings, torch.nn.Embedding) else None


def _report(
    name: str | None = None,
    skipped: str | None = None,
    unknown: bool = False,
    refused: str | None = None,
    differences: Differences | None = None,
    tied: list[str] | None = None,
    rows: int | None = None,
) -> ArchitectureReport:
    missing, unexpected, misshapen = differences or ([], [], [])
    return {
        "name": name,
        "skipped": skipped,
        "unknown": unknown,
        "refused": refused,
        "missing": missing,
        "unexpected": unexpected,
        "misshapen": [
            {"name": tensor.name, "shape": list(tensor.shape), "wanted": list(tensor.wanted)}
            for tensor in misshapen
        ],
        "tied": tied or [],
        "rows": rows,
    }
