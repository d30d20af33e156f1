"""Addresses of people: one spelling for each, and who is behind one by its shape.

Free-mail providers are the ones with public sign-up that HubSpot's list of blocked free domains
and Wikipedia's comparison of webmail providers have in common, by hand. The public suffixes are
Mozilla's list as shipped in tldextract; it is never fetched.
"""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

import idna
import tldextract

from graphcrm.activities.records import Address, HandleKind, HandleUse
from graphcrm.directory import names
from graphcrm.directory.names import word_set


MAX_EMAIL = 254
_MAX_TEXT = 2000
_MAX_NAME = 2 * names.MAX_LENGTH
FREE_MAIL = word_set(
    """
    gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.ca
    yahoo.co.in yahoo.com.br yahoo.com.mx yahoo.co.jp yahoo.com.au ymail.com rocketmail.com
    hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es outlook.com outlook.fr
    outlook.de live.com live.co.uk live.fr live.nl msn.com email.msn.com passport.com aol.com
    aim.com netscape.net compuserve.com cs.com juno.com netzero.net icloud.com me.com mac.com
    proton.me protonmail.com pm.me tutanota.com tuta.io fastmail.com fastmail.fm hushmail.com
    zoho.com mail.com email.com usa.net gmx.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de
    freenet.de arcor.de posteo.de mailbox.org orange.fr wanadoo.fr free.fr sfr.fr laposte.net
    libero.it tin.it virgilio.it alice.it tiscali.it tiscali.co.uk bluewin.ch hispeed.ch ziggo.nl
    xs4all.nl telenet.be skynet.be btinternet.com ntlworld.com virginmedia.com sky.com
    blueyonder.co.uk comcast.net verizon.net att.net worldnet.att.net sbcglobal.net bellsouth.net
    pacbell.net ameritech.net swbell.net earthlink.net mindspring.com cox.net charter.net
    optonline.net roadrunner.com rr.com houston.rr.com flash.net home.com excite.com lycos.com
    prodigy.net attglobal.net ev1.net pdq.net rogers.com shaw.ca telus.net sympatico.ca
    bigpond.com optusnet.com.au uol.com.br bol.com.br terra.com.br mail.ru yandex.ru yandex.com
    rambler.ru bk.ru inbox.ru list.ru ukr.net wp.pl o2.pl onet.pl interia.pl seznam.cz centrum.cz
    qq.com 163.com 126.com sina.com sohu.com naver.com daum.net hanmail.net rediffmail.com
    """
)
# A word that no family bears, wherever it stands in an address: a role, an office, a machine.
_ROLES = word_set(
    """
    abuse accounting accountspayable administration administrator administrators admin affairs
    alerts benefits billing booking bookings bounce bounces chairman classifieds comms compliance
    conference contactus corporate customer customercare customerservice daemon delivery donotreply
    editor editors editorial enquiries enquiry events exchange expense feedback finance frontdesk
    helpdesk hostmaster hr info information inquiries inquiry invoice invoices itsupport jobs
    kontakt listadmin listmanager listmaster listserv logistics mailadmin mailer mailman mailout
    mailing maintenance majordomo management marketing membership migration netadmin news newsdesk
    newsletters newsletter noreply notification notifications notify nobody office operations
    outlook owner payable payments payroll portfolio postmaster presse privacy procurement
    public purchasing receipts reception recruiting recruitment registrar relations reminder report
    reports reply request reservations resources response returns robot sales security
    service servicedesk services shipping statements subscribe subscription subscriptions support
    survey sysadmin system systems techsupport technology training treasury trust underwriting
    unsubscribe update updates usenet webmaster webteam webinar webinars www
    """
)
# The same, for those that somebody may be called: they count unless a display name says otherwise.
_MILD_ROLES = word_set(
    """
    team office communications service services system systems exchange chairman outlook public
    news reply owner trust sales management
    """
)
# Words that speak of many people.
_LISTS = word_set(
    """
    all alle allstaff allusers allemployees allstudents alumni announce announcement announcements
    associates committee community discuss discussion distribution distributionlist
    employees employee everybody everyone faculty group groups list lists mailinglist
    managers members officers participants recipients staff students subscribers supporters
    undisclosed users volunteers worldwide workforce
    """
)
# Whole local parts only: as a part of one they may be a name.
_EXACT = word_set(
    """
    accounts ads api app apps archive auto backup board board1 buchhaltung calendar care
    careers cgi contact customers daily data design dev directory editor email event fax help hello
    hi home it legal library mail mailbox maps media meet money office online orders order pr press
    product root sekretariat shop stats status store studio team teams test vertrieb web welcome
    """
)
_SENDS_ONLY = re.compile(
    r"(?:^|[._+-])(?:do[._-]?not[._-]?reply|no[._-]?reply|auto[._-]?reply|newsletters?|e?newsletter"
    r"|bounces?|notifications?|alerts?|announcements?|mailings?|unsubscribe|mailer[._-]?daemon)"
    r"(?:$|[._+\d-])|newsletter|breakingnews|noreply|donotreply|^(?:owner-|bounce-)|-bounces?$",
)
_PLAIN_EMAIL = re.compile(
    r"[a-z0-9_.](?:[a-z0-9!#$%&'*+/=?^_`{|}~.-]*[a-z0-9_.+-])?@[a-z0-9_-]+(?:\.[a-z0-9_-]+)*"
)
_SPACE_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f<>\x80-\x9f]")
_IMCEA = re.compile(r"imcea([a-z]+)-(.*)@[^@]*", re.IGNORECASE | re.DOTALL)
_HEX = re.compile(r"\+([0-9a-f]{2})", re.IGNORECASE)
_INNER_EMAIL = re.compile(r"<\s*([^<>\s@]+@[^<>\s@]+?)\s*>")
_WORD = re.compile(r"[a-z]+|\d+")
_PLAIN_PHONE = re.compile(r"\+[1-9](?:[ -]?\d){4,14}", re.ASCII)
_EXTENSION = re.compile(r"[,;\s]*(?:;ext=|ext\.?|extension|x|durchwahl|poste|#)\s*(\d{1,6})\s*$")
# What most people have: no word in it can be a role, so the other rules need not be asked.
_LIKE_A_NAME = re.compile(r"(?!.*(?:newsletter|breakingnews|noreply))[a-z]{2,12}\.[a-z]{3,14}")
_TELLING = _ROLES | _MILD_ROLES | _LISTS | {"the", "mailings"}
_NO_FIRST_NAMES = _TELLING | _EXACT | {"e", "e-mail"}
_LIST_DOMAIN = re.compile(r"(?:lists?|listserv(?:er)?|groups|yahoogroups|egroups)\.")
_LIST_SHAPE = re.compile(r"(?:^|[._-])dl[._-]|-l$|^(?:all|everyone|the)[._-]|[._-]all$")
# Not a name's shape: no letters, an illegal start (RFC 5322 dot-atom), a serial number.
_MACHINE = re.compile(
    r"\d{0,4}|\..*|[0-9a-f]{16,}|[a-z]{0,3}(?:-?\d[\da-z]*-){3,}.*|.{65,}",
    re.IGNORECASE,
)
_PERSONAL_WORDS = range(2, 5)
_PHONE_DIGITS = range(5, 16)


