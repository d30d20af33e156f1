"""CSV files are read by what stands in them, with or without a mapping."""

import io
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from hypothesis import given, strategies as st

from graphcrm.integrations import files
from graphcrm.integrations.files import UnreadableError
from graphcrm.integrations.source import (
    AccountFacts,
    Failed,
    Ignored,
    JobFacts,
    PersonFacts,
    SourceKind,
)
from graphcrm.integrations.sources import Options, open_source
from graphcrm.integrations.tables import reading
from graphcrm.integrations.tables.csv_files import MissingColumnsError, preview
from graphcrm.integrations.tables.mapping import (
    Mapping,
    MappingError,
    inline_mapping,
    read_mapping,
)


CONTACTS, ACCOUNTS, LOG = (
    SourceKind.CSV_CONTACTS,
    SourceKind.CSV_ACCOUNTS,
    SourceKind.CSV_ACTIVITIES,
)
EITHER_WAY = 'say time = "day-first" or "month-first" in the mapping'
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def values(person):
    return [address.value for address in person.addresses]


def test_a_contact_is_read_without_any_mapping(say):
    """Exports of other programs name their columns in known ways."""
    (found,) = say(
        CONTACTS,
        "Record ID,First Name,Last Name,Email,Mobile Phone Number,LinkedIn URL,Job Title,"
        "Company Name,Website,Start Date,Board\n"
        "7,kim,ODUYA,Kim@Oduya.example; k@home.example,+44 20 7946 0000,linkedin.com/in/kim,VP,"
        "Acme,https://www.acme.example/about,2020-02-01,yes\n",
    )
    assert found.name == "kim ODUYA"
    assert found.key == "7"
    assert found.title == "VP"
    assert values(found) == [
        "kim@oduya.example",
        "k@home.example",
        "+442079460000",
        "https://linkedin.com/in/kim",
    ]
    assert found.jobs == (JobFacts("Acme", "acme.example", "VP", date(2020, 2, 1), board=True),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_delimiter_and_encoding_are_found_by_content(say, delimiter, encoding):
    """Excel writes semicolons here and commas there, in half a dozen encodings."""
    text = "Name,Email,Title\nJörg Müller,j@x.example,Größe\nKim,k@x.example,VP\n"
    found = say(CONTACTS, text.replace(",", delimiter).encode(encoding))
    assert [each.name for each in found] == ["Jörg Müller", "Kim"]
    assert found[0].title == "Größe"


def test_bytes_that_are_no_utf8_far_down_are_read_as_windows_does(say):
    """The beginning of a file does not tell what somebody pasted in at its end."""
    text = b"Name,Email\n" + b"Kim,k@x.example\n" * 20_000 + b"J\xf6rg \x81,j@x.example\n"
    assert say(CONTACTS, text)[-1].name == "Jörg"


def test_the_header_is_found_behind_a_preamble(say):
    """Reports begin with a title and notes."""
    text = 'Contacts of Acme\n"Exported, with care"\n\nName;Email\nKim;k@x.example\n'
    assert [each.name for each in say(CONTACTS, text)] == ["Kim"]


def test_rows_are_counted_as_a_spreadsheet_does(read):
    """People look for the row in their spreadsheet, where the header is row 1."""
    text = 'Name,Email\nKim,k@x.example\n\n"Ben\nMoss",b@x.example\nAda,nonsense\n'
    items = read(CONTACTS, text, "people.csv")
    assert [item.row for item in items] == [f"people.csv: row {at}" for at in (2, 4, 5)]
    assert items[1].content.name == "Ben Moss"
    assert items[2].content == Failed("email: 'nonsense' is not an address")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "Kim,k@x.example,VP,of,Sales",
            Failed(
                "it has 5 cells where the header has 3:"
                " is a value with a delimiter in it not quoted?"
            ),
        ),
        ("Kim,k@x.example,VP,,", PersonFacts),
        ("Kim", PersonFacts),
        ("NULL,NULL,NULL", Ignored("no name")),
        (",kim.oduya@x.example,", PersonFacts),
        ("Kim," + "x" * (1 << 21) + ",VP", Failed("it is longer than a megabyte")),
        (
            'Kim,"' + "x" * 140_000,
            Failed("a value is longer than 128 KB: is a quotation mark not closed?"),
        ),
    ],
)
def test_a_bad_row_says_why_and_the_rest_is_read(say, row, said):
    """One unquoted comma must not shift a column, nor stop an import."""
    found = say(CONTACTS, f"Name,Email,Title\n{row}\nBen,b@x.example,\n")
    assert isinstance(found[0], said) if isinstance(said, type) else found[0] == said
    assert found[-1].name == "Ben"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("phone=call me", "phone: 'call me' is not a phone number"),
        ("profile=x", "profile: 'x' is not the address of a profile"),
        ("domain=acme", "domain: 'acme' is not a domain"),
        ("from=soon", "from: 'soon' is no day; write 2026-03-31"),
        (
            "until=3/4/2020",
            f"until: '3/4/2020' can be read in two ways: {EITHER_WAY}",
        ),
        ("board=perhaps", "board: 'perhaps' is neither yes nor no"),
    ],
)
def test_a_cell_that_cannot_be_read_names_its_column(say, cell, reason):
    """The reason is for the person who has the file open."""
    name, _, value = cell.partition("=")
    (found,) = say(CONTACTS, f"Name,Company,{name}\nKim,Acme,{value}\n")
    assert found == Failed(reason)


