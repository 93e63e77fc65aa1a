// SPDX-License-Identifier: MIT
/** Finds the phrases of patterns.json in words. No regular expressions: another program reads the same file. */
import patterns from "../patterns.json" with { type: "json" };
import { isAscii, isLetter, isMark, plain, type Words } from "./words.js";

export type Category = keyof typeof patterns.categories;

export interface Trait {
    readonly weight: number;
    /** Whether it speaks to a model at all; what does not is found in many honest texts. */
    readonly aims: boolean;
    readonly means: string;
}

export interface Hit {
    readonly category: Category;
    readonly start: number;
    readonly endExcl: number;
}

class Alternatives {
    readonly #texts: readonly string[];
    /** The first word of each. */
    readonly firsts: readonly string[];
    /** How much of ordinary text they are. */
    readonly frequency: number;
    #words: readonly (readonly string[])[] | null = null;

    constructor(texts: readonly string[]) {
        this.#texts = texts;
        this.firsts = texts.every(isAscii) ? texts : texts.map(text => wordsOf(text)[0]!);
        this.frequency = this.firsts.reduce((sum, first, at) => sum + frequencyOf(first, texts[at]!), 0);
    }

    /** Each some words in a row; the last letter of one may be "*". Of most nothing is asked on any page. */
    get words(): readonly (readonly string[])[] {
        return (this.#words ??= this.#texts.map(wordsOf));
    }
}

interface Slot {
    readonly gapMax: number;
    readonly of: Alternatives;
}

export interface Phrase {
    /** Among all: of those that begin at a word the first of a category counts. */
    readonly order: number;
    /** Null for what only tells what a text is about. */
    readonly category: Category | null;
    readonly isCore: boolean;
    readonly slots: readonly Slot[];
}

export interface Reading {
    /** In the order of the text; a category at most once a word. */
    readonly hits: readonly Hit[];
    readonly topics: ReadonlySet<Phrase>;
}

export const CATEGORIES: Readonly<Record<Category, Trait>> = patterns.categories;
const HITS_MAX = 2_000;
const STARTS_MAX = 50_000;
/** How many words and phrases of the topic, one of its core among them, tell that a text is about it. */
const TOPICS_MIN = 3;

/** What is in any text, and what is on many pages: no help in finding a phrase, and little. */
const GRAMMAR = new Set((
    "a all an and any are as at be before by do don't dont every for from go has have here i if in into is it its must need " +
    "no new not now of on one only or other real say so that the their them they this to too top want was we what when " +
    "which who will with without you your"
).split(" "));
const COMMON = new Set((
    "about account add address ai answer best buy call card change chat click code complete data email file files first " +
    "free full get give god hello hi hide history home important input key language link mail make message messages mode " +
    "name note notes notice number open order orders output page photo place post print private product read safe search " +
    "see send service share shop show site state step system take task tell text time type use user users view visit"
).split(" "));
const CHARACTER_WORD = /[\u3040-\u30ff\u3400-\u9fff]/;
const APOSTROPHE = 39;
const BEGINNING_LENGTH = 4;
const PROSE_LENGTH_MIN = 40;
const PHRASE_LENGTH_MAX = 200;

/** The phrases, by what they begin with, and that by its words. */
interface Lexicon {
    readonly phrases: ReadonlyMap<Alternatives, readonly Phrase[]>;
    readonly byWord: ReadonlyMap<string, readonly Alternatives[]>;
    readonly byBeginning: ReadonlyMap<string, readonly Alternatives[]>;
    /** Of one slot of each phrase, in text of small letters. */
    readonly rare: RegExp;
    /** All words that are no grammar; of those with an open end, the first letters. */
    readonly telling: ReadonlySet<string>;
    /** What was looked up there. */
    readonly told: Map<string, boolean>;
    /** What was looked up. */
    readonly starting: Map<string, readonly Phrase[]>;
}

let lexicon: Lexicon | null = null;

/** Made when it is first needed: a frame without text needs none. */
function lexiconOf(): Lexicon {
    if (lexicon === null) {
        const phrases = new Map<Alternatives, Phrase[]>();
        // Many phrases share some.
        const rare = new Set<Alternatives>();
        const all = new Set<Alternatives>();
        for (const phrase of allPhrases()) {
            push(phrases, phrase.slots[0]!.of, phrase);
            rare.add(rarest(phrase.slots));
            phrase.slots.forEach(({ of }) => all.add(of));
        }
        lexicon = {
            phrases, ...byFirsts(phrases.keys()), rare: anyOf(firstsOf(rare)), starting: new Map(),
            telling: tellingOf(all), told: new Map(),
        };
    }
    return lexicon;
}

function byFirsts(all: Iterable<Alternatives>): Pick<Lexicon, "byWord" | "byBeginning"> {
    const byWord = new Map<string, Alternatives[]>();
    const byBeginning = new Map<string, Alternatives[]>();
    for (const each of all) {
        for (const first of each.firsts) {
            if (first.endsWith("*")) {
                push(byBeginning, first.slice(0, -1), each);
            } else {
                push(byWord, first, each);
            }
        }
    }
    return { byWord, byBeginning };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
    const its = map.get(key);
    if (its === undefined) {
        map.set(key, [value]);
    } else {
        its.push(value);
    }
}

function firstsOf(alternatives: ReadonlySet<Alternatives>): Set<string> {
    const words = new Set<string>();
    for (const { firsts } of alternatives) {
        for (const word of firsts) {
            words.add(word);
        }
    }
    return words;
}

function tellingOf(alternatives: ReadonlySet<Alternatives>): Set<string> {
    const telling = new Set<string>();
    for (const word of firstsOf(alternatives)) {
        if (!GRAMMAR.has(word)) {
            telling.add(word.endsWith("*") ? word.slice(0, Math.min(word.length - 1, BEGINNING_LENGTH)) + "*" : word);
        }
    }
    return telling;
}

function allPhrases(): Phrase[] {
    const known = new Map<string, Alternatives>();
    let order = 0;
    const made = (texts: readonly string[], category: Category | null, isCore: boolean): Phrase[] =>
        texts.map(text => ({ order: order++, category, isCore, slots: slotsOf(text, known) }));
    return [
        ...Object.entries(patterns.phrases).flatMap(([category, texts]) => made(texts, category as Category, false)),
        ...made(patterns.topic.core, null, true),
        ...made(patterns.topic.support, null, false),
    ];
}

/** Whether a text is prose or may have a word of a phrase: whether people see a label of a few other words is all the same. */
export function mayMatter(text: string): boolean {
    if (text.length >= PROSE_LENGTH_MIN || !isAscii(text)) {
        return true;
    }
    for (let at = 0, start = 0; at <= text.length; at++) {
        const code = text.charCodeAt(at);
        if (!isLetter(code) && code !== APOSTROPHE) {
            if (at > start && tells(text.slice(start, at))) {
                return true;
            }
            start = at + 1;
        }
    }
    return false;
}

function tells(word: string): boolean {
    const { telling, told } = lexiconOf();
    let known = told.get(word);
    if (known === undefined) {
        if (told.size >= STARTS_MAX) {
            told.clear();
        }
        const small = word.toLowerCase();
        known = telling.has(small) || telling.has(`${small.slice(0, 3)}*`) || telling.has(`${small.slice(0, BEGINNING_LENGTH)}*`);
        told.set(word, known);
    }
    return known;
}

/**
 * The parts of a text in which a phrase can be, as [start, end]. Each phrase has one slot that is rare in ordinary text: where
 * none of these words is, none need be split off. Only for ASCII: elsewhere a word has many spellings.
 */
export function likelyParts(text: string): [number, number][] {
    const parts: [number, number][] = [];
    for (const { index } of text.toLowerCase().matchAll(lexiconOf().rare)) {
        const last = parts.at(-1);
        if (last !== undefined && index - PHRASE_LENGTH_MAX <= last[1]) {
            last[1] = index + PHRASE_LENGTH_MAX;
        } else {
            parts.push([Math.max(0, index - PHRASE_LENGTH_MAX), index + PHRASE_LENGTH_MAX]);
        }
    }
    return parts;
}

/** The phrases in these words. */
export function read({ texts, starts, endsExcl }: Words): Reading {
    const hits: Hit[] = [];
    const topics = new Set<Phrase>();
    for (let at = 0; at < texts.length && hits.length < HITS_MAX; at++) {
        const here = hits.length;
        for (const phrase of startingWith(texts[at]!)) {
            const behind = endOf(phrase.slots, 0, texts, at);
            if (behind > 0 && phrase.category === null) {
                topics.add(phrase);
            } else if (behind > 0 && !hits.slice(here).some(hit => hit.category === phrase.category)) {
                hits.push({ category: phrase.category!, start: starts[at]!, endExcl: endsExcl[behind - 1]! });
            }
        }
    }
    return { hits, topics };
}

/** Whether a text in which these were read speaks about attacks on models: then it may quote one. */
export function isAboutInjection(topics: ReadonlySet<Phrase>): boolean {
    return topics.size >= TOPICS_MIN && [...topics].some(topic => topic.isCore);
}

/** Marks that separate the turns of a conversation; they are no words. The first of each. */
export function findMarkers(text: string): Hit[] {
    const small = text.toLowerCase();
    return patterns.markers.flatMap(marker => {
        const start = small.indexOf(marker);
        return start < 0 ? [] : [{ category: "marker" as const, start, endExcl: start + marker.length }];
    });
}

/** `known`: what was made of the same words before; many phrases share some. */
function slotsOf(text: string, known: Map<string, Alternatives>): Slot[] {
    const slots: Slot[] = [];
    let gapMax = 0;
    for (const part of text.split(" ")) {
        if (part.startsWith("..")) {
            gapMax = Number(part.slice(2));
            continue;
        }
        let of = known.get(part);
        if (of === undefined) {
            known.set(part, (of = alternativesOf(part)));
        }
        slots.push({ gapMax, of });
        gapMax = 0;
    }
    return slots;
}

function alternativesOf(part: string): Alternatives {
    const texts = part.split("|");
    return new Alternatives(part.includes("@") ? texts.flatMap(ofSet) : texts);
}

function frequencyOf(first: string, text: string): number {
    return isMark(first) ? Infinity : GRAMMAR.has(first) ? 100 : COMMON.has(text) ? 1 : 0;
}

/** "@set" is all of a set. */
function ofSet(alternative: string): string[] {
    const set: Readonly<Record<string, readonly string[]>> = patterns.sets;
    return alternative.startsWith("@") ? set[alternative.slice(1)]!.join("|").split("|") : [alternative];
}

function wordsOf(alternative: string): string[] {
    if (isAscii(alternative)) {
        return [alternative];
    }
    const isBeginning = alternative.endsWith("*");
    const letters = isBeginning ? alternative.slice(0, -1) : alternative;
    // Only where each character is a word is there more than one.
    const words = CHARACTER_WORD.test(letters) ? Array.from(letters, plain) : [plain(letters)];
    return isBeginning ? [...words.slice(0, -1), words.at(-1) + "*"] : words;
}

function rarest(slots: readonly Slot[]): Alternatives {
    return slots.map(slot => slot.of).reduce((a, b) => (b.frequency < a.frequency ? b : a));
}

function anyOf(words: ReadonlySet<string>): RegExp {
    const sources: string[] = [];
    for (const word of words) {
        if (word >= "0" && word < "{") {
            sources.push(word.endsWith("*") ? word.slice(0, -1) : `${word}\\b`);
        }
    }
    return new RegExp(`\\b(?:${sources.join("|")})`, "g");
}

function inOrder(phrases: Phrase[]): Phrase[] {
    return phrases.sort((a, b) => a.order - b.order);
}

function startingWith(word: string): readonly Phrase[] {
    const { phrases, byWord, byBeginning, starting } = lexiconOf();
    let found = starting.get(word);
    if (found === undefined) {
        if (starting.size >= STARTS_MAX) {
            starting.clear();
        }
        const its = [byWord.get(word) ?? []];
        for (const [letters, beginnings] of byBeginning) {
            if (word.startsWith(letters)) {
                its.push(beginnings);
            }
        }
        found = its.flatMap(each => inOrder(each.flatMap(of => phrases.get(of)!)));
        starting.set(word, found);
    }
    return found;
}

/** Behind the last word, when the slots from `index` on begin at `at` or as much later as the gap allows; else 0. */
function endOf(slots: readonly Slot[], index: number, words: readonly string[], at: number): number {
    const slot = slots[index];
    if (slot === undefined) {
        return at;
    }
    for (let gap = 0, from = at; gap <= slot.gapMax && from < words.length; from++) {
        for (const alternative of slot.of.words) {
            const behind = behindAlternative(alternative, words, from);
            const endExcl = behind > 0 ? endOf(slots, index + 1, words, behind) : 0;
            if (endExcl > 0) {
                return endExcl;
            }
        }
        gap += isMark(words[from]!) ? 0 : 1;
    }
    return 0;
}

function behindAlternative(alternative: readonly string[], words: readonly string[], from: number): number {
    for (const [offset, pattern] of alternative.entries()) {
        const word = words[from + offset];
        if (word === undefined || !matches(pattern, word)) {
            return 0;
        }
    }
    return from + alternative.length;
}

function matches(pattern: string, word: string): boolean {
    if (pattern === ",") {
        return isMark(word);
    }
    return pattern.endsWith("*") ? word.startsWith(pattern.slice(0, -1)) : word === pattern;
}
