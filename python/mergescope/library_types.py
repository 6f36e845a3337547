"""Names of the objects of mergekit, transformers and the patch for whoever only passes them on: types, and nothing at run time.

Importing them takes seconds, and what the patch changes must not be there before it is applied. Annotations are not
evaluated, so that at run time any object may stand for each of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mergekit.architecture.base import ModelArchitecture, ModuleArchitecture, ModuleDefinition, WeightInfo
    from mergekit.common import ModelReference
    from mergekit.config import (
        ConfigReader,
        MergeConfiguration,
        OutputModuleDefinition,
        OutputSliceDefinition,
    )
    from mergekit.graph import Task
    from mergekit.io.lazy_tensor_loader import LazyTensorLoader
    from mergekit.io.tasks import LoadTensor, SaveTensor
    from mergekit.options import MergeOptions
    from mergekit.tokenizer.build import BuildTokenizer, TokenizerInfo
    from mergekit.tokenizer.mergescope_rows import RowPlan, Vocabularies
    from mergekit.tokenizer.mergescope_task import VocabularyTask
    from transformers import PretrainedConfig, PreTrainedModel
    from transformers.tokenization_utils_base import PreTrainedTokenizerBase

    class PatchedTokenizerInfo(TokenizerInfo):
        """The one of the patch."""

        _vocabularies: Vocabularies[ModelReference] | None

    __all__ = [
        "BuildTokenizer",
        "ConfigReader",
        "LazyTensorLoader",
        "LoadTensor",
        "MergeConfiguration",
        "MergeOptions",
        "ModelArchitecture",
        "ModelReference",
        "ModuleArchitecture",
        "ModuleDefinition",
        "OutputModuleDefinition",
        "OutputSliceDefinition",
        "PatchedTokenizerInfo",
        "PreTrainedModel",
        "PreTrainedTokenizerBase",
        "PretrainedConfig",
        "RowPlan",
        "SaveTensor",
        "Task",
        "TokenizerInfo",
        "VocabularyTask",
        "WeightInfo",
    ]
else:

    def __getattr__(name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return object
