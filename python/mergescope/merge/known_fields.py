"""The fields of mergekit's objects as they are known. A renamed one is an error here, and never a value left out."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterable
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeGuard, TypeVar, cast

from mergescope.errors import MergescopeError
from mergescope.library_types import VocabularyTask

if TYPE_CHECKING:
    from pydantic import BaseModel

T = TypeVar("T")

#: By class; where mergekits differ, each has a set of its own. Classes of the patch are not in here.
_FIELDS: dict[str, tuple[str, ...]] = {
    "SaveTensor": ("tensor_name tensor_task writer_task clone optional dtype force_main_thread",),
    "LoadTensor": ("model tensor dtype device optional aliases tied_names per_gpu",),
    "GatherTensors": ("weight_info dtype device",),
    "TensorDictWrapper": ("tensors",),
    "TruncatedVocabulary": ("gather_tensors weight_info",),
    "WeightInfo": (
        "name vocabulary_axis optional aliases force_dtype tied_names",
        "name is_embed optional aliases force_dtype tied_names",
    ),
    "ExecuteMergeMethodTask": (
        "method_name gather_tensors model_order base_model output_weight parameters input_parameters dtype out_dtype",
    ),
    "GTATask": (
        "method tensors base_model weight_info tensor_parameters int8_mask normalize lambda_ rescale_norm",
    ),
    "ArceeFusionMergeTask": ("gather_tensors base_model weight_info",),
    "KarcherTask": ("gather_tensors weight_info max_iter tol",),
    "LinearMergeTask": ("gather_tensors tensor_parameters normalize weight_info",),
    "ModelStockMergeTask": ("gather_tensors base_model weight_info filter_wise",),
    "NuSlerpTask": ("gather_tensors tensor_parameters weight_info row_wise flatten base_model",),
    "PassthroughMergeTask": ("gather_tensors tensor_parameters",),
    "SlerpTask": ("gather_tensors base_model t weight_info",),
    "MultislerpMergeTask": ("gather_tensors base_model parameters tensor_parameters",),
    "NearswapMergeTask": ("gather_tensors base_model parameters",),
    "SceMergeTask": ("gather_tensors base_model parameters",),
    "MergeConfiguration": (
        "modules slices models merge_method base_model dtype tokenizer_source tokenizer chat_template out_dtype"
        " parameters",
    ),
    "OutputModuleDefinition": ("slices models parameters",),
    "OutputSliceDefinition": ("sources base_model residual_weight parameters",),
    "InputSliceDefinition": ("model layer_range parameters",),
    "InputModelDefinition": ("model parameters",),
    "ConditionalParameter": ("value filter",),
    "ModelReference": ("model lora override_architecture",),
    "ModelPath": ("path revision",),
    "TokenizerConfig": ("source tokens pad_to_multiple_of",),
    "TokenEmbeddingConfig": ("source force",),
    "ModelTokenEmbedding": ("kind model token_id token",),
    "ZeroEmbedding": ("kind",),
    "MergeOptions": tuple(
        "allow_crimes transformers_cache lora_merge_cache lora_merge_dtype cuda device low_cpu_memory out_shard_size"
        " copy_tokenizer clone_tensors trust_remote_code random_seed lazy_unpickle write_model_card safe_serialization"
        f" verbosity quiet read_to_gpu multi_gpu num_threads gpu_rich async_write write_threads{newer}"
        for newer in ("", " unsafe_truncate_embeddings")
    ),
}
#: What puts the rows of a tensor in the order of the output tokenizer, in one mergekit or the other; the patch replaces it.
_ALIGNING = {"PermutedVocabulary", "PermutedEmbeddings"}
#: Methods of mergekit's classes that an older mergekit lacks, with the versions that do.
_LACKED = {"validate_inputs": ("0.1.4",), "_load_converted_tensor": ("0.1.4",)}


def known(item: T) -> T:
    """The object itself, if its class has the fields that are known, and no others.

    Raises:
        MergescopeError: names mergekit's version, the class and the fields.
    """
    kind = _mergekits_of(item)
    if kind.__name__ in _ALIGNING:
        return item
    fields = set(_model_fields(kind))
    wanted = [set(each.split()) for each in _FIELDS.get(kind.__name__, ())]
    if not wanted:
        raise _unread(f"{kind.__name__}, which is not known")
    if fields not in wanted:
        nearest = min(wanted, key=lambda names: len(names ^ fields))
        lost, new = sorted(nearest - fields), sorted(fields - nearest)
        told = [f"without {', '.join(lost)}"] * bool(lost) + [f"with {', '.join(new)}"] * bool(new)
        raise _unread(f"{kind.__name__} {' and '.join(told)}")
    return item


def known_within(item: T) -> T:
    """The object itself, if every object of mergekit that it consists of is `known`."""
    if isinstance(item, dict | list | tuple):
        for part in item.values() if isinstance(item, dict) else item:
            known_within(part)
    elif any(map(_is_mergekits, type(item).__mro__)) and hasattr(type(item), "model_fields"):
        for name in _model_fields(type(known(item))):
            known_within(getattr(item, name))
    return item


def is_aligning(item: object) -> TypeGuard[VocabularyTask]:
    """Whether a task of mergekit puts the rows of a tensor in the order of the output tokenizer."""
    return _mergekits_of(item).__name__ in _ALIGNING


def has_method(item: object, name: str) -> bool:
    """Whether this mergekit has a method that an older one lacks: as its version says, or it is an error."""
    lacks = version("mergekit").partition("+")[0] in _LACKED[name]
    if lacks == hasattr(item, name):
        kind = _mergekits_of(item).__name__
        raise _unread(f"{kind} with {name}" if lacks else f"{kind} without {name}")
    return not lacks


@contextlib.contextmanager
def reading_mergekit() -> Generator[None]:
    """Gives an attribute that an object of mergekit lacks mergekit's version."""
    try:
        yield
    except AttributeError as error:
        kind = error.obj if isinstance(error.obj, type) else type(error.obj)
        if not (error.name and any(map(_is_mergekits, kind.__mro__))):
            raise
        raise _unread(f"{kind.__name__} without {error.name}") from error


def _model_fields(kind: type) -> Iterable[str]:
    """Of a class of pydantic's."""
    return cast("type[BaseModel]", kind).model_fields


def _mergekits_of(item: object) -> type:
    """The class of mergekit's that an object is of; a class of ours that stands for one has its fields."""
    return next((base for base in type(item).__mro__ if _is_mergekits(base)), type(item))


def _is_mergekits(kind: type) -> bool:
    return kind.__module__.startswith("mergekit.")


def _unread(what: str) -> MergescopeError:
    return MergescopeError(
        "mergekit-changed",
        f"mergekit {version('mergekit')} cannot be read: it has {what}",
        "use a mergekit that mergescope knows as it was released; `mergescope doctor` tells what is installed",
    )
