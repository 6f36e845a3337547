"""What is told of credentials for object storage, which obstore finds by itself and we never see."""

from __future__ import annotations

import re

_PUBLIC = "{}_SKIP_SIGNATURE=true for a public bucket"
#: The storages that there are, by how their addresses begin, and what each of them wants in the environment. TypeScript has
#: the same ones in `src/core/object-schemes.ts`.
STORAGES = {
    "s3": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or " + _PUBLIC.format("AWS"),
    "gs": "GOOGLE_SERVICE_ACCOUNT, the path of its JSON file, or " + _PUBLIC.format("GOOGLE"),
    "az": "AZURE_STORAGE_ACCOUNT_NAME with AZURE_STORAGE_ACCOUNT_KEY, or " + _PUBLIC.format("AZURE"),
}
#: Where the library looks when the environment has none: at the services that machines in a cloud get theirs from.
_ASKED = re.compile(r"token ?request|169\.254\.|/latest/(api|meta-data)/|AssumeRole|WebIdentity", re.I)


def credentials_hint(uri: str) -> str:
    """The variables that are looked for first."""
    return (
        f"set {STORAGES[uri.partition('://')[0]]}; docs/scale.md tells where else credentials are looked for"
    )


def lacks_credentials(error: Exception) -> bool:
    """Whether it was the search for credentials that failed, before anything was asked of the storage."""
    return bool(_ASKED.search(str(error)))
