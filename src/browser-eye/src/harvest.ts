// SPDX-License-Identifier: MIT
/** Goes over a tree once, with shadow roots and templates; collects its text as runs, each hidden in one way or not at all. */
import {
    attributeNamesOf, attributeOf, firstChildOf, hasAttributes, localNameOf, nextSiblingOf, nodeTypeOf, parentElementOf,
    shadowRootOf,
} from "./dom.js";
import type { Concealment, Run } from "./judge.js";
import { concealmentOfFrame, concealmentOfText, Scene, sceneAt, UNSEEN } from "./sight.js";
import { mayMatter } from "./phrases.js";
import { unveil } from "./unveil.js";
import { isAscii, isLetter } from "./words.js";

export interface Gathered extends Run {
    text: string;
    readonly element: Element;
    readonly block: Element;
}

export interface Harvest {
    readonly seen: Gathered[];
    readonly hidden: Gathered[];
    /** Each by itself: attributes, comments, JSON. */
    readonly apart: Gathered[];
    /** Text that has characters without a shape, as it is. */
    readonly veiled: { readonly text: string; readonly element: Element }[];
    readonly frames: { readonly element: Element; readonly concealment: Concealment | null }[];
    /** To be watched for changes. */
    readonly roots: ShadowRoot[];
    nodes: number;
    textLength: number;
    readonly cuts: Set<string>;
}

/** What the name of an element says of it. */
interface Kind {
    readonly name: string;
    readonly isInline: boolean;
    readonly isQuoting: boolean;
    readonly isFrame: boolean;
    readonly hasText: boolean;
}

/** An element on the way down. */
interface Step {
    readonly element: Element;
    readonly kind: Kind;
    readonly parent: Step | null;
    readonly depth: number;
    /** Nothing in it can undo this. */
    readonly sealed: Concealment | null;
    readonly block: Element;
    readonly isQuoted: boolean;
    /** Made when it is first asked for: most elements hold nothing that matters. */
    scene: Scene | null;
    next: Node | null;
    /** The element's own children, which come behind those of its shadow root. */
    light: Node | null;
}

const { COMMENT_NODE, ELEMENT_NODE, TEXT_NODE } = Node;
export const NODES_MAX = 60_000;
const TEXT_LENGTH_MAX = 2_000_000;
const PART_LENGTH_MAX = 20_000;
/** Chromium itself ends a page that is nested twice as deep. */
const DEPTH_MAX = 1_500;
const LISTED_MAX = 1_000;
/** Between two looks at the clock. */
const NODES_PER_YIELD = 32;
/** An attribute that is shorter holds no order. */
const ATTRIBUTE_LENGTH_MIN = 20;

const INLINE = new Set(["a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var"]);
const QUOTING = new Set(["pre", "code", "blockquote", "q", "samp", "kbd", "cite"]);
const FRAMES = new Set(["iframe", "frame", "object", "embed"]);
const NO_TEXT = new Set(["style", "link", "base", "input", "img", "br", "hr", "wbr"]);
const UNREAD = new Set(["class", "id", "href", "src", "style", "type", "name", "rel", "width", "height"]);
const READ_ATTRIBUTE = /^(alt|title|placeholder|summary|label|content|value|aria-.*|data-.*|longdesc|abbr)$/;
const BLANK = /^\s*$/;
const COMMENT: Concealment = { technique: "comment in the source", isOdd: false };
const DECLARED: Concealment = { technique: "data for programs", isOdd: false };

export function emptyHarvest(): Harvest {
    return {
        seen: [], hidden: [], apart: [], veiled: [], frames: [], roots: [], nodes: 0, textLength: 0, cuts: new Set(),
    };
}

/** Yields where it may be interrupted. `concealment`: what holds for the whole frame. */
export function* gather(top: Element, concealment: Concealment | null, harvest: Harvest): Generator<undefined, void> {
    const above = parentElementOf(top);
    const scene = above === null ? null : sceneAt(above, concealment);
    const sealed = scene?.sealed ?? concealment;
    let step: Step | null = stepInto(top, null, sealed, new Scene(top, scene, sealed), harvest);
    while (step !== null) {
        const node: Node | null = step.next;
        if (node === null) {
            step.next = step.light;
            step.light = null;
            if (step.next === null) {
                step = step.parent;
            }
            continue;
        }
        step.next = nextSiblingOf(node);
        if (++harvest.nodes > NODES_MAX || harvest.textLength > TEXT_LENGTH_MAX) {
            harvest.cuts.add(harvest.nodes > NODES_MAX ? `only the first ${NODES_MAX} nodes were read`
                : `only the first ${TEXT_LENGTH_MAX} letters were read`);
            return;
        }
        const type = nodeTypeOf(node);
        if (type === TEXT_NODE) {
            takeText(node as Text, step, harvest);
        } else if (type === COMMENT_NODE) {
            takeApart((node as Comment).data, COMMENT, step.element, harvest);
        } else if (type === ELEMENT_NODE && step.depth < DEPTH_MAX) {
            step = stepInto(node as Element, step, step.sealed, null, harvest);
        } else if (type === ELEMENT_NODE) {
            harvest.cuts.add(`what is nested deeper than ${DEPTH_MAX} elements was not read`);
        }
        if (harvest.nodes % NODES_PER_YIELD === 0) {
            yield;
        }
    }
}

