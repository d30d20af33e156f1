"""Which column says what: read from a mapping file, from the command line, or from the header."""

import re
import tomllib
from collections.abc import Mapping as Names, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from graphcrm.errors import InvalidError
from graphcrm.integrations.source import SourceKind


Column: TypeAlias = str | int
MANY: Final = frozenset(
    {"email", "phone", "profile", "domain", "to", "cc", "bcc", "location", "owner", "closed_on"}
)
FIELDS: Final[dict[SourceKind, dict[str, str]]] = {
    SourceKind.CSV_CONTACTS: {
        "name": "name fullname contactname displayname contact person",
        "first": "firstname givenname forename vorname prenom first nombre",
        "middle": "middlename additionalname",
        "last": "lastname familyname surname nachname nomdefamille last apellido apellidos",
        "email": """email emailaddress mail emails e1value email1value email2value email3value
            email4value workemail emailadresse additionalemailaddresses email1 email2 email3
            email2address email3address otheremail personalemail homeemail""",
        "phone": """phone phonenumber mobilephone mobilephonenumber businessphone businessphone2
            phone1value phone2value phone3value homephone telephone tel telefon mobile cell
            workphone primaryphone otherphone companymainphone phones""",
        "profile": """profile linkedin linkedinurl linkedinprofile linkedinbio url profileurl
            personlinkedinurl""",
        "title": """title jobtitle position role organizationtitle organization1title
            contacttitle titel funktion""",
        "account": """account company companyname accountname organization organisation employer
            associatedcompany organizationname organization1name primaryassociatedcompany firma
            customer""",
        "domain": "domain companydomain companydomainname emaildomain website webpage",
        "from": "from since start startdate from_on hiredate joined",
        "until": "until to end enddate until_on left",
        "board": "board boardmember boardseat",
        "id": "id recordid contactid vid uid key customerid contactidcasesafe",
    },
    SourceKind.CSV_ACCOUNTS: {
        "name": """name account accountname company companyname organization organisation
            organizationname customer firma""",
        "domain": "domain domains companydomain companydomainname website url web webpage",
        "industry": "industry sector branche vertical",
        "employees": """employees employeecount numberofemployees headcount size companysize
            noofemployees""",
        "revenue": "revenue annualrevenue yearlyrevenue turnover umsatz",
        "currency": "currency currencycode currencyisocode revenuecurrency",
        "location": """location officelocation city billingcity town stateregion state region
            billingstate billingstateprovince country countryregion billingcountry hqlocation
            headquarters""",
        "parent": "parent parentcompany parentaccount subsidiaryof parentaccountname",
        "id": "id recordid accountid companyid uid key customerid accountidcasesafe",
    },
    SourceKind.CSV_ACTIVITIES: {
        "time": """time date datetime timestamp occurredat sentat sent createdat unixtime
            activitydate start startdate startdatetime when createdate""",
        "from": """from sender fromaddress fromemail senderemail fromaddress1 caller organizer
            organiser author emailfromaddress""",
        "to": """to recipient recipients toaddress toemail toaddresses callee attendees
            participants emailtoaddress receiver""",
        "cc": "cc ccaddress ccaddresses ccemail emailccaddress",
        "bcc": "bcc bccaddress bccaddresses bccemail",
        "kind": "kind type activitytype channel",
        "subject": "subject topic summary betreff title emailsubject",
        "id": "id messageid activityid uid key internetmessageid recordid",
        "in_reply_to": "inreplyto replyto parentid",
        "references": "references",
        "thread": "thread threadid conversationid conversation",
    },
    SourceKind.CSV_OPPORTUNITIES: {
        "id": "id recordid dealid opportunityid opportunityidcasesafe uid key",
        "name": "name dealname opportunityname title dealtitle opportunity deal",
        "product": "product productname dealproduct dealproducts products",
        "account": """account accountname company companyname organization organisation
            organizationname dealorganization associatedcompany associatedcompanyprimary
            primaryassociatedcompany customer customername""",
        "domain": """domain companydomain companydomainname accountdomain website
            accountwebsite organizationwebsite""",
        "owner": """owner ownername owneremail dealowner dealowneremail opportunityowner
            opportunityowneremail salesagent salesrep salesperson rep assignedto""",
        "stage": "stage stagename dealstage opportunitystage salesstage phase",
        "pipeline": "pipeline pipelinename dealpipeline",
        "status": "status dealstatus",
        "amount": "amount value dealvalue dealamount closevalue opportunityamount",
        "currency": """currency currencycode currencyisocode amountcurrency dealcurrency
            dealcurrencycode dealcurrencyofvalue opportunitycurrency""",
        "close_on": """closeon closedate dealclosedate closingdate expectedclose
            expectedclosedate dealexpectedclosedate""",
        "closed_on": """closedon closeddate closedtime dealclosedon dealdealclosedon wontime
            dealwontime losttime deallosttime""",
        "opened_on": """openedon opened created createdon createdate createddate creationdate
            dealcreated dealdealcreated dealcreatedate addtime dealaddtime engagedate""",
        "kind": "kind type dealtype opportunitytype",
        "source": """source leadsource dealsource sourcechannel dealsourcechannel
            originalsource originalsourcetype originaltrafficsource""",
        "win_percent": "winpercent probability dealprobability winprobability",
        "next_step": "nextstep dealnextstep",
        "loss_reason": """lossreason lostreason deallostreason closedlostreason reasonlost
            reasonforloss""",
        "loss_note": "lossnote lostnote lossdetails lossdescription",
        "competitor": "competitor competitors maincompetitor maincompetitors dealcompetitor",
    },
}
NEEDED: Final[dict[SourceKind, tuple[tuple[str, ...], ...]]] = {
    SourceKind.CSV_CONTACTS: (("name", "last", "first", "email"),),
    SourceKind.CSV_ACCOUNTS: (("name",),),
    SourceKind.CSV_ACTIVITIES: (("time",), ("from",), ("to", "cc", "bcc")),
    SourceKind.CSV_OPPORTUNITIES: (("name", "product", "account"), ("stage", "status")),
}
_KNOWN: dict[SourceKind, dict[str, str]] = {
    kind: {name: each for each, names in known.items() for name in names.split()}
    for kind, known in FIELDS.items()
}
_DELIMITERS = frozenset(",;\t|")


