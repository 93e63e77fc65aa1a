// SPDX-License-Identifier: MIT
/** In each frame: looks once the page is there and again where it changes, and says what it found. */
import { contains, isConnected, rootElementOf } from "./dom.js";
import { rank } from "./finding.js";
import type { Concealment } from "./judge.js";
import { mark, unmark } from "./mark.js";
import { type Concealed, POPUP_PORT, type Show } from "./messages.js";
import { framePath } from "./frame-path.js";
import { begin, type Look, publish } from "./publish.js";
import { type Placed, scan } from "./scan.js";
import { UNSEEN } from "./sight.js";
import { Watch } from "./watch.js";

const KEPT_MAX = 200;

/** By their ids. What instructs stays, even when the page takes it back: a model may have read it. */
const kept = new Map<string, Placed>();
let last: Look = { cuts: [], nodes: 0, busyMs: 0, frames: [] };
let concealment: Concealment | null = null;
let isAbout = false;

const watch = new Watch(look);

async function look(parts: readonly Element[] | null): Promise<number> {
    const root = rootElementOf(document);
    if (root === null) {
        return 0;
    }
    const { placed, harvest, isAboutInjection, busyMs } = await scan(parts ?? [root], concealment, parts !== null && isAbout);
    isAbout = isAboutInjection;
    const isSeenAnew = (element: Element): boolean => parts === null || parts.some(part => contains(part, element));
    for (const [id, { finding, element }] of kept) {
        if (rank(finding.level) < rank("HIGH") && (!isConnected(element) || isSeenAnew(element))) {
            kept.delete(id);
        }
    }
    placed.forEach(each => kept.set(each.finding.id, each));
    [...kept.values()].sort((a, b) => rank(b.finding.level) - rank(a.finding.level)).slice(KEPT_MAX)
        .forEach(({ finding }) => kept.delete(finding.id));
    harvest.roots.forEach(each => watch.follow(each));
    last = {
        cuts: [...new Set([...(parts === null ? [] : last.cuts), ...harvest.cuts])],
        nodes: harvest.nodes,
        busyMs,
        frames: [...last.frames.filter(({ element }) => isConnected(element) && !isSeenAnew(element)), ...harvest.frames],
    };
    await tell();
    return busyMs;
}

async function tell(): Promise<void> {
    conceal(await publish([...kept.values()].map(({ finding }) => finding), last));
}

function conceal(reason: string | null): void {
    const isConcealed = reason !== null;
    if (isConcealed !== (concealment !== null)) {
        concealment = isConcealed ? UNSEEN.frame : null;
        watch.whole();
    }
}

chrome.runtime.onMessage.addListener((message: Concealed | Show) => {
    const path = framePath();
    if (message.kind === "concealed" && path !== null && message.paths[path] !== undefined) {
        conceal(message.paths[path]);
    } else if (message.kind === "show") {
        const element = message.path === path ? kept.get(message.id)?.element : undefined;
        if (element === undefined) {
            unmark();
        } else {
            mark(element);
        }
    }
});
chrome.runtime.onConnect.addListener(port => {
    if (port.name === POPUP_PORT) {
        port.onDisconnect.addListener(unmark);
    }
});
// A page that comes back from the cache is as it was, and the tab's findings are gone.
addEventListener("pageshow", event => {
    if (event.persisted) {
        void (window === top ? begin().then(tell) : tell());
    }
});
watch.follow(document);
watch.start();
