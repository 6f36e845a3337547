"""The donors stay as they were when they were first read, or the merge says which did not."""

from __future__ import annotations

from pathlib import Path

from mergescope.errors import MergescopeError
from mergescope.library_types import MergeConfiguration
from mergescope.merge.identity import Facts, Identity, identify, is_other, model_files
from mergescope.merge.request import MergeRequest

#: Kinds of files that would be read if they were there.
_READ = (".safetensors", ".json", ".jinja", ".model", ".bin", ".pt", ".pth")


class DonorWatch:
    """Every file of every folder that a merge reads from. To be made before the first of them is read."""

    def __init__(self) -> None:
        self._files: dict[Path, tuple[str, Identity]] = {}
        self._folders: dict[Path, str] = {}

    @staticmethod
    def of(request: MergeRequest, config: MergeConfiguration) -> DonorWatch:
        """Watches all that a config of mergekit names, adapters among it."""
        watch = DonorWatch()
        for model in config.referenced_models():
            for part in (model.model, model.lora):
                if part is not None:
                    watch.add(request.name_of(model), Path(part.path))
        return watch

    def add(self, donor: str, folder: Path) -> None:
        """Watches one more folder, such as that of a model with its adapter merged."""
        if folder in self._folders or not folder.is_dir():
            return
        self._folders[folder] = donor
        for path in model_files(folder):
            self._files[path] = (donor, identify(path))

    def in_folder(self, folder: Path) -> dict[str, Facts]:
        """What must be the same when a run goes on, of each file by its name."""
        return {
            path.name: identity.as_json()
            for path, (_, identity) in self._files.items()
            if path.parent == folder
        }

    def check(self) -> None:
        """Asked before anything that was made of the donors is believed.

        Raises:
            MergescopeError: donor-changed, naming the donor and the file.
        """
        for path, (donor, before) in self._files.items():
            try:
                other = is_other(path, before)
            except OSError as error:
                raise _changed(donor, path, f"cannot be read any more ({error.strerror})") from error
            if other:
                raise _changed(donor, path, "is another file than when the merge began")
        for folder, donor in self._folders.items():
            for path in model_files(folder):
                if path not in self._files and path.suffix in _READ:
                    raise _changed(donor, path, "was not there when the merge began")


def _changed(donor: str, path: Path, what: str) -> MergescopeError:
    return MergescopeError(
        "donor-changed",
        f"{donor} has changed while it was merged: {path} {what}",
        "leave donors alone while a merge reads them; with the old file back in place, --resume continues",
    )
