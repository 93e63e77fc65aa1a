// SPDX-License-Identifier: MIT
/** Finds the phrases of patterns.json in words. No regular expressions: another program reads the same file. */
import patterns from "../patterns.json" with { type: "json" };
import { isAscii, isMark, plain, type Words } from "./words.js";

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

interface Alternatives {
    /** Each some words in a row; the last letter of one may be "*". */
    readonly alternatives: readonly (readonly string[])[];
    /** The first word of each. */
    readonly firsts: readonly string[];
    /** How much of ordinary text they are. */
    readonly frequency: number;
}

interface Slot extends Alternatives {
    readonly gapMax: number;
}

export interface Phrase {
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
const BEGINNING_LENGTH = 4;
const PROSE_LENGTH_MIN = 40;
const PHRASE_LENGTH_MAX = 200;

/** The phrases, by the words with which they begin. */
interface Lexicon {
    readonly byWord: ReadonlyMap<string, readonly Phrase[]>;
    readonly byBeginning: ReadonlyMap<string, readonly Phrase[]>;
    /** Of one slot of each phrase, in text of small letters. */
    readonly rare: RegExp;
    /** All words that are no grammar; of those with an open end, the first letters. */
    readonly telling: ReadonlySet<string>;
    /** What was looked up. */
    readonly starting: Map<string, readonly Phrase[]>;
}

let lexicon: Lexicon | null = null;

/** Made when it is first needed: a frame without text needs none. */
function lexiconOf(): Lexicon {
    if (lexicon === null) {
        const phrases = allPhrases();
        const byWord = new Map<string, Phrase[]>();
        const byBeginning = new Map<string, Phrase[]>();
        const rare = new Set<string>();
        const telling = new Set<string>();
        for (const phrase of phrases) {
            for (const [first = ""] of phrase.slots[0]!.alternatives) {
                const [index, key] = first.endsWith("*") ? [byBeginning, first.slice(0, -1)] : [byWord, first];
                const its = index.get(key);
                if (its === undefined) {
                    index.set(key, [phrase]);
                } else {
                    its.push(phrase);
                }
            }
            rarest(phrase.slots).firsts.forEach(word => rare.add(word));
            for (const word of phrase.slots.flatMap(({ firsts }) => firsts)) {
                if (!GRAMMAR.has(word)) {
                    telling.add(word.endsWith("*") ? word.slice(0, Math.min(word.length - 1, BEGINNING_LENGTH)) + "*" : word);
                }
            }
        }
        lexicon = { byWord, byBeginning, telling, rare: anyOf(rare), starting: new Map() };
    }
    return lexicon;
}

function allPhrases(): Phrase[] {
    const known = new Map<string, Alternatives>();
    const made = (texts: readonly string[], category: Category | null, isCore: boolean): Phrase[] =>
        texts.map(text => ({ category, isCore, slots: slotsOf(text, known) }));
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
    const { telling } = lexiconOf();
    return text.toLowerCase().split(/[^a-z0-9']+/)
        .some(word => [word, `${word.slice(0, 3)}*`, `${word.slice(0, BEGINNING_LENGTH)}*`].some(each => telling.has(each)));
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
        let alternatives = known.get(part);
        if (alternatives === undefined) {
            known.set(part, (alternatives = alternativesOf(part)));
        }
        slots.push({ gapMax, ...alternatives });
        gapMax = 0;
    }
    return slots;
}

function alternativesOf(part: string): Alternatives {
    const alternatives: string[][] = [];
    const firsts: string[] = [];
    let frequency = 0;
    for (const text of part.includes("@") ? part.split("|").flatMap(ofSet) : part.split("|")) {
        const words = wordsOf(text);
        const first = words[0]!;
        alternatives.push(words);
        firsts.push(first);
        frequency += isMark(first) ? Infinity : GRAMMAR.has(first) ? 100 : COMMON.has(text) ? 1 : 0;
    }
    return { alternatives, firsts, frequency };
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

function rarest(slots: readonly Slot[]): Slot {
    return slots.reduce((a, b) => (b.frequency < a.frequency ? b : a));
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

function startingWith(word: string): readonly Phrase[] {
    const { byWord, byBeginning, starting } = lexiconOf();
    let found = starting.get(word);
    if (found === undefined) {
        if (starting.size >= STARTS_MAX) {
            starting.clear();
        }
        const beginning = [...byBeginning].flatMap(([letters, its]) => (word.startsWith(letters) ? its : []));
        found = [...(byWord.get(word) ?? []), ...beginning];
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
        for (const alternative of slot.alternatives) {
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