def test_an_account_is_read_with_its_money_exact(say):
    """Revenue is an integer of minor units; floats do not add up."""
    mapping = read_mapping(
        'currency = "USD"\nunit = 1000000\n[columns]\nparent = "subsidiary_of"', ACCOUNTS
    )
    (found,) = say(
        ACCOUNTS,
        "account,sector,revenue,employees,office_location,subsidiary_of,website\n"
        'Acme,retail,1100.04,"2,822",Kenya,Globex,"acme.example, acme.co.uk"\n',
        mapping=mapping,
    )
    assert found == AccountFacts(
        "Acme",
        ("acme.example", "acme.co.uk"),
        "retail",
        2822,
        110_004_000_000,
        "USD",
        "Kenya",
        "Globex",
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Acme,5,", "revenue: there is no currency, neither in a column nor in the mapping"),
        ("Acme,many EUR,", "revenue: 'many' is not a number"),
        ("Acme,,51-200", "employees: '51-200' is not a number"),
        ("Acme,,2.5", "employees: '2.5' is not a whole number"),
    ],
)
def test_numbers_of_an_account_that_cannot_be_read_fail(say, row, reason):
    """A range is no count, and money without a currency is none."""
    assert say(ACCOUNTS, f"Name,Revenue,Employees\n{row}\n") == [Failed(reason)]


def test_an_account_without_a_name_is_ignored(say):
    """There is nothing to call it."""
    assert say(ACCOUNTS, "Name,Website\n,acme.example\n") == [Ignored("no name")]


def test_a_mapping_names_columns_by_header_or_number(say):
    """Files without a header are read by number."""
    text = "9\t910930020\tHi\tkim\tben|ada\n"
    mapping = read_mapping(
        'delimiter = "\\t"\nheader = false\ntime = "unix"\ndomain = "oduya.example"\n'
        "[columns]\nid = 1\ntime = 2\nsubject = 3\nfrom = 4\nto = [5]\n",
        LOG,
    )
    (found,) = say(LOG, text, mapping=mapping)
    assert found.occurred_at == datetime(1998, 11, 13, 4, 7, tzinfo=UTC)
    assert [each.address.value for each in found.participants] == [
        f"{each}@oduya.example" for each in ("kim", "ben", "ada")
    ]
    by_number = inline_mapping("time=2,subject=3,from=4,to=5", LOG, Mapping(domain="oduya.example"))
    assert say(LOG, text, mapping=by_number)[0].subject == "Hi"
    by_name = inline_mapping("time=Sent On,from=Who", LOG)
    (found,) = say(LOG, "Who,Sent On,to\nk@x.example,2024-03-05,b@x.example\n", mapping=by_name)
    assert found.occurred_at == datetime(2024, 3, 5, tzinfo=UTC)