def email(text: str) -> str | None:
    """Return the one spelling of an e-mail address (RFC 5322 addr-spec), or None for anything else.

    Lower case, the domain in its ASCII form (RFC 5891); dots and "+tag" are kept, because they are
    other handles; a domain without a dot is an address too.
    """
    if len(text) > _MAX_TEXT:
        return None
    plain = text.strip().lower()
    if not (_PLAIN_EMAIL.fullmatch(plain) and len(plain) <= MAX_EMAIL):
        plain = plain.removeprefix("mailto:").strip(" <>'\"`,;")
        local, at, domain = plain.rpartition("@")
        local = unicodedata.normalize("NFC", local).strip("'\"")
        domain = _ascii_domain(domain.rstrip("."))
        plain = f"{local}@{domain}"
        if not at or not local or not domain or "@" in local or len(plain) > MAX_EMAIL:
            return None
        if _SPACE_OR_CONTROL.search(plain):
            return None
    return plain


def mail_address(text: str, name: str | None = None) -> Address | None:
    """Return what an address header names: an e-mail, or an Exchange address (X.500 name).

    Args:
        text: As found: "kim@oduya.example", "/O=ENRON/CN=RECIPIENTS/CN=SKEAN", "IMCEAEX-_O=...@x".
        name: The display name beside it, as found.
    """
    text = text.strip()
    return _mail_address(text, name and name[:_MAX_NAME]) if len(text) <= _MAX_TEXT else None


