// SPDX-License-Identifier: MIT
import process from "node:process";
import { type Answer, number, objectOf, objects, text } from "./answer.js";
import { Connection, Unsent } from "./connection.js";
import { type Duration, milliseconds } from "./duration.js";
import { TelosError, Unavailable } from "./errors.js";
import { type Event, Events } from "./events.js";
import {
    type Approval, approvalOf, Denial, type Explanation, explanationOf, type Policy, policyOf, type Status, statusOf,
} from "./records.js";

const SOCKET = "/run/telos/agent.sock";
const ANSWER_MS_MAX = 30_000;

export interface ConnectOptions {
    /** The socket, else the variable TELOS_SOCKET, else /run/telos/agent.sock. */
    readonly path?: string | undefined;
    /** For each answer. */
    readonly timeoutMs?: number | undefined;
}

/**
 * What this process says to the daemon. Calls may be made at once; they are done in the order in which they were made. The
 * daemon ends a connection on which nothing is asked for a minute: the next call makes another. A client of which nothing is
 * awaited does not keep the process.
 */
export class Client {
    readonly #path: string;
    readonly #timeoutMs: number;
    /** Null when there is none, or none any more. */
    #connection: Promise<Connection> | null = null;
    #events: Events | null = null;
    #isClosed = false;

    private constructor(options: ConnectOptions) {
        this.#path = options.path || process.env["TELOS_SOCKET"] || SOCKET;
        this.#timeoutMs = options.timeoutMs ?? ANSWER_MS_MAX;
    }

    /** Throws Unavailable when nobody answers there, ProtocolError when it is another version. */
    static async connect(options: ConnectOptions = {}): Promise<Client> {
        const client = new Client(options);
        await client.#connected();
        return client;
    }

    /** What is awaited fails with Unavailable; events end. */
    close(): void {
        this.#isClosed = true;
        this.#endEvents(null);
        this.#connection?.then(connection => connection.end(closed()), () => undefined);
    }

    /** Puts another policy in force. Throws IntentRefused: the one in force stays. */
    async declare(words: string, ttl?: Duration): Promise<Policy> {
        return policyOf(await this.#ask("declare", { intent: words, ttl_ms: optionalMs(ttl) }));
    }

    /** Less than what is in force, and never longer. Throws IntentRefused when it would be more. */
    async narrow(words: string, ttl?: Duration): Promise<Policy> {
        return policyOf(await this.#ask("narrow", { intent: words, ttl_ms: optionalMs(ttl) }));
    }

    /** The intent in force, for that long from now on. */
    async extend(ttl: Duration): Promise<Policy> {
        return policyOf(await this.#ask("extend", { ttl_ms: milliseconds(ttl) }));
    }

    /** One thing more beside the intent in force: "run jq". What needs approval is in the answer's approvals. */
    async request(wish: string): Promise<Policy> {
        return policyOf(await this.#ask("request", { wish }));
    }

    /** What these words would be granted. Nothing is changed. */
    async explain(words: string, actions?: readonly string[], ttl?: Duration): Promise<Explanation> {
        return explanationOf(await this.#ask("explain", { intent: words, actions, ttl_ms: optionalMs(ttl) }));
    }

    async status(): Promise<Status> {
        return statusOf(await this.#ask("self"));
    }

    /** The latest refusals of this agent, oldest first. */
    async denials(limit?: number): Promise<Denial[]> {
        return objects(await this.#ask("denials", { limit }), "denials").map(each => new Denial(each));
    }

    /** The last refusal. */
    async whyDenied(): Promise<Denial | null> {
        return (await this.denials(1))[0] ?? null;
    }

    async approvalState(id: string): Promise<Approval> {
        return approvalOf(await this.#ask("approval_state", { id }));
    }

    /** Says that something was read that is not to be passed on. The taint that it makes; it never falls. */
    async reportTaint(level: "low" | "medium" | "high" | "critical", reason: string): Promise<string> {
        return text(await this.#ask("taint.report", { level, reason }), "taint");
    }

    /** Takes back all that was granted. The agent may declare again. */
    async endSession(): Promise<void> {
        await this.#with(connection => connection.call("session.end", {}));
    }

    /**
     * Each refusal from now on, as it happens; a number says how many were lost because they were not taken in time. It ends
     * with this client, or throws Unavailable when the daemon ends it. Calls may go on meanwhile.
     */
    async events(): Promise<AsyncIterableIterator<Event>> {
        return this.#with(connection => this.#follow(connection));
    }

    async #follow(connection: Connection): Promise<Events> {
        if (this.#events !== null) {
            throw new TelosError("this client follows the events already: use another one");
        }
        // Before the answer: what is told may come in one piece with it.
        const events = new Events(awaited => connection.keepProcess(awaited), () => { this.#events = null; });
        this.#events = events;
        try {
            await connection.call("events", {});
        } catch (error) {
            this.#events = null;
            throw error;
        }
        return events;
    }

    #endEvents(error: TelosError | null): void {
        this.#events?.end(error);
        this.#events = null;
    }

    #noticed(method: string, parameters: unknown): void {
        if (method === "denied") {
            this.#events?.put(new Denial(objectOf(parameters, method)));
        } else if (method === "lost") {
            this.#events?.put(number(objectOf(parameters, method), "count"));
        }
    }

    async #ask(method: string, parameters: Answer = {}): Promise<Answer> {
        return objectOf(await this.#with(connection => connection.call(method, parameters)), "result");
    }

    async #with<T>(ask: (connection: Connection) => Promise<T>): Promise<T> {
        try {
            return await ask(await this.#connected());
        } catch (error) {
            if (!(error instanceof Unsent)) {
                throw error;
            }
            return ask(await this.#connected());
        }
    }

    async #connected(): Promise<Connection> {
        if (this.#isClosed) {
            throw closed();
        }
        this.#connection ??= this.#open();
        return this.#connection;
    }

    async #open(): Promise<Connection> {
        try {
            const connection = await Connection.open(this.#path, this.#timeoutMs);
            connection.listen({
                noticed: (method, parameters) => this.#noticed(method, parameters),
                ended: error => this.#ended(error),
            });
            return connection;
        } catch (error) {
            this.#connection = null;
            throw error;
        }
    }

    // Who answered nonsense is not asked again.
    #ended(error: TelosError): void {
        this.#endEvents(error);
        if (error instanceof Unavailable) {
            this.#connection = null;
        }
    }
}

function closed(): Unavailable {
    return new Unavailable("this client was closed");
}

function optionalMs(ttl: Duration | undefined): number | undefined {
    return ttl === undefined ? undefined : milliseconds(ttl);
}
