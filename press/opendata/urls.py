"""The pages of open data."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("du-lieu/", views.index, name="open_data"),
    path("du-lieu/<slug:code>/", views.dictionary, name="open_register"),
]
