// SPDX-License-Identifier: MIT
/** From text and its context to a level. Knows no DOM. */
import { EXCERPT_LENGTH_MAX, type Level, rank } from "./finding.js";
import { type Category, lexiconOf, type Phrase, type Trait } from "./lexicon.js";
import { findMarkers, type Hit, likelyParts, read } from "./phrases.js";
import { legible, unveil } from "./unveil.js";
import { isAscii, isLetter, splitWords } from "./words.js";

export interface Concealment {
    readonly technique: string;
    /** Whether honest pages hardly ever hide prose so: then prose alone is worth telling. */
    readonly isOdd: boolean;
    /** The same for prose that is longer than a skip link or the words of an icon. */
    readonly isOddWhenLong?: boolean;
}

/** A stretch of text that is hidden in one way, or not at all. */
export interface Run {
    readonly text: string;
    /** In what is made for quoting: code, a block quote. */
    readonly isQuoted: boolean;
    /** Not read on from what is before it, nor into what is behind: an attribute, a comment. */
    readonly standsAlone: boolean;
    readonly concealment: Concealment | null;
}

export interface Judgement {
    readonly level: Exclude<Level, "LOW">;
    readonly technique: string | null;
    readonly reasons: readonly string[];
    readonly excerpt: string;
    /** The index of the run in which it begins. */
    readonly run: number;
}

/** Runs as they were read. */
export interface Stream<R extends Run = Run> {
    readonly runs: readonly R[];
    readonly text: string;
    readonly signs: readonly Sign[];
    readonly topics: ReadonlySet<Phrase>;
}

/** A hit, and the index of the run in which it begins. */
export interface Sign extends Hit {
    readonly run: number;
}

/** Signs that are further apart are not of one instruction. */
const APART_LENGTH_MAX = 400;
const CLUSTER_LENGTH_MAX = 1_500;
/** What two signs must weigh together; where people look, more than where nobody does. */
const VISIBLE_WEIGHT_MIN = 5;
const HIDDEN_WEIGHT_MIN = 4;
const STRONG_WEIGHT = 3;
/** Words of prose that nobody sees: fewer are labels and gaps. */
const PROSE_WORDS_MIN = 8;
const LONG_LENGTH = 200;
const QUOTE_LENGTH_MAX = 500;
const QUOTE = new RegExp(["\u201c\u201d", "\u201e\u201c\u201d", "\u2018\u2019", "\u00ab\u00bb", "\"\"", "\u300c\u300d"]
    .map(([open, ...shut]) => `${open}[^${shut.join("")}\\n]{1,${QUOTE_LENGTH_MAX}}[${shut.join("")}]`).join("|"), "g");
const BASE64_LENGTH_MIN = 40;
/** What is longer is more than one; each but the last has whole bytes. */
const BASE64_LENGTH_MAX = 8_000;
const BASE64_MAX = 20;

/** Reads on from each run into the next. */
export function readRuns<R extends Run>(runs: readonly R[]): Stream<R> {
    const starts: number[] = [];
    const texts: string[] = [];
    let length = 0;
    for (const run of runs) {
        starts.push(length);
        texts.push(run.text);
        length += run.text.length;
    }
    const text = texts.join("");
    const small = text.toLowerCase();
    const { hits, topics } = read(isAscii(text) ? splitWords(text, likelyParts(small)) : splitWords(text));
    const signs = [...hits, ...findMarkers(small), ...decoded(text)]
        .map(hit => ({ ...hit, run: runAt(starts, hit.start) }))
        .sort((a, b) => a.start - b.start);
    return { runs, text, signs, topics };
}

/** `isAbout`: whether the page speaks about attacks on models, and may quote one. */
export function judge(stream: Stream, isAbout: boolean): Judgement[] {
    return clusters(stream).flatMap(cluster => judgeCluster(cluster, stream, isAbout) ?? []);
}

