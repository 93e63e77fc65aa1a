// SPDX-License-Identifier: MIT
/** Whether a person sees a text, from what the layout says. Costs a few readings a text, so it is asked once for each. */
import { type Colour, colourOf, isSame, over } from "./colour.js";
import { allIn, contains, isRendered, parentElementOf, rectOf, scrollingElementOf } from "./dom.js";
import type { Concealment } from "./judge.js";

/** An element, and what is known of how it looks: each is read when it is first asked for. */
export class Scene {
    readonly element: Element;
    readonly parent: Scene | null;
    /** Nothing in it can undo this. */
    readonly sealed: Concealment | null;
    /** Of the text that is its own. */
    ofText: Concealment | null | undefined;
    #style: CSSStyleDeclaration | null = null;
    #box: Box | null = null;
    #cutsOff: boolean | null = null;
    #clipper: Scene | null | undefined;
    #background: Colour | null = null;

    constructor(element: Element, parent: Scene | null, sealed: Concealment | null) {
        this.element = element;
        this.parent = parent;
        this.sealed = sealed;
    }

    get style(): CSSStyleDeclaration {
        return (this.#style ??= getComputedStyle(this.element));
    }

    get box(): Box {
        return (this.#box ??= boxOf(rectOf(this.element)));
    }

    /** What can be scrolled to is not hidden; the root's overflow is that of the window. */
    get cutsOff(): boolean {
        return (this.#cutsOff ??= this.parent !== null && CUTTING.has(this.style.overflowX));
    }

    /** The nearest around it that cuts off what sticks out, or null. */
    get clipper(): Scene | null {
        if (this.#clipper === undefined) {
            const { parent } = this;
            this.#clipper = parent === null || parent.cutsOff ? parent : parent.clipper;
        }
        return this.#clipper;
    }

    get background(): Colour {
        if (this.#background === null) {
            const below = this.parent?.background ?? WHITE;
            const own = colourOf(this.style.backgroundColor);
            this.#background = own.alpha === 1 ? own : own.alpha === 0 ? below : over(own, below);
        }
        return this.#background;
    }
}

/** In pixels, from the corner of the window. A DOMRect is read once: each of its members costs a call. */
interface Box {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
}

const CUTTING = new Set(["hidden", "clip"]);
const OPACITY_MIN = 0.1;
/** Of a text, in pixels. */
const SIDE_MIN = 2;
const FONT_SIZE_MIN = 3.5;
const TEXT_INDENT_MAX = 900;
const PICTURES = "img, canvas, video, svg, picture, object, embed";
const PICTURES_MAX = 50;
const POSITIONED_MAX = 3;
const WHITE: Colour = { channels: [255, 255, 255], alpha: 1 };

export const UNSEEN = {
    notRendered: { technique: "not rendered", isOdd: false },
    visibility: { technique: "visibility: hidden", isOdd: false },
    opacity: { technique: "opacity", isOdd: false },
    clipped: { technique: "clipped away", isOdd: false },
    shrunk: { technique: "shrunk to nothing", isOdd: false },
    tiny: { technique: "letters too small to read", isOdd: true },
    offScreen: { technique: "outside of the page", isOdd: false, isOddWhenLong: true },
    colour: { technique: "colour of the background", isOdd: true },
    onPicture: { technique: "colour of the background, over a picture", isOdd: false },
    filtered: { technique: "filter", isOdd: false },
    covered: { technique: "covered by something else", isOdd: false },
    frame: { technique: "in a frame that nobody sees", isOdd: false },
} as const satisfies Record<string, Concealment>;

const SEEN = { visibilityProperty: true, opacityProperty: true };
const range = new Range();
/** Of the last text: most have the colours of the one before. */
let compared = { ink: WHITE, paper: WHITE, isLost: true };
/** Of the page, read once a look. */
let extent: Box = { left: 0, top: 0, right: 0, bottom: 0 };

/** Before a look, and after each pause in it: what is outside of the page depends on where it is scrolled to. */
export function measureExtent(): void {
    const root = scrollingElementOf(document);
    const [left, top] = [-scrollX, -scrollY];
    extent = {
        left, right: left + Math.max(root?.scrollWidth ?? 0, innerWidth),
        top, bottom: top + Math.max(root?.scrollHeight ?? 0, innerHeight),
    };
}

/** With all that is above it, for what is looked at by itself. */
export function sceneAt(element: Element, concealment: Concealment | null): Scene {
    const above: Element[] = [];
    for (let at: Element | null = element; at !== null; at = parentElementOf(at)) {
        above.push(at);
    }
    return above.reduceRight<Scene | null>((parent, each) => new Scene(each, parent, concealment), null)!;
}

export function concealmentOfText(text: Text, scene: Scene): Concealment | null {
    if (scene.sealed !== null) {
        return scene.sealed;
    }
    if (scene.ofText === undefined) {
        scene.ofText = concealmentOfElement(scene);
    }
    // An element without height may have text that is seen.
    return scene.ofText === UNSEEN.shrunk || scene.ofText === UNSEEN.clipped || scene.ofText === UNSEEN.offScreen
        ? concealmentOfBox(boxOfText(text), scene)
        : scene.ofText;
}

function concealmentOfElement(scene: Scene): Concealment | null {
    if (!isRendered(scene.element, SEEN)) {
        return scene.style.display === "contents" ? UNSEEN.shrunk : howNotSeen(scene);
    }
    if (Number.parseFloat(scene.style.fontSize) < FONT_SIZE_MIN) {
        return UNSEEN.tiny;
    }
    return concealmentOfBox(scene.box, scene);
}

function concealmentOfBox(box: Box, scene: Scene): Concealment | null {
    return box.right - box.left < SIDE_MIN || box.bottom - box.top < SIDE_MIN ? UNSEEN.shrunk
        : concealmentOfPlace(box, scene) ?? concealmentOfColour(box, scene);
}

function boxOf({ left, top, right, bottom }: DOMRect): Box {
    return { left, top, right, bottom };
}

function boxOfText(text: Text): Box {
    range.selectNodeContents(text);
    return boxOf(range.getBoundingClientRect());
}

export function concealmentOfFrame(scene: Scene): Concealment | null {
    const { box } = scene;
    if (scene.sealed !== null || !isRendered(scene.element, SEEN) || box.right - box.left <= SIDE_MIN ||
        box.bottom - box.top <= SIDE_MIN || concealmentOfPlace(box, scene) !== null) {
        return UNSEEN.frame;
    }
    return concealmentOfStyles(scene.element);
}

function howNotSeen({ element, style }: Scene): Concealment {
    if (!isRendered(element)) {
        return UNSEEN.notRendered;
    }
    return style.visibility === "visible" ? UNSEEN.opacity : UNSEEN.visibility;
}

function concealmentOfPlace(box: Box, scene: Scene): Concealment | null {
    let { left, top, right, bottom } = box;
    if (right <= extent.left || bottom <= extent.top || left >= extent.right || top >= extent.bottom) {
        return UNSEEN.offScreen;
    }
    const area = (right - left) * (bottom - top);
    // No box cuts off itself.
    for (let at = box !== scene.box && scene.cutsOff ? scene : scene.clipper; at !== null; at = at.clipper) {
        left = Math.max(left, at.box.left);
        right = Math.min(right, at.box.right);
        top = Math.max(top, at.box.top);
        bottom = Math.min(bottom, at.box.bottom);
        if (Math.max(0, right - left) * Math.max(0, bottom - top) < Math.min(area * 0.02, 20) + 1) {
            return UNSEEN.clipped;
        }
    }
    return null;
}

function concealmentOfColour(box: Box, scene: Scene): Concealment | null {
    if (!isLost(scene)) {
        return null;
    }
    if (colourOf(scene.style.webkitTextFillColor).alpha > 0.05 && hasPictureBehind(scene)) {
        return null;
    }
    return isOverPicture(box, scene.element) ? UNSEEN.onPicture : UNSEEN.colour;
}

/** Whether the text has the colour of what it is on. */
function isLost(scene: Scene): boolean {
    const ink = colourOf(scene.style.webkitTextFillColor);
    const paper = scene.background;
    if (ink !== compared.ink || paper !== compared.paper) {
        compared = { ink, paper, isLost: isSame(ink, paper) };
    }
    return compared.isLost;
}

/** A gradient or an image up to the first colour that covers what is behind it. */
function hasPictureBehind(scene: Scene): boolean {
    for (let at: Scene | null = scene; at !== null; at = at.parent) {
        if (at.style.backgroundImage !== "none") {
            return true;
        }
        if (colourOf(at.style.backgroundColor).alpha === 1) {
            return false;
        }
    }
    return false;
}

/** In one of the nearest boxes that position it: a layer of text lies beside the picture of its page. */
function isOverPicture(box: Box, element: Element): boolean {
    let around = element;
    for (let step = 0; step < POSITIONED_MAX && around instanceof HTMLElement && around.offsetParent !== null; step++) {
        around = around.offsetParent;
    }
    return [...allIn(around, PICTURES)].slice(0, PICTURES_MAX).some(picture => {
        const its = boxOf(rectOf(picture));
        return its.left < box.right && its.right > box.left && its.top < box.bottom && its.bottom > box.top;
    });
}

/** Ways that are seldom used and dear to read, of an element and all above it; for texts that are suspected. */
export function concealmentOfStyles(element: Element): Concealment | null {
    let opacity = 1;
    for (let at: Element | null = element; at !== null; at = parentElementOf(at)) {
        const style = getComputedStyle(at);
        opacity *= Number(style.opacity);
        if (opacity < OPACITY_MIN) {
            return UNSEEN.opacity;
        }
        if (style.contentVisibility === "hidden") {
            return UNSEEN.notRendered;
        }
        if (isNothing(style.clipPath) || (/^(absolute|fixed)$/.test(style.position) && isNothing(style.clip)) ||
            (style.overflowY !== "visible" && rectOf(at).height < 2)) {
            return UNSEEN.clipped;
        }
        if (Number.parseFloat(style.textIndent) < -TEXT_INDENT_MAX) {
            return UNSEEN.offScreen;
        }
        if (/opacity\(0(\.0\d*)?\)/.test(style.filter) || /^linear-gradient\(rgba\(0, 0, 0, 0\)/.test(style.maskImage)) {
            return UNSEEN.filtered;
        }
    }
    return isCovered(element) ? UNSEEN.covered : null;
}

/** A shape that has no area worth speaking of. */
function isNothing(shape: string): boolean {
    const sizes = Array.from(shape.matchAll(/-?[\d.]+(?=px|%|\b)/g), size => Number(size[0]));
    if (shape.startsWith("circle") || shape.startsWith("ellipse")) {
        return (sizes[0] ?? 1) < 1;
    }
    if (shape.startsWith("inset")) {
        return shape.includes("%") && sizes.some(size => size >= 50);
    }
    if (shape.startsWith("rect")) {
        const [top = 0, right = 0, bottom = 0, left = 0] = sizes;
        return right - left <= 1 || bottom - top <= 1;
    }
    return shape.startsWith("polygon") && Math.max(...sizes) - Math.min(...sizes) < 1;
}

/** Only what is in view can be asked for. */
function isCovered(element: Element): boolean {
    const { left, top, width, height } = rectOf(element);
    const root = element.getRootNode() as Document | ShadowRoot;
    const above = root.elementFromPoint(left + width / 2, top + height / 2);
    if (above === null || above === element || contains(element, above) || contains(above, element)) {
        return false;
    }
    const style = getComputedStyle(above);
    return Number(style.opacity) > 1 - OPACITY_MIN &&
        (above.matches(PICTURES) || colourOf(style.backgroundColor).alpha > 1 - OPACITY_MIN);
}
