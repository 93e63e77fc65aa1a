// SPDX-License-Identifier: MIT
/** A server that says what a test wants, as the daemon would or not. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

export interface Asked {
    readonly jsonrpc: string;
    readonly id: number;
    readonly method: string;
    readonly params: Readonly<Record<string, unknown>>;
}

/** What a request is answered; undefined: the script has answered by itself, or does not. */
export type Script = (asked: Asked, socket: Socket) => object | undefined;

export const GREETING = '{"telos":1}\n';

export const POLICY = { agent_id: 7, mode: "enforce", ttl_ms: 600_000, lines: ["run ls: said"], missing: [], off: [] };

export const STATUS = {
    agent_id: 7, mode: "enforce", taint: "CLEAN", goal: "list files", expires_in_ms: 600_000, lines: [], off: [],
    refused_exec: 1, refused_network: 2, refused_file: 3, refused_lineage: 4, refused_tamper: 5,
};

export const DENIAL = {
    id: 3, time: "2026-01-02T03:04:05Z", gate: "exec", reason: "exec_not_granted", subject: "/usr/bin/cat",
    program: "/usr/bin/node", pid: 9, mode: "enforce", cause: "The intent does not need it.", next_step: "Name it.",
};

export const APPROVAL = {
    id: "a1", agent_id: 7, uid: 0, goal: "g", subject: "bash", reason: "a shell", grants: ["run bash"], state: "pending",
    left_ms: 1000,
};

export class ScriptedServer {
    readonly path: string;
    /** Each request, of all connections. */
    readonly asked: Asked[] = [];
    readonly sockets: Socket[] = [];
    readonly #server: Server;

    private constructor(path: string, greeting: string | Buffer, script: Script) {
        this.path = path;
        this.#server = createServer(socket => this.#serve(socket, greeting, script));
    }

    static async start(test: TestContext, script: Script = usual, greeting: string | Buffer = GREETING) {
        const directory = mkdtempSync(join(tmpdir(), "telos-"));
        const server = new ScriptedServer(join(directory, "agent.sock"), greeting, script);
        await server.listen();
        test.after(() => {
            server.sockets.forEach(socket => socket.destroy());
            server.stop();
            rmSync(directory, { recursive: true });
        });
        return server;
    }

    listen(): Promise<void> {
        return new Promise(resolve => this.#server.listen(this.path, resolve));
    }

    /** Nobody can connect any more. */
    stop(): void {
        this.#server.close();
    }

    get methods(): string[] {
        return this.asked.map(each => each.method);
    }

    #serve(socket: Socket, greeting: string | Buffer, script: Script): void {
        this.sockets.push(socket);
        // A client that ends while it is told something is what some tests are about.
        socket.on("error", () => socket.destroy());
        socket.write(greeting);
        let rest = "";
        socket.setEncoding("utf8").on("data", piece => {
            const lines = (rest + piece).split("\n");
            rest = lines.pop() ?? "";
            for (const line of lines) {
                const asked: Asked = JSON.parse(line);
                this.asked.push(asked);
                const answer = script(asked, socket);
                if (answer !== undefined) {
                    socket.write(lineOf({ jsonrpc: "2.0", id: asked.id, ...answer }));
                }
            }
        });
    }
}

export function lineOf(message: object): string {
    return `${JSON.stringify(message)}\n`;
}

export function notice(method: string, params: object): string {
    return lineOf({ jsonrpc: "2.0", method, params });
}

/** Grants all that is asked. */
export function usual(asked: Asked): object {
    switch (asked.method) {
        case "self": return { result: STATUS };
        case "denials": return { result: { denials: [DENIAL], forgotten: 0 } };
        case "events": return { result: { agent_id: 7 } };
        case "approval_state": return { result: APPROVAL };
        case "session.end": return { result: {} };
        case "taint.report": return { result: { agent_id: 7, taint: "HIGH" } };
        default: return { result: POLICY };
    }
}