/** Without a parent it has a scene. */
function stepInto(
    element: Element, parent: Step | null, sealed: Concealment | null, scene: Scene | null, harvest: Harvest,
): Step {
    const kind = kindOf(localNameOf(element));
    const { name } = kind;
    if (hasAttributes(element)) {
        takeAttributes(element, name, harvest);
    }
    const step: Step = {
        element, kind, parent, depth: parent === null ? 1 : parent.depth + 1,
        sealed: name === "template" || name === "noscript" ? UNSEEN.notRendered : sealed,
        block: kind.isInline && parent !== null ? parent.block : element, isQuoted: kind.isQuoting || parent?.isQuoted === true,
        scene, next: null, light: null,
    };
    if (name === "script") {
        if (/json/.test(attributeOf(element, "type") ?? "")) {
            takeApart(element.textContent ?? "", DECLARED, element, harvest);
        }
        return step;
    }
    if (name === "template" && element instanceof HTMLTemplateElement) {
        step.next = firstChildOf(element.content);
        return step;
    }
    if (kind.isFrame && harvest.frames.length < LISTED_MAX) {
        harvest.frames.push({ element, concealment: concealmentOfFrame(sceneOf(step)) });
    }
    if (!kind.hasText) {
        return step;
    }
    step.next = firstChildOf(element);
    const root = shadowRootOf(element, name, step.next === null);
    if (root !== null) {
        if (harvest.roots.length < LISTED_MAX) {
            harvest.roots.push(root);
        }
        step.light = step.next;
        step.next = firstChildOf(root);
    }
    return step;
}

const kinds = new Map<string, Kind>();

function kindOf(name: string): Kind {
    let kind = kinds.get(name);
    if (kind === undefined) {
        kind = {
            name, isInline: INLINE.has(name), isQuoting: QUOTING.has(name), isFrame: FRAMES.has(name),
            hasText: !NO_TEXT.has(name),
        };
        if (kinds.size < LISTED_MAX) {
            kinds.set(name, kind);
        }
    }
    return kind;
}

function sceneOf(step: Step): Scene {
    return (step.scene ??= new Scene(step.element, sceneOf(step.parent!), step.sealed));
}

function takeText(node: Text, step: Step, harvest: Harvest): void {
    const whole = node.data;
    if (!isLetter(whole.charCodeAt(0)) && BLANK.test(whole)) {
        // Two words with nothing but space between them are two.
        appendSpace(harvest.seen, step);
        appendSpace(harvest.hidden, step);
        return;
    }
    if (!mayMatter(whole)) {
        harvest.textLength += whole.length;
        append(step.sealed === null ? harvest.seen : harvest.hidden, whole, step, step.sealed);
        return;
    }
    const text = legiblePart(whole, step.element, harvest);
    const isAsked = step.sealed === null && step.kind.name !== "option";
    const concealment = isAsked ? concealmentOfText(node, sceneOf(step)) : step.sealed;
    append(concealment === null ? harvest.seen : harvest.hidden, text, step, concealment);
}

/** Without the characters that have no shape; where there are some, the whole is kept as well. */
function legiblePart(whole: string, element: Element, harvest: Harvest): string {
    const part = whole.slice(0, PART_LENGTH_MAX);
    harvest.textLength += part.length;
    if (whole.length > PART_LENGTH_MAX) {
        harvest.cuts.add(`only the first ${PART_LENGTH_MAX} letters of a text were read`);
    }
    if (isAscii(part)) {
        return part;
    }
    const { text, spelled } = unveil(part);
    if (spelled.length > 0 && harvest.veiled.length < LISTED_MAX) {
        harvest.veiled.push({ text: part, element });
    }
    return text;
}

function append(runs: Gathered[], text: string, step: Step, concealment: Concealment | null): void {
    const last = runs.at(-1);
    const isSameBlock = last?.block === step.block;
    if (last !== undefined && isSameBlock && last.isQuoted === step.isQuoted && last.concealment === concealment &&
        last.text.length < PART_LENGTH_MAX) {
        last.text += text;
        return;
    }
    runs.push({
        text: isSameBlock ? text : `\n${text}`, isQuoted: step.isQuoted, standsAlone: false, concealment,
        element: step.element, block: step.block,
    });
}

function appendSpace(runs: readonly Gathered[], step: Step): void {
    const last = runs.at(-1);
    if (last?.block === step.block) {
        last.text += " ";
    }
}

function takeApart(whole: string, concealment: Concealment, element: Element, harvest: Harvest): void {
    const text = `\n${legiblePart(whole, element, harvest)}`;
    harvest.apart.push({ text, isQuoted: false, standsAlone: true, concealment, element, block: element });
}

function takeAttributes(element: Element, name: string, harvest: Harvest): void {
    for (const attribute of attributeNamesOf(element)) {
        if (!UNREAD.has(attribute) && READ_ATTRIBUTE.test(attribute)) {
            const value = attributeOf(element, attribute) ?? "";
            if (value.length >= ATTRIBUTE_LENGTH_MIN && (value.includes(" ") || !isAscii(value))) {
                takeApart(value, concealmentOfAttribute(name, attribute), element, harvest);
            }
        }
    }
}

const attributes = new Map<string, Concealment>();

function concealmentOfAttribute(name: string, attribute: string): Concealment {
    const kind = attribute.startsWith("data-") ? "data-*" : attribute;
    const technique = name === "meta" ? "meta data of the page" : `attribute ${kind}`;
    let concealment = attributes.get(technique);
    if (concealment === undefined) {
        attributes.set(technique, (concealment = { technique, isOdd: false }));
    }
    return concealment;
}