@lru_cache(maxsize=16384)
def _mail_address(text: str, name: str | None) -> Address | None:
    wrapped = _IMCEA.fullmatch(text) if text[:5].lower() == "imcea" else None
    if wrapped:
        text, name = _unwrapped(wrapped, name)
    if text[:3].lower() in {"/o=", "/c="}:
        value = " ".join(text.split()).upper()[:MAX_EMAIL]
        return Address(HandleKind.EXCHANGE, value, names.cleaned(name) if name else None)
    found = email(text)
    if not found:
        return None
    use = use_of(found, name)
    if not name:
        return Address(HandleKind.EMAIL, found, None, use)
    # "Kim via Zoom": the address is the service's, the name is not.
    is_via = names.is_via(name)
    if is_via and use is HandleUse.PERSON:
        use = HandleUse.SHARED
    shown = None if is_via else names.cleaned(name)
    is_role = use is HandleUse.PERSON and shown is not None and not _says_somebody(shown)
    return Address(HandleKind.EMAIL, found, None if is_role else shown, use)


def phone(text: str) -> str | None:
    """Return "+" and digits, digits alone where the country is not said, or None for no number.

    "00" in front means "+"; "(0)" behind a country goes; an extension stays as ";ext=" (RFC 3966).
    """
    if _PLAIN_PHONE.fullmatch(text):
        return "+" + text[1:].replace(" ", "").replace("-", "")
    text = text.strip().lower().removeprefix("tel:")
    extension = _EXTENSION.search(text)
    if extension:
        text = text[: extension.start()]
    if re.search(r"[^\d\s()+./\u2010-\u2015\xa0-]", text):
        return None
    international = text.lstrip("( ").startswith(("+", "00"))
    if international:
        text = text.replace("(0)", "")
    digits = re.sub(r"\D", "", text)
    if international and not text.lstrip("( ").startswith("+"):
        digits = digits[2:]
    if len(digits) not in _PHONE_DIGITS:
        return None
    tail = f";ext={extension.group(1)}" if extension else ""
    return ("+" if international else "") + digits + tail


@lru_cache(maxsize=16384)
def profile(text: str) -> str | None:
    """Return the one spelling of a profile's URL, or None: "https://linkedin.com/in/kim-lee".

    Without "www." and country in front, query and fragment; LinkedIn's in lower case.
    """
    text = text.strip()
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    path = re.sub(r"/+", "/", parts.path).rstrip("/")
    if parts.scheme not in {"http", "https"} or "." not in host or not path or " " in host + path:
        return None
    if host.endswith(".linkedin.com") or host == "linkedin.com":
        host, path = "linkedin.com", "/".join(path.lower().split("/")[:3])
    return f"https://{host}{path}"


def domain_of(address: str) -> str:
    """Return what stands behind the @ of a normalised e-mail; empty where there is none."""
    return address.rpartition("@")[2] if "@" in address else ""


@lru_cache(maxsize=16384)
def organisation_domain(domain: str) -> str | None:
    """Return the part of a domain somebody registered: "mail.enron.com" gives "enron.com".

    None where there is none: a domain without a dot, a bare public suffix, an IP address. Below a
    top-level domain that the list does not know, the last two labels count (publicsuffix.org's
    rule "*").
    """
    found = _suffixes()(domain)
    if found.suffix or found.ipv4 or found.ipv6:
        return found.top_domain_under_public_suffix or None
    labels = domain.strip(".").split(".")
    return ".".join(labels[-2:]) if len(labels) > 1 and all(labels) else None


