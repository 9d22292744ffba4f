"""Report → the sections of a full report. Words for facts, once for all renderers; judges and computes nothing."""

from core.model.report import Report
from core.model.section import Section
from core.sections.clients import client_sections
from core.sections.grade import grade_sections
from core.sections.posture import posture_sections
from core.sections.revocation import revocation_sections
from core.sections.server import server_sections
from core.sections.software import software_sections


def sections(report: Report) -> tuple[Section, ...]:
    """In the order they are read; a section without rows is left out."""
    kinds = (grade_sections, client_sections, server_sections, revocation_sections, posture_sections, software_sections)
    made = (section for kind in kinds for section in kind(report))
    return tuple(section for section in made if section.rows)
