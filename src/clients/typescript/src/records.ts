// SPDX-License-Identifier: MIT
/** What Telos answers, as values. A member that a later Telos adds is left out, not an error. */
import { type Answer, number, objectOf, objects, objectsIfAny, text, textOrNull, texts, textsIfAny } from "./answer.js";
import { IntentRefused, NotAnAgent, TelosError } from "./errors.js";

const INTENT_REFUSED = -32001;
const NOT_AN_AGENT = -32002;

/** Something that somebody is asked about. */
export interface Approval {
    readonly id: string;
    /** pending, approved, denied, expired or withdrawn. */
    readonly state: string;
    readonly subject: string;
    readonly reason: string;
    /** The least that would do, which is what an approval grants. */
    readonly grants: readonly string[];
    /** To answer, or of what was granted. */
    readonly leftMs: number;
    readonly by: string | null;
    readonly answer: string | null;
}

/** What is in force. */
export interface Policy {
    readonly agentId: number;
    readonly mode: string;
    readonly ttlMs: number;
    /** Each grant and refusal with its reason. */
    readonly lines: readonly string[];
    /** Granted, but not on this machine. */
    readonly missing: readonly string[];
    /** Gates that are not there. */
    readonly off: readonly string[];
    readonly approvals: readonly Approval[];
}

/** What an agent may know of itself. */
export interface Status {
    readonly agentId: number;
    readonly mode: string;
    readonly taint: string;
    readonly goal: string;
    /** 0 when no policy is in force. */
    readonly expiresInMs: number;
    readonly lines: readonly string[];
    readonly off: readonly string[];
    readonly refusedExec: number;
    readonly refusedNetwork: number;
    readonly refusedFile: number;
    readonly refusedLineage: number;
    readonly refusedTamper: number;
}

/** A refusal. mode audit: it went ahead. */
export class Denial {
    readonly id: number;
    readonly time: string;
    readonly gate: string;
    /** A word for programs. */
    readonly reason: string;
    readonly subject: string;
    readonly program: string;
    readonly pid: number;
    readonly mode: string;
    /** Why, in a sentence. */
    readonly cause: string;
    /** What to do about it. */
    readonly nextStep: string;

    constructor(answer: Answer) {
        this.id = number(answer, "id");
        this.time = text(answer, "time");
        this.gate = text(answer, "gate");
        this.reason = text(answer, "reason");
        this.subject = text(answer, "subject");
        this.program = text(answer, "program");
        this.pid = number(answer, "pid");
        this.mode = text(answer, "mode");
        this.cause = text(answer, "cause");
        this.nextStep = text(answer, "next_step");
    }

    toString(): string {
        return `${this.gate} refused ${this.subject}: ${this.cause} ${this.nextStep}`.trimEnd();
    }
}

/** One line of an explanation. kind: run, reach, or how a path may be used; verdict of a refusal, else ALLOW. */
export interface Grant {
    readonly kind: string;
    readonly subject: string;
    readonly reason: string;
    readonly verdict: string;
}

/** What words would be granted. */
export interface Explanation {
    readonly verdict: string;
    readonly goal: string;
    readonly ttlSeconds: number;
    readonly grants: readonly Grant[];
    readonly refused: readonly Grant[];
}

export function approvalOf(answer: Answer): Approval {
    return {
        id: text(answer, "id"),
        state: text(answer, "state"),
        subject: text(answer, "subject"),
        reason: text(answer, "reason"),
        grants: texts(answer, "grants"),
        leftMs: number(answer, "left_ms"),
        by: textOrNull(answer, "by"),
        answer: textOrNull(answer, "answer"),
    };
}

export function policyOf(answer: Answer): Policy {
    return {
        agentId: number(answer, "agent_id"),
        mode: text(answer, "mode"),
        ttlMs: number(answer, "ttl_ms"),
        lines: texts(answer, "lines"),
        missing: texts(answer, "missing"),
        off: texts(answer, "off"),
        approvals: objectsIfAny(answer, "approvals").map(approvalOf),
    };
}

export function statusOf(answer: Answer): Status {
    return {
        agentId: number(answer, "agent_id"),
        mode: text(answer, "mode"),
        taint: text(answer, "taint"),
        goal: text(answer, "goal"),
        expiresInMs: number(answer, "expires_in_ms"),
        lines: texts(answer, "lines"),
        off: texts(answer, "off"),
        refusedExec: number(answer, "refused_exec"),
        refusedNetwork: number(answer, "refused_network"),
        refusedFile: number(answer, "refused_file"),
        refusedLineage: number(answer, "refused_lineage"),
        refusedTamper: number(answer, "refused_tamper"),
    };
}

export function explanationOf(answer: Answer): Explanation {
    const grant = (kind: string, subject: string, each: Answer, verdict = "ALLOW"): Grant =>
        ({ kind, subject, reason: text(each, "reason"), verdict });
    return {
        verdict: text(answer, "verdict"),
        goal: text(answer, "goal"),
        ttlSeconds: number(answer, "ttl_seconds"),
        grants: [
            ...objects(answer, "programs").map(each => grant("run", text(each, "program"), each)),
            ...objects(answer, "hosts").map(each =>
                grant("reach", `${text(each, "host")}:${number(each, "port")}/${text(each, "transport")}`, each)),
            ...objects(answer, "paths").map(each => grant(text(each, "access"), text(each, "path"), each)),
        ],
        refused: objects(answer, "refused").map(each =>
            grant("refused", text(each, "subject"), each, text(each, "verdict"))),
    };
}

export function errorOf(value: unknown): TelosError {
    const answer = objectOf(value, "error");
    const code = number(answer, "code");
    const kind = code === INTENT_REFUSED ? IntentRefused : code === NOT_AN_AGENT ? NotAnAgent : TelosError;
    return new kind(text(answer, "message"), code, textsIfAny(answer, "details"),
        objectsIfAny(answer, "approvals").map(approvalOf));
}
