"""What passes between the two halves of mergescope, as types: docs/schema/bridge.json has the same, and a test compares them.

The fields that may be absent stand in a class of their own, because `NotRequired` came with Python 3.11. A number that
is not finite goes out as null.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

Figure = float | None
#: Of a document whose fields are somebody else's.
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class FindDeviceRequest(TypedDict):
    device: str


class NamedFolder(TypedDict):
    name: str
    folder: str


class XrayRequest(TypedDict):
    """At least one donor with a base, at least two without."""

    output: str
    base: NamedFolder | None
    donors: list[NamedFolder]


class XrayReply(TypedDict):
    """tensors: how many were measured; notes: what was not, or in another way than usual."""

    tensors: int
    notes: list[str]


class UploadRequest(TypedDict):
    """folder: a whole model; uri: where its files go; record: a file for what was uploaded so far; replace: what others have
    put there goes."""

    folder: str
    uri: str
    record: str
    replace: bool


class UploadReply(TypedDict):
    """Of all that lies there now."""

    files: int
    bytes: int


class DeepRequest(TypedDict):
    """donors: folders that the values are compared with."""

    folder: str
    donors: list[str]


class TensorRecord(TypedDict):
    """See TensorValues."""

    tensor: str
    rows: int
    dtype: str
    nan: int
    inf: int
    nonfinite_rows: list[int]
    zero_rows: int
    zero_row_ids: list[int]
    constant: bool
    norm: float | None
    largest: float
    identical_rows: int


class DonorValues(TypedDict):
    """donor: its number in the request."""

    donor: int
    nan: int
    inf: int
    largest: float
    rows: int
    zeroRows: int
    constant: bool
    identicalRows: int


class DeepReply(TypedDict):
    """donorNorms: by tensor, of each donor that has it; donorValues: of tensors that hold NaN or infinite values or
    zero rows, are constant, or have identical rows."""

    tensors: list[TensorRecord]
    donorNorms: dict[str, list[float]]
    donorValues: dict[str, list[DonorValues]]


class MisshapenTensor(TypedDict):
    name: str
    shape: list[int]
    wanted: list[int]


class ArchitectureReport(TypedDict):
    """The tensors of a folder against the class that its config.json names. name: of the class that was built; skipped:
    why none was; unknown: because transformers does not have it; refused: why transformers cannot build it; tied: tensors that are stored though the config ties them to
    others; rows: of the embeddings that the class has with this config, or None.
    """

    name: str | None
    skipped: str | None
    unknown: bool
    refused: str | None
    missing: list[str]
    unexpected: list[str]
    misshapen: list[MisshapenTensor]
    tied: list[str]
    rows: int | None


class Architecture(TypedDict):
    """lead: the same of the model whose config.json the output has, where the output differs; None where nobody asked."""

    output: ArchitectureReport
    lead: ArchitectureReport | None


class LoadRequest(TypedDict):
    """lead: folder of the model whose config.json it has, where that is known."""

    folder: str
    lead: str | None
    trust_remote_code: bool


class Trial(TypedDict):
    """One forward pass. inputs: what was put in, in words, or None where nobody here knows what the model takes; problem:
    the error that it ended with, or None; finite: whether all that came out is.
    """

    inputs: str | None
    problem: str | None
    finite: bool


class TriedTokenizer(TypedDict):
    """problem: the error that loading or using it ended with, or None; roundTrip: None, or what it made of the sample;
    brokenSpecials: special tokens that do not map to one id and back; templateProblem: the error that the chat template
    ended with; replyProblem: that of `generate`; reply: a greedy sample through the chat template, or None without one.
    """

    problem: str | None
    roundTrip: str | None
    brokenSpecials: list[str]
    templateProblem: str | None
    replyProblem: str | None
    reply: str | None


class Loaded(TypedDict):
    """parameters: number; missing: weights that transformers had to make up; tokenizer: None where there is none that could
    be tried.
    """

    parameters: int
    missing: list[str]
    trial: Trial
    tokenizer: TriedTokenizer | None


class LoadReply(TypedDict):
    """loaded: None where transformers has no class for it, or refuses what config.json says."""

    architecture: Architecture
    loaded: Loaded | None


class ModelPath(TypedDict):
    path: str
    revision: str | None


class ReferencePart(TypedDict):
    """name: as the user wrote it; commit: None where it is no model of the Hub."""

    path: str
    name: str
    commit: str | None


class Reference(TypedDict):
    """What tells a model from others; its name for people; the model and its adapter."""

    model: ModelPath
    lora: ModelPath | None
    override_architecture: str | None
    name: str
    parts: list[ReferencePart]


class Lock(TypedDict):
    """The lock file of the output, and the text that it holds while the folder is ours."""

    path: str
    nonce: str


class MergedTensor(TypedDict):
    """dtype: in safetensors' words."""

    name: str
    dtype: str
    shape: list[int]


