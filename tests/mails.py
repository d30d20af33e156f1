"""Messages as they are found in mailboxes."""

from datetime import UTC, datetime

from graphcrm.integrations.mail import messages, raw


NOW = datetime(2026, 6, 1, tzinfo=UTC)


READING = messages.Reading(NOW)


BASE = {
    "Message-ID": "<1@oduya.example>",
    "Date": "Mon, 13 Nov 2000 00:21:00 -0800 (PST)",
    "From": "Kim Oduya <kim@oduya.example>",
    "To": "ben@moss.example",
    "Subject": "Lunch",
}


ATTACHED = (
    b"--b\nContent-Type: text/plain\nContent-Disposition: attachment\n\nsecret\n"
    b"--b\nContent-Type: text/html\n\n<b>Hi</b>\n--b--\n"
)


def content(fields=None, body=b"", reading=READING, **more):
    """Read a message of BASE with fields changed; None takes one away."""
    changed = {**BASE, **(fields or {}), **more}
    lines = [
        f"{name}: {value}".encode("utf-8", "surrogateescape")
        for name, values in changed.items()
        if values is not None
        for value in (values if isinstance(values, list) else [values])
    ]
    return messages.content(raw.split(b"\n".join(lines) + b"\n\n" + body, 1 << 20), reading)
