"""A table's columns beside its first rows, as proposed or as somebody chose."""

from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict  # noqa: TC002 - get_type_hints reads it

from graphcrm.errors import InvalidError
from graphcrm.integrations.tables.csv_files import CsvSource, Preview, preview
from graphcrm.integrations.tables.mapping import Mapping, read_mapping
from graphcrm.jobs.uploads import Upload, Uploads
from graphcrm.pipeline.records import Layout
from graphcrm.web.imports.forms import DELIMITERS, Columns, fields
from graphcrm.web.imports.options import OPTIONS, Option
from graphcrm.web.imports.stages import StageChoice, pipelines, stage_choices


ROWS = 5
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        number: From 1.
        header: "" where there is none.
        examples: Its first values that are not empty.
        field: What it is taken for; "" = left out.
    """

    number: int
    header: str
    examples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A table's beginning and what is chosen.

    Attributes:
        is_ready: Whether somebody has chosen, and nothing is missing.
        fields: What a column can be, with names for people.
        stages: Of a table of deals, the stages in it.
        pipelines: What these can be: each pipeline's name with its stages, by what a mapping calls
            them and by name.
    """

    preview: Preview
    columns: Columns
    is_ready: bool
    rows: tuple[Column, ...]
    fields: list[tuple[str, str]]
    options: tuple[Option, ...]
    stages: tuple[StageChoice, ...] = ()
    pipelines: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    delimiters: tuple[tuple[str, str], ...] = DELIMITERS

    @property
    def status(self) -> int:
        """What a page that shows it answers with."""
        return 422 if self.columns.problem else 200


def seen(
    uploads: Uploads,
    upload: Upload,
    sent: "MultiDict[str, str] | None",
    layout: Layout | None = None,
) -> Seen:
    """Return a table's beginning with what is proposed, was chosen before, or is `sent` now.

    Args:
        uploads: Where it lies.
        upload: The table.
        sent: What somebody chose; None = they have not yet.
        layout: The process, for a table of deals.
    """
    found = _columns_seen(uploads, upload, sent)
    return _with_stages(uploads, upload, found, layout) if layout else found


def _with_stages(uploads: Uploads, upload: Upload, found: Seen, layout: Layout) -> Seen:
    """Return what is seen with the stages in the file; it is not ready while one is unknown."""
    try:
        mapping = read_mapping(found.columns.text(), upload.kind)
        source = replace(_source(uploads, upload), mapping=replace(mapping, stages={}))
        choices = stage_choices(source, layout, mapping.stages)
    except InvalidError as error:
        columns = replace(found.columns, problem=found.columns.problem or str(error))
        return replace(found, columns=columns, is_ready=False)
    found = replace(found, stages=choices, pipelines=pipelines(layout))
    unknown = [one.word for one in choices if not (one.meaning or one.chosen)]
    if not (unknown and found.is_ready):
        return found
    problem = f"Say which stage of yours each of these is: {', '.join(unknown)}."
    return replace(found, columns=replace(found.columns, problem=problem), is_ready=False)


def _columns_seen(uploads: Uploads, upload: Upload, sent: "MultiDict[str, str] | None") -> Seen:
    if sent is None:
        mapping = _mapping_of(upload)
        found = _looked(uploads, upload, mapping)
        return _seen(upload, found, Columns.proposed(found, mapping), is_ready=False)
    chosen = Columns.sent(sent, upload.kind)
    plain = Mapping(delimiter=chosen.delimiter, header=chosen.header)
    if sent.get("then") == "look":
        return _again(uploads, upload, chosen, plain)
    try:
        chosen.check(upload.kind)
        found = _looked(uploads, upload, read_mapping(chosen.text(), upload.kind))
    except InvalidError as error:
        found = _looked(uploads, upload, plain)
        return _seen(upload, found, replace(chosen, problem=str(error)), is_ready=False)
    return _seen(upload, found, chosen, is_ready=True)


def _again(uploads: Uploads, upload: Upload, chosen: Columns, plain: Mapping) -> Seen:
    """Return the table as it reads with another delimiter, header or encoding."""
    problem = None
    try:
        said = replace(chosen, chosen=()).text()
        plain = replace(plain, encoding=read_mapping(said, upload.kind).encoding)
    except InvalidError as error:
        problem = str(error)
    found = _looked(uploads, upload, plain)
    names = Columns.proposed(found, plain).chosen
    kept = replace(chosen, chosen=names, problem=problem)
    return _seen(upload, found, kept, is_ready=False)


def _mapping_of(upload: Upload) -> Mapping:
    return read_mapping(upload.mapping, upload.kind) if upload.mapping else Mapping()


def _looked(uploads: Uploads, upload: Upload, mapping: Mapping) -> Preview:
    return preview(replace(_source(uploads, upload), mapping=mapping), ROWS)


def _source(uploads: Uploads, upload: Upload) -> CsvSource:
    source = uploads.open(upload)
    if not isinstance(source, CsvSource):
        raise TypeError(upload.kind)
    return source


def _seen(upload: Upload, found: Preview, columns: Columns, *, is_ready: bool) -> Seen:
    names = found.header
    rows = tuple(
        Column(
            at + 1,
            names[at] if at < len(names) else "",
            _examples(found, at),
            name,
        )
        for at, name in enumerate(columns.chosen)
    )
    return Seen(found, columns, is_ready, rows, fields(upload.kind), OPTIONS[upload.kind])


def _examples(found: Preview, at: int) -> tuple[str, ...]:
    values = (row[at] for row in found.rows if at < len(row) and row[at])
    return tuple(dict.fromkeys(values))[:EXAMPLES]
