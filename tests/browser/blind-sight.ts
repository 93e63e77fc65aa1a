// SPDX-License-Identifier: MIT
/** In place of sight.ts: people see everything. The evaluation has to notice. */
import type { Concealment } from "./judge.js";

const NOTHING: Concealment = { technique: "nothing", isOdd: false };

export const UNSEEN = { notRendered: NOTHING, frame: NOTHING };

export class Scene {
    readonly sealed = null;

    constructor(readonly element: Element, _parent: Scene | null, _sealed: Concealment | null) {}
}

export function sceneAt(element: Element, _concealment: Concealment | null): Scene {
    return new Scene(element, null, null);
}

export function measureExtent(): void {}

export function concealmentOfText(_text: Text, _scene: Scene): Concealment | null {
    return null;
}

export function concealmentOfFrame(_scene: Scene): Concealment | null {
    return null;
}

export function concealmentOfStyles(_element: Element): Concealment | null {
    return null;
}
