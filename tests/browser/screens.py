"""Pictures of every kind of page on a phone and on a desk: ``python -m tests.browser.screens [FOLDER [PATH ...]]``."""

from __future__ import annotations

import sys
from pathlib import Path

from tests import served

from . import pages


def main(folder: Path, paths: list[str]) -> None:
    """Write one picture per page and width below ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with served.site() as base, pages.chromium() as browser:
        for path in paths or pages.addresses(base):
            for width in (360, 1280):
                page = browser.new_page(viewport={"width": width, "height": 800})
                pages.go(page, base + path)
                name = path.strip("/").replace("/", "_").replace("?", "_") or "home"
                page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
                page.close()
                print(path, width)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else served.ROOT / "var" / "screens"), sys.argv[2:])
