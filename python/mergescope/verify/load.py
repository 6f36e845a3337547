"""`verify --load`: transformers loads the model, one forward pass is finite, the tokenizer round-trips."""

from __future__ import annotations

from pathlib import Path

from mergescope.messages import LoadReply, LoadRequest


def load(value: LoadRequest) -> LoadReply:
    """Loads a model folder as its users will: by the class that its config.json names."""
    from mergescope.architecture.check import check_with_lead
    from mergescope.architecture.model_class import NotBuildable, NotChecked, loaded_with_report, named_class
    from mergescope.architecture.quiet import quiet
    from mergescope.architecture.stored import stored_tensors
    from mergescope.verify.tokenizer import try_tokenizer
    from mergescope.verify.trial import try_forward

    folder, trust = value["folder"], value["trust_remote_code"]
    lead = None if value["lead"] is None else Path(value["lead"])
    architecture = check_with_lead(Path(folder), stored_tensors(Path(folder)), lead, trust)
    with quiet():
        try:
            named = named_class(Path(folder), trust)
        except (NotChecked, NotBuildable):
            return {"architecture": architecture, "loaded": None}
        if architecture["output"]["name"] is None:
            return {"architecture": architecture, "loaded": None}
        model, report = loaded_with_report(
            named,
            folder,
            dtype="auto",
            trust_remote_code=trust,
            local_files_only=True,
        )
        model.eval()
        tokenizer, specials = try_tokenizer(Path(folder), model, trust)
        return {
            "architecture": architecture,
            "loaded": {
                "parameters": model.num_parameters(),
                "missing": sorted(report["missing_keys"]),
                "trial": try_forward(model, specials),
                "tokenizer": tokenizer,
            },
        }