def is_free_mail(domain: str) -> bool:
    """Answer whether anybody can have an address there, so that it names no employer."""
    return domain in FREE_MAIL or organisation_domain(domain) in FREE_MAIL


def is_send_only(address: str) -> bool:
    """Answer whether an address by its shape sends to many and reads nothing (no-reply@)."""
    return _SENDS_ONLY.search(address.rpartition("@")[0]) is not None


def use_of(address: str, name: str | None = None) -> HandleUse:
    """Return who is behind a normalised e-mail, by its shape and the display name beside it.

    A role or a group is told by the words of the local part, by the organisation's own name in it
    ("all.houston@", "acme.office@acme.example") and by machines' patterns; a display name that
    is a person's and shares a word with the local part speaks for a person.
    """
    local, _, domain = address.rpartition("@")
    shape = _use_by_shape(local, domain)
    if shape is HandleUse.PERSON or not name:
        return shape
    own = _own_name(domain)
    words = names.tokens(names.cleaned(name) or "")
    if len(words) not in _PERSONAL_WORDS:
        return shape
    roles = [word for word in words if word in _ROLES or word in _LISTS or word == own]
    telling = set(_WORD.findall(local)) - _ROLES - _LISTS - _MILD_ROLES - {own}
    is_named = len(roles) < _PERSONAL_WORDS.start and all(role in _MILD_ROLES for role in roles)
    shared = telling & {word for word in words if len(word) > 1}
    return HandleUse.PERSON if is_named and shared else shape


def _use_by_shape(local: str, domain: str) -> HandleUse:
    """Return who is behind an address, by its letters alone."""
    if _LIKE_A_NAME.fullmatch(local) and _TELLING.isdisjoint(local.split(".")):
        own = _own_name(domain) if local.partition(".")[0] in domain else ""
        if own != local.partition(".")[0] and not _LIST_DOMAIN.match(domain):
            return HandleUse.PERSON
    words = _WORD.findall(local.partition("/")[0])
    if not words and not local.isascii():
        return HandleUse.PERSON
    if _LIST_DOMAIN.match(domain) or _LIST_SHAPE.search(local) or not _LISTS.isdisjoint(words):
        return HandleUse.LIST
    is_role = not (_ROLES.isdisjoint(words) and _MILD_ROLES.isdisjoint(words))
    if is_role or is_send_only(f"{local}@") or local in _EXACT or _MACHINE.fullmatch(local):
        return HandleUse.SHARED
    # "acme.europe@acme.example" is an office, "jeff.acme@acme.example" may own the place.
    own = _own_name(domain)
    is_office = len(words) > 1 and own in words and not (words[-1] == own and words[0].isalpha())
    return HandleUse.SHARED if is_office else HandleUse.PERSON


def _says_somebody(name: str) -> bool:
    """Answer whether a name is more than a word for a role ("e-mail", "Legal", "Sales")."""
    if name.partition(" ")[0].lower() not in _NO_FIRST_NAMES:
        return True
    words = names.tokens(name)
    return not all(word in _ROLES or word in _EXACT or word in {"e", "mail"} for word in words)


def _own_name(domain: str) -> str:
    return (organisation_domain(domain) or domain).partition(".")[0]


def _unwrapped(wrapped: re.Match[str], name: str | None) -> tuple[str, str | None]:
    """Return what an encapsulated address (MS-OXCMAIL, IMCEA) stands for, and the name in it."""
    text = _HEX.sub(lambda code: chr(int(code.group(1), 16)), wrapped.group(2).replace("_", "/"))
    if wrapped.group(1).lower() == "ex":
        return text, name
    inner = _INNER_EMAIL.search(text)
    if inner:
        return inner.group(1), name or text[: inner.start()]
    return text.rpartition("@")[0] if text.count("@") > 1 else text, name


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return domain


@lru_cache(maxsize=1)
def _suffixes() -> tldextract.TLDExtract:
    return tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())
