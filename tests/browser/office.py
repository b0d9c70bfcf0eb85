"""The press screens of the office as an officer with every task meets them: each address found by following links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.urls import resolve
from django.urls.exceptions import Resolver404
from playwright.sync_api import Browser, BrowserContext

from core import keys
from press.wagtail_hooks import SCREENS

OFFICE = "/quan-tri/"
#: What answers with a file, or is led to only from a release whose files somebody took.
NO_SCREENS = {"press_pack_take", "press_pack_hand_over", "press_pack_picture", "press_clipping_scan", "press_delivery_proof"}
NAMES = {url.name for screen in SCREENS for url in screen.URLS} - NO_SCREENS
#: What reaches beyond a phone's edge, unless it lies in a box that scrolls by itself or is there for screen readers alone.
TOO_WIDE = """() => {
  const within = (each) => {
    for (let box = each; box && box.tagName !== 'MAIN'; box = box.parentElement) {
      const style = getComputedStyle(box)
      if (style.clipPath !== 'none') return true
      if (box !== each && ['auto', 'scroll'].includes(style.overflowX) && box.getBoundingClientRect().right <= innerWidth + 1) return true
    }
    return false
  }
  document.querySelectorAll('main details').forEach((each) => { each.open = true })
  return [...document.querySelectorAll('main *')].filter((each) => {
    const box = each.getBoundingClientRect()
    return box.width > 0 && box.right > innerWidth + 1 && !within(each)
  }).map((each) => each.outerHTML.slice(0, 160)).slice(0, 3)
}"""


def password(var: Path) -> str:
    """Return the password of the demo's officers, whose first start made it in the folder ``var``."""
    return f"minh-hoa-{keys.make_or_read(var / 'keys', 'demo_password', size=5).decode('ascii')}"


def enter(browser: Browser, base: str, who: str, secret: str) -> Any:
    """Log an officer in and return the state that other contexts start from."""
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(base + OFFICE)
        page.fill("input[name=login]", who)
        page.fill("input[name=password]", secret)
        page.click("main button[type=submit]")
        page.wait_for_load_state()
        return context.storage_state()
    finally:
        context.close()


def screens(context: BrowserContext, base: str) -> dict[str, str]:
    """Return one address of each screen of the desk, by its name, found from the menu's screens on."""
    page, found, new = context.new_page(), dict[str, str](), [OFFICE]
    while new:
        page.goto(base + new.pop(0))
        for path in _links(page.content()):
            name = _name(path)
            if name in NAMES and name not in found:
                found[name] = path
                new.append(path)
    page.close()
    return found


def _links(html: str) -> Iterator[str]:
    return (path.replace("&amp;", "&") for path in re.findall(rf'(?:href="|&quot;url&quot;: &quot;|"url": ")({OFFICE}[^"&#?]*)', html))


def _name(path: str) -> str:
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""
