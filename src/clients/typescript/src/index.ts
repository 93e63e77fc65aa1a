// SPDX-License-Identifier: MIT
/**
 * Talk to Telos from inside an agent: say what comes next, ask for more, learn why something was refused.
 *
 * A process that was started by `telos run` is an agent, and so are its children. What the socket answers is described in
 * docs/PROTOCOL.md. This package needs Node alone.
 */
export { Client, type ConnectOptions } from "./client.js";
export type { Duration } from "./duration.js";
export { IntentRefused, NotAnAgent, ProtocolError, TelosError, Unavailable } from "./errors.js";
export type { Event } from "./events.js";
export { intent, type IntentOptions } from "./intent.js";
export { Denial } from "./records.js";
export type { Approval, Explanation, Grant, Policy, Status } from "./records.js";
