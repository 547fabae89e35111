"""The researcher's export: said for what, noted in the audit log, then downloaded."""

from __future__ import annotations

from starlette.responses import Response

from clinic.exports.download import Download, archive
from clinic.exports.research import PURPOSES, ExportRefused, Purpose, research_files
from clinic.pages.exports import attached
from clinic.visit import Clinic, Visit, render


def form(clinic: Clinic, visit: Visit) -> Response:
    return _form(clinic, visit)


def export(clinic: Clinic, visit: Visit) -> Response:
    told = visit.form.get("purpose", ""), visit.form.get("reference", "").strip()
    try:
        purpose = Purpose(*told)
        files = research_files(clinic.store, clinic.research_key(), purpose, visit.now)
    except ExportRefused as refused:
        return _form(clinic, visit, error=str(refused), told=told, status=422)
    visit.outcome.set("allowed", f"{purpose.purpose}: {purpose.reference}")
    name = f"backstay-research-{visit.now:%Y-%m-%d}.zip"
    return attached(Download(name, "application/zip", archive(files)))


def _form(
    clinic: Clinic,
    visit: Visit,
    *,
    error: str | None = None,
    told: tuple[str, str] = ("", ""),
    status: int = 200,
) -> Response:
    return render(
        clinic,
        visit,
        "research.html",
        status=status,
        purposes=PURPOSES,
        purpose=told[0],
        reference=told[1][:80],
        error=error,
    )
