# SPDX-License-Identifier: MIT
"""What Telos answers, as values. A member that a later Telos adds is left out, not an error."""
from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Mapping, Type, TypeVar

T = TypeVar("T")


def record(kind: Type[T], answer: Mapping[str, Any], **converted: Any) -> T:
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{**{name: value for name, value in answer.items() if name in known}, **converted})


@dataclass(frozen=True)
class Approval:
    """Something that somebody is asked about: state is pending, approved, denied, expired or withdrawn.

    grants: the least that would do, which is what an approval grants; left_ms: to answer, or of what was granted.
    """
    id: str
    state: str
    subject: str
    reason: str
    grants: tuple[str, ...]
    left_ms: int
    by: str | None = None
    answer: str | None = None

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Approval:
        return record(cls, answer, grants=tuple(answer["grants"]))


@dataclass(frozen=True)
class Policy:
    """What is in force: lines say each grant and refusal, missing what is not on this machine, off which gates are not there."""
    agent_id: int
    mode: str
    ttl_ms: int
    lines: tuple[str, ...]
    missing: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    approvals: tuple[Approval, ...] = ()

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Policy:
        return record(cls, answer, lines=tuple(answer["lines"]), missing=tuple(answer["missing"]), off=tuple(answer["off"]),
                      approvals=tuple(Approval.of(each) for each in answer.get("approvals") or ()))


@dataclass(frozen=True)
class Status:
    """What an agent may know of itself. expires_in_ms is 0 when no policy is in force."""
    agent_id: int
    mode: str
    taint: str
    goal: str
    expires_in_ms: int
    lines: tuple[str, ...]
    off: tuple[str, ...]
    refused_exec: int
    refused_network: int
    refused_file: int
    refused_lineage: int
    refused_tamper: int

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Status:
        return record(cls, answer, lines=tuple(answer["lines"]), off=tuple(answer["off"]))


@dataclass(frozen=True)
class Denial:
    """A refusal: cause says why in a sentence, next_step what to do about it. mode audit: it went ahead."""
    id: int
    time: str
    gate: str
    reason: str
    subject: str
    program: str
    pid: int
    mode: str
    cause: str
    next_step: str

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Denial:
        return record(cls, answer)

    def __str__(self) -> str:
        return f"{self.gate} refused {self.subject}: {self.cause} {self.next_step}".rstrip()


@dataclass(frozen=True)
class Grant:
    """One line of an explanation. kind: run, reach, or how a path may be used; verdict of a refusal, else ALLOW."""
    kind: str
    subject: str
    reason: str
    verdict: str = "ALLOW"


@dataclass(frozen=True)
class Explanation:
    """What words would be granted."""
    verdict: str
    goal: str
    ttl_seconds: int
    grants: tuple[Grant, ...]
    refused: tuple[Grant, ...]

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Explanation:
        grants = [Grant("run", each["program"], each["reason"]) for each in answer["programs"]]
        grants += [Grant("reach", f"{each['host']}:{each['port']}/{each['transport']}", each["reason"])
                   for each in answer["hosts"]]
        grants += [Grant(each["access"], each["path"], each["reason"]) for each in answer["paths"]]
        refused = [Grant("refused", each["subject"], each["reason"], each["verdict"]) for each in answer["refused"]]
        return record(cls, answer, grants=tuple(grants), refused=tuple(refused))