def test_a_header_may_stand_above_columns_named_by_number(say):
    """The mapping says so, because nobody can tell."""
    mapping = Mapping(columns={"name": (2,)}, header=True)
    (found,) = say(CONTACTS, "x,y\n1,Kim\n", mapping=mapping)
    assert found.name == "Kim"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("= 1", "the file is not TOML"),
        ("columns = 1", "columns must be a table"),
        ("colour = 1", "colour is unknown; there are columns, delimiter"),
        ('header = "yes"', "header must be bool"),
        ("unit = true", "unit must be int"),
        ("time = 1", "time must be a text"),
        ('delimiter = "x"', "delimiter must be a comma"),
        ('decimal = "x"', 'decimal must be "." or ","'),
        ('zone = "Mars/Olympus"', "zone 'Mars/Olympus' is unknown"),
        ('encoding = "morse"', "encoding 'morse' is unknown"),
        ("[columns]\nsalary = 1", "columns.salary is unknown; there are time"),
        ("[columns]\ntime = 0", "columns.time counts columns from 1"),
        ("[columns]\ntime = []", "columns.time must be a header"),
        ("[columns]\ntime = [1.5]", "columns.time must be a header"),
    ],
)
def test_a_mapping_that_cannot_be_says_which_entry(text, why):
    """A typing error in a mapping must not import the wrong column."""
    with pytest.raises(MappingError, match=rf"^Mapping: {why.replace('.', '[.]')}"):
        read_mapping(text, LOG)


