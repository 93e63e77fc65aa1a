// SPDX-License-Identifier: MIT
/** One connection to agent.sock: JSON-RPC 2.0, a message a line, answered in the order of asking. */
import { Buffer } from "node:buffer";
import { createConnection, type Socket } from "node:net";
import { type Answer, isAnswer } from "./answer.js";
import { ProtocolError, TelosError, Unavailable } from "./errors.js";
import { Lines } from "./lines.js";
import { errorOf } from "./records.js";

const VERSION = 1;
const LINE_OCTETS_MAX = 64 * 1024;
// The daemon bounds what it is told; what it tells, a policy with its reasons, may be longer.
const ANSWER_OCTETS_MAX = 4 * 1024 * 1024;

/** Who is told of what comes unasked, and of the end. Throws ProtocolError when it is told nonsense. */
export interface Listener {
    noticed(method: string, parameters: unknown): void;
    ended(error: TelosError): void;
}

/** Of a request that was not sent whole, as the connection had ended: nobody has done it, and it may be sent again. */
export class Unsent extends Unavailable {
    constructor(error: TelosError) {
        super(error.message);
        this.name = Unavailable.name;
    }
}

interface Waiting {
    /** Null for the greeting, which answers nothing. */
    readonly id: number | null;
    readonly resolve: (answer: Answer) => void;
    readonly reject: (error: TelosError) => void;
    /** It alone keeps the process: a connection on which nothing is awaited keeps none. */
    readonly timer: NodeJS.Timeout;
}

export class Connection {
    readonly #path: string;
    readonly #timeoutMs: number;
    readonly #socket: Socket;
    readonly #lines = new Lines(ANSWER_OCTETS_MAX);
    readonly #decoder = new TextDecoder("utf-8", { fatal: true });
    readonly #waiting: Waiting[] = [];
    #listener: Listener | null = null;
    #lastId = 0;
    #end: TelosError | null = null;

    private constructor(path: string, timeoutMs: number) {
        this.#path = path;
        this.#timeoutMs = timeoutMs;
        this.#socket = createConnection({ path });
        this.#socket.unref();
        this.#socket.on("data", piece => this.#read(piece));
        this.#socket.on("error", (error: NodeJS.ErrnoException) =>
            this.end(new Unavailable(`${path}: ${error.code ?? error.message}: is telos started?`)));
        this.#socket.on("close", () => this.end(new Unavailable(`${path}: the daemon ended the connection`)));
    }

    static async open(path: string, timeoutMs: number): Promise<Connection> {
        const connection = new Connection(path, timeoutMs);
        const greeting = await connection.#await(null);
        if (greeting["telos"] !== VERSION) {
            const error = new ProtocolError(
                `${path} greets with ${JSON.stringify(greeting)}, and this client speaks version ${VERSION}`);
            connection.end(error);
            throw error;
        }
        return connection;
    }

    /** Nothing comes unasked before it was asked for. */
    listen(listener: Listener): void {
        this.#listener = listener;
    }

    /** The method's result; parameters that are undefined are left out. Throws TelosError, or Unsent. */
    async call(method: string, parameters: Answer): Promise<unknown> {
        if (this.#end !== null) {
            throw this.#end;
        }
        this.#lastId++;
        const line = `${JSON.stringify({ jsonrpc: "2.0", id: this.#lastId, method, params: parameters })}\n`;
        const octets = Buffer.byteLength(line);
        if (octets > LINE_OCTETS_MAX) {
            throw new ProtocolError(
                `${method} has ${octets} octets, and a message ${LINE_OCTETS_MAX} at most: say it shorter`);
        }
        const answered = this.#await(this.#lastId);
        let isSent = false;
        this.#socket.write(line, error => { isSent = error == null; });
        const answer = await answered.catch(error => {
            throw error instanceof Unavailable && !isSent ? new Unsent(error) : error;
        });
        if (answer["error"] != null) {
            throw errorOf(answer["error"]);
        }
        return answer["result"];
    }

    /** Whether the process stays for what comes unasked. */
    keepProcess(keep: boolean): void {
        if (keep) {
            this.#socket.ref();
        } else {
            this.#socket.unref();
        }
    }

    /** What is awaited fails with this error, and so does each later call. */
    end(error: TelosError): void {
        if (this.#end !== null) {
            return;
        }
        this.#end = error;
        this.#socket.destroy();
        for (const waiting of this.#waiting.splice(0)) {
            clearTimeout(waiting.timer);
            waiting.reject(error);
        }
        this.#listener?.ended(error);
    }

    #await(id: number | null): Promise<Answer> {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(
                () => this.end(new Unavailable(`${this.#path}: no answer within ${this.#timeoutMs} ms`)), this.#timeoutMs);
            this.#waiting.push({ id, resolve, reject, timer });
        });
    }

    #read(piece: Buffer): void {
        try {
            for (const line of this.#lines.take(piece)) {
                this.#take(this.#parse(line));
            }
        } catch (error) {
            if (!(error instanceof ProtocolError)) {
                throw error;
            }
            this.end(error);
        }
    }

    #parse(line: Buffer): Answer {
        let message: unknown;
        try {
            message = JSON.parse(this.#decoder.decode(line));
        } catch (error) {
            throw new ProtocolError(`${this.#path} says what is no JSON: ${String(error)}`);
        }
        if (!isAnswer(message)) {
            throw new ProtocolError(`${this.#path} says what is no message`);
        }
        return message;
    }

    #take(message: Answer): void {
        if (typeof message["method"] === "string") {
            this.#listener?.noticed(message["method"], message["params"]);
            return;
        }
        const waiting = this.#waiting.shift();
        if (waiting === undefined) {
            throw new ProtocolError(`${this.#path} answers what nobody asked`);
        }
        clearTimeout(waiting.timer);
        if (waiting.id !== null && message["id"] !== waiting.id) {
            const error = new ProtocolError(`the answer is to ${String(message["id"])}, and not to ${waiting.id}`);
            waiting.reject(error);
            throw error;
        }
        waiting.resolve(message);
    }
}
