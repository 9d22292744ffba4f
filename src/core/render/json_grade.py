"""Clients and grade as JSON values."""

from typing import Any

from core.model.client import ClientResult, Connects, Refuses, Undecided
from core.model.grade import Grade

Json = dict[str, Any]


def client(result: ClientResult) -> Json:
    """`connects` is true, false, or null where it could not be decided."""
    base: Json = {
        "client": result.key,
        "name": result.name,
        "family": result.family.value,
        "address": result.address or None,
        "connects": None,
        "reason": None,
        "because": None,
        "shows": None,
        "version": None,
        "cipher": None,
        "group": None,
        "changes_on": result.changes_on.isoformat() if result.changes_on else None,
        "change": result.change or None,
    }
    match result.answer:
        case Connects(version=version, cipher=cipher, group=group):
            return {**base, "connects": True, "version": version, "cipher": cipher, "group": group}
        case Refuses(code=code, reason=reason, shows=shows):
            return {**base, "connects": False, "reason": code.value, "because": reason, "shows": shows or None}
        case Undecided(because):
            return {**base, "because": because}


def graded(grade: Grade) -> Json:
    scores, level, snippet = grade.scores, grade.level, grade.snippet
    return {
        "letter": grade.letter.value if grade.letter else None,
        "ungraded": grade.ungraded or None,
        "strength": grade.strength.value if grade.strength else None,
        "trusted": grade.trusted,
        "trust": list(grade.trust),
        "guide": grade.guide,
        "address": grade.address or None,
        "caps": [
            {"axis": cap.axis.value, "letter": cap.letter.value, "reason": cap.reason, "rule": cap.rule}
            for cap in grade.caps
        ],
        "scores": None
        if scores is None
        else {
            "protocol": scores.protocol,
            "key_exchange": scores.key_exchange,
            "cipher": scores.cipher,
            "total": scores.total,
        },
        "assumes": list(grade.assumes),
        "level": None
        if level is None
        else {
            "name": level.name.value,
            "next": level.next.value if level.next else None,
            "changes": list(level.changes),
            "advice": list(level.advice),
        },
        "configuration": None
        if snippet is None
        else {"software": snippet.software, "where": snippet.where, "text": snippet.text, "apply": snippet.apply},
    }
