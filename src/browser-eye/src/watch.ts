// SPDX-License-Identifier: MIT
/** Which parts of a page have changed. A storm of changes costs no more than a look at the whole page now and then. */
import { contains, isConnected, parentElementOf } from "./dom.js";
import { isMark } from "./mark.js";

const ATTRIBUTES = [
    "class", "style", "hidden", "open", "alt", "title", "aria-label", "aria-description", "content", "placeholder", "value",
];
/** More changed parts than these are one: the whole. */
const PARTS_MAX = 50;
const RECORDS_MAX = 2_000;
const ROOTS_MAX = 2_000;
const IDLE_MS_MAX = 500;
const UNTOLD_MS = [2_000, 10_000, 60_000];
const QUIET_MS = 250;
/** Of the time, what looking again may take. */
const SHARE_MAX = 0.1;
const PAUSE_MS_MAX = 5_000;

export class Watch {
    readonly #observer = new MutationObserver(records => this.#take(records));
    readonly #changed = new Set<Element>();
    readonly #roots = new Set<Node>();
    readonly #look: (parts: readonly Element[] | null) => Promise<number>;
    #isWhole = false;
    #isPlanned = false;
    #records = 0;
    #notBefore = 0;

    /** `look` at these parts, or at all (null), says for how many milliseconds it was busy. */
    constructor(look: (parts: readonly Element[] | null) => Promise<number>) {
        this.#look = look;
    }

    follow(root: Node): void {
        if (!this.#roots.has(root) && this.#roots.size < ROOTS_MAX) {
            this.#roots.add(root);
            this.#observe(root);
        }
    }

    /** The first look, and those for what no observer is told of: rules of style sheets, shadow roots that come late. */
    start(): void {
        this.whole();
        for (const afterMs of UNTOLD_MS) {
            setTimeout(() => this.whole(), afterMs);
        }
    }

    /** As soon as no other look is under way. */
    whole(): void {
        this.#isWhole = true;
        this.#plan(0);
    }

    #observe(root: Node): void {
        this.#observer.observe(root, { subtree: true, childList: true, characterData: true, attributeFilter: ATTRIBUTES });
    }

    #take(records: readonly MutationRecord[]): void {
        this.#records += records.length;
        if (this.#records > RECORDS_MAX) {
            // Not even counting is free: the whole is looked at when its time has come, and then changes are heard again.
            this.#observer.disconnect();
            this.#isWhole = true;
        }
        for (const { target, addedNodes } of this.#isWhole ? [] : records) {
            const inner = target instanceof ShadowRoot ? target.host : target;
            const part = inner instanceof Element ? inner : parentElementOf(inner);
            if (part !== null && !(addedNodes.length === 1 && isMark(addedNodes[0]!))) {
                this.#changed.add(part);
            }
        }
        this.#isWhole ||= this.#changed.size > PARTS_MAX;
        if (this.#isWhole || this.#changed.size > 0) {
            this.#plan();
        }
    }

    #plan(quietMs = QUIET_MS): void {
        if (!this.#isPlanned) {
            this.#isPlanned = true;
            // When the page is idle, the layout that is asked for has been made for the page itself.
            setTimeout(() => requestIdleCallback(() => void this.#again(), { timeout: IDLE_MS_MAX }),
                Math.max(quietMs, this.#notBefore - performance.now()));
        }
    }

    async #again(): Promise<void> {
        [...this.#roots].filter(root => !isConnected(root)).forEach(root => this.#roots.delete(root));
        const parts = this.#isWhole ? null : outermost([...this.#changed].filter(isConnected));
        this.#changed.clear();
        this.#isWhole = false;
        if (this.#records > RECORDS_MAX) {
            [...this.#roots].forEach(root => this.#observe(root));
        }
        this.#records = 0;
        let busyMs = PAUSE_MS_MAX;
        try {
            busyMs = parts?.length === 0 ? 0 : await this.#look(parts);
        } finally {
            // A look that failed is told on the console; those behind it are taken all the same.
            this.#notBefore = performance.now() + Math.min(PAUSE_MS_MAX, busyMs / SHARE_MAX);
            this.#isPlanned = false;
            if (this.#isWhole || this.#changed.size > 0) {
                this.#plan();
            }
        }
    }
}

function outermost(parts: readonly Element[]): Element[] {
    return parts.filter(part => !parts.some(other => other !== part && contains(other, part)));
}
