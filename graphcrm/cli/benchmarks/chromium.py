"""What a reader's browser makes of a page: loading, dragging, scrolling, in a real Chromium.

It needs `pip install 'graphcrm[bench]'` and a Chromium; without them nothing is measured.
"""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from graphcrm.cli.benchmarks import ground
from graphcrm.demo import loading


if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


LOADS = 20
WARM = 3
LONG_MS = 50  # what browsers call a long task (W3C Long Tasks)
PAGES_DOWN = 6  # how often further cards are scrolled to
SETTLE_MS = 400
SCROLLED_PX, PX_A_SECOND = 3_000, 1_500
_READY = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
_WATCH_TASKS = """() => {
  window.tasks = [];
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.tasks.push(task.duration);
  }).observe({ type: 'longtask' });
}"""
_WATCH_FRAMES = """() => {
  window.frames_ = [];
  const step = (now) => { window.frames_.push(now); requestAnimationFrame(step); };
  requestAnimationFrame(step);
}"""


@contextmanager
def signed_in(url: str, email: str) -> Iterator["Page | None"]:
    """Yield a window of somebody signed in; None where no Chromium can be driven."""
    path = os.environ.get("GRAPHCRM_TEST_CHROMIUM") or shutil.which("chromium")
    if path is None or importlib.util.find_spec("playwright") is None:
        yield None
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an extra

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            page = browser.new_page(base_url=url, viewport={"width": 1440, "height": 900})
            page.goto("/sign-in")
            page.locator("input[name=email]").fill(email)
            page.locator("input[name=password]").fill(loading.PASSWORD)
            page.locator("input[name=password]").press("Enter")
            page.wait_for_url(lambda now: "sign-in" not in now)
            yield page
        finally:
            browser.close()


def loads(page: "Page", paths: list[str]) -> dict[str, float]:
    """Return the milliseconds from asking for a page until its own code has run."""
    taken = []
    for at in range(WARM + LOADS):
        page.goto(paths[at % len(paths)])
        taken.append(float(page.evaluate(_READY)))
    return ground.spread(taken[WARM:])


def work_the_board(page: "Page") -> dict[str, Any]:
    """Load the board, scroll down for more cards, drag one, and scroll them all past.

    Returns:
        usable_ms; cards that were loaded; longest_task_ms while dragging, 0 when none is longer
        than 50; frames_per_second while scrolling, and those of a page of plain boxes on the same
        machine.
    """
    usable = loads(page, ["/deals"])
    frame = page.locator(".board-frame")
    for _ in range(PAGES_DOWN):
        frame.evaluate("one => one.scrollTo(0, one.scrollHeight)")
        page.wait_for_timeout(SETTLE_MS)
    frame.evaluate("one => one.scrollTo(0, 0)")
    page.wait_for_timeout(SETTLE_MS)
    found = {
        "usable_ms": usable,
        "cards": page.locator("[data-card]").count(),
        "longest_task_ms": _drag(page),
        "frames_per_second": _scroll(page, frame),
    }
    boxes = "<p style='height:8rem;border:1px solid'>" * 500
    page.goto("about:blank")
    page.set_content(f"<main style='height:50rem;overflow:auto'>{boxes}</main>")
    return found | {"frames_per_second_of_plain_boxes": _scroll(page, page.locator("main"))}


def _drag(page: "Page") -> float:
    """Carry a card over three columns and back; return the longest task meanwhile."""
    page.evaluate(_WATCH_TASKS)
    box = page.locator("[data-column]").nth(2).locator("[data-card]").nth(1).bounding_box()
    if box is None:
        raise AssertionError
    x, y = box["x"] + 40, box["y"] + 20
    page.mouse.move(x, y)
    page.mouse.down()
    for at in (*range(80), *range(80, -1, -1)):
        page.mouse.move(x + 6 * at, y + 8 * (at % 20))
    page.mouse.up()
    page.wait_for_timeout(SETTLE_MS)
    return float(max(page.evaluate("window.tasks"), default=0))


def _scroll(page: "Page", over: "Locator") -> float:
    """Turn the wheel for two seconds; return the frames drawn in each."""
    box = over.bounding_box()
    if box is None:
        raise AssertionError
    page.evaluate(_WATCH_FRAMES)
    page.context.new_cdp_session(page).send(
        "Input.synthesizeScrollGesture",
        {
            "x": round(box["x"] + box["width"] / 2),
            "y": round(box["y"] + box["height"] / 2),
            "yDistance": -SCROLLED_PX,
            "speed": PX_A_SECOND,
            "gestureSourceType": "mouse",
        },
    )
    drawn: list[float] = page.evaluate("window.frames_")
    return round(1000 * (len(drawn) - 1) / (drawn[-1] - drawn[0]), 1)
