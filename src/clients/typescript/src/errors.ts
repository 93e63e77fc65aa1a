// SPDX-License-Identifier: MIT
/** What can go wrong, each with a message that says what to do next. */
import type { Approval } from "./records.js";

/** Telos answered that it did not do it. */
export class TelosError extends Error {
    /** Of JSON-RPC 2.0 or of docs/PROTOCOL.md; 0 when nobody answered. */
    readonly code: number;
    /** The lines behind the message. */
    readonly details: readonly string[];
    /** What somebody is asked. */
    readonly approvals: readonly Approval[];

    constructor(message: string, code = 0, details: readonly string[] = [], approvals: readonly Approval[] = []) {
        super(message);
        this.name = new.target.name;
        this.code = code;
        this.details = details;
        this.approvals = approvals;
    }
}

/** The words grant nothing, or more than may be granted; details say each refusal with its reason. */
export class IntentRefused extends TelosError {}

/** This process is held by nothing: it was not started by telos run. */
export class NotAnAgent extends TelosError {}

/** No daemon answers. What the kernel holds an agent to does not depend on it. */
export class Unavailable extends TelosError {}

/** The other side is no Telos, or one of another version. */
export class ProtocolError extends TelosError {}
