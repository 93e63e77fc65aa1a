// SPDX-License-Identifier: MIT
/**
 * Tells telos on this machine what is found, by native messaging: the one way on which anything leaves the browser. What is not
 * answered yet is kept in memory that outlives the worker, and told again by the next one.
 */
import { type Level, rank } from "./finding.js";
import { findingsOf, type TabRecord } from "./tab-record.js";

/** As the host's manifest has it, which telos setup browser writes. */
const HOST = "dev.telos.browser_eye";
const OUTBOX = "outbox";
const LINK = "link";
const WAITING_MAX = 50;
const FINDING_LENGTH_MAX = 900;
const TOLD_MAX = 500;
const AGAIN_MS = 5_000;

/** One page's worst finding (PageMessage in telos). */
interface PageMessage {
    readonly page: string;
    readonly level: Level;
    readonly finding: string;
}

/** What telos says of it (PageAnswer). */
export interface Link {
    readonly outcome: string;
    readonly agent?: number;
    readonly taint?: string;
    readonly error?: string;
}

const told = new Set<string>();
let port: chrome.runtime.Port | null = null;
let isAnswerDue = false;
let last: Promise<unknown> = Promise.resolve();

/** MEDIUM and above; the same of the same page once in a worker's life. */
export async function tellTelos(record: TabRecord): Promise<void> {
    const [finding] = findingsOf(record).toSorted((a, b) => rank(b.level) - rank(a.level));
    if (finding === undefined) {
        return;
    }
    const how = finding.technique === null ? "" : `${finding.technique}; `;
    const message: PageMessage = {
        page: record.page,
        level: finding.level,
        finding: `${how}${finding.reasons.join(", ")}: ${finding.excerpt}`.slice(0, FINDING_LENGTH_MAX),
    };
    const text = JSON.stringify(message);
    if (!told.has(text)) {
        told.delete(told.size >= TOLD_MAX ? told.values().next().value! : "");
        told.add(text);
        await change(waiting => kept([...waiting, message]));
    }
    await send();
}

/** What telos said last; null: nothing yet. */
export async function link(): Promise<Link | null> {
    return (await chrome.storage.session.get<Record<string, Link>>(LINK))[LINK] ?? null;
}

/** One at a time: the answer says which it is of. */
async function send(): Promise<void> {
    const [first] = await waitingNow();
    if (first === undefined || isAnswerDue) {
        return;
    }
    isAnswerDue = true;
    port ??= connect();
    port.postMessage(first);
}

function connect(): chrome.runtime.Port {
    const opened = chrome.runtime.connectNative(HOST);
    opened.onMessage.addListener((answer: Link) => void hear(answer));
    opened.onDisconnect.addListener(() => {
        port = null;
        isAnswerDue = false;
        // No host, as telos is not set up here, or one that ended: what waits is told with the next finding.
        void keep({ outcome: "no_host", error: chrome.runtime.lastError?.message ?? "telos ended" });
    });
    return opened;
}

async function hear(answer: Link): Promise<void> {
    await keep(answer);
    isAnswerDue = false;
    if (answer.outcome === "no_daemon") {
        setTimeout(() => void send(), AGAIN_MS);
        return;
    }
    await change(waiting => waiting.slice(1));
    await send();
}

async function keep(answer: Link): Promise<void> {
    await chrome.storage.session.set({ [LINK]: answer });
}

async function waitingNow(): Promise<readonly PageMessage[]> {
    return (await chrome.storage.session.get<Record<string, PageMessage[]>>(OUTBOX))[OUTBOX] ?? [];
}

/** The first may be told already, and keeps its place; of the others the worst are kept. */
function kept([first, ...others]: readonly PageMessage[]): readonly PageMessage[] {
    const worst = others.toSorted((a, b) => rank(b.level) - rank(a.level)).slice(0, WAITING_MAX);
    return [first!, ...worst];
}

/** One change at a time. */
function change(next: (waiting: readonly PageMessage[]) => readonly PageMessage[]): Promise<void> {
    const done = last.then(async () => chrome.storage.session.set({ [OUTBOX]: next(await waitingNow()) }));
    last = done.catch(() => undefined);
    return done;
}
