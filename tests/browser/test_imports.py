"""Importing, as a person does it in a browser, with a worker that does the work."""

import os
import subprocess
import sys

import pytest
from windows import scrolls_sideways

from graphcrm.embedded.commands import WORKER


PEOPLE = "Who;Mail;Firm\nKim Oduya;kim@oduya.example;Oduya Freight\nZed;not an address;Oduya\n"


@pytest.fixture(scope="module")
def worker(servers, tmp_path_factory):
    """A worker that takes jobs while these tests run."""
    variables = {name: value for name, value in servers.variables().items() if value}
    with (tmp_path_factory.mktemp("worker") / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own worker
            [sys.executable, "-m", *WORKER],
            env={**os.environ, **variables, "PYTHONPATH": "."},
            stdout=log,
            stderr=log,
        )
        yield process
        process.terminate()
        process.wait(30)


def messages(count, tag):
    return "".join(
        f"From x Mon Jan  1 00:00:00 2024\nFrom: Kim {n % 9} <kim{n % 9}@{tag}.example>\n"
        f"To: Noor <browser@norrvane.example>\nDate: Mon, 1 Jan 2024 10:00:{n % 60:02} +0000\n"
        f"Message-ID: <{n}@{tag}.example>\nSubject: s\n\nx\n\n"
        for n in range(count)
    ).encode()


def file(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_mail_goes_in_and_out_again_by_hand(site, signed_in, worker, violations):
    """The whole way: upload, trial, import, result, undo; each step is accessible."""
    assert worker.pid
    page = signed_in(site, "/imports/new")
    assert violations(page) == []
    page.set_input_files("#files", file("inbox.mbox", messages(1200, "byhand")))
    page.click("text=Upload >> visible=true")
    page.wait_for_selector("h1:has-text('inbox.mbox has arrived')")
    assert violations(page) == []
    page.click("button:has-text('Try it')")
    page.wait_for_selector("h1:has-text('would bring 1\u202f200 new rows')", timeout=60_000)
    assert violations(page) == []
    page.click("form[action$='/import'] button")
    page.wait_for_selector(".chip:has-text('Standing')", timeout=60_000)
    assert violations(page) == []
    page.click("button:has-text('Undo import')")
    page.wait_for_selector("h2:has-text('Taken back')", timeout=60_000)
    assert violations(page) == []
    page.click(".crumbs a")
    page.wait_for_selector("tr:has-text('inbox.mbox') .chip:has-text('Taken back')")
    assert violations(page) == []


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_table_is_mapped_in_every_window(site, signed_in, worker, violations, theme, width):  # noqa: PLR0913, PLR0917 - fixtures
    """Columns are named beside their values, by keyboard too, and nothing scrolls sideways."""
    assert worker.pid
    page = signed_in(
        site, "/imports/new?kind=csv-contacts", theme=theme, width=width, expected=["422"]
    )
    assert not scrolls_sideways(page)
    page.set_input_files("#files", file("leute.csv", PEOPLE.encode()))
    page.press("#files", "Enter")
    page.focus("button:has-text('Upload')")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('What do the columns say?')")
    assert violations(page) == []
    assert not scrolls_sideways(page)
    page.select_option("[name=column-1]", "name")
    page.select_option("[name=column-2]", "email")
    page.focus("button:has-text('Try it')")
    page.keyboard.press("Enter")
    page.wait_for_selector("dt:has-text('Not readable')", timeout=60_000)
    assert violations(page) == []
    assert not scrolls_sideways(page)
    page.click("button:has-text('Discard')")
    page.wait_for_url("**/imports")


@pytest.mark.usefixtures("deals")
@pytest.mark.parametrize("width", [1440, 320])
def test_deals_of_another_system_come_in_by_stages_that_are_mapped(
    site, signed_in, worker, violations, width
):
    """What nothing tells is asked for in a step; then each lies in the stage that was chosen."""
    assert worker.pid
    rows = f"id,name,stage,amount\n1,Yard of {width},Warm,10\n2,Gate of {width},Qualified,20\n"
    page = signed_in(site, "/imports/new?kind=csv-opportunities", width=width, expected=["422"])
    page.set_input_files("#files", file("deals.csv", rows.encode()))
    page.click("button:has-text('Upload')")
    page.wait_for_selector("h1:has-text('What do the columns say?')")
    page.click("button:has-text('Try it')")
    page.wait_for_selector("text=Say which stage of yours each of these is: Warm.")
    assert violations(page) == []
    assert not scrolls_sideways(page)
    page.select_option("[name=stage-Warm]", "sales/discovery")
    page.click("button:has-text('Try it')")
    page.wait_for_selector("h1:has-text('would bring 2 new rows')", timeout=60_000)
    page.click("form[action$='/import'] button")
    page.wait_for_selector(".chip:has-text('Standing')", timeout=60_000)
    assert violations(page) == []
    imported = page.url
    page.goto(f"{site}/deals/table")
    line = page.locator("tr", has_text=f"Yard of {width}")
    assert "Discovery" in line.inner_text()
    page.goto(imported)
    page.click("button:has-text('Undo import')")
    page.wait_for_selector("h2:has-text('Taken back')", timeout=60_000)


def test_the_wrong_kind_is_told_in_place(site, signed_in):
    """What was chosen stays; only the file has to be chosen again."""
    page = signed_in(site, "/imports/new", expected=["422"])
    page.check("input[name=kind][value=ics]", force=True)
    page.set_input_files("#files", file("inbox.mbox", messages(1, "wrong")))
    page.click("button:has-text('Upload')")
    page.wait_for_selector("[role=alert]:has-text('is not a calendar')")
    assert page.is_checked("input[name=kind][value=ics]")


def test_a_file_that_is_too_large_is_not_sent(site, signed_in):
    """Two gigabytes on the way only to be refused would be rude."""
    page = signed_in(site, "/imports/new")
    page.evaluate("document.querySelector('[data-upload]').dataset.uploadLimit = '10'")
    page.set_input_files("#files", file("inbox.mbox", messages(1, "large")))
    page.click("button:has-text('Upload')")
    page.wait_for_selector(".toast:has-text('Nothing was sent')")
