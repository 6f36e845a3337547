"""The donors stay as they were when they were first read, or the merge says which did not."""

from __future__ import annotations

import os
from pathlib import Path

from mergescope.errors import MergescopeError
from mergescope.library_types import MergeConfiguration
from mergescope.merge.identity import Facts, Identity, identify, is_other
from mergescope.merge.model_folder import ModelFolder
from mergescope.merge.request import MergeRequest

#: Kinds of files that would be read if they were there.
_READ = (".safetensors", ".json", ".jinja", ".model", ".bin", ".pt", ".pth", ".py")


class DonorWatch:
    """Every file that a merge may read of any model. To be made before the first of them is read."""

    def __init__(self, trusts_code: bool = False) -> None:
        self._trusts_code = trusts_code
        self._files: dict[Path, tuple[ModelFolder, Identity]] = {}
        self._folders: dict[Path, ModelFolder] = {}

    @staticmethod
    def of(request: MergeRequest, config: MergeConfiguration) -> DonorWatch:
        """Watches all that a config of mergekit names: donors, adapters, and where the tokenizer and its tokens are from."""
        from mergescope.merge.configuration import mentioned_models

        watch = DonorWatch(bool(request.mergekit.get("trust_remote_code")))
        for model in (*config.referenced_models(), *mentioned_models(config)):
            for part in (model.model, model.lora):
                if part is not None:
                    watch.add(request.name_of(model), Path(part.path))
        return watch

    def add(self, donor: str, path: Path) -> None:
        """Watches one more folder, such as that of a model with its adapter merged."""
        if path in self._folders or not path.is_dir():
            return
        folder = self._folders[path] = ModelFolder.of(donor, path, self._trusts_code)
        for file in folder.files():
            self._files.setdefault(file, (folder, identify(file)))

    def facts(self) -> dict[str, dict[str, Facts]]:
        """What must be the same when a run goes on, by donor and file."""
        facts: dict[str, dict[str, Facts]] = {}
        for path, (folder, identity) in self._files.items():
            facts.setdefault(folder.donor, {})[self._label(path, folder)] = identity.as_json()
        return facts

    def check(self) -> None:
        """Asked before anything that was made of the donors is believed.

        Raises:
            MergescopeError: donor-changed, naming the donor and the file.
        """
        for path, (folder, before) in self._files.items():
            try:
                other = is_other(path, before)
            except OSError as error:
                raise _changed(folder.donor, path, f"cannot be read any more ({error.strerror})") from error
            if other:
                raise _changed(folder.donor, path, "is another file than when the merge began")
        for folder in self._folders.values():
            for path in folder.files():
                if path not in self._files and path.suffix in _READ:
                    raise _changed(folder.donor, path, "was not there when the merge began")

    def has_mended(self) -> bool:
        """Whether a file of the Hub cache is another one by now: a download has replaced what was damaged."""
        cached = ((path, before) for path, (_, before) in self._files.items() if before.blob is not None)
        return any(path.is_file() and is_other(path, before) for path, before in cached)

    def _label(self, path: Path, folder: ModelFolder) -> str:
        """A donor with an adapter has two folders, and a third of both merged."""
        first = next(other for other in self._folders.values() if other.donor == folder.donor)
        name = os.path.relpath(path, folder.path)
        return name if folder is first else f"{folder.path.name}/{name}"


def _changed(donor: str, path: Path, what: str) -> MergescopeError:
    return MergescopeError(
        "donor-changed",
        f"{donor} has changed while it was merged: {path} {what}",
        "leave donors alone while a merge reads them; with the old file back in place, --resume continues",
    )
