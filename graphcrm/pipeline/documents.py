"""The process as a YAML document that is shown, edited and applied; both ways it is the same."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import yaml

from graphcrm.pipeline.records import Process
from graphcrm.pipeline.rules import ProcessError, check_process


_KINDS = {str: "text", int: "a whole number", bool: "true or false"}


def to_yaml(process: Process) -> str:
    """Return the document of a process: what is as it is by default is left out."""
    return yaml.safe_dump(_plain(process), sort_keys=False, allow_unicode=True, width=100)


def from_yaml(text: str) -> Process:
    """Return the process that a document describes.

    Raises:
        ProcessError: It is no YAML, has fields that nothing knows, or would not work.
    """
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ProcessError("document", f"is no YAML: {' '.join(str(error).split())}.") from error
    process: Process = _read(Process, document, "")
    check_process(process)
    return process


def _plain(record: Any) -> Any:
    match record:
        case tuple():
            return [_plain(one) for one in record]
        case str():
            return str(record)
        case int() | None:
            return record
    kept = {field.name: getattr(record, field.name) for field in fields(record)}
    usual = {field.name: field.default for field in fields(record)}
    return {name: _plain(value) for name, value in kept.items() if value != usual[name]}


def _read(kind: Any, told: Any, place: str) -> Any:
    """Return what is told as a `kind`: a record, a tuple of some, a word, a number, yes or no."""
    if isinstance(kind, UnionType):
        return None if told is None else _read(get_args(kind)[0], told, place)
    if get_origin(kind) is tuple:
        if not isinstance(told, list):
            raise ProcessError(place, "is not a list.")
        each = get_args(kind)[0]
        return tuple(_read(each, one, f"{place}[{at}]") for at, one in enumerate(told))
    if kind in _KINDS:
        if type(told) is not kind:
            raise ProcessError(place, f"{told!r} is not {_KINDS[kind]}.")
        return told
    if issubclass(kind, str):
        if told not in list(kind):
            raise ProcessError(place, f"{told!r} is none of {', '.join(kind)}.")
        return kind(told)
    return _read_record(kind, told, place)


def _read_record(kind: Any, told: Any, place: str) -> Any:
    if not isinstance(told, Mapping):
        raise ProcessError(place or "document", "is not a list of fields and their values.")
    hints, known = get_type_hints(kind), {field.name: field for field in fields(kind)}
    for name in told:
        if name not in known:
            raise ProcessError(_joined(place, name), f"is none of {', '.join(known)}.")
    for name, field in known.items():
        if field.default is MISSING and name not in told:
            raise ProcessError(_joined(place, name), "is missing.")
    given = {name: _read(hints[name], told[name], _joined(place, name)) for name in told}
    return kind(**given)


def _joined(place: str, name: object) -> str:
    return f"{place}.{name}" if place else str(name)