class MappingError(InvalidError):
    """A mapping says something that cannot be; the sentence names the entry."""

    code = "invalid-mapping"

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"Mapping: {where} {why}")
        self.where = where
        self.why = why


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a table is to be read; what is None is found by content.

    Attributes:
        columns: For a field its columns, by header name or by number from 1.
        delimiter: Comma, semicolon, tab or bar.
        encoding: A Python codec's name.
        header: Whether there is a header row.
        time: "auto", "unix" (seconds), "unix-ms", "day-first", "month-first" or a strptime format.
        zone: IANA name of the zone of times without one.
        kind: Of rows of activities that do not say.
        domain: Makes "kim" in a column of addresses "kim@domain"; the employer's in contacts.
        currency: ISO 4217, of amounts without one.
        decimal: "." or "," in numbers; None: by what stands there.
        unit: What a revenue or an amount of 1 means, e.g. 1000000.
        namespace: Keeps ids of several sources apart that all number from 1.
        stages: For a stage in the words of a table of deals a stage's key, or pipeline/stage.
    """

    columns: Names[str, tuple[Column, ...]] = field(default_factory=dict)
    delimiter: str | None = None
    encoding: str | None = None
    header: bool | None = None
    time: str = "auto"
    zone: str = "UTC"
    kind: str = "email"
    domain: str | None = None
    currency: str | None = None
    decimal: str | None = None
    unit: int = 1
    namespace: str = ""
    stages: Names[str, str] = field(default_factory=dict)

    @property
    def is_numbered(self) -> bool:
        """Whether every column is given by its number, so that no header is needed."""
        named = [column for columns in self.columns.values() for column in columns]
        return bool(named) and all(isinstance(column, int) for column in named)


def read_mapping(text: str, kind: SourceKind) -> Mapping:
    """Return the mapping a TOML document states, for tables of `kind`.

    Raises:
        MappingError: It is not TOML, or an entry is unknown or of the wrong type.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError("the file", f"is not TOML: {error}.") from error
    columns = document.pop("columns", {})
    if not isinstance(columns, dict):
        raise MappingError("columns", "must be a table of field = column.")
    read = {name: _columns(name, value) for name, value in columns.items()}
    stages = _stages(document.pop("stages", {}), kind)
    return _checked(Mapping(columns=read, stages=stages, **_options(document)), kind)


