"""The windows that every screen has to fit."""

WIDTHS = {1440: 900, 768: 1024, 390: 844, 320: 640}


def scrolls_sideways(page):
    """Return whether the page is wider than its window."""
    wide = "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
    return page.evaluate(wide)
