// SPDX-License-Identifier: MIT
/** What the parts of the extension say to each other. */
import type { Report } from "./finding.js";

/** From the tab's own frame, before any frame in it: what was there is gone. */
export interface Begun {
    readonly kind: "begun";
}

/** From a frame to the background. The answer: why nobody sees this frame, or null. */
export interface Found {
    readonly kind: "found";
    readonly report: Report;
}

/** From the background to the frames of a tab. */
export interface Concealed {
    readonly kind: "concealed";
    readonly paths: Readonly<Record<string, string>>;
}

/** From the popup to the frames of a tab: the finding that is to be shown in the page. */
export interface Show {
    readonly kind: "show";
    readonly path: string;
    readonly id: string;
}

/** The name of the port from the popup to the page: what it has marked goes when that closes. */
export const POPUP_PORT = "popup";
