"""A participant's record to take away, as far as she lets the clinic see it."""

from __future__ import annotations

from starlette.responses import Response

from clinic.exports.download import FORMATS, Download, download
from clinic.exports.private import as_she_allows
from clinic.visit import Clinic, Missing, Visit
from records.export import export_participant


def export(clinic: Clinic, visit: Visit) -> Response:
    form = visit.path["format"]
    if form not in FORMATS:
        raise Missing
    record = export_participant(clinic.store, visit.path["participant"])
    return attached(download(as_she_allows(record), form))


def attached(file: Download) -> Response:
    """A response that a browser saves rather than shows."""
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)
