// SPDX-License-Identifier: MIT
/** Lists what was found in the tab in front, and shows where. */
import { type Link, link } from "./bridge.js";
import { type Finding, type Level, rank, type Report } from "./finding.js";
import { POPUP_PORT, type Show } from "./messages.js";
import { levelOf, tabRecord } from "./tab-record.js";

const SAYS: Readonly<Record<Level, string>> = {
    LOW: "Nothing found. What this page says is not verified.",
    MEDIUM: "Hidden text, or words like those of an attack.",
    HIGH: "Instructions aimed at AI agents.",
    CRITICAL: "Hidden instructions aimed at AI agents.",
};

/** What to say of telos, where there is something to say. */
const LINK_SAYS: Readonly<Record<string, (link: Link) => string>> = {
    reported: ({ agent, taint }) => `Telos: agent ${agent}, taint ${taint}.`,
    not_an_agent: () => "Telos: no agent drives this browser.",
    no_daemon: () => "Telos does not run on this machine.",
    no_host: () => "Telos is not set up for this browser: telos setup browser.",
};

interface Listed {
    readonly finding: Finding;
    readonly report: Report;
}

const template = document.querySelector<HTMLTemplateElement>("#finding")!;
const tabId = (await chrome.tabs.query({ active: true, currentWindow: true }))[0]?.id;
const record = tabId === undefined ? null : await tabRecord(tabId);
const reports = Object.values(record?.frames ?? {});
const listed = reports.flatMap(report => report.findings.map(finding => ({ finding, report })))
    .sort((a, b) => rank(b.finding.level) - rank(a.finding.level));
const level = levelOf(record);

document.documentElement.dataset["level"] = level;
element(document, "#level").textContent = level;
element(document, "#says").textContent = reports.length === 0 ? "This page cannot be read by extensions." : SAYS[level];
element(document, "#findings").append(...listed.map(item));
const cuts = [...new Set(reports.flatMap(report => report.cuts))];
element(document, "#cuts").append(...cuts.map(entry));
element(document, "#cut").hidden = cuts.length === 0;
const nodes = reports.reduce((sum, report) => sum + report.nodes, 0);
const busyMs = reports.reduce((sum, report) => sum + report.busyMs, 0);
element(document, "#looked").textContent = reports.length === 0 ? "" : `${nodes} nodes read in ${Math.ceil(busyMs)} ms.`;
const lastLink = await link();
element(document, "#telos").textContent = lastLink === null ? "" : LINK_SAYS[lastLink.outcome]?.(lastLink) ?? "";
if (tabId !== undefined) {
    chrome.tabs.connect(tabId, { name: POPUP_PORT });
}

function item({ finding, report }: Listed): DocumentFragment {
    const copy = template.content.cloneNode(true) as DocumentFragment;
    element(copy, "article").dataset["level"] = finding.level;
    element(copy, ".level").textContent = finding.level;
    element(copy, ".technique").textContent = finding.technique ?? "visible text";
    element(copy, ".excerpt").textContent = finding.excerpt;
    element(copy, ".origin").textContent = report.path === "" ? "" : `in a frame of ${report.origin}`;
    element(copy, ".reasons").append(...finding.reasons.map(entry));
    const button = element(copy, "button");
    button.addEventListener("click", () => void toggle(button, finding, report));
    return copy;
}

/** All frames hear it: those that do not have the finding take their mark away. */
async function toggle(button: HTMLElement, finding: Finding, report: Report): Promise<void> {
    const isShown = button.getAttribute("aria-pressed") === "true";
    document.querySelectorAll("button").forEach(each => each.setAttribute("aria-pressed", String(each === button && !isShown)));
    await chrome.tabs.sendMessage<Show>(tabId!, { kind: "show", path: report.path, id: isShown ? "" : finding.id });
}

function entry(text: string): HTMLElement {
    return Object.assign(document.createElement("li"), { textContent: text });
}

function element(within: ParentNode, selector: string): HTMLElement {
    return within.querySelector<HTMLElement>(selector)!;
}
