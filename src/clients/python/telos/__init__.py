# SPDX-License-Identifier: MIT
"""Talk to Telos from inside an agent: say what comes next, ask for more, learn why something was refused.

    import telos

    with telos.intent("run the tests in . with pytest"):
        subprocess.run(["pytest"])

A process that was started by ``telos run`` is an agent, and so are its children. What the socket answers is described in
docs/PROTOCOL.md. This package needs the standard library alone.
"""
from telos._client import Client, intent
from telos._errors import IntentRefused, NotAnAgent, ProtocolError, TelosError, Unavailable
from telos._records import Approval, Denial, Explanation, Grant, Policy, Status

__all__ = [
    "Approval", "Client", "Denial", "Explanation", "Grant", "IntentRefused", "NotAnAgent", "Policy", "ProtocolError", "Status",
    "TelosError", "Unavailable", "intent",
]
__version__ = "0.1.0"
