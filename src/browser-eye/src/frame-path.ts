// SPDX-License-Identifier: MIT
/** Which frame this is: the indices of its windows from the tab's on. A frame of another origin can tell no more, nor less. */

const DEPTH_MAX = 20;
const FRAMES_MAX = 500;

/** "" for the tab's own, "0/2" for the third frame of its first; null when it is no longer in the tab. */
export function framePath(): string | null {
    const indices: number[] = [];
    for (let at: Window = window; at !== at.parent; at = at.parent) {
        const index = indexIn(at.parent, at);
        if (index === null || indices.length >= DEPTH_MAX) {
            return null;
        }
        indices.unshift(index);
    }
    return indices.join("/");
}

export function pathBelow(path: string, frame: Element): string | null {
    const inner = (frame as HTMLIFrameElement).contentWindow;
    const index = inner == null ? null : indexIn(window, inner);
    return index === null ? null : path === "" ? `${index}` : `${path}/${index}`;
}

function indexIn(outer: Window, inner: Window): number | null {
    for (let index = 0; index < Math.min(outer.length, FRAMES_MAX); index++) {
        if (outer[index] === inner) {
            return index;
        }
    }
    return null;
}
