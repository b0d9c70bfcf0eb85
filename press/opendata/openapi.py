"""The API's description of itself (OpenAPI 3.1), drawn from the registers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from . import licence, package, places, registers
from .own import CHANGES
from .registers import Field, Register, Type

#: The most that one answer holds.
MOST_ROWS, MOST_CHANGES = 100, 1000

_SHAPES: dict[Type, dict[str, Any]] = {
    Type.TEXT: {"type": "string"},
    Type.ADDRESS: {"type": "string", "format": "uri"},
    Type.WHOLE: {"type": "integer"},
    Type.PART: {"type": "number"},
    Type.YES_NO: {"type": "boolean"},
    Type.LIST: {"type": "array", "items": {"type": "string"}},
    Type.DAY: {"type": "string", "format": "date"},
    Type.MOMENT: {"type": "string", "format": "date-time"},
    Type.MONTH: {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"},
}
_LINK = {"type": ["string", "null"], "format": "uri"}
_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT, "detail_en": _TEXT, "instance": _TEXT},
}


def document() -> dict[str, Any]:
    """Return the whole description."""
    paths: dict[str, Any] = {
        "/": _door("root", "Which registers there are", {"type": "object", "required": ["registers", "licence", "notice"]}),
        "/openapi.json": _door("description", "This description", {"type": "object", "required": ["openapi", "paths"]}),
        "/thay-doi/": _door(
            "changes",
            "What came, changed and went after a cursor; keep the cursor and come back with it",
            _page({"$ref": f"#/components/schemas/{_name(CHANGES)}"}, cursor=_TEXT),
            parameters=_reading_on(MOST_CHANGES, {"type": "string", "pattern": "^[0-9]{0,18}$"}),
        ),
    }
    schemas: dict[str, Any] = {}
    terms = licence.current()
    for each in registers.every():
        name, says = _name(each), {"register": {"const": each.code}, "notice": _TEXT}
        schemas[name] = _record(each)
        one = {"$ref": f"#/components/schemas/{name}"}
        if each is not CHANGES:  # its own door is above
            cursor = {"type": "string", "pattern": places.pattern(each.code, each.source.place)}
            paths[f"/{each.code}/"] = _door(
                f"list{name}", _(each.title), _page(one, **says), parameters=_reading_on(MOST_ROWS, cursor), about=_(each.about)
            )
        paths[f"/{each.code}/{{id}}/"] = _door(
            f"get{name}",
            _(each.title),
            {"type": "object", "required": ["data", *says], "properties": {**says, "data": one}},
            parameters=[{"name": "id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}],
            problems=("404", "410"),
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Minh Bạch · {settings.AUTHORITY}",
            "version": "1.0.0",
            "description": f"{package.absence()} {package.both('Không có tên không có nghĩa là đã đóng đủ.')['en']}",
            "license": {"name": " · ".join(filter(None, (terms["title"], terms.get("note")))), "url": terms["path"]},
        },
        "servers": [{"url": f"{settings.BASE_URL}/api/v1"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _name(register: Register) -> str:
    return register.code.title().replace("-", "")


def _record(register: Register) -> dict[str, Any]:
    return {
        "type": "object",
        "description": _(register.about),
        "required": list(register.names),
        "properties": {each.name: _shape(each) for each in register.fields},
        "additionalProperties": False,
    }


def _shape(field: Field) -> dict[str, Any]:
    shape = {**_SHAPES[field.type], "description": _(field.about)}
    if field.items:
        shape["items"] = dict(field.items)
    if field.among:
        shape["enum"] = [*field.among] if field.is_required else [*field.among, None]
    if not field.is_required:
        shape["type"] = [shape["type"], "null"]
    return shape


def _page(item: dict[str, Any], **more: Any) -> dict[str, Any]:
    properties = {**more, "data": {"type": "array", "items": item}, "next": _LINK}
    return {"type": "object", "required": list(properties), "properties": properties}


def _reading_on(most: int, cursor: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": most, "default": 50}},
        {"name": "cursor", "in": "query", "description": "As the last answer gave it.", "schema": cursor},
    ]


def _door(
    name: str,
    title: str,
    answer: dict[str, Any],
    *,
    about: str = "",
    parameters: list[dict[str, Any]] | None = None,
    problems: tuple[str, ...] = (),
) -> dict[str, Any]:
    problem: dict[str, Any] = {"description": "Problem", "content": {"application/problem+json": {"schema": _PROBLEM}}}
    etag = {"ETag": {"schema": _TEXT, "required": True}}
    # An address with a NUL never reaches the API, and is refused in plain text.
    refused = {**problem, "content": {**problem["content"], "text/plain": {"schema": _TEXT}}}
    return {
        "get": {
            "operationId": name,
            "summary": title,
            "description": about or title,
            "parameters": [
                *(parameters or []),
                {"name": "If-None-Match", "in": "header", "description": "The ETag of the answer that you have.", "schema": _TEXT},
            ],
            "responses": {
                "200": {"description": "OK", "headers": etag, "content": {"application/json": {"schema": answer}}},
                "304": {"description": "You have it already", "headers": etag},
                "400": refused,
                **dict.fromkeys((*problems, "429"), problem),
            },
        }
    }
