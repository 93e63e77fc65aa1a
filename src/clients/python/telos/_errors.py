# SPDX-License-Identifier: MIT
"""What can go wrong, each with a message that says what to do next."""
from __future__ import annotations

from typing import Any, Mapping, Sequence

from telos._records import Approval

INTENT_REFUSED = -32001
NOT_AN_AGENT = -32002


class TelosError(Exception):
    """Telos answered that it did not do it.

    code: of JSON-RPC 2.0 or of docs/PROTOCOL.md; details: the lines behind the message; approvals: what somebody is asked.
    """

    def __init__(self, message: str, code: int = 0, details: Sequence[str] = (), approvals: Sequence[Approval] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.details = tuple(details)
        self.approvals = tuple(approvals)


class IntentRefused(TelosError):
    """The words grant nothing, or more than may be granted; details say each refusal with its reason."""


class NotAnAgent(TelosError):
    """This process is held by nothing: it was not started by telos run."""


class Unavailable(TelosError):
    """No daemon answers. What the kernel holds an agent to does not depend on it."""


class ProtocolError(TelosError):
    """The other side is no Telos, or one of another version."""


def error_of(answer: Mapping[str, Any]) -> TelosError:
    kind = {INTENT_REFUSED: IntentRefused, NOT_AN_AGENT: NotAnAgent}.get(answer["code"], TelosError)
    return kind(answer["message"], answer["code"], answer.get("details") or (),
                [Approval.of(each) for each in answer.get("approvals") or ()])
