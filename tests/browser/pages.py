"""Which pages to look at, and what one visit tells."""

from __future__ import annotations

import re
import shutil
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, sync_playwright

#: Addresses that are printed and promised, whether or not the site map names them.
PROMISED = (
    "/",
    "/nguoi-lao-dong/",
    "/nguoi-su-dung-lao-dong/",
    "/hoi-dap/",
    "/tim-kiem/?q=bao+hiem+xa+hoi",
    "/cong-khai/",
    "/cong-khai/dot/",
    "/bieu-duong/",
    "/tra-cuu-don-vi/",
    "/so-lieu/",
    "/en/so-lieu/",
    "/tro-ly-ao/",
    "/tro-ly-ao/gioi-thieu/",
    "/en/tro-ly-ao/gioi-thieu/",
    "/phan-anh/",
    "/phan-anh/theo-doi/",
    "/dinh-chinh/",
    "/nhat-ky-cong-khai/",
    "/bao-chi/",
    "/bao-chi/hoi/",
    "/bao-chi/xem-truoc/khong-co/",
    "/nhan-tin/",
    "/nhan-tin/huy/khong-co/",
    "/du-lieu/",
    "/du-lieu/cong-khai/",
    "/en/nhan-tin/",
    "/phap-luat/",
    "/en/",
    "/khong-co-trang-nay/",
    "/quan-tri/tai-khoan/login/",
)
#: Those of them that are nobody's.
UNKNOWN = {"/khong-co-trang-nay/", "/bao-chi/xem-truoc/khong-co/", "/nhan-tin/huy/khong-co/"}
#: Of each part of the site, so many pages that the site map or a register links to.
EACH = 2
#: Registers whose items no site map names.
REGISTERS = ("/cong-khai/", "/bieu-duong/")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: WCAG 2.2 AA, and what axe calls good practice for landmarks and headings.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}


@dataclass
class Visit:
    """What a browser saw at one address."""

    path: str
    status: int
    headings: int = 0
    language: str = ""
    barriers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    too_wide: list[int] = field(default_factory=list)
    weight: int = 0


def read(address: str) -> str:
    """Return the text that ``address`` answers with."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        return str(answer.read().decode("utf-8"))


def addresses(base: str) -> list[str]:
    """Return the promised paths and a few pages, not files, of each part of the site."""
    named = re.findall(r"<loc>([^<]+)</loc>", read(f"{base}/sitemap.xml"))
    linked = [path for register in REGISTERS for path in re.findall(rf'href="({register}[^"?#]+)"', read(base + register))]
    parts: dict[str, list[str]] = defaultdict(list)
    for path in [urlsplit(each).path for each in named] + linked:
        part = path.rsplit("/", 2)[0]
        if "." not in path and path not in PROMISED and path not in parts[part] and len(parts[part]) < EACH:
            parts[part].append(path)
    return [*PROMISED, *(path for some in parts.values() for path in some)]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield the distribution's Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise RuntimeError("install the package chromium (Ubuntu: chromium-browser)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def go(page: Page, address: str = "") -> Response | None:
    """Open an address, or the page once more, and wait until it is whole and asks for nothing more.

    Quiet alone does not mean whole: a script that keeps the parser busy is quiet, too.
    """
    answer = page.goto(address) if address else page.reload()
    page.wait_for_load_state("networkidle")
    return answer


def visit(browser: Browser, base: str, path: str, state: Any = None) -> Visit:
    """Look at one page, wide and narrow; ``state`` is what somebody who logged in brings along."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", storage_state=state
    )
    page, said = context.new_page(), Visit(path, 0)
    page.on("console", lambda message: said.complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.complaints.append(str(error)))
    page.on("request", lambda request: said.strangers.append(request.url) if not request.url.startswith((base, "data:")) else None)
    sizes: list[int] = []
    page.on(
        "requestfinished", lambda request: sizes.append(sum(request.sizes()[key] for key in ("responseBodySize", "responseHeadersSize")))
    )
    answer = go(page, base + path)
    said.status = answer.status if answer else 0
    said.weight = sum(sizes)
    said.headings = page.locator("h1").count()
    said.language = page.locator("html").get_attribute("lang") or ""
    found = Axe().run(page, options=RULES).response["violations"]
    said.barriers = [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]
    for width in (320, 360):
        page.set_viewport_size({"width": width, "height": 700})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            said.too_wide.append(width)
    context.close()
    return said


def visit_without_scripts(browser: Browser, base: str, path: str) -> str:
    """Return what a reader without JavaScript sees below the page's main landmark."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 700})
    try:
        page = context.new_page()
        page.goto(base + path)
        return page.locator("main").inner_text()
    finally:
        context.close()
