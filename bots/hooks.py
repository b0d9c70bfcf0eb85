"""Addresses that other machines call."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "bots_hooks"
urlpatterns = [path("hook/<slug:code>/", views.hook, name="hook")]
