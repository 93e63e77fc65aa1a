// SPDX-License-Identifier: MIT
/** For build.sh: prints the phrases of patterns.json in the form that costs a page least to read (lexicon.ts). */
import patterns from "../patterns.json" with { type: "json" };
import type { Category, Compiled } from "./lexicon.js";
import { isAscii, isMark, plain } from "./words.js";

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
/** Behind the last letter of a word that ends there. */
const END = "$";
const BEGINNING_LENGTH = 4;

/** What may stand in a slot: each some words with spaces between. */
type Alternatives = readonly string[];
type Slot = readonly [gapMax: number, of: Alternatives];

interface Phrase {
    readonly category: Category | null;
    readonly isCore: boolean;
    readonly slots: readonly Slot[];
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

/** `known`: what was made of the same words before; many phrases share some. */
function slotsOf(text: string, known: Map<string, Alternatives>): Slot[] {
    const slots: Slot[] = [];
    let gapMax = 0;
    for (const part of text.split(" ")) {
        if (part.startsWith("..")) {
            gapMax = Number(part.slice(2));
            continue;
        }
        const of = known.get(part) ?? part.split("|").flatMap(ofSet).map(wordsOf);
        known.set(part, of);
        slots.push([gapMax, of]);
        gapMax = 0;
    }
    return slots;
}

/** "@set" is all of a set. */
function ofSet(alternative: string): string[] {
    const set: Readonly<Record<string, readonly string[]>> = patterns.sets;
    return alternative.startsWith("@") ? set[alternative.slice(1)]!.join("|").split("|") : [alternative];
}

function wordsOf(alternative: string): string {
    if (isAscii(alternative)) {
        return alternative;
    }
    const isBeginning = alternative.endsWith("*");
    const letters = isBeginning ? alternative.slice(0, -1) : alternative;
    // Only where each character is a word is there more than one.
    const words = CHARACTER_WORD.test(letters) ? Array.from(letters, plain).join(" ") : plain(letters);
    return isBeginning ? `${words}*` : words;
}

function firstsOf(alternatives: Alternatives): string[] {
    return alternatives.map(words => words.split(" ")[0]!);
}

/** How much of ordinary text they are. */
function frequencyOf(alternatives: Alternatives): number {
    return firstsOf(alternatives).reduce((sum, first) =>
        sum + (isMark(first) ? Infinity : GRAMMAR.has(first) ? 100 : COMMON.has(first) ? 1 : 0), 0);
}

function rarest(slots: readonly Slot[]): Alternatives {
    return slots.map(([, of]) => of).reduce((a, b) => (frequencyOf(b) < frequencyOf(a) ? b : a));
}

/**
 * The source of an expression for these words in text of ASCII, as a tree of letters, which V8 compiles and tries sooner than a
 * list. "_" separates words, as it does where they are split.
 */
function sourceOf(words: readonly string[]): string {
    const plainWords = words.filter(word => isAscii(word) && !isMark(word));
    const odd = plainWords.find(word => !/^[a-z0-9']+\*?$/.test(word));
    if (odd !== undefined) {
        throw new Error(`patterns.json: no word of a text is "${odd}": write it in small letters and digits, at its end "*" or none`);
    }
    return `(?<![a-z0-9])${treeOf(plainWords.map(word => (word.endsWith("*") ? word.slice(0, -1) : word + END)))}`;
}

/** Of what is left of words; where nothing is left any text may follow. */
function treeOf(rests: readonly string[]): string {
    if (rests.includes("")) {
        return "";
    }
    const branches = [...new Set(rests.map(rest => rest[0]!))].sort().map(letter =>
        (letter === END ? "(?![a-z0-9])" : letter + treeOf(rests.filter(rest => rest[0] === letter).map(rest => rest.slice(1)))));
    return branches.length === 1 ? branches[0]! : `(?:${branches.join("|")})`;
}

function tellingOf(words: readonly string[]): string[] {
    return words.filter(word => !GRAMMAR.has(word))
        .map(word => (word.endsWith("*") ? `${word.slice(0, Math.min(word.length - 1, BEGINNING_LENGTH))}*` : word));
}

function compile(): Compiled {
    const phrases = allPhrases();
    const alternatives = [...new Set(phrases.flatMap(({ slots }) => slots.map(([, of]) => of)))];
    return {
        categories: patterns.categories,
        markers: patterns.markers,
        rare: sourceOf(phrases.flatMap(({ slots }) => firstsOf(rarest(slots)))),
        telling: `[^\\0-\\x7f]|${sourceOf(tellingOf(alternatives.flatMap(firstsOf)))}`,
        alternatives: alternatives.map(each => each.join("|")),
        phrases: phrases.map(phrase => ({
            ...phrase, slots: phrase.slots.map(([gapMax, of]) => [gapMax, alternatives.indexOf(of)] as const),
        })),
    };
}

console.log(JSON.stringify(compile()));