AuditKind = Literal["skipped", "zeroed", "more", "warning"]


class _AuditRecord(TypedDict):
    kind: AuditKind
    model: str | None
    token: str | None
    outputId: int | None
    donorRows: int | None
    donorId: int | None
    line: int | None


class AuditRecord(_AuditRecord, total=False):
    """One record of the vocabulary audit, in the words of src/core/contract/audit.ts."""

    count: int
    tensor: str


class BrokenDonor(TypedDict):
    ref: str
    nan: int
    inf: int


class BrokenOrigin(TypedDict):
    """Where values that are NaN or infinite come from. donors: who holds such values; narrow: the dtype that finite ones
    did not fit into; largest: magnitude of what is finite in the donors. Of what is `endless` all donors are the cause alike.
    """

    cause: Literal["donor", "overflow", "method", "alike"]
    donors: list[BrokenDonor]
    narrow: str | None
    largest: float


class ZeroRows(TypedDict):
    """planned: how many nobody has a row for, or no token has the id of; lost: how many every donor has a value for;
    unclear: how many some have one for; ids: the first."""

    planned: int
    lost: int
    unclear: int
    ids: list[int]


class Flushed(TypedDict):
    """Zeros of the output where donors have values that are all too small for a dtype on the way to it.

    rows: how many; whole: whether the whole tensor is zero; donors: that have such values; narrow: the dtype; largest:
    magnitude of the values."""

    rows: int
    whole: bool
    donors: list[str]
    narrow: str
    largest: float


class IdenticalRows(TypedDict):
    """rows: that are one and the same; filled: rows that the plan fills in; donors: how many of theirs are alike."""

    rows: int
    filled: int
    donors: int


class WrittenValues(TypedDict):
    """What has to be told of the values of a tensor that was written."""

    tensor: str
    rows: int
    nan: int
    inf: int
    brokenRows: list[int]
    broken: BrokenOrigin | None
    zeroRows: int
    zeros: ZeroRows | None
    flushed: Flushed | None
    constant: bool
    identical: IdenticalRows | None
    timesLarger: float | None


class PlannedRows(TypedDict):
    """rows: of the output, holes and padding counted; the rest: tokens that some input lacks, by how their row is made."""

    tensor: str
    rows: int
    donor: int
    mean: int
    zero: int
    fill: int


class NodeShare(TypedDict):
    """What a machine of a cluster has merged; bytes: of the tensors in its shards."""

    node: str
    shards: int
    bytes: int


class MergeReply(TypedDict):
    """tensors: as written; files: sha256 of the shards by name; digests: of the tensors, where the audit is full; vocabulary: rows of the output, or None; rows: how those
    of each vocabulary tensor were planned; timings: seconds by part; values: a record of each tensor where something
    has to be told; architecture: whether the class that config.json names has these tensors; nodes: of a cluster.
    """

    tensors: list[MergedTensor]
    files: dict[str, str]
    digests: dict[str, str]
    records: list[AuditRecord]
    values: list[WrittenValues]
    vocabulary: int | None
    rows: list[PlannedRows]
    versions: dict[str, str]
    timings: dict[str, float]
    architecture: Architecture
    nodes: list[NodeShare]


class PlannedSource(TypedDict):
    """file, offset: None where the tensor is not read from a safetensors file as it lies there."""

    donor: str
    tensor: str
    file: str | None
    offset: int | None
    bytes: int


class PlannedOutput(MergedTensor):
    """file: of the output; sources: the donors that hold it."""

    file: str
    sources: list[PlannedSource]


