"""The chat as somebody uses it who sees it for the first time: with or without a script, by mouse or by keys."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from .pages import RULES, go

CHAT = "/tro-ly-ao/"
PHONE = ViewportSize(width=360, height=640)
DESK = ViewportSize(width=1280, height=900)
LOG = ".chat__log"
BOX = "#tin"


class Visitor:
    """A browser with the chat open."""

    def __init__(self, browser: Browser, base: str, *, scripts: bool = True, size: ViewportSize | None = None, path: str = CHAT) -> None:
        self.base, self.scripts = base, scripts
        self.context: BrowserContext = browser.new_context(
            java_script_enabled=scripts, viewport=size or PHONE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
        )
        self.context.route("https://vi.wikipedia.org/**", lambda route: route.fulfill(body="<title>Wikipedia</title>"))
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.posts: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.posts.append(request.post_data or "") if request.method == "POST" else None)
        go(self.page, base + path)

    def settle(self) -> None:
        """Wait until the answer is there."""
        if self.scripts:
            self.page.wait_for_selector('[data-chat][aria-busy="false"]')
        else:
            self.page.wait_for_load_state()

    def write(self, text: str) -> None:
        """Write a message and send it: by Enter where a script runs, else by the button."""
        self.page.fill(BOX, text)
        if self.scripts:
            self.page.press(BOX, "Enter")
        else:
            self.page.click('button:text-is("Gửi")')
        self.settle()

    def press(self, label: str) -> None:
        """Press a button of the chat."""
        self.page.click(f'button:text-is("{label}")')
        self.settle()

    def said(self) -> str:
        """Return the last line of the log."""
        return self.page.locator(f"{LOG} > li").last.inner_text()

    def log(self) -> str:
        """Return the whole log."""
        return self.page.locator(LOG).inner_text()

    def alert(self) -> str:
        """Return what the page says is wrong."""
        return self.page.locator("[data-alert]").inner_text()

    def barriers(self) -> list[str]:
        """Return what axe finds against WCAG 2.2 AA in the state that the page is in."""
        found = Axe().run(self.page, options=RULES).response["violations"]
        return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]

    def is_too_wide(self) -> bool:
        """Tell whether the page scrolls sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))

    def kept(self) -> str:
        """Return what this tab remembers."""
        return str(self.page.evaluate("JSON.stringify(sessionStorage)"))

    def tree(self) -> list[tuple[str, str]]:
        """Return role and name of everything that a screen reader meets."""
        wire = self.context.new_cdp_session(self.page)
        nodes = wire.send("Accessibility.getFullAXTree")["nodes"]
        wire.detach()
        return [(_value(node, "role"), _value(node, "name")) for node in nodes if not node.get("ignored")]

    def focused(self) -> tuple[str, str]:
        """Return role and name of what has the focus."""
        wire = self.context.new_cdp_session(self.page)
        nodes = wire.send("Accessibility.getFullAXTree")["nodes"]
        wire.detach()
        holds = [node for node in nodes if any(each["name"] == "focused" and each["value"]["value"] for each in node.get("properties", ()))]
        return (_value(holds[-1], "role"), _value(holds[-1], "name")) if holds else ("", "")

    def tab_to(self, role: str, name: str, *, most: int = 80) -> None:
        """Walk by the tab key to the control with this role and name."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.focused() == (role, name):
                return
        raise AssertionError(f"no key leads to {name}")


def _value(node: dict[str, Any], what: str) -> str:
    return str(node.get(what, {}).get("value", ""))
