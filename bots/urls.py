"""Addresses that people open."""

from __future__ import annotations

from django.urls import path

from . import about, views

app_name = "bots"
urlpatterns = [path("tro-ly-ao/", views.chat, name="chat"), path("tro-ly-ao/gioi-thieu/", about.about, name="about")]