/** Prose that is hidden in a way in which honest pages hide none. */
export function judgeProse({ text, concealment }: Run, at: number): Judgement | null {
    if (concealment === null || !(concealment.isOdd || (concealment.isOddWhenLong === true && text.length >= LONG_LENGTH)) ||
        splitWords(text.slice(0, LONG_LENGTH)).texts.filter(word => /^\p{L}/u.test(word)).length < PROSE_WORDS_MIN) {
        return null;
    }
    const { technique } = concealment;
    return { level: "MEDIUM", technique, reasons: [`prose is hidden: ${technique}`], excerpt: shorten(text), run: at };
}

/** What is spelled in characters without a shape is judged as text, and is worth telling by itself. */
export function judgeSpelled(text: string, at: number): Judgement[] {
    return unveil(text).spelled.flatMap(spelled => {
        const technique = "characters that have no shape";
        const concealment = { technique, isOdd: true };
        const judgements = judge(readRuns([{ text: spelled, isQuoted: false, standsAlone: true, concealment }]), false);
        const reasons = [`text is spelled in ${technique}`];
        const alone = { level: "MEDIUM" as const, technique, reasons, excerpt: shorten(spelled) };
        return (judgements.length > 0 ? judgements : [alone]).map(judgement => ({ ...judgement, run: at }));
    });
}

/** Base64 that hides a phrase: its categories are those of the phrase, and that it is encoded. */
function* decoded(text: string): Iterable<Hit> {
    let count = 0;
    for (const [start, endExcl] of base64Parts(text)) {
        const { hits } = read(splitWords(plainOf(text.slice(start, endExcl))));
        const place = { start, endExcl };
        if (hits.length > 0) {
            yield { category: "encoded", ...place };
            yield* hits.map(hit => ({ category: hit.category, ...place }));
        }
        if (++count >= BASE64_MAX) {
            return;
        }
    }
}

/** As [start, end]. Each has a place that is a multiple of the least length: nothing between these need be read. */
function* base64Parts(text: string): Iterable<[number, number]> {
    for (let at = 0; at < text.length; at += BASE64_LENGTH_MIN) {
        let start = at;
        let endExcl = at;
        while (isBase64(text.charCodeAt(endExcl))) {
            endExcl++;
        }
        while (endExcl > at && start > 0 && isBase64(text.charCodeAt(start - 1))) {
            start--;
        }
        for (; endExcl - start >= BASE64_LENGTH_MIN; start += BASE64_LENGTH_MAX) {
            yield [start, Math.min(endExcl, start + BASE64_LENGTH_MAX)];
        }
        at = Math.max(at, endExcl - endExcl % BASE64_LENGTH_MIN);
    }
}

/** A letter, a digit, "+" or "/". */
function isBase64(code: number): boolean {
    return isLetter(code) || code === 43 || code === 47;
}

function plainOf(base64: string): string {
    // One letter alone is no byte.
    const bytes = atob(base64.length % 4 === 1 ? base64.slice(0, -1) : base64);
    return legible(Array.from(bytes, byte => byte.charCodeAt(0)));
}

function clusters({ runs, signs }: Stream): Sign[][] {
    const found: Sign[][] = [];
    for (const sign of signs) {
        const last = found.at(-1);
        const first = last?.[0];
        if (last !== undefined && first !== undefined && sign.start - last.at(-1)!.endExcl <= APART_LENGTH_MAX &&
            sign.endExcl - first.start <= CLUSTER_LENGTH_MAX &&
            (sign.run === first.run || !(runs[sign.run]!.standsAlone || runs[first.run]!.standsAlone))) {
            last.push(sign);
        } else {
            found.push([sign]);
        }
    }
    return found;
}

