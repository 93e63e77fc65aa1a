# SPDX-License-Identifier: MIT
"""What the client asks a scripted daemon, which ends each connection as soon as a policy is declared."""
import json
import os
import socket
import tempfile
import threading
import unittest

import telos

STATUS = {"agent_id": 7, "mode": "enforce", "taint": "CLEAN", "goal": "list files", "expires_in_ms": 600_000, "lines": [],
          "off": [], "refused_exec": 0, "refused_network": 0, "refused_file": 0, "refused_lineage": 0, "refused_tamper": 0}
POLICY = {"agent_id": 7, "mode": "enforce", "ttl_ms": 600_000, "lines": [], "missing": [], "off": []}

APPROVAL = {"id": "a1", "state": "pending", "agent_id": 7, "subject": "bash", "reason": "a shell", "grants": ["run bash"],
            "left_ms": 9}


class ScriptedDaemon(threading.Thread):
    def __init__(self, path):
        super().__init__(daemon=True)
        self.asked = []
        self.ended = threading.Event()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()

    def run(self):
        while True:
            connection, _ = self.listener.accept()
            with connection, connection.makefile("rwb", buffering=0) as stream:
                stream.write(b'{"telos":1}\n')
                self.serve(stream)
            self.ended.set()

    def serve(self, stream):
        for line in stream:
            asked = json.loads(line)
            self.asked.append((asked["method"], asked["params"].get("intent")))
            if asked["method"] == "request":
                return
            result = {"self": STATUS, "approval_state": APPROVAL}.get(asked["method"], POLICY)
            stream.write(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": result}).encode() + b"\n")
            if asked["method"] == "declare":
                return


class ScriptedDaemonTests(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = os.path.join(directory.name, "agent.sock")
        self.daemon = ScriptedDaemon(self.path)
        self.daemon.start()


class ClientTests(ScriptedDaemonTests):
    def test_call_connection_ended_in_silence_makes_another(self):
        with telos.Client(self.path) as client:
            client.declare("use wc")
            self.daemon.ended.wait(5)
            self.assertEqual(client.status().goal, "list files")
        self.assertEqual(self.daemon.asked, [("declare", "use wc"), ("self", None)])

    def test_methods_have_the_names_that_they_have_in_typescript(self):
        with telos.Client(self.path) as client:
            self.assertEqual(client.approval_state("a1").subject, "bash")
            client.end_session()
        self.assertEqual(self.daemon.asked, [("approval_state", None), ("session.end", None)])

    def test_call_daemon_is_gone_is_unavailable(self):
        with telos.Client(self.path) as client:
            client.declare("use wc")
            self.daemon.ended.wait(5)
            os.unlink(self.path)
            with self.assertRaisesRegex(telos.Unavailable, "No such file or directory: is telos started"):
                client.status()

    def test_call_unanswered_is_not_asked_again(self):
        with telos.Client(self.path) as client:
            with self.assertRaisesRegex(telos.Unavailable, "the daemon ended the connection"):
                client.request("end without an answer")
        self.assertEqual([method for method, _ in self.daemon.asked], ["request"])


class IntentTests(ScriptedDaemonTests):
    def test_intent_body_longer_than_a_connection_may_be_silent_has_the_former_one_back(self):
        with telos.intent("use wc", path=self.path):
            self.assertEqual(self.daemon.asked, [("self", None), ("declare", "use wc")])
        self.assertEqual(self.daemon.asked[2:], [("declare", "list files")])

    def test_intent_body_raises_has_the_former_one_back(self):
        with self.assertRaisesRegex(ValueError, "of the body"):
            with telos.intent("use wc", path=self.path):
                raise ValueError("of the body")
        self.assertEqual(self.daemon.asked[2:], [("declare", "list files")])
