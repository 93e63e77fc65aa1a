// SPDX-License-Identifier: MIT
import { Buffer } from "node:buffer";
import { ProtocolError } from "./errors.js";

const NEW_LINE = 0x0a;

/** Whole lines out of the pieces in which a socket delivers them. */
export class Lines {
    readonly #octetsMax: number;
    #pieces: Buffer[] = [];
    #octets = 0;

    constructor(octetsMax: number) {
        this.#octetsMax = octetsMax;
    }

    /** The lines that this piece ends, without their ends. Throws ProtocolError when one is too long, ended or not. */
    *take(piece: Buffer): Generator<Buffer, void> {
        let start = 0;
        for (let end = piece.indexOf(NEW_LINE); end >= 0; end = piece.indexOf(NEW_LINE, start)) {
            this.#keep(piece.subarray(start, end));
            const line = Buffer.concat(this.#pieces);
            this.#pieces = [];
            this.#octets = 0;
            start = end + 1;
            yield line;
        }
        this.#keep(piece.subarray(start));
    }

    #keep(piece: Buffer): void {
        this.#octets += piece.length;
        if (this.#octets > this.#octetsMax) {
            throw new ProtocolError(`a message has more than ${this.#octetsMax} octets`);
        }
        this.#pieces.push(piece);
    }
}
