"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "complaints"
urlpatterns = [
    path("phan-anh/", views.start, name="start"),
    path("phan-anh/theo-doi/", views.track, name="track"),
    path("phan-anh/nhap/<slug:token>/", views.link, name="link"),
]
