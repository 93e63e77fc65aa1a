// SPDX-License-Identifier: MIT
/** What is known of a tab, in memory that outlives the worker and ends with the browser. */
import {
    EXCERPT_LENGTH_MAX, type Finding, FINDINGS_MAX, highest, type Level, LEVELS, REASONS_MAX, type Report,
} from "./finding.js";

export interface TabRecord {
    /** Origin and path of what the tab shows. */
    readonly page: string;
    /** By the frame's number. */
    readonly frames: Readonly<Record<string, Report>>;
}

const FRAMES_MAX = 100;
const CUTS_MAX = 10;
const PAGE_LENGTH_MAX = 500;
const CONCEALED_MAX = 500;

/** One change at a time: two frames that report at once must not undo each other. */
let last: Promise<unknown> = Promise.resolve();

export async function tabRecord(tabId: number): Promise<TabRecord | null> {
    const key = keyOf(tabId);
    return (await chrome.storage.session.get<Record<string, TabRecord>>(key))[key] ?? null;
}

/** The record with this report in it. */
export function keepReport(tabId: number, frameId: number, report: Report, url: string): Promise<TabRecord> {
    return change(tabId, before => {
        const others = Object.entries(before?.frames ?? {}).filter(([id]) => id !== String(frameId)).slice(-FRAMES_MAX);
        const page = frameId === 0 || before === null ? pageName(url) : before.page;
        return { page, frames: { ...Object.fromEntries(others), [frameId]: bounded(report) } };
    });
}

/** An empty one: another page is shown. */
export function beginAnew(tabId: number, url: string): Promise<TabRecord> {
    return change(tabId, () => ({ page: pageName(url), frames: {} }));
}

/** Origin and path: what follows them may hold a secret of the user's. */
function pageName(url: string): string {
    const { protocol, origin, pathname } = new URL(url);
    const hasPath = origin !== "null" || protocol === "file:";
    return short((origin === "null" ? `${protocol}//` : origin) + (hasPath ? pathname : ""), PAGE_LENGTH_MAX);
}

function change(tabId: number, next: (before: TabRecord | null) => TabRecord): Promise<TabRecord> {
    const done = last.then(async () => {
        const record = next(await tabRecord(tabId));
        await chrome.storage.session.set({ [keyOf(tabId)]: record });
        return record;
    });
    last = done.catch(() => undefined);
    return done;
}

export async function forget(tabId: number): Promise<void> {
    await chrome.storage.session.remove(keyOf(tabId));
}

export function findingsOf(record: TabRecord | null): Finding[] {
    return Object.values(record?.frames ?? {}).flatMap(report => report.findings);
}

export function levelOf(record: TabRecord | null): Level {
    return highest(findingsOf(record));
}

export function concealedIn(record: TabRecord): Record<string, string> {
    return Object.assign({}, ...Object.values(record.frames).map(report => report.concealed));
}

function keyOf(tabId: number): string {
    return `tab-${tabId}`;
}

/** A page that has taken its renderer over can send what it likes. */
function bounded(report: Report): Report {
    const isLevel = (level: unknown): boolean => LEVELS.some(each => each === level);
    return {
        path: short(report.path, 200),
        origin: short(report.origin, 300),
        findings: list(report.findings, FINDINGS_MAX).filter(finding => isLevel(finding.level)).map(finding => ({
            id: short(finding.id, 2 * EXCERPT_LENGTH_MAX),
            level: finding.level,
            technique: finding.technique === null ? null : short(finding.technique, 100),
            reasons: list(finding.reasons, REASONS_MAX).map(reason => short(reason, 200)),
            excerpt: short(finding.excerpt, EXCERPT_LENGTH_MAX),
        })),
        cuts: list(report.cuts, CUTS_MAX).map(cut => short(cut, 200)),
        nodes: Number(report.nodes),
        busyMs: Number(report.busyMs),
        concealed: Object.fromEntries(Object.entries(report.concealed).slice(0, CONCEALED_MAX)
            .map(([path, technique]) => [short(path, 200), short(technique, 100)])),
    };
}

function list<T>(values: readonly T[], countMax: number): T[] {
    return Array.isArray(values) ? values.slice(0, countMax) : [];
}

function short(text: string, lengthMax: number): string {
    return String(text).slice(0, lengthMax);
}
