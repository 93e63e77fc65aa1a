// SPDX-License-Identifier: MIT
/** What is told unasked: its order, what is lost, and its end. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { Client, Denial, type Event, ProtocolError, TelosError, Unavailable } from "@telos/client";
import { DENIAL, notice, ScriptedServer, usual } from "./server.js";

const WAITING_MAX = 1024;
const run = promisify(execFile);

function denied(...ids: number[]): string {
    return ids.map(id => notice("denied", { ...DENIAL, id })).join("");
}

function idOrCount(event: Event): number | string {
    return event instanceof Denial ? event.id : `lost ${event}`;
}

async function take(events: AsyncIterable<Event>, count: number): Promise<(number | string)[]> {
    const taken = [];
    for await (const event of events) {
        taken.push(idOrCount(event));
        if (taken.length === count) {
            break;
        }
    }
    return taken;
}

test("Events_AreTakenInTheirOrder_WithWhatWasLost", async t => {
    const server = await ScriptedServer.start(t);
    const client = await Client.connect({ path: server.path });
    const events = await client.events();
    const first = events.next();
    server.sockets[0]!.write(denied(1, 2) + notice("lost", { count: 5 }) + notice("later", {}) + denied(3));
    assert.equal(idOrCount((await first).value), 1);
    assert.deepEqual(await take(events, 3), [2, "lost 5", 3]);
    client.close();
});

test("Events_LetCallsGoOnMeanwhile", async t => {
    const server = await ScriptedServer.start(t, (asked, socket) => {
        if (asked.method === "self") {
            socket.write(denied(asked.id));
        }
        return usual(asked);
    });
    const client = await Client.connect({ path: server.path });
    const events = await client.events();
    await Promise.all([client.status(), client.status()]);
    assert.deepEqual(await take(events, 2), [2, 3]);
    client.close();
});

test("Events_NotTakenInTime_AreCounted", async t => {
    const server = await ScriptedServer.start(t);
    const client = await Client.connect({ path: server.path });
    const events = await client.events();
    const ids = Array.from({ length: WAITING_MAX + 3 }, (_, at) => at);
    server.sockets[0]!.write(denied(...ids) + notice("lost", { count: 10 }));
    // Answered after all that was told before.
    await client.status();
    assert.deepEqual((await take(events, WAITING_MAX + 1)).slice(-2), [WAITING_MAX - 1, "lost 13"]);
    client.close();
});

test("Events_LeftAndFollowedAgain_AreTheLaterOnes", async t => {
    const server = await ScriptedServer.start(t);
    const client = await Client.connect({ path: server.path });
    const events = await client.events();
    await assert.rejects(
        client.events(), error => error instanceof TelosError && /follows the events already/.test(error.message));
    server.sockets[0]!.write(denied(1, 2));
    assert.deepEqual(await take(events, 1), [1]);
    server.sockets[0]!.write(denied(3));
    await client.status();
    const again = await client.events();
    server.sockets[0]!.write(denied(4));
    assert.deepEqual(await take(again, 1), [4]);
    assert.deepEqual(await take(events, 1), []);
    client.close();
});

test("Events_OfWhoIsRefusedThem_AreNotFollowed", async t => {
    const server = await ScriptedServer.start(t, asked =>
        (asked.id === 1 ? { error: { code: -32010, message: "as many follow already" } } : usual(asked)));
    const client = await Client.connect({ path: server.path });
    await assert.rejects(client.events(), { code: -32010 });
    const events = await client.events();
    server.sockets[0]!.write(denied(1));
    assert.deepEqual(await take(events, 1), [1]);
    client.close();
});

test("Events_EndWithTheirClient", async t => {
    const server = await ScriptedServer.start(t);
    const client = await Client.connect({ path: server.path });
    const events = await client.events();
    const taken = take(events, 2);
    server.sockets[0]!.write(denied(1));
    await client.status();
    client.close();
    assert.deepEqual(await taken, [1]);
});

test("Events_DaemonEnds_ThrowAfterWhatWasTold", async t => {
    const server = await ScriptedServer.start(t);
    const client = await Client.connect({ path: server.path });
    const events = await client.events();
    server.sockets[0]!.end(denied(1));
    assert.equal(idOrCount((await events.next()).value), 1);
    await assert.rejects(events.next(), error => error instanceof Unavailable);
    assert.equal((await events.next()).done, true);
});

test("Events_ConnectionEndedInSilence_AreFollowedOnAnother", async t => {
    const server = await ScriptedServer.start(t);
    const client = await Client.connect({ path: server.path });
    await client.status();
    await new Promise(resolve => server.sockets[0]!.destroy().once("close", resolve));
    const events = await client.events();
    server.sockets[1]!.write(denied(1));
    assert.deepEqual(await take(events, 1), [1]);
    client.close();
});

test("Events_ThatAreNone_EndTheConnection", async t => {
    const server = await ScriptedServer.start(t);
    const client = await Client.connect({ path: server.path });
    const events = await client.events();
    server.sockets[0]!.write(notice("denied", { id: 1 }));
    await assert.rejects(events.next(), error => error instanceof ProtocolError && /its time is no text/.test(error.message));
});

test("Process_WithAClientThatAwaitsNothing_Ends", async t => {
    const server = await ScriptedServer.start(t, (asked, socket) => {
        if (asked.method === "events") {
            setTimeout(() => socket.write(denied(1)), 100);
        }
        return usual(asked);
    });
    const script = (body: string) => ["--input-type=module", "--eval",
        `import { Client } from "@telos/client"; const client = await Client.connect(); ${body}`];
    const options = { timeout: 20_000, cwd: new URL(".", import.meta.url), env: { ...process.env, TELOS_SOCKET: server.path } };
    const asking = await run(process.execPath, script("console.log((await client.status()).goal)"), options);
    assert.equal(asking.stdout, "list files\n");
    // The control: one that waits for an event stays until it is there.
    const awaiting = await run(process.execPath, script("console.log((await (await client.events()).next()).value.id)"), options);
    assert.equal(awaiting.stdout, "1\n");
});
