"""The addresses of this room that are no Wagtail pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("hoi-dap/<slug:slug>/", views.answer, name="answer"),
    path("phap-luat/<slug:slug>/", views.instrument, name="instrument"),
]
