"""Report → the sections of a full report. Words for facts, once for all renderers; judges and computes nothing."""

from core.model.report import Report
from core.model.section import Section
from core.sections.posture import posture_sections
from core.sections.server import server_sections
from core.sections.software import software_sections


def sections(report: Report) -> tuple[Section, ...]:
    """In the order they are read; a section without rows is left out."""
    made = (*server_sections(report), *posture_sections(report), *software_sections(report))
    return tuple(section for section in made if section.rows)
