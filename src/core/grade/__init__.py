"""A letter with its reasons, the TLSRef level, and the configuration that gets there. See docs/grade.md."""

from core.grade.grading import grade

__all__ = ["grade"]
