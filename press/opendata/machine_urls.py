"""The doors for programs: one address each, whatever the reader's language."""

from __future__ import annotations

from django.urls import path

from . import api, views

urlpatterns = [
    path("du-lieu/datapackage.json", views.datapackage, name="open_package"),
    path("du-lieu/catalog.jsonld", views.catalogue, name="open_catalogue"),
    path("du-lieu/<slug:code>.csv", views.csv_file, name="open_csv"),
    path("du-lieu/<slug:code>.json", views.json_file, name="open_json"),
    path("api/v1/", api.root, name="api_root"),
    path("api/v1/openapi.json", api.description, name="api_description"),
    path("api/v1/thay-doi/", api.changed, name="api_changes"),
    path("api/v1/<slug:code>/", api.rows, name="api_rows"),
    path("api/v1/<slug:code>/<str:key>/", api.row, name="api_row"),
    path("api/<path:rest>", api.missing),
]