@pytest.mark.parametrize("text", ["time", "time=", "=x", "salary=x"])
def test_an_inline_mapping_that_cannot_be_is_refused(text):
    """So on the command line."""
    with pytest.raises(MappingError):
        inline_mapping(text, LOG)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "is a binary file, not text"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "is an Office document"),
        (b"Name,Email\n", "has a header but no rows"),
        (b"alpha,beta\n1,2\n", "has no header row that names known columns"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_name(read, content, why):
    """The sentence names the file and what to do."""
    with pytest.raises(UnreadableError, match=rf"^people\.csv {why}"):
        read(CONTACTS, content, "people.csv")


def test_a_column_that_is_not_there_is_named(read):
    """The mapping may be for another file."""
    with pytest.raises(UnreadableError, match="has no column 'Who', which is to be 'name'"):
        read(
            CONTACTS, "Name,Email\nKim,k@x.example\n", mapping=inline_mapping("name=Who", CONTACTS)
        )
    with pytest.raises(UnreadableError, match="has no column 9"):
        read(CONTACTS, "Kim,k@x.example\n", mapping=inline_mapping("name=9", CONTACTS))


def test_a_log_without_a_time_is_refused(read):
    """Strength is computed from days."""
    with pytest.raises(
        MissingColumnsError, match="has no column for time, to or cc or bcc"
    ) as info:
        read(LOG, "from,subject\nk@x.example,Hi\n")
    assert info.value.needed == ("time", "to or cc or bcc")


def test_rows_without_any_are_said_to_be_none(read):
    """A file of empty lines, whose columns are named by number."""
    with pytest.raises(UnreadableError, match="has no rows"):
        read(CONTACTS, ",\n,\n", mapping=Mapping(columns={"name": (1,)}, header=False))


def test_a_preview_shows_how_a_file_would_be_read(tmp_path):
    """The import screen maps columns by example rows."""
    path = tmp_path / "log.csv"
    path.write_text("Sender;Sent;Subject\nk@x.example;2024-03-05;Hi\nb@x.example;2024-03-06;Ho\n")
    shown = preview(open_source(LOG, [path]), 1)
    assert (shown.delimiter, shown.encoding, shown.header) == (
        ";",
        "utf-8",
        ("Sender", "Sent", "Subject"),
    )
    assert shown.rows == (("k@x.example", "2024-03-05", "Hi"),)
    assert shown.columns == {"from": (0,), "time": (1,), "subject": (2,)}
    assert shown.missing == ("to or cc or bcc",)
    assert shown.problem is None


def test_a_preview_shows_a_file_it_does_not_know_as_it_is(tmp_path):
    """So that its columns can be named by number."""
    path = tmp_path / "log.tsv"
    path.write_text("1\tx\n2\ty\n")
    shown = preview(open_source(LOG, [path]), 5)
    assert shown.rows == (("1", "x"), ("2", "y"))
    assert "no header row" in shown.problem
    path.write_bytes(bytes(200))
    assert "binary" in preview(open_source(LOG, [path]), 5).problem
    (tmp_path / "none").mkdir()
    assert preview(open_source(LOG, [tmp_path / "none"]), 5).problem == "none holds no file."
    path.write_bytes(b"")
    assert preview(open_source(LOG, [path, path]), 5).problem == "is empty."


PREAMBLE = 'Notes:\n"When exporting your connection data, you may notice..."\n\n'
CONNECTIONS = (
    PREAMBLE + "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Kim,Oduya,https://www.linkedin.com/in/kim,,Acme,VP,12 Mar 2024\n"
    ",,,,,,13 Mar 2024\n"
)


def test_linkedin_connections_are_found_by_content(tmp_path):
    """In the folder of an export, in its zip, and as the file itself."""
    (tmp_path / "Profile.csv").write_text("First Name,Last Name,Headline\nKim,Oduya,VP\n")
    (tmp_path / "Renamed.csv").write_text(CONNECTIONS)
    said = [item.content for item in open_source(SourceKind.LINKEDIN, [tmp_path]).items()]
    assert said[0].name == "Kim Oduya"
    assert values(said[0]) == ["https://linkedin.com/in/kim"]
    assert said[0].jobs == (JobFacts("Acme", title="VP"),)
    assert said[1] == Ignored("no name")
    (tmp_path / "Renamed.csv").unlink()
    source = open_source(SourceKind.LINKEDIN, [tmp_path])
    with pytest.raises(UnreadableError, match="holds no LinkedIn connections"):
        list(source.items())
    assert source.size > 0


@pytest.mark.slow
def test_a_line_without_end_takes_little_memory():
    """A file of one line is read in pieces, and the row is said to be too long."""

    class Endless(io.RawIOBase):
        left = 200 << 20
        start = b"Name,Email\n"

        def readable(self):
            return True

        def readinto(self, buffer):
            data = self.start or b"x" * min(len(buffer), self.left)
            self.left, self.start = self.left - len(data), b""
            buffer[: len(data)] = data
            return len(data)

    entry = files.Entry("people.csv", io.BufferedReader(Endless()), lambda: 0)
    layout = reading.Layout(",", "utf-8", ("Name", "Email"), 1, {"name": (0,)})
    tracemalloc.start()
    found = list(reading.rows(entry, layout))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [row.problem for row in found] == ["it is longer than a megabyte"]
    assert peak < 30 << 20


@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from([CONTACTS, ACCOUNTS, LOG]),
    st.sampled_from([b"", b"Name,Email\n", b"time;from;to\n", b"name\trevenue\temployees\n"]),
)
def test_any_file_is_read_or_refused_and_nothing_else_raises(tmp_path_factory, data, kind, head):
    """Whatever a file holds, each row says one thing or the whole is refused by a sentence."""
    path = Path(tmp_path_factory.mktemp("any") / "a.csv")
    path.write_bytes(head + data)
    try:
        items = list(open_source(kind, [path], Options(mapping=Mapping(currency="EUR"))).items())
    except UnreadableError as error:
        items = [error]
    assert items
