"""What programs read about the registers: a data package (Frictionless), a catalogue (DCAT), and the sentences that go with both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from . import licence, registers
from .registers import Field, Register, Type

_CSV, _JSON = "text/csv", "application/json"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def absence() -> str:
    """Return what nobody may read out of a register."""
    return _("Không có tên không có nghĩa là đã đóng đủ.")


def both(text: str) -> dict[str, str]:
    """Return a text in the languages of the site."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = _(text)
    return said


def address(path: str = "") -> str:
    """Return the whole address of a file of open data."""
    return f"{settings.BASE_URL}/du-lieu/{path}"


def datapackage() -> dict[str, Any]:
    """Return the descriptor of every register, each as CSV and as JSON."""
    with translation.override(settings.LANGUAGE_CODE):
        said = licence.current()
        return {
            "profile": "tabular-data-package",
            "name": "minh-bach",
            "id": address("datapackage.json"),
            "title": _("Dữ liệu mở") + f" · {settings.AUTHORITY}",
            "description": absence(),
            "homepage": address(),
            "licenses": [said],
            "sources": [{"title": settings.AUTHORITY, "path": settings.BASE_URL + "/"}],
            "contributors": [{"title": settings.AUTHORITY, "path": settings.BASE_URL + "/", "role": "publisher"}],
            "resources": [resource for register in registers.every() for resource in _resources(register, said)],
        }


def _resources(register: Register, said: dict[str, Any]) -> Iterable[dict[str, Any]]:
    first, last = register.source.days()
    common = {
        "profile": "tabular-data-resource",
        "title": _(register.title),
        "description": f"{_(register.about)} {absence()}",
        "encoding": "utf-8",
        "licenses": [said],
        "sources": [{"title": settings.AUTHORITY, "path": address(f"{register.code}/")}],
        "temporal": {"start": first.isoformat() if first else None, "end": last.isoformat() if last else None},
        "schema": schema(register),
    }
    yield {"name": register.code, "path": f"{register.code}.csv", "format": "csv", "mediatype": _CSV, **common}
    if next(register.source.rows(None, 1), None) is None:  # JSON without a row tells no columns, so it is no table to who validates
        return
    yield {
        "name": f"{register.code}-json",
        "path": f"{register.code}.json",
        "format": "json",
        "mediatype": _JSON,
        "dialect": {"json": {"property": "data"}},
        **common,
    }


def schema(register: Register) -> dict[str, Any]:
    """Return the table schema of a register (Frictionless Table Schema 1)."""
    return {"fields": [_column(each, register.key) for each in register.fields], "primaryKey": [register.key], "missingValues": [""]}


def _column(field: Field, key: str) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if field.is_required else {}
    if field.name == key:
        limits["unique"] = True
    if field.among:
        limits["enum"] = list(field.among)
    said = both(field.about)
    return {
        "name": field.name,
        "type": "string" if field.type is Type.ADDRESS else field.type.value,
        **({"format": "uri"} if field.type is Type.ADDRESS else {}),
        "description": said[settings.LANGUAGE_CODE],
        "description_en": said["en"],
        **({"constraints": limits} if limits else {}),
    }


def catalogue() -> dict[str, Any]:
    """Return the registers as a DCAT catalogue (JSON-LD)."""
    terms = _terms()
    publisher = {"@id": settings.BASE_URL + "/", "@type": "foaf:Organization", "foaf:name": settings.AUTHORITY}
    return {
        "@context": _CONTEXT,
        "@id": address("catalog.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": _said("Dữ liệu mở"),
        "dct:description": _said("Không có tên không có nghĩa là đã đóng đủ."),
        "dct:publisher": publisher,
        "dct:language": [code for code, _name in settings.LANGUAGES],
        **terms,
        "foaf:homepage": {"@id": address()},
        "dcat:dataset": [_dataset(each, publisher, terms) for each in registers.every()],
        "dcat:service": {
            "@id": f"{settings.BASE_URL}/api/v1/",
            "@type": "dcat:DataService",
            "dct:title": _said("Dữ liệu mở"),
            "dcat:endpointURL": {"@id": f"{settings.BASE_URL}/api/v1/"},
            "dcat:endpointDescription": {"@id": f"{settings.BASE_URL}/api/v1/openapi.json"},
            "dcat:servesDataset": [{"@id": address(f"{each.code}/")} for each in registers.every()],
        },
    }


def _terms() -> dict[str, Any]:
    """Return the licence, and while nobody confirmed it, that this is so."""
    said = licence.current()
    note = {"dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _said("Giấy phép dự kiến, đang chờ cơ quan xác nhận.")}}
    return {"dct:license": {"@id": said["path"]}, **({} if said["confirmed_on"] else note)}


def _dataset(register: Register, publisher: dict[str, Any], terms: dict[str, Any]) -> dict[str, Any]:
    first, last = register.source.days()
    told = {
        "@id": address(f"{register.code}/"),
        "@type": "dcat:Dataset",
        "dct:identifier": register.code,
        "dct:title": _said(register.title),
        "dct:description": _said(register.about),
        "dct:publisher": publisher,
        **terms,
        "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/CONT"},
        "dcat:landingPage": {"@id": address(f"{register.code}/")},
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": settings.AUTHORITY,
            "vcard:hasURL": {"@id": settings.BASE_URL + "/"},
        },
        "dcat:distribution": [_distribution(register, "csv", _CSV, terms), _distribution(register, "json", _JSON, terms)],
    }
    if first and last:
        told["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": first.isoformat(), "@type": "xsd:date"},
            "dcat:endDate": {"@value": last.isoformat(), "@type": "xsd:date"},
        }
    return told


def _distribution(register: Register, ending: str, kind: str, terms: dict[str, Any]) -> dict[str, Any]:
    where = address(f"{register.code}.{ending}")
    return {
        "@id": where,
        "@type": "dcat:Distribution",
        "dct:title": f"{register.code}.{ending}",
        **terms,
        "dcat:accessURL": {"@id": address(f"{register.code}/")},
        "dcat:downloadURL": {"@id": where},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{kind}"},
        "dct:conformsTo": {"@id": address("datapackage.json")},
    }


def _said(text: str) -> list[dict[str, str]]:
    return [{"@value": said, "@language": code} for code, said in both(text).items()]
