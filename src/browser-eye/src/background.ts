// SPDX-License-Identifier: MIT
/** Keeps what the frames of each tab report, says the highest level on the badge, and tells telos. */
import { tellTelos } from "./bridge.js";
import type { Level } from "./finding.js";
import type { Begun, Concealed, Found } from "./messages.js";
import { beginAnew, concealedIn, findingsOf, forget, keepReport, levelOf, type TabRecord } from "./tab-record.js";

const COLOURS: Readonly<Record<Level, string>> = { LOW: "#607d8b", MEDIUM: "#f9a825", HIGH: "#e65100", CRITICAL: "#b71c1c" };
const TITLES: Readonly<Record<Level, string>> = {
    LOW: "LOW: nothing found; what this page says is not verified",
    MEDIUM: "MEDIUM: hidden text, or words like those of an attack",
    HIGH: "HIGH: instructions aimed at AI agents",
    CRITICAL: "CRITICAL: hidden instructions aimed at AI agents",
};

chrome.runtime.onMessage.addListener((message: Begun | Found, sender, answer: Answer) => {
    const { tab, frameId, url } = sender;
    if (tab?.id === undefined || frameId === undefined || url === undefined) {
        return false;
    }
    void hear(message, { tabId: tab.id, frameId, url }, answer);
    return true;
});
chrome.tabs.onRemoved.addListener(tabId => void forget(tabId));

type Answer = (reason: string | null) => void;

interface Frame {
    readonly tabId: number;
    readonly frameId: number;
    readonly url: string;
}

async function hear(message: Begun | Found, { tabId, frameId, url }: Frame, answer: Answer): Promise<void> {
    if (message.kind === "begun") {
        await show(tabId, await beginAnew(tabId, url));
        answer(null);
        return;
    }
    const record = await keepReport(tabId, frameId, message.report, url);
    answer(concealedIn(record)[message.report.path] ?? null);
    await Promise.all([show(tabId, record), tellConcealed(tabId, message), tellTelos(record)]);
}

async function show(tabId: number, record: TabRecord): Promise<void> {
    const level = levelOf(record);
    const text = level === "LOW" ? "" : String(findingsOf(record).length);
    await whileOpen(Promise.all([
        chrome.action.setBadgeText({ tabId, text }),
        chrome.action.setBadgeBackgroundColor({ tabId, color: COLOURS[level] }),
        chrome.action.setBadgeTextColor({ tabId, color: level === "MEDIUM" ? "#000000" : "#ffffff" }),
        chrome.action.setTitle({ tabId, title: `Telos Browser Eye\n${TITLES[level]}` }),
    ]));
}

/** A frame that nobody sees cannot know it: the frame around it does. */
async function tellConcealed(tabId: number, { report }: Found): Promise<void> {
    if (Object.keys(report.concealed).length > 0) {
        await whileOpen(chrome.tabs.sendMessage<Concealed>(tabId, { kind: "concealed", paths: report.concealed }));
    }
}

/** A tab may close, or its frames go, while something is said to it. */
async function whileOpen(told: Promise<unknown>): Promise<void> {
    try {
        await told;
    } catch (error) {
        if (!(error instanceof Error && /No tab with id|Receiving end|message (channel|port) closed/.test(error.message))) {
            throw error;
        }
    }
}