function judgeCluster(signs: readonly Sign[], { runs, text }: Stream, isAbout: boolean): Judgement | null {
    const start = signs[0]!.start;
    const endExcl = Math.max(...signs.map(sign => sign.endExcl));
    const quotes = quotesAround(text, start, endExcl);
    const isQuoted = (sign: Sign): boolean =>
        runs[sign.run]!.isQuoted || quotes.some(([from, to]) => from <= sign.start && sign.endExcl <= to);
    const hidden = signs.filter(sign => runs[sign.run]!.concealment !== null);
    const seen = signs.filter(sign => runs[sign.run]!.concealment === null);
    const oddly = hidden.find(sign => runs[sign.run]!.concealment!.isOdd) ?? hidden[0];
    const concealment = oddly === undefined ? null : runs[oddly.run]!.concealment;
    const levels = [levelOfVisible(seen, seen.filter(sign => !isQuoted(sign)), isAbout)];
    if (concealment !== null) {
        levels.push(levelOfHidden(hidden, concealment, isAbout && hidden.every(isQuoted)));
    }
    const level = levels.reduce((a, b) => (rank(b) > rank(a) ? b : a));
    if (level === "LOW") {
        return null;
    }
    const because = [...new Set(signs.map(sign => traitOf(sign.category).means))];
    return {
        level,
        technique: concealment?.technique ?? null,
        reasons: concealment === null ? because : [`nobody sees it: ${concealment.technique}`, ...because],
        excerpt: shorten(text.slice(Math.max(0, start - 40), endExcl + 80)),
        run: (oddly ?? signs[0]!).run,
    };
}

/** One category never exceeds MEDIUM. */
function levelOfVisible(signs: readonly Sign[], unquoted: readonly Sign[], isAbout: boolean): Level {
    if (isInstruction(unquoted, VISIBLE_WEIGHT_MIN) && unquoted.some(aims)) {
        return isAbout ? "MEDIUM" : "HIGH";
    }
    const isQuotedInstruction = isInstruction(signs, VISIBLE_WEIGHT_MIN) && signs.some(aims);
    return !isAbout && (unquoted.some(isStrongAndAims) || isQuotedInstruction) ? "MEDIUM" : "LOW";
}

function levelOfHidden(signs: readonly Sign[], concealment: Concealment, isExample: boolean): Level {
    if (isInstruction(signs, HIDDEN_WEIGHT_MIN)) {
        // A tab or an answer of a guide that is shut holds its examples as the open one does.
        return isExample && !concealment.isOdd ? "MEDIUM" : "CRITICAL";
    }
    return signs.some(isStrongAndAims) || concealment.isOdd ? "MEDIUM" : "LOW";
}

function isInstruction(signs: readonly Sign[], weightMin: number): boolean {
    const categories = new Set(signs.map(sign => sign.category));
    return categories.size >= 2 && [...categories].reduce((sum, each) => sum + traitOf(each).weight, 0) >= weightMin;
}

function traitOf(category: Category): Trait {
    return lexiconOf().categories[category];
}

function aims(sign: Sign): boolean {
    return traitOf(sign.category).aims;
}

function isStrongAndAims(sign: Sign): boolean {
    return traitOf(sign.category).weight >= STRONG_WEIGHT && aims(sign);
}

function quotesAround(text: string, start: number, endExcl: number): [number, number][] {
    // From the beginning of a line: where a straight mark opens a quote depends on those before it.
    const from = Math.max(text.lastIndexOf("\n", start) + 1, start - 2_000);
    const around = text.slice(from, endExcl + QUOTE_LENGTH_MAX);
    return Array.from(around.matchAll(QUOTE), ({ index, 0: quote }) => [from + index, from + index + quote.length]);
}

function runAt(starts: readonly number[], offset: number): number {
    let low = 0;
    for (let high = starts.length; high - low > 1;) {
        const middle = (low + high) >> 1;
        [low, high] = starts[middle]! <= offset ? [middle, high] : [low, middle];
    }
    return low;
}

function shorten(text: string): string {
    const single = text.replace(/\s+/g, " ").trim();
    return single.length <= EXCERPT_LENGTH_MAX ? single : `${single.slice(0, EXCERPT_LENGTH_MAX - 1)}\u2026`;
}
