// SPDX-License-Identifier: MIT
/**
 * An agent in Node: it hears of each refusal as it happens, and does each step within its own intent.
 *
 *     telos run --intent "list files in /srv with ls" -- node agent.mjs
 */
import { execFile } from "node:child_process";
import process from "node:process";
import { promisify } from "node:util";
import { Client, intent, IntentRefused, NotAnAgent } from "@telos/client";

const run = promisify(execFile);

/** @param {AsyncIterable<import("@telos/client").Event>} events */
async function tell(events) {
    for await (const event of events) {
        console.log(typeof event === "number" ? `${event} refusals were lost` : `told: ${event}`);
    }
}

/** @param {string} program @param {string[]} words */
async function attempt(program, ...words) {
    try {
        console.log(`${program} said: ${(await run(program, words)).stdout.trim()}`);
    } catch (error) {
        console.log(`${program} failed: ${/** @type {NodeJS.ErrnoException} */ (error).code}`);
    }
}

/** @param {Client} client */
async function work(client) {
    const telling = tell(await client.events());
    await intent("count the lines of /etc/hosts with wc", () => attempt("wc", "-l", "/etc/hosts"));
    await attempt("wc", "-l", "/etc/hosts");
    await client.request("read /etc/hosts with cat");
    await attempt("cat", "/etc/hosts");
    try {
        await intent("start bash", () => attempt("bash", "-c", "id"));
    } catch (error) {
        if (!(error instanceof IntentRefused)) {
            throw error;
        }
        console.log(`${error.message}: ${error.approvals.map(each => `${each.subject}, ${each.reason}`).join("; ")}`);
    }
    console.log(`refused: ${(await client.denials()).length}`);
    client.close();
    await telling;
}

const client = await Client.connect();
try {
    await work(client);
} catch (error) {
    if (!(error instanceof NotAnAgent)) {
        throw error;
    }
    console.error(error.message);
    process.exitCode = 1;
}
