"""Files as the import screen gets them."""

import io

from graphcrm.jobs.uploads import Uploads


MBOX = b"""From x Mon Jan  1 00:00:00 2024
From: Kim Oduya <kim@oduya.example>
To: Ada <ada@norrvane.example>
Date: Mon, 1 Jan 2024 10:00:00 +0000
Message-ID: <web-1@oduya.example>
Subject: Freight

Hello
"""


PEOPLE = b"Who;Mail;Firm\nKim Oduya;kim@oduya.example;Oduya Freight\nZed;zed@oduya.example;Oduya\n"


DEALS = b"Was,Phase,Wert\nYard,Engaging,1.200\nGate,Warm,5\nCrane,Warm,5\n"
NAMED = b"name,email,shoe size\nKim Oduya,kim@oduya.example,44\n"


def send(browser, content, name="mail.mbox", headers=None, **fields):
    """Upload one file, by the fields a browser's form would send."""
    sent = {"kind": "mail", "contacts": "all", **fields, "files": (io.BytesIO(content), name)}
    return browser.post("/imports/new", sent, headers=headers)


def waiting(running, user):
    return [one for one in Uploads(running.data).all() if one.user_id == user.user_id]
