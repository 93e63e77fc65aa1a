// SPDX-License-Identifier: MIT
/** Members of what the daemon says: each is of the kind that docs/PROTOCOL.md says, or the other side is no such Telos. */
import { ProtocolError } from "./errors.js";

export type Answer = Readonly<Record<string, unknown>>;

export function isAnswer(value: unknown): value is Answer {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown, name: string): Answer {
    return isAnswer(value) ? value : unfit(name, "object");
}

export function text(answer: Answer, name: string): string {
    const value = answer[name];
    return typeof value === "string" ? value : unfit(name, "text");
}

export function textOrNull(answer: Answer, name: string): string | null {
    return answer[name] == null ? null : text(answer, name);
}

export function number(answer: Answer, name: string): number {
    const value = answer[name];
    return typeof value === "number" ? value : unfit(name, "number");
}

export function texts(answer: Answer, name: string): readonly string[] {
    return list(answer, name).map(value => (typeof value === "string" ? value : unfit(name, "list of texts")));
}

export function objects(answer: Answer, name: string): readonly Answer[] {
    return list(answer, name).map(value => objectOf(value, name));
}

/** A member that is left out is an empty list. */
export function objectsIfAny(answer: Answer, name: string): readonly Answer[] {
    return answer[name] == null ? [] : objects(answer, name);
}

export function textsIfAny(answer: Answer, name: string): readonly string[] {
    return answer[name] == null ? [] : texts(answer, name);
}

function list(answer: Answer, name: string): readonly unknown[] {
    const value = answer[name];
    return Array.isArray(value) ? value : unfit(name, "list");
}

function unfit(name: string, kind: string): never {
    throw new ProtocolError(`what answers is no Telos that this client knows: its ${name} is no ${kind}`);
}
