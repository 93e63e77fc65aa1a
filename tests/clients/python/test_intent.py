# SPDX-License-Identifier: MIT
"""What telos.intent asks a scripted daemon, which ends each connection as soon as the policy is declared."""
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


class ScriptedDaemon(threading.Thread):
    def __init__(self, path):
        super().__init__(daemon=True)
        self.asked = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()

    def run(self):
        while True:
            connection, _ = self.listener.accept()
            with connection, connection.makefile("rwb", buffering=0) as stream:
                stream.write(b'{"telos":1}\n')
                self.serve(stream)

    def serve(self, stream):
        for line in stream:
            asked = json.loads(line)
            self.asked.append((asked["method"], asked["params"].get("intent")))
            result = STATUS if asked["method"] == "self" else POLICY
            stream.write(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": result}).encode() + b"\n")
            if asked["method"] == "declare":
                return


class IntentTests(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = os.path.join(directory.name, "agent.sock")
        self.daemon = ScriptedDaemon(self.path)
        self.daemon.start()

    def test_intent_body_longer_than_a_connection_may_be_silent_has_the_former_one_back(self):
        with telos.intent("use wc", path=self.path):
            self.assertEqual(self.daemon.asked, [("self", None), ("declare", "use wc")])
        self.assertEqual(self.daemon.asked[2:], [("declare", "list files")])

    def test_intent_body_raises_has_the_former_one_back(self):
        with self.assertRaisesRegex(ValueError, "of the body"):
            with telos.intent("use wc", path=self.path):
                raise ValueError("of the body")
        self.assertEqual(self.daemon.asked[2:], [("declare", "list files")])
