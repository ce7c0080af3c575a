"""Holds every request to `openapi.yaml`, with openapi-core; refuses what is not written there."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl

import yaml
from jsonschema_path import SchemaPath
from openapi_core import V31RequestValidator
from openapi_core.datatypes import RequestParameters
from openapi_core.templating.media_types.exceptions import MediaTypeNotFound
from openapi_core.validation.request.exceptions import (
    MissingRequestBodyError,
    ParameterValidationError,
)
from werkzeug.datastructures import Headers, ImmutableMultiDict

from portal.sandbox.answers import FieldError, Refusal, invalid, invalid_field, not_found

_METHODS = ("get", "post", "put", "delete")


class Request:
    """One request as it was read, with the attributes openapi-core asks for.

    `json` is the parsed body.
    """

    host_url = "http://stand-in"

    def __init__(
        self,
        method: str,
        path: str,
        query: list[tuple[str, str]],
        headers: dict[str, str],
        body: bytes,
    ) -> None:
        self.method, self.path, self.query = method.lower(), path, query
        self.headers, self.body = headers, body
        self.content_type = headers.get("content-type", "").lower()
        self.json: Any = None
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(query), header=Headers(list(headers.items())), cookie={}
        )

    def all(self, name: str) -> list[str]:
        """Every value of a query parameter."""
        return [value for key, value in self.query if key == name]

    def first(self, name: str, default: str = "") -> str:
        return next(iter(self.all(name)), default)


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of the document:
    its id, its address, the query parameters and form fields it knows.
    """

    id: str
    method: str
    address: re.Pattern[str]
    query_names: frozenset[str]
    form_names: frozenset[str]


class Contract:
    """The document and its validator, built once and used for every request."""

    def __init__(self) -> None:
        text = files("portal.sandbox").joinpath("openapi.yaml").read_text("utf-8")
        self.document: dict[str, Any] = yaml.load(
            text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
        self.as_json = json.dumps(self.document).encode()
        self._operations = list(_operations(self.document))
        self._validator = V31RequestValidator(
            SchemaPath.from_dict(self.document, resolved_cache_maxsize=4096)
        )
        # The document's resolver keeps caches of its own, which are not made for threads.
        self._lock = threading.Lock()

    def route(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """The operation at an address, and the values in the path. Raises Refusal 404 or 405."""
        here = [(o, m) for o in self._operations if (m := o.address.fullmatch(path))]
        if not here:
            raise not_found("This address")
        for operation, match in here:
            if operation.method == method.lower():
                return operation, match.groupdict()
        allowed = ", ".join(o.method.upper() for o, _ in here)
        message = f"This address takes {allowed} only."
        raise Refusal(405, "METHODNOTALLOWED", message, headers={"Allow": allowed})

    def check(self, request: Request, operation: Operation) -> None:
        """Refuses with every fault by field what the document does not allow; sets `request.json`.

        Raises:
            Refusal: 400 INVALIDINPUT, or 415 for another media type.
        """
        if request.content_type.startswith("application/json") and request.body:
            request.json = strict_json(request.body)
        with self._lock:
            errors = list(self._validator.iter_errors(request))
        faults = [fault for error in errors for fault in _faults(error)]
        unknown = sorted({name for name, _ in request.query} - operation.query_names)
        faults += [FieldError(name, "This query parameter is not known.") for name in unknown]
        faults += [
            FieldError(name, "This field is not known.")
            for name in _unknown_in_form(request, operation)
        ]
        if faults:
            other_media = any(isinstance(e.__cause__, MediaTypeNotFound) for e in errors)
            raise invalid(faults, 415 if other_media else 400)


def _unknown_in_form(request: Request, operation: Operation) -> list[str]:
    """openapi-core passes over form fields that the document does not have."""
    if not operation.form_names:
        return []
    sent = parse_qsl(request.body.decode("latin-1"), keep_blank_values=True)
    return sorted({name for name, _ in sent} - operation.form_names)


def strict_json(body: bytes) -> Any:
    """Parses JSON as RFC 8259 has it: UTF-8, no NaN, no name twice. Raises Refusal 400."""
    try:
        return json.loads(
            body.decode(), parse_constant=_no_constant, object_pairs_hook=_each_name_once
        )
    except (ValueError, RecursionError) as error:
        raise invalid_field("body", f"The body is not sound JSON: {error}"[:200]) from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _operations(document: dict[str, Any]) -> Iterator[Operation]:
    for template, item in document["paths"].items():
        address = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template))
        for method in _METHODS:
            if method in item:
                spec = item[method]
                names = frozenset(_parameter_name(p) for p in spec.get("parameters", ()))
                yield Operation(spec["operationId"], method, address, names, _form_names(spec))


def _form_names(spec: dict[str, Any]) -> frozenset[str]:
    form = (
        spec.get("requestBody", {}).get("content", {}).get("application/x-www-form-urlencoded", {})
    )
    return frozenset(form.get("schema", {}).get("properties", ()))


def _parameter_name(parameter: dict[str, Any]) -> str:
    return parameter["name"] if "name" in parameter else parameter["$ref"].rsplit("/", 1)[1]


def _faults(error: Exception) -> Iterator[FieldError]:
    """One fault per field, in plain words, from whatever openapi-core found."""
    if isinstance(error, ParameterValidationError):
        yield FieldError(error.name, _parameter_message(error))
    elif isinstance(error, MissingRequestBodyError):
        yield FieldError("body", "A JSON body is needed.")
    elif schema_errors := getattr(error.__cause__, "schema_errors", ()):
        for schema_error in schema_errors:
            yield from _schema_faults(schema_error)
    else:
        yield FieldError("body", str(error.__cause__ or error)[:200])


def _parameter_message(error: ParameterValidationError) -> str:
    found = list(getattr(error.__cause__, "schema_errors", ()))
    return _words(found[0]) if found else str(error.__cause__ or error)


def _words(error: Any) -> str:
    """What is wrong, without repeating the value: it may be somebody's card number."""
    wanted = error.validator_value
    said = {
        "enum": "It is none of the values that can be taken.",
        "pattern": f"It does not have the form {wanted}.",
        "format": f"It is not a {wanted}.",
        "minimum": f"It is less than {wanted}.",
        "minLength": f"It is shorter than {wanted} characters.",
        "maxLength": f"It is longer than {wanted} characters.",
        "type": f"It is not of the type {wanted}.",
    }
    return said.get(error.validator, f"It does not keep the rule {error.validator}.")


def _schema_faults(error: Any) -> Iterator[FieldError]:
    if error.validator == "additionalProperties":
        for name in sorted(set(error.instance) - set(error.schema["properties"])):
            yield FieldError(name, "This field is not known.")
    elif error.validator == "required":
        missing = [n for n in error.validator_value if n not in error.instance]
        yield from (FieldError(n, "This field is needed.") for n in missing)
    else:
        yield FieldError(".".join(map(str, error.absolute_path)) or "body", _words(error))
