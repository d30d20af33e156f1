"""Draw README's pictures: run the demo in a folder of its own, sign in, save the Paths screen.

Usage: python scripts/screenshots.py [FOLDER]    (docs/images by default; needs Chromium)
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from graphcrm import clock
from graphcrm.demo.world import Size, World


CHROMIUM = os.environ.get("GRAPHCRM_TEST_CHROMIUM", "/usr/bin/chromium")
WIDTH, HEIGHT = 1440, 900
PATIENCE_S = 600  # the first start fetches Neo4j
LARGEST = 250_000  # bytes of one picture
SAID = re.compile(
    r"graphcrm is at (?P<url>\S+);.*?\nSign in as (?P<email>\S+).*?\nPassword: (?P<password>\S+)",
    re.DOTALL,
)


def main() -> int:
    """Run the demo, save the pictures, stop the demo."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="graphcrm-screenshots-") as data:
        log = Path(data) / "demo.log"
        command = [sys.executable, "-m", "graphcrm", "demo", "--no-browser", "--port", "0"]
        with log.open("wb") as out:
            demo = subprocess.Popen(
                [*command, "--data", f"{data}/data"], stdout=out, stderr=subprocess.STDOUT
            )
        try:
            return draw(said(demo, log), folder)
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(60)


def said(demo: "subprocess.Popen[bytes]", log: Path) -> dict[str, str]:
    """Return address, name and password as the demo prints them."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and demo.poll() is None:
        if found := SAID.search(log.read_text(encoding="utf-8")):
            return found.groupdict()
        time.sleep(0.2)
    sys.exit(f"The demo did not start:\n{log.read_text(encoding='utf-8')}")


def draw(house: dict[str, str], folder: Path) -> int:
    """Save the Paths screen, light and dark; return how many pictures are too large."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        files = [
            picture(browser, house, "light", folder / "paths.png"),
            picture(browser, house, "dark", folder / "paths-dark.png"),
        ]
        browser.close()
    for file in files:
        print(f"{file}: {file.stat().st_size:,} bytes")
    return sum(file.stat().st_size > LARGEST for file in files)


def picture(browser: Browser, house: dict[str, str], theme: str, file: Path) -> Path:
    """Sign in, open what the demo opens, and save it."""
    page = browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    target = World(Size.SMALL, 1, clock.now()).opening.target_email
    page.goto(f"{house['url']}/sign-in?next=/paths/to/{target}")
    page.fill("#email", house["email"])
    page.fill("#password", house["password"])
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer")
    page.wait_for_function("document.fonts.status === 'loaded'")
    page.screenshot(path=file)
    page.close()
    return file


if __name__ == "__main__":
    sys.exit(main())
