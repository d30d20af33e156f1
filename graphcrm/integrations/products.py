"""Products of a table of deals that are written in two ways."""

from collections import defaultdict
from collections.abc import Mapping

from graphcrm.integrations.tables.mapping import squashed


def lookalikes(products: Mapping[str, int]) -> dict[str, str]:
    """Return for products that look like another one what that is, in words behind "rows ".

    Spellings that differ in spaces, signs and capitals alone are one product's; the rarer ones
    are told. So is a product whose name glues together two words that stand apart in others.

    Args:
        products: How often each name stands in the table.
    """
    spellings: dict[str, list[str]] = defaultdict(list)
    for product in sorted(products, key=lambda one: (-products[one], one)):
        spellings[squashed(product)].append(product)
    told: dict[str, str] = {}
    for usual, *others in spellings.values():
        told |= {one: f"of {one}: {one} and {usual} look like the same product" for one in others}
        apart = _apart(usual, {word for one in products if one != usual for word in one.split()})
        if not others and apart:
            told[usual] = f"of {usual}: {usual} and {apart} look like the same product"
    return told


def _apart(product: str, words: set[str]) -> str | None:
    """Return a product with a space where one of its words is two of some words glued together."""
    for word in product.split():
        for at in range(2, len(word) - 1):
            if word not in words and {word[:at], word[at:]} <= words:
                return product.replace(word, f"{word[:at]} {word[at:]}")
    return None
