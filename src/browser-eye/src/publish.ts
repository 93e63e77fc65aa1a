// SPDX-License-Identifier: MIT
/** The one way on which anything leaves a page: findings of a frame, bounded, to the background of this extension. */
import { type Finding, type Report, worst } from "./finding.js";
import { framePath, pathBelow } from "./frame-path.js";
import type { Harvest } from "./harvest.js";
import type { Begun, Found } from "./messages.js";

/** Says that the tab shows another page. */
export async function begin(): Promise<void> {
    await say<null>({ kind: "begun" });
}

/** What there is to say of the last look beside its findings. */
export interface Look {
    readonly cuts: readonly string[];
    readonly nodes: number;
    readonly busyMs: number;
    readonly frames: Harvest["frames"];
}

/** Answers why nobody sees this frame; null when somebody does, or when nobody answers. */
export async function publish(findings: readonly Finding[], { frames, ...look }: Look): Promise<string | null> {
    const path = framePath();
    if (path === null) {
        return null;
    }
    const concealed: Record<string, string> = {};
    for (const { element, concealment } of frames) {
        const below = concealment === null ? null : pathBelow(path, element);
        if (below !== null) {
            concealed[below] = concealment!.technique;
        }
    }
    const report: Report = { path, origin: location.origin, findings: worst(findings), ...look, concealed };
    return await say<string>({ kind: "found", report });
}

async function say<Answer>(message: Begun | Found): Promise<Answer | null> {
    try {
        return await chrome.runtime.sendMessage<Begun | Found, Answer | null>(message) ?? null;
    } catch (error) {
        // The extension was reloaded: this page keeps the script of the old one, which nobody hears.
        if (!(error instanceof Error)) {
            throw error;
        }
        return null;
    }
}
