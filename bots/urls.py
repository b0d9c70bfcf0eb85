"""Addresses that people open."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "bots"
urlpatterns = [path("tro-ly-ao/", views.chat, name="chat")]