class PlannedFile(TypedDict):
    name: str
    bytes: int


class PlanReply(TypedDict):
    """tensors, files: what the merge will write; readBytes: of all sources; warnings: sentences; timings: seconds by part;
    architecture: whether the class that config.json names has these tensors.
    """

    tensors: list[PlannedOutput]
    files: list[PlannedFile]
    readBytes: int
    peakMemoryBytes: int
    warnings: list[str]
    timings: dict[str, float]
    architecture: Architecture


class _DonorSums(TypedDict):
    donor: str
    tau2: Figure
    tauD: Figure
    c2: Figure
    cD: Figure
    kept: Figure


class DonorSums(_DonorSums, total=False):
    """As of mergescope.audit.voice.DonorSums."""

    kept2: Figure
    c2Variance: Figure
    against: Figure
    lost: Figure
    mass: Figure
    nonFinite: int


class Gram(TypedDict):
    refs: list[str]
    products: list[list[Figure]]
    variances: list[list[Figure]] | None


class RowCounts(TypedDict):
    held: int
    ghost: int
    absent: int


class RowSquares(TypedDict):
    held: list[Figure]
    ghost: list[Figure]
    absent: list[Figure]


class DonorRows(TypedDict):
    ref: str
    rows: RowCounts
    c2: RowSquares


class VocabularySums(TypedDict):
    refs: list[str]
    donors: list[DonorRows]


class Coefficient(TypedDict):
    ref: str
    value: Figure


class _TensorSums(TypedDict):
    tensor: str
    numel: int
    exact: bool
    reference: str | None
    d2: Figure
    residual2: Figure
    donors: list[DonorSums]


class TensorSums(_TensorSums, total=False):
    """As of mergescope.audit.voice.TensorVoice."""

    reference2: Figure
    gram: Gram
    vocabulary: VocabularySums
    coefficients: list[Coefficient]


class StepEvent(TypedDict):
    """Something that takes a while and has no measure is beginning."""

    event: Literal["step"]
    title: str


class DonorRead(TypedDict):
    model: str
    bytes: float


class _ProgressEvent(TypedDict):
    event: Literal["progress"]
    item: str
    done: float
    total: float | None


class ProgressEvent(_ProgressEvent, total=False):
    """Bytes that are done; read: what was read of each donor; lane: the stream that this is about, a file of several that
    are under way; node: who writes it."""

    bytesPerSecond: float
    remainingSeconds: float
    memoryBytes: float
    lane: str
    node: str
    read: list[DonorRead]


class VoiceEvent(TypedDict):
    """The sums of a tensor that is done."""

    event: Literal["voice"]
    sums: TensorSums


class AuditEvent(TypedDict):
    event: Literal["vocabulary-audit"]
    record: AuditRecord


Level = Literal["debug", "info", "warning", "error"]


class LogEvent(TypedDict):
    event: Literal["log"]
    level: Level
    source: str
    message: str


class Heartbeat(TypedDict):
    """idleSeconds: for how long the work has not moved."""

    event: Literal["heartbeat"]
    idleSeconds: float
    memoryBytes: int


class CallFinished(TypedDict):
    """Nothing of this call follows on the channel."""

    event: Literal["call-finished"]
    id: int


Event = StepEvent | ProgressEvent | VoiceEvent | AuditEvent | LogEvent
SignOfLife = Heartbeat | CallFinished

#: What Python knows to call by its name; the meaning stands in src/core/error-codes.ts.
ErrorCode = Literal[
    "bytes-would-differ",
    "cancelled",
    "cluster-unusable",
    "config-invalid",
    "disk-full",
    "donor-changed",
    "environment-not-ready",
    "file-unreadable",
    "file-unwritable",
    "internal",
    "merge-failed",
    "mergekit-changed",
    "out-of-memory",
    "output-exists",
    "output-taken-over",
    "patch-gone",
    "resume-changed",
    "safetensors-invalid",
    "usage",
]


class _Failure(TypedDict):
    type: str
    message: str
    traceback: str


class Failure(_Failure, total=False):
    """type: class name of the exception; code: where it is known which error of ours it is."""

    code: ErrorCode
    hint: str
