// SPDX-License-Identifier: MIT
/** An intent holds for its body, and what held before comes back, whatever happens meanwhile. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { intent, IntentRefused, TelosError } from "@telos/client";
import { type Asked, ScriptedServer, STATUS, usual } from "./server.js";

function said(asked: Asked): unknown {
    return asked.method === "declare" ? asked.params["intent"] : asked.method;
}

test("Intent_AfterItsBody_HasTheFormerOneBackForTheTimeThatItHadLeft", async t => {
    const server = await ScriptedServer.start(t);
    const value = await intent("use wc", policy => {
        assert.equal(policy.agentId, 7);
        assert.deepEqual(server.asked.map(said), ["self", "use wc"]);
        return Promise.resolve("done");
    }, { path: server.path, ttl: "5m" });
    assert.equal(value, "done");
    assert.deepEqual(server.asked.map(said), ["self", "use wc", STATUS.goal]);
    assert.equal(server.asked[1]!.params["ttl_ms"], 300_000);
    const left = server.asked[2]!.params["ttl_ms"] as number;
    assert.ok(left <= STATUS.expires_in_ms && left > STATUS.expires_in_ms - 60_000, `${left}`);
});

test("Intent_BodyThrows_HasTheFormerOneBackAndThrowsTheSame", async t => {
    const server = await ScriptedServer.start(t);
    const thrown = new Error("of the body");
    await assert.rejects(intent("use wc", () => { throw thrown; }, { path: server.path }), error => error === thrown);
    assert.deepEqual(server.asked.map(said), ["self", "use wc", STATUS.goal]);
});

test("Intent_Refused_RunsNoBodyAndChangesNothing", async t => {
    const server = await ScriptedServer.start(t, asked =>
        (asked.method === "declare" ? { error: { code: -32001, message: "refused" } } : usual(asked)));
    await assert.rejects(intent("x", () => assert.fail("the body ran"), { path: server.path }), IntentRefused);
    assert.deepEqual(server.asked.map(said), ["self", "x"]);
});

test("Intent_NothingHeldBefore_GrantsNothingAfterwards", async t => {
    const server = await ScriptedServer.start(t, asked =>
        (asked.method === "self" ? { result: { ...STATUS, expires_in_ms: 0 } } : usual(asked)));
    await intent("use wc", () => undefined, { path: server.path });
    assert.deepEqual(server.asked.map(said), ["self", "use wc", "session.end"]);
});

test("Intent_FormerOneCannotComeBack_GrantsNothingAfterwards", async t => {
    const server = await ScriptedServer.start(t, asked =>
        (asked.params["intent"] === STATUS.goal ? { error: { code: -32001, message: "it would widen" } } : usual(asked)));
    await intent("use wc", () => undefined, { path: server.path });
    assert.deepEqual(server.asked.map(said), ["self", "use wc", STATUS.goal, "session.end"]);
});

test("Intent_GrantsThatCannotBeTakenBack_AreNotSilent", async t => {
    const server = await ScriptedServer.start(t, asked =>
        (asked.params["intent"] === STATUS.goal || asked.method === "session.end"
            ? { error: { code: -32006, message: "the disk is full" } } : usual(asked)));
    await assert.rejects(intent("use wc", () => "done", { path: server.path }),
        error => error instanceof TelosError && error.message === "the disk is full");
});

test("Intent_BodyLongerThanAConnectionMayBeSilent_HasTheFormerOneBack", async t => {
    const server = await ScriptedServer.start(t);
    await intent("use wc", async () => {
        await Promise.all(server.sockets.map(socket => new Promise(ended => socket.destroy().once("close", ended))));
    }, { path: server.path });
    assert.deepEqual(server.asked.map(said), ["self", "use wc", STATUS.goal]);
});
