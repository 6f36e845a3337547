"""Python's types of what passes between the two halves are those of the schema that TypeScript generates, both ways."""

from __future__ import annotations

import ast
import copy
import json
import types
import typing
from pathlib import Path

import pytest
from merge_requests import SCHEMA, merge_request
from mergescope import messages
from mergescope.errors import MergescopeError
from mergescope.merge.request import MergeRequest

DEFINITIONS = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
SOURCES = Path(messages.__file__).parent

TYPES = {
    "imports-request": type(None),
    "imports-reply": type(None),
    "merge-request": MergeRequest,
    "merge-reply": messages.MergeReply,
    "plan-request": MergeRequest,
    "plan-reply": messages.PlanReply,
    "findDevice-request": messages.FindDeviceRequest,
    "findDevice-reply": type(None),
    "xray-request": messages.XrayRequest,
    "xray-reply": messages.XrayReply,
    "upload-request": messages.UploadRequest,
    "upload-reply": messages.UploadReply,
    "deep-request": messages.DeepRequest,
    "deep-reply": messages.DeepReply,
    "load-request": messages.LoadRequest,
    "load-reply": messages.LoadReply,
    "event": messages.Event,
    "sign-of-life": messages.SignOfLife,
}


def shape_of_type(kind: object) -> object:
    """A type as nested values that can be compared: names, lists, and fields with whether they must be there."""
    if kind in PLAIN:
        return PLAIN[kind]
    if kind is Path:
        return "string"
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return either(json.dumps(value) for value in inside)
    if origin in (typing.Union, types.UnionType):
        return either(shape_of_type(one) for one in inside)
    if origin is list:
        return ("list", shape_of_type(inside[0]))
    if origin is dict:
        return ("by name", shape_of_type(inside[1]))
    hints = typing.get_type_hints(kind)
    must = getattr(kind, "__required_keys__", hints.keys())
    return {name: (name in must, shape_of_type(hint)) for name, hint in hints.items()}


def shape_of_schema(schema: dict) -> object:
    """The same of a JSON Schema; fails where it says something that is not understood here."""
    schema = {key: value for key, value in schema.items() if key not in ("default", "minimum", "maximum")}
    if "anyOf" in schema or "oneOf" in schema:
        (parts,) = schema.values()
        return either(shape_of_schema(part) for part in parts)
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return either(json.dumps(value) for value in schema["enum"])
    if isinstance(schema["type"], list):
        return either(shape_of_schema({**schema, "type": one}) for one in schema["type"])
    if schema["type"] == "array":
        assert schema.keys() == {"type", "items"}
        return ("list", shape_of_schema(schema["items"]))
    if schema["type"] != "object":
        assert schema.keys() == {"type"}, schema
        return schema["type"]
    if "properties" not in schema:
        return ("by name", shape_of_schema(schema["additionalProperties"]))
    must = schema.get("required", [])
    return {name: (name in must, shape_of_schema(part)) for name, part in schema["properties"].items()}


def either(parts: typing.Iterable[object]) -> object:
    """One of several; nested choices are one choice, in no order."""
    flat: list[object] = []
    for part in parts:
        flat += part[1] if isinstance(part, tuple) and part[0] == "either" else [part]
    return (
        flat[0]
        if len(flat) == 1
        else ("either", sorted(flat, key=lambda part: json.dumps(part, sort_keys=True)))
    )


def test_everything_that_passes_has_a_type():
    assert {*TYPES, "answer"} == set(DEFINITIONS)


@pytest.mark.parametrize("name", TYPES)
def test_a_type_is_that_of_the_schema(name):
    assert shape_of_type(TYPES[name]) == shape_of_schema(DEFINITIONS[name])


def test_a_failure_is_that_of_the_schema_and_its_codes_are_a_part_of_all():
    _, failed = DEFINITIONS["answer"]["oneOf"]
    schema = shape_of_schema(failed["properties"]["error"])
    known, own = schema.pop("code"), shape_of_type(messages.Failure)
    assert own.pop("code")[0] == known[0]
    assert own == schema
    codes = {json.dumps(code) for code in typing.get_args(messages.ErrorCode)}
    assert codes <= set(known[1][1])


def test_every_error_code_of_python_is_one_of_its_own():
    """The type checker refuses others; what it cannot see is a code that nobody uses any more."""
    texts = {
        node.value for node in _nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(typing.get_args(messages.ErrorCode)) <= texts


def _nodes() -> typing.Iterator[ast.AST]:
    for path in SOURCES.rglob("*.py"):
        if path.name != "messages.py":
            yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def fields_of(schema: object, at: tuple = ()) -> typing.Iterator[tuple]:
    """The way to every object with fields inside of a schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield at
        for key, value in schema.items():
            yield from fields_of(value, (*at, key))
    elif isinstance(schema, list):
        for part, value in enumerate(schema):
            yield from fields_of(value, (*at, part))


CHANGES = [(name, at) for name in TYPES for at in fields_of(DEFINITIONS[name])]


@pytest.mark.parametrize("name, at", CHANGES, ids=str)
def test_a_field_on_one_side_only_is_seen(name, at):
    """Added, taken away, or no longer required, in every object of every message."""
    own = shape_of_type(TYPES[name])
    for change in (_added, _removed, _left_open):
        schema = copy.deepcopy(DEFINITIONS[name])
        part = schema
        for key in at:
            part = part[key]
        if change(part):
            assert own != shape_of_schema(schema), change


def _added(part: dict) -> bool:
    part["properties"]["added"] = {"type": "string"}
    return True


def _removed(part: dict) -> bool:
    part["properties"].popitem()
    return True


def _left_open(part: dict) -> bool:
    return bool(part.get("required")) and part["required"].pop() is not None


def test_a_request_has_all_fields_and_no_others():
    whole = merge_request("", "out")
    assert MergeRequest.of(whole).output == Path("out")
    for name in whole:
        with pytest.raises(MergescopeError, match=f"disagree about a merge: {name}"):
            MergeRequest.of({key: value for key, value in whole.items() if key != name})
    with pytest.raises(MergescopeError, match="disagree about a merge: more"):
        MergeRequest.of({**whole, "more": 1})


def test_no_field_of_a_request_has_a_default_in_python():
    assert MergeRequest.__dataclass_fields__
    for field in MergeRequest.__dataclass_fields__.values():
        assert field.default is field.default_factory, field.name
