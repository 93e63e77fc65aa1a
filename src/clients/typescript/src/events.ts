// SPDX-License-Identifier: MIT
import type { TelosError } from "./errors.js";
import type { Denial } from "./records.js";

/** A refusal, or how many refusals were lost because they were not taken in time. */
export type Event = Denial | number;

// What a program that does not look costs in memory at most.
const WAITING_MAX = 1024;

interface Taker {
    readonly resolve: (result: IteratorResult<Event, undefined>) => void;
    readonly reject: (error: TelosError) => void;
}

/** What was told and not yet taken, in its order. */
export class Events implements AsyncIterableIterator<Event> {
    readonly #hold: (awaited: boolean) => void;
    readonly #left: () => void;
    readonly #told: Event[] = [];
    readonly #takers: Taker[] = [];
    #isOver = false;
    #error: TelosError | null = null;

    /** hold: whether somebody awaits the next one; left: nobody takes any more. */
    constructor(hold: (awaited: boolean) => void, left: () => void) {
        this.#hold = hold;
        this.#left = left;
    }

    [Symbol.asyncIterator](): this {
        return this;
    }

    put(event: Event): void {
        const taker = this.#takers.shift();
        if (taker !== undefined) {
            this.#hold(this.#takers.length > 0);
            taker.resolve({ value: event, done: false });
        } else if (this.#told.length < WAITING_MAX) {
            this.#told.push(event);
        } else {
            this.#lose(typeof event === "number" ? event : 1);
        }
    }

    async next(): Promise<IteratorResult<Event, undefined>> {
        const event = this.#told.shift();
        if (event !== undefined) {
            return { value: event, done: false };
        }
        if (this.#error !== null) {
            const error = this.#error;
            this.#error = null;
            throw error;
        }
        if (this.#isOver) {
            return { value: undefined, done: true };
        }
        this.#hold(true);
        return new Promise((resolve, reject) => this.#takers.push({ resolve, reject }));
    }

    async return(): Promise<IteratorResult<Event, undefined>> {
        this.#told.length = 0;
        this.end(null);
        this.#left();
        return { value: undefined, done: true };
    }

    /** What was told is still taken; then comes the error, if there is one, and the end. */
    end(error: TelosError | null): void {
        if (this.#isOver) {
            return;
        }
        this.#isOver = true;
        this.#error = error;
        this.#hold(false);
        for (const taker of this.#takers.splice(0)) {
            if (this.#error !== null) {
                taker.reject(this.#error);
                this.#error = null;
            } else {
                taker.resolve({ value: undefined, done: true });
            }
        }
    }

    #lose(count: number): void {
        const last = this.#told.length - 1;
        const before = this.#told[last];
        if (typeof before === "number") {
            this.#told[last] = before + count;
        } else {
            this.#told.push(count);
        }
    }
}
