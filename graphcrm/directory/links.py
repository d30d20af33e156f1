"""Links: files that lie elsewhere, attached by title and URL to a record of any sort."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from graphcrm import ids
from graphcrm.changes import Added, Change, Edge, Node, Removed, Set, Values
from graphcrm.directory.rules import FieldError, stored


MAX_TITLE = 200
MAX_URL = 2000
SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class LinkDraft:
    """A link as a form gives it.

    Attributes:
        title: What it is called; "" = as its URL's last part, or its host.
        url: Where it leads, of the scheme http or https.
    """

    title: str
    url: str


def checked_link(draft: LinkDraft) -> LinkDraft:
    """Return `draft` with one spelling of its URL, and a title.

    A link is shown to everybody who sees the record and is followed by a click: so it names its
    scheme, which runs nothing in the page, and carries nobody's password (RFC 3986 3.2.1).

    Raises:
        FieldError: Its URL or its title is not what it should be.
    """
    url = draft.url.strip()
    if not url:
        raise FieldError("url", "it is missing.")
    if len(url) > MAX_URL:
        raise FieldError("url", f"at most {MAX_URL} characters, not {len(url)}.")
    if any(letter.isspace() or not letter.isprintable() for letter in url):
        raise FieldError("url", "it has a space or a letter that cannot be shown; copy it again.")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise FieldError("url", "it is no URL; copy it from the browser.") from error
    if parts.scheme.lower() not in SCHEMES or not host:
        raise FieldError("url", "only what begins with https:// or http:// can be linked.")
    if parts.username is not None or parts.password is not None:
        raise FieldError("url", "leave out the user name and the password before the @.")
    title = " ".join(draft.title.split()) or parts.path.rstrip("/").rpartition("/")[2] or host
    return LinkDraft(_checked_title(title), url)


def adding(record: Node, edge_type: str, draft: LinkDraft, key: str | None) -> list[Change]:
    """Return the changes that attach a link to a record.

    Args:
        record: To what.
        edge_type: From the record to the link, e.g. "HAS_LINK".
        draft: A checked link.
        key: Of the form, so that what is sent twice is one link.
    """
    uid = ids.of("link", record.uid, key) if key else ids.new()
    link = Node("Link", uid)
    return [
        Added(link, {"title": draft.title, "url": draft.url}),
        Added(Edge(edge_type, ids.of("has-link", uid), record, link), {}),
    ]


def renaming(values: Values, title: str) -> list[Change]:
    """Return the changes that give a link of these properties another title; none where it has it.

    Raises:
        FieldError: The title is empty or too long.
    """
    title = _checked_title(" ".join(title.split()))
    if title == values["title"]:
        return []
    return [Set(Node("Link", values["uid"]), {"title": values["title"]}, {"title": title})]


def removing(values: Values) -> list[Change]:
    """Return the changes that take a link of these properties away."""
    return [Removed(Node("Link", values["uid"]), stored(values))]


def _checked_title(title: str) -> str:
    if not title:
        raise FieldError("title", "it is missing.")
    if len(title) > MAX_TITLE:
        raise FieldError("title", f"at most {MAX_TITLE} characters, not {len(title)}.")
    return title
