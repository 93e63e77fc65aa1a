// SPDX-License-Identifier: MIT
/** What a connection makes of what it is told: pieces, order, other versions, ends, and what is no message. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import { Client, ProtocolError, Unavailable } from "@telos/client";
import { GREETING, lineOf, POLICY, ScriptedServer, STATUS, usual } from "./server.js";

const LINE_OCTETS_MAX = 64 * 1024;
const ANSWER_OCTETS_MAX = 4 * 1024 * 1024;

async function fails(made: Promise<unknown>, kind: new (message: string) => Error, message: RegExp): Promise<void> {
    await assert.rejects(made, (error: Error) => {
        assert.ok(error instanceof kind, `${error}`);
        assert.match(error.message, message);
        return true;
    });
}

function ended(socket: Socket): Promise<unknown> {
    return new Promise(resolve => socket.destroy().once("close", resolve));
}

test("Connect_NobodyListens_IsUnavailable", async () => {
    await fails(Client.connect({ path: "/nowhere/agent.sock" }), Unavailable,
        /^\/nowhere\/agent.sock: ENOENT: is telos started\?$/);
});

test("Connect_ToAnotherVersion_IsAProtocolError", async t => {
    const server = await ScriptedServer.start(t, usual, '{"telos":2}\n');
    await fails(Client.connect({ path: server.path }), ProtocolError,
        /greets with {"telos":2}, and this client speaks version 1$/);
});

test("Connect_ToSomethingElse_IsAProtocolError", async t => {
    for (const [said, message] of [["SSH-2.0-x\n", /says what is no JSON/], ["[1]\n", /is no message/]] as const) {
        const server = await ScriptedServer.start(t, usual, said);
        await fails(Client.connect({ path: server.path }), ProtocolError, message);
    }
});

test("Connect_WithoutAGreeting_IsUnavailable", async t => {
    const server = await ScriptedServer.start(t, usual, "");
    await fails(Client.connect({ path: server.path, timeoutMs: 20 }), Unavailable, /no answer within 20 ms/);
});

test("Connect_WithoutAPath_TakesTheVariable", async t => {
    const server = await ScriptedServer.start(t);
    process.env["TELOS_SOCKET"] = server.path;
    try {
        const client = await Client.connect();
        assert.equal((await client.status()).goal, STATUS.goal);
        client.close();
    } finally {
        delete process.env["TELOS_SOCKET"];
    }
});

test("Call_AnsweredInPieces_IsOneAnswer", async t => {
    const server = await ScriptedServer.start(t, (asked, socket) => {
        const answer = Buffer.from(lineOf({ id: asked.id, result: { ...STATUS, goal: "zähle → ∑" } }));
        let at = 0;
        const send = () => socket.write(answer.subarray(at, ++at), () => at < answer.length && setImmediate(send));
        send();
        return undefined;
    });
    const client = await Client.connect({ path: server.path });
    assert.equal((await client.status()).goal, "zähle → ∑");
    client.close();
});

test("Calls_MadeAtOnce_AreAnsweredInTheirOrder", async t => {
    const waiting: string[] = [];
    // All answers in one piece, once the last is asked.
    const server = await ScriptedServer.start(t, (asked, socket) => {
        waiting.push(lineOf({ id: asked.id, result: { ...POLICY, lines: [asked.params["intent"]] } }));
        if (waiting.length === 20) {
            socket.write(waiting.join(""));
        }
        return undefined;
    });
    const client = await Client.connect({ path: server.path });
    const words = Array.from({ length: 20 }, (_, each) => `intent ${each}`);
    const policies = await Promise.all(words.map(each => client.declare(each)));
    assert.deepEqual(policies.map(each => each.lines[0]), words);
    assert.equal(server.sockets.length, 1);
    client.close();
});

test("Calls_AnsweredInAnotherOrder_AllFail", async t => {
    const asked: number[] = [];
    const server = await ScriptedServer.start(t, (each, socket) => {
        asked.push(each.id);
        if (asked.length === 2) {
            socket.write(asked.reverse().map(id => lineOf({ id, result: POLICY })).join(""));
        }
        return undefined;
    });
    const client = await Client.connect({ path: server.path });
    const calls = [client.declare("a"), client.declare("b")];
    const answers = await Promise.allSettled(calls);
    assert.deepEqual(answers.map(each => each.status), ["rejected", "rejected"]);
    await fails(calls[0]!, ProtocolError, /the answer is to 2, and not to 1/);
    await fails(client.status(), ProtocolError, /not to 1/);
});

test("Answer_ThatNobodyAskedFor_EndsTheConnection", async t => {
    const server = await ScriptedServer.start(t, usual, `${GREETING}${lineOf({ id: 1, result: POLICY })}`);
    const client = await Client.connect({ path: server.path });
    await fails(client.status(), ProtocolError, /answers what nobody asked/);
});

test("Calls_ConnectionEnds_AreUnavailable", async t => {
    const server: ScriptedServer = await ScriptedServer.start(t, (asked, socket) => {
        if (server.sockets.length > 1) {
            return usual(asked);
        }
        if (asked.id === 2) {
            // Half an answer is none.
            socket.end('{"jsonrpc":"2.0","id":1,"result":{');
        }
        return undefined;
    });
    const client = await Client.connect({ path: server.path });
    const calls = [client.status(), client.status()];
    for (const each of calls) {
        await fails(each, Unavailable, /the daemon ended the connection/);
    }
    // What was under way is not asked again; what comes next is.
    assert.deepEqual(server.asked.map(each => each.id), [1, 2]);
    await client.status();
    assert.deepEqual(server.asked.map(each => each.id), [1, 2, 1]);
    client.close();
});

test("Call_ConnectionEndedInSilence_MakesAnother", async t => {
    const server = await ScriptedServer.start(t);
    const client = await Client.connect({ path: server.path });
    await client.status();
    await ended(server.sockets[0]!);
    const policies = await Promise.all([client.declare("a"), client.declare("b")]);
    assert.equal(policies.length, 2);
    assert.deepEqual(server.asked.map(each => each.params["intent"]), [undefined, "a", "b"]);
    assert.equal(server.sockets.length, 2);
    client.close();
    await ended(server.sockets[1]!);
    // The control: a closed client makes none.
    await fails(client.status(), Unavailable, /this client was closed/);
    assert.equal(server.sockets.length, 2);
});

test("Call_DaemonIsGone_IsUnavailableUntilItIsBack", async t => {
    const server = await ScriptedServer.start(t);
    const client = await Client.connect({ path: server.path });
    server.stop();
    await ended(server.sockets[0]!);
    await fails(client.status(), Unavailable, /ENOENT: is telos started\?$/);
    await server.listen();
    assert.equal((await client.status()).goal, STATUS.goal);
    client.close();
});

test("Call_WithoutAnAnswerInTime_EndsTheConnection", async t => {
    const server = await ScriptedServer.start(t, () => undefined);
    const client = await Client.connect({ path: server.path, timeoutMs: 20 });
    const calls = [client.status(), client.status()];
    await fails(calls[0]!, Unavailable, /no answer within 20 ms/);
    await fails(calls[1]!, Unavailable, /no answer within 20 ms/);
    assert.equal(server.sockets.length, 1);
    client.close();
});

test("Close_WithACallUnderWay_FailsIt", async t => {
    const server = await ScriptedServer.start(t, () => undefined);
    const client = await Client.connect({ path: server.path });
    const call = client.status();
    client.close();
    await fails(call, Unavailable, /this client was closed/);
});

test("Call_LineTooLong_IsNotSent", async t => {
    const server = await ScriptedServer.start(t);
    const client = await Client.connect({ path: server.path });
    const empty = Buffer.byteLength(lineOf({ jsonrpc: "2.0", id: 1, method: "request", params: { wish: "" } }));
    const longest = "ä" + "w".repeat(LINE_OCTETS_MAX - empty - 2);
    await client.request(longest);
    await fails(client.request(longest + "w"), ProtocolError,
        /^request has 65537 octets, and a message 65536 at most: say it shorter$/);
    assert.equal((await client.status()).agentId, 7);
    assert.deepEqual(server.methods, ["request", "self"]);
    client.close();
});

test("Answer_TooLong_EndsTheConnection", async t => {
    let length = ANSWER_OCTETS_MAX;
    const server = await ScriptedServer.start(t, (asked, socket) => {
        const empty = lineOf({ id: asked.id, result: { ...STATUS, goal: "" } }).length - 1;
        socket.write(lineOf({ id: asked.id, result: { ...STATUS, goal: "g".repeat(length - empty) } }));
        return undefined;
    });
    const client = await Client.connect({ path: server.path });
    assert.ok((await client.status()).goal.length > ANSWER_OCTETS_MAX - 1000);
    length++;
    await fails(client.status(), ProtocolError, /a message has more than 4194304 octets/);
});

test("Answer_NotUtf8_EndsTheConnection", async t => {
    const server = await ScriptedServer.start(t, (asked, socket) => {
        socket.write(Buffer.from(lineOf({ id: asked.id, result: { ...STATUS, goal: "\u00ff" } }), "latin1"));
        return undefined;
    });
    const client = await Client.connect({ path: server.path });
    await fails(client.status(), ProtocolError, /says what is no JSON/);
});
