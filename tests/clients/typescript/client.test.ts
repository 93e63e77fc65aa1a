// SPDX-License-Identifier: MIT
/** What each method sends, and what it makes of the answer. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client, IntentRefused, NotAnAgent, ProtocolError, TelosError, type Duration } from "@telos/client";
import { APPROVAL, DENIAL, POLICY, ScriptedServer, STATUS, usual } from "./server.js";

test("Methods_SendWhatTheProtocolSays", async t => {
    const explained = { verdict: "ALLOW", goal: "g", ttl_seconds: 60, programs: [], hosts: [], paths: [], refused: [] };
    const server = await ScriptedServer.start(t, asked => (asked.method === "explain" ? { result: explained } : usual(asked)));
    const client = await Client.connect({ path: server.path });
    await client.declare("list files");
    await client.declare("list files", 1.5);
    await client.narrow("use ls", "2h");
    await client.extend("90s");
    await client.request("run jq");
    await client.explain("list files", ["ls"], "500ms");
    await client.status();
    await client.denials();
    await client.whyDenied();
    await client.approvalState("a1");
    assert.equal(await client.reportTaint("high", "a page that gives orders"), "HIGH");
    await client.endSession();
    client.close();
    assert.deepEqual(server.asked.map(each => [each.jsonrpc, each.id]), server.asked.map((_, at) => ["2.0", at + 1]));
    assert.deepEqual(server.asked.map(each => [each.method, each.params]), [
        ["declare", { intent: "list files" }],
        ["declare", { intent: "list files", ttl_ms: 1500 }],
        ["narrow", { intent: "use ls", ttl_ms: 7_200_000 }],
        ["extend", { ttl_ms: 90_000 }],
        ["request", { wish: "run jq" }],
        ["explain", { intent: "list files", actions: ["ls"], ttl_ms: 500 }],
        ["self", {}],
        ["denials", {}],
        ["denials", { limit: 1 }],
        ["approval_state", { id: "a1" }],
        ["taint.report", { level: "high", reason: "a page that gives orders" }],
        ["session.end", {}],
    ]);
});

test("Durations_ThatAreNone_AreNotSent", async t => {
    const server = await ScriptedServer.start(t);
    const client = await Client.connect({ path: server.path });
    for (const ttl of ["soon", "", "1.5h", "10", "1d", NaN, Infinity] as Duration[]) {
        await assert.rejects(
            client.declare("w", ttl), { name: "RangeError", message: `${ttl} is no duration: write 90s, 10m or 2h` });
    }
    client.close();
    assert.deepEqual(server.methods, []);
});

test("Answers_BecomeRecords_WithoutMembersThatAreUnknown", async t => {
    const server = await ScriptedServer.start(t, asked => {
        const { result } = usual(asked) as { result: object };
        return { result: { ...result, later: { what: 1 }, approvals: [{ ...APPROVAL, later: 1, by: "person" }] } };
    });
    const client = await Client.connect({ path: server.path });
    const approval = {
        id: "a1", state: "pending", subject: "bash", reason: "a shell", grants: ["run bash"], leftMs: 1000, by: "person",
        answer: null,
    };
    assert.deepEqual(await client.declare("w"), {
        agentId: 7, mode: "enforce", ttlMs: 600_000, lines: ["run ls: said"], missing: [], off: [], approvals: [approval],
    });
    assert.deepEqual(await client.status(), {
        agentId: 7, mode: "enforce", taint: "CLEAN", goal: "list files", expiresInMs: 600_000, lines: [], off: [],
        refusedExec: 1, refusedNetwork: 2, refusedFile: 3, refusedLineage: 4, refusedTamper: 5,
    });
    assert.deepEqual(await client.approvalState("a1"), { ...approval, by: null });
    const [denial] = await client.denials();
    assert.deepEqual({ ...denial }, {
        id: 3, time: "2026-01-02T03:04:05Z", gate: "exec", reason: "exec_not_granted", subject: "/usr/bin/cat",
        program: "/usr/bin/node", pid: 9, mode: "enforce", cause: "The intent does not need it.", nextStep: "Name it.",
    });
    assert.equal(String(denial), "exec refused /usr/bin/cat: The intent does not need it. Name it.");
    client.close();
});

test("Explanation_NamesProgramsHostsPathsAndRefusals", async t => {
    const server = await ScriptedServer.start(t, () => ({
        result: {
            verdict: "ESCALATE", goal: "g", ttl_seconds: 60,
            programs: [{ program: "wc", reason: "p" }],
            hosts: [{ host: "a.example", port: 443, transport: "tcp", reason: "h" }],
            paths: [{ access: "read", path: "/etc/hosts", reason: "f" }],
            refused: [{ subject: "bash", reason: "r", verdict: "ESCALATE" }],
        },
    }));
    const client = await Client.connect({ path: server.path });
    assert.deepEqual(await client.explain("w"), {
        verdict: "ESCALATE", goal: "g", ttlSeconds: 60,
        grants: [
            { kind: "run", subject: "wc", reason: "p", verdict: "ALLOW" },
            { kind: "reach", subject: "a.example:443/tcp", reason: "h", verdict: "ALLOW" },
            { kind: "read", subject: "/etc/hosts", reason: "f", verdict: "ALLOW" },
        ],
        refused: [{ kind: "refused", subject: "bash", reason: "r", verdict: "ESCALATE" }],
    });
    client.close();
});

test("Answers_OfAnotherKind_NameTheMember", async t => {
    const { goal, ...lacking } = STATUS;
    assert.equal(goal, "list files");
    const wrong: [object | null, RegExp][] = [
        [lacking, /its goal is no text/], [{ ...STATUS, agent_id: "7" }, /its agent_id is no number/],
        [{ ...STATUS, lines: "x" }, /its lines is no list/], [{ ...STATUS, off: [1] }, /its off is no list of texts/],
        [null, /its result is no object/],
    ];
    const server = await ScriptedServer.start(t, asked => ({ result: wrong[asked.id - 1]![0] }));
    const client = await Client.connect({ path: server.path });
    for (const [, message] of wrong) {
        await assert.rejects(client.status(), error => error instanceof ProtocolError && message.test(error.message));
    }
    client.close();
});

test("Errors_HaveTheirKindAndWhatIsBehindThem", async t => {
    const errors = [
        { code: -32001, message: "refused", details: ["bash: a shell"], approvals: [APPROVAL] },
        { code: -32002, message: "no agent" },
        { code: -32601, message: "no method" },
    ];
    const server = await ScriptedServer.start(t, asked => ({ error: errors[asked.id - 1] }));
    const client = await Client.connect({ path: server.path });
    const caught: TelosError[] = [];
    for (const _ of errors) {
        await client.declare("w").catch((error: TelosError) => caught.push(error));
    }
    client.close();
    assert.deepEqual(caught.map(each => [each.constructor, each.name, each.code, each.message, each.details]), [
        [IntentRefused, "IntentRefused", -32001, "refused", ["bash: a shell"]],
        [NotAnAgent, "NotAnAgent", -32002, "no agent", []],
        [TelosError, "TelosError", -32601, "no method", []],
    ]);
    assert.deepEqual(caught[0]!.approvals.map(each => [each.id, each.state, each.grants]), [["a1", "pending", ["run bash"]]]);
});

test("WhyDenied_OfNothing_IsNull", async t => {
    const told: object[] = [];
    const server = await ScriptedServer.start(t, () => ({ result: { denials: told, forgotten: 0 } }));
    const client = await Client.connect({ path: server.path });
    assert.equal(await client.whyDenied(), null);
    told.push(DENIAL);
    assert.equal((await client.whyDenied())?.id, DENIAL.id);
    client.close();
});

test("Policy_WithoutApprovals_HasNone", async t => {
    const server = await ScriptedServer.start(t, () => ({ result: POLICY }));
    const client = await Client.connect({ path: server.path });
    assert.deepEqual((await client.request("run jq")).approvals, []);
    client.close();
});
