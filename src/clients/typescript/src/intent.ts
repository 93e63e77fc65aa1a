// SPDX-License-Identifier: MIT
import { performance } from "node:perf_hooks";
import { Client, type ConnectOptions } from "./client.js";
import type { Duration } from "./duration.js";
import { TelosError } from "./errors.js";
import type { Policy, Status } from "./records.js";

export interface IntentOptions extends ConnectOptions {
    readonly ttl?: Duration | undefined;
}

/**
 * Holds this process, and all others of its agent, to these words while the body runs; afterwards to those that held before.
 * One may hold within another's body, but two that overlap would put back each other's words: await the first.
 *
 * Throws IntentRefused before the body begins. What held before comes back for the time that it had left; when that was
 * nothing, or cannot come back (a tainted agent only narrows), nothing is granted any more.
 */
export async function intent<T>(
    words: string, body: (policy: Policy) => T | PromiseLike<T>, options: IntentOptions = {}): Promise<T> {
    const { before, ends, policy } = await using(options, async client => {
        const before = await client.status();
        const ends = performance.now() + before.expiresInMs;
        return { before, ends, policy: await client.declare(words, options.ttl) };
    });
    try {
        return await body(policy);
    } finally {
        await using(options, client => restore(client, before, ends));
    }
}

async function restore(client: Client, before: Status, ends: number): Promise<void> {
    const leftMs = ends - performance.now();
    try {
        if (leftMs > 0) {
            await client.declare(before.goal, leftMs / 1000);
        } else {
            await client.endSession();
        }
    } catch (error) {
        if (!(error instanceof TelosError)) {
            throw error;
        }
        // Whatever kept it from coming back, what the body was granted does not stay.
        await client.endSession();
    }
}

// A connection for the beginning and one for the end: the daemon ends one on which nothing is said for a minute, and the
// body may take longer.
async function using<T>(options: ConnectOptions, ask: (client: Client) => Promise<T>): Promise<T> {
    const client = await Client.connect(options);
    try {
        return await ask(client);
    } finally {
        client.close();
    }
}