def inline_mapping(text: str, kind: SourceKind, within: Mapping | None = None) -> Mapping:
    """Return the mapping of `--map time=unix_time,from=sender`, on top of `within`.

    A number is a column's number; `option:value` pairs do not exist here, they go in a file.

    Raises:
        MappingError: A part is not field=column, or the field is unknown.
    """
    columns = dict((within or Mapping()).columns)
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, column = (piece.strip() for piece in part.partition("="))
        if not equals or not column:
            raise MappingError(repr(part), "is not field=column.")
        columns[name] = (int(column) if column.isdecimal() else column,)
    return _checked(replace(within or Mapping(), columns=columns), kind)


def proposed(header: Sequence[str], kind: SourceKind) -> dict[str, tuple[Column, ...]]:
    """Return the columns a header names by itself, by number from 1, for each field.

    Args:
        header: The cells of the header row.
        kind: What the table is of.
    """
    found: dict[str, tuple[Column, ...]] = {}
    for number, cell in enumerate(header, 1):
        name = field_of(cell, kind)
        if name and (name in MANY or name not in found):
            found[name] = (*found.get(name, ()), number)
    return found


def field_of(cell: str, kind: SourceKind) -> str | None:
    """Return the field a header cell stands for, None where it is not known."""
    return _KNOWN[kind].get(squashed(cell))


def squashed(text: str) -> str:
    """Return a text in small letters and digits alone: "Close Date" and "close_date" are one."""
    return re.sub(r"[\W_]+", "", text.lower())


def missing(columns: Names[str, object], kind: SourceKind) -> list[str]:
    """Return what a table of `kind` cannot do without and has no column for."""
    return [
        " or ".join(names) for names in NEEDED[kind] if not any(name in columns for name in names)
    ]


def _options(document: dict[str, Any]) -> dict[str, Any]:
    known = [each.name for each in fields(Mapping) if each.name != "columns"]
    for name, value in document.items():
        if name not in known:
            raise MappingError(name, f"is unknown; there are columns, {', '.join(known)}.")
        wanted = {"header": bool, "unit": int}.get(name, str)
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            raise MappingError(name, f"must be {'a text' if wanted is str else wanted.__name__}.")
    return document


def _stages(told: object, kind: SourceKind) -> dict[str, str]:
    if told and kind is not SourceKind.CSV_OPPORTUNITIES:
        raise MappingError("stages", "are for tables of deals.")
    if not isinstance(told, dict) or not all(isinstance(each, str) for each in told.values()):
        raise MappingError("stages", 'must be a table of "a stage in the file" = "stage".')
    return {squashed(word): meaning for word, meaning in told.items()}


def _columns(name: str, value: object) -> tuple[Column, ...]:
    listed = value if isinstance(value, list) else [value]
    if not listed or not all(isinstance(each, str | int) for each in listed):
        raise MappingError(f"columns.{name}", "must be a header, a number or a list of them.")
    return tuple(listed)


def _checked(mapping: Mapping, kind: SourceKind) -> Mapping:
    """Return the mapping if every entry can be.

    Raises:
        MappingError: One cannot.
    """
    for name, columns in mapping.columns.items():
        if name not in FIELDS[kind]:
            raise MappingError(
                f"columns.{name}", f"is unknown; there are {', '.join(FIELDS[kind])}."
            )
        if any(isinstance(column, int) and column < 1 for column in columns):
            raise MappingError(f"columns.{name}", "counts columns from 1.")
    if mapping.delimiter is not None and mapping.delimiter not in _DELIMITERS:
        raise MappingError("delimiter", "must be a comma, semicolon, tab or bar.")
    if mapping.decimal not in {None, ".", ","}:
        raise MappingError("decimal", 'must be "." or ",".')
    try:
        ZoneInfo(mapping.zone)
        "".encode(mapping.encoding or "utf-8")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise MappingError("zone", f"{mapping.zone!r} is unknown.") from error
    except LookupError as error:
        raise MappingError("encoding", f"{mapping.encoding!r} is unknown.") from error
    return mapping
